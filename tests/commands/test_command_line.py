"""The command line as a whole: help that works, exit codes, one line on stderr, a traceback only when asked for."""

import os
import shutil
import subprocess
from importlib import import_module

import pytest
from running import CHECKOUT, COMMAND, environment, fixpoint, one_line

from bot import __version__
from bot.cli import COMMANDS, main


def example(command):
    return import_module(f"bot.commands.{command.replace('-', '_')}").EXAMPLE


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_shows_an_example(command, capsys):
    code = main([command, "--help"])

    out, err = capsys.readouterr()
    assert (code, err) == (0, "")
    assert f"Example:\n  {example(command)}\n" in out


@pytest.mark.parametrize("command", COMMANDS)
def test_the_example_of_every_help_runs(command, empty_folder):
    for name in ("rules", "my-rules"):
        shutil.copytree(CHECKOUT / "rules", empty_folder / name)
    shutil.copytree(CHECKOUT / "knowledge", empty_folder / "my-articles")

    done = subprocess.run(
        ["sh", "-c", example(command)],
        cwd=empty_folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_the_help_names_every_command(capsys):
    code = main(["--help"])

    assert code == 0
    out = capsys.readouterr().out
    assert [name for name in COMMANDS if f"    {name} " not in out] == []


def test_the_version_is_told(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"fixpoint {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param([], "COMMAND", id="no command"),
        pytest.param(["chek"], 'did you mean "check"', id="an unknown command"),
        pytest.param(["advise", "--jsn"], "--jsn", id="an unknown option"),
        pytest.param(["why-not"], "MODEL", id="a missing argument"),
        pytest.param(["advise", "one", "two"], "two", id="an argument too many"),
        pytest.param(["check", "--rules"], "--rules", id="an option without its value"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(arguments, says, capsys):
    code = main(arguments)

    out, err = capsys.readouterr()
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert says in err
    assert "--help" in err


def test_a_process_ends_with_the_code_of_its_command(empty_folder):
    assert one_line(fixpoint(cwd=empty_folder)).startswith("fixpoint: ")


def test_a_traceback_is_shown_when_asked_for_and_the_code_stays(empty_folder, capsys):
    code = main(["advise", "--debug", "missing.json"])

    assert code == 2
    assert capsys.readouterr().err.startswith("Traceback")


def test_what_nobody_expected_is_one_line_and_exit_code_3(empty_folder, capsys):
    (empty_folder / "schemas").write_text("a file where a folder should be made", encoding="utf-8")

    code = main(["check", "--schema", "schemas"])

    out, err = capsys.readouterr()
    assert (code in {2, 3}, out, len(err.splitlines())) == (True, "", 1)


@pytest.mark.parametrize("command", [["--help"], ["check", "--json"], ["test"], ["advise"], ["chat"]], ids="/".join)
def test_a_reader_who_has_seen_enough_is_no_error(command, empty_folder):
    reader, writer = os.pipe()
    os.close(reader)

    with subprocess.Popen(
        [COMMAND, *command],
        cwd=empty_folder,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=writer,
        stderr=subprocess.PIPE,
    ) as child:
        os.close(writer)
        _, err = child.communicate(b"{}", timeout=60)

    assert child.returncode == 0
    assert [line for line in err.decode().splitlines() if "FIXPOINT_DATA_KEY" not in line] == []


def test_head_takes_one_line(empty_folder):
    done = subprocess.run(
        ["sh", "-c", "fixpoint check --json | head -n 1"],
        cwd=empty_folder,
        env=environment(),
        capture_output=True,
        check=True,
        timeout=60,
    )

    assert (done.stdout, done.stderr) == (b"{\n", b"")


@pytest.mark.parametrize("closed", ["<&-", ">&-"], ids=["no input", "no output"])
def test_a_closed_stream_is_no_reason_to_fail(closed, empty_folder):
    done = subprocess.run(
        ["sh", "-c", f"fixpoint chat {closed}"],
        cwd=empty_folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 0, done.stderr
