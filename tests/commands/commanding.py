"""A command in this process, and a copy of the rules to edit."""

import json
import shutil

import pytest
from running import CHECKOUT

from bot.cli import main


@pytest.fixture
def told(empty_folder, capsys):
    """Run a command, on a file of answers if there are any: the exit code, stdout, stderr."""

    def called(*arguments, answers=None):
        if answers is not None:
            (empty_folder / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
            arguments = (*arguments, "answers.json")
        code = main([str(one) for one in arguments])
        return code, *capsys.readouterr()

    return called


@pytest.fixture
def my_rules(empty_folder):
    """A copy of the shipped rules."""
    folder = empty_folder / "my-rules"
    shutil.copytree(CHECKOUT / "rules", folder)
    return folder
