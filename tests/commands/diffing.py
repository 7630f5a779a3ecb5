"""Copies of the shipped content to compare, edited or under version control."""

import os
import shutil
import subprocess

from running import CHECKOUT

H5 = "when: {size: [30-99, 100-plus], no-capacity: holds}"
H5_SHORT = "when: {size: [100-plus], no-capacity: holds}"
MOVED = 16_200
"""Answer sets that go from managed to block-hours where rule H5 asks for a hundred people."""


def copy(into, *edits, parts=("rules", "knowledge")):
    """A folder with rules/ and knowledge/ of its own; an edit is (file, old, new)."""
    for part in parts:
        shutil.copytree(CHECKOUT / part, into / part)
    for file, old, new in edits:
        path = into / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
    return into


def git(folder, *arguments):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    who = {
        f"GIT_{role}_{what}": "somebody@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    nobody = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", *arguments], cwd=folder, env={**kept, **who, **nobody}, check=True, capture_output=True)


def line_of(path, text):
    return next(number for number, line in enumerate(path.read_text("utf-8").splitlines(), 1) if text in line)
