"""`fixpoint chat` as people start it: a process on a pipe, or on a terminal, in an empty folder."""

import os
import re
import signal
import subprocess
from contextlib import contextmanager

import pexpect
import pytest
from running import COMMAND, environment, fixpoint, last_screen

# pexpect forks a terminal, and the test run has threads by then.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")

TO_THE_ADVICE = "Start\nA colleague, on the side\nregulated\nPartly\n/advice\n"
DATA, INCIDENTS = "What is the most sensitive data you hold?", "how often did IT trouble stop somebody"


def chat(folder, given="", *arguments, **more):
    return fixpoint("chat", *arguments, cwd=folder, given=given, **more)


def test_a_whole_consultation_on_a_pipe_ends_with_its_advice(empty_folder):
    done = chat(empty_folder, TO_THE_ADVICE)

    assert done.returncode == 0
    assert "Our advice: managed services (MSP)." in done.stdout.rpartition("> /advice")[2]
    assert [line for line in done.stderr.splitlines() if "FIXPOINT_DATA_KEY" not in line] == []


def test_a_pipe_begins_anew_each_time_unless_it_resumes(empty_folder):
    chat(empty_folder, "Start\nNobody in particular\n")

    resumed = chat(empty_folder, "", "--resume")
    anew = chat(empty_folder)
    forgotten = chat(empty_folder, "", "--resume")

    assert resumed.stdout.count(DATA) == 2
    assert "[a] Start" in anew.stdout
    assert forgotten.stdout == anew.stdout


def test_what_a_pipe_that_was_killed_had_shown_is_shown_again(empty_folder):
    with running_chat(empty_folder) as child:
        child.stdin.write("Start\nNobody in particular\n")
        child.stdin.flush()
        read_until(child, "Review answers")
        child.kill()

    assert DATA in chat(empty_folder, "", "--resume").stdout


ODD_INPUT = {
    "nothing at all": b"",
    "empty lines": b"\n\n\n",
    "only white space": b"   \n\t\n \x0b \n",
    "no newline at the end": b"Start",
    "bytes that are not UTF-8": b"\xff\xfe\x80\n\xc3\n",
    "zero bytes": b"\0\0\0\n",
    "control characters": b"\x1b[2J\x07\x08\r\n",
    "one line of a megabyte": b"a" * 1_000_000 + b"\n",
    "a megabyte without an end": b"Start\n" + b"\xf0\x9f\x92\xbb" * 250_000,
    "an unpaired half of a character": b"\xed\xa0\x80\n",
    "letters that combine without end": b"Z" + "\u0301".encode() * 5_000 + b"\n",
    "from right to left": "\u202eStart\u200f \u0645\u0631\u062d\u0628\u0627\n".encode(),
    "Windows line ends": b"Start\r\nNobody in particular\r\n",
    "a button's own words": b"1:abc:0:start\n1:abc:0:c:it:nobody\n",
    "a slash alone": b"/\n//\n/ \n/@\n",
    "an enormous number": b"Start\n" + b"9" * 5_000 + b"\n",
}


@pytest.mark.parametrize("given", ODD_INPUT.values(), ids=ODD_INPUT)
def test_a_pipe_takes_any_bytes(given, empty_folder):
    done = chat(empty_folder, given, text=False)

    assert done.returncode == 0, done.stderr
    assert b"Traceback" not in done.stderr
    assert b"  [a] " in done.stdout.splitlines()[-10:] or b"  [a] " in done.stdout[-2000:]


TERMINALS = {
    "the C locale": {"LC_ALL": "C"},
    "the C locale without its kindness": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "ASCII alone": {"PYTHONIOENCODING": "ascii"},
    "a code page of old": {"PYTHONIOENCODING": "cp1252"},
}


@pytest.mark.parametrize("settings", TERMINALS.values(), ids=TERMINALS)
def test_an_output_that_lacks_letters_is_no_reason_to_fail(settings, empty_folder):
    done = chat(empty_folder, "M\u00fcller \u2192 \U0001f4bb\nStart\n".encode(), text=False, **settings)

    assert done.returncode == 0, done.stderr
    assert b"Who looks after your computers" in done.stdout


def test_leaving_by_a_word_leaves_the_rest_of_the_pipe_unread(empty_folder):
    done = chat(empty_folder, "Start\n/quit\nNobody in particular\n")

    assert done.returncode == 0
    assert "Who looks after your computers" in last_screen(done.stdout)


