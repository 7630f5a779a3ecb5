"""Every command of the README is run, in a copy of the content, with the command line of this checkout."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import COMMANDS as KNOWN
from bot.settings import Settings

CHECKOUT = Path(__file__).parent.parent
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
COMMANDS = [line.split("   #")[0].strip() for block in BLOCKS for line in block.splitlines() if line.strip()]


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reader")
    for name in ("rules", "knowledge"):
        shutil.copytree(CHECKOUT / name, folder / name)
    shutil.copytree(folder / "rules", folder / "my-rules")  # so that no command needs the one before it
    return folder


def environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FIXPOINT_")}
    commands = Path(sys.executable).parent
    return {
        **kept,
        "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
        "FIXPOINT_DATABASE": f"sqlite:///{folder}/reader.db",
    }


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_works(command: str, elsewhere: Path) -> None:
    if command.startswith("make "):  # they set up the checkout that runs this test; that they exist is what is tested
        done = subprocess.run(
            ["make", "--dry-run", *command.split()[1:]], cwd=CHECKOUT, capture_output=True, check=False
        )
    else:
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=elsewhere,
            env=environment(elsewhere),
            capture_output=True,
            check=False,
            timeout=60,
        )

    assert done.returncode == 0, (command, done.stderr.decode())


def test_the_slip_that_the_readme_shows_is_told_in_these_words(elsewhere: Path) -> None:
    shown = re.search(r"^my-rules/needs\.yaml:.*$", README, re.MULTILINE)
    rules = elsewhere / "slip" / "my-rules"
    shutil.copytree(elsewhere / "rules", rules)
    needs = rules / "needs.yaml"
    needs.write_text(needs.read_text("utf-8").replace("{downtime:", "{dowtime:", 1), encoding="utf-8")

    done = subprocess.run(
        [Path(sys.executable).parent / "fixpoint", "check", "--rules", "my-rules"],
        cwd=rules.parent,
        env=environment(elsewhere),
        capture_output=True,
        check=False,
        text=True,
    )

    assert shown is not None
    assert done.returncode == 2
    assert shown[0] in done.stderr.splitlines()


def test_every_setting_is_in_the_table() -> None:
    missing = [name for name in Settings.model_fields if f"`FIXPOINT_{name.upper()}`" not in README]

    assert missing == []


def test_every_command_is_described_in_the_readme() -> None:
    assert [name for name in KNOWN if f"fixpoint {name}" not in README] == []
