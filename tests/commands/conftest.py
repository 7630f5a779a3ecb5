"""The fixtures of the commands' tests; some stand in commanding.py."""

import pytest
from commanding import my_rules, told
from diffing import H5, H5_SHORT, copy

from bot.cli import main

__all__ = ["my_rules", "told"]


@pytest.fixture
def diff(empty_folder, capsys):
    """The command in this process: the exit code, stdout, stderr."""

    def called(*arguments):
        code = main(["diff", *map(str, arguments)])
        return code, *capsys.readouterr()

    return called


@pytest.fixture
def copied(empty_folder):
    """A folder of this name with rules/ and knowledge/ of its own, edited."""

    def made(name, *edits, **how):
        return copy(empty_folder / name, *edits, **how)

    return made


@pytest.fixture
def narrowed(copied):
    """Two folders; in the second, rule H5 asks for a hundred people."""
    return copied("old"), copied("new", ("rules/models.yaml", H5, H5_SHORT))