def test_a_pipe_that_waits_for_its_input_can_be_interrupted(empty_folder):
    with running_chat(empty_folder) as child:
        read_until(child, "Delete my data")
        child.send_signal(signal.SIGINT)

        assert child.wait(timeout=10) == 130
        assert "Traceback" not in child.stderr.read()


def test_a_second_process_on_the_same_database_is_refused_in_one_line(empty_folder):
    with running_chat(empty_folder) as child:
        read_until(child, "Delete my data")
        second = chat(empty_folder)
        child.stdin.close()
        child.wait(timeout=10)

    assert second.returncode == 2
    assert f"in use by process {child.pid}" in second.stderr.splitlines()[-1]


def test_a_terminal_takes_letters_and_labels_and_goes_on_where_it_was_left(empty_folder):
    with on_a_terminal(empty_folder) as first:
        say(first, "Start", "Who looks after your computers")
        say(first, "a", DATA)
        say(first, "ordinary business contacts", "When must things work")
        say(first, "A", INCIDENTS)
        left_by(first, "/quit", 0)
        assert "Goodbye" in first.before

    with on_a_terminal(empty_folder) as second:
        second.expect_exact(INCIDENTS)
        assert "this is where you stopped" in second.before
        left_by(second, "/quit", 0)

    with on_a_terminal(empty_folder, "--restart") as third:
        third.expect_exact("Which kind of IT support")
        left_by(third, "quit", 0)


def test_the_end_of_input_leaves_a_terminal(empty_folder):
    with on_a_terminal(empty_folder) as terminal:
        terminal.expect_exact("\n> ")
        terminal.sendeof()
        left(terminal, 0)


def test_an_interruption_leaves_a_terminal_at_once_and_keeps_everything(empty_folder):
    with on_a_terminal(empty_folder) as terminal:
        say(terminal, "Start", "Who looks after your computers")
        say(terminal, "nobody in particular", DATA)
        terminal.sendintr()
        left(terminal, 0, 130)

    assert DATA in chat(empty_folder, "", "--resume").stdout


def test_a_terminal_takes_bytes_that_are_no_text(empty_folder):
    with on_a_terminal(empty_folder, PYTHONIOENCODING="utf-8:strict") as terminal:
        terminal.expect_exact("\n> ")
        os.write(terminal.child_fd, b"\xff\xfe\n")
        terminal.expect_exact("Delete my data")
        say(terminal, "Start", "Who looks after your computers")
        left_by(terminal, "/quit", 0)


def test_a_terminal_that_lacks_letters_still_shows_the_screens(empty_folder):
    with on_a_terminal(empty_folder, PYTHONIOENCODING="ascii") as terminal:
        say(terminal, "Start", "Who looks after your computers")
        left_by(terminal, "/quit", 0)


def test_run_says_why_it_talks_here_and_then_talks(empty_folder):
    done = fixpoint("run", cwd=empty_folder, given="Start\n")

    assert done.returncode == 0
    assert "FIXPOINT_BOT_TOKEN is not set" in done.stderr.splitlines()[0]
    assert "Who looks after your computers" in last_screen(done.stdout)


@contextmanager
def running_chat(folder):
    with subprocess.Popen(
        [COMMAND, "chat"],
        cwd=folder,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as child:
        try:
            yield child
        finally:
            child.kill()


def read_until(child, text):
    for line in child.stdout:
        if text in line:
            return
    raise AssertionError(f"the chat ended without {text}: {child.stderr.read()}")


@contextmanager
def on_a_terminal(folder, *arguments, **settings):
    terminal = pexpect.spawn(
        str(COMMAND),
        ["chat", *arguments],
        cwd=str(folder),
        env=environment(TERM="xterm", NO_COLOR="1", **settings),
        dimensions=(50, 100),
        timeout=20,
        encoding="utf-8",
        codec_errors="replace",
        echo=False,
    )
    terminal.ptyproc.delayafterclose = 0
    try:
        yield terminal
    finally:
        terminal.close(force=True)


def say(terminal, line, until):
    terminal.expect_exact("\n> ")
    terminal.sendline(line)
    terminal.expect_exact(until)


def left_by(terminal, line, code):
    terminal.expect_exact("\n> ")
    terminal.sendline(line)
    left(terminal, code)


def left(terminal, *codes):
    terminal.expect(pexpect.EOF)
    terminal.wait()
    assert terminal.exitstatus in codes
    assert not re.search("Traceback|Error", terminal.before)
