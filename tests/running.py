"""Fixpoint run as people run it: the installed command, as a process, in a folder of its own."""

import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parent.parent
COMMAND = Path(sys.executable).with_name("fixpoint")


def environment(**settings):
    """Ours without anybody's settings, and with the command on the path."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FIXPOINT_")}
    return kept | {"PATH": f"{COMMAND.parent}{os.pathsep}{os.environ['PATH']}"} | settings


def fixpoint(*arguments, cwd, given="", text=True, **settings):
    """Run the command to its end; the input is text, or bytes with `text=False`."""
    return subprocess.run(
        [COMMAND, *map(str, arguments)],
        cwd=cwd,
        input=given,
        capture_output=True,
        text=text,
        encoding="utf-8" if text else None,
        env=environment(**settings),
        check=False,
        timeout=60,
    )


def one_line(done, code=2):
    """The line of a command that was refused: nothing on stdout, no traceback."""
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert "Traceback" not in line
    return line


def last_screen(output):
    """The screen that a pipe prints once more at its end."""
    return output.rstrip("\n").rpartition("\n> ")[2]
