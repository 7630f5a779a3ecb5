"""Answers that may be given to a command or not: from a file, from `-`, or from a pipe if there is something in it."""

import os
import stat
import sys
from argparse import ArgumentParser, Namespace
from io import BufferedReader

from bot.commands.answers import answers_of
from bot.model import Answers
from bot.rulebook.book import Rulebook


def add_given(parser: ArgumentParser) -> None:
    """The argument that names where answers come from, if from anywhere."""
    what = "answers as JSON to begin from; - or something piped in: stdin; without any: none"
    parser.add_argument("file", nargs="?", default=None, metavar="FILE", help=what)


def given_of(arguments: Namespace, book: Rulebook) -> Answers:
    """The answers given, or none. Raises UsageError."""
    if arguments.file is None and not _piped():
        return {}
    return answers_of(Namespace(file=arguments.file or "-"), book)


def _piped() -> bool:
    """Whether standard input is a pipe or a file that holds something; a terminal is not waited for."""
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
        waits = stat.S_ISFIFO(mode) or stat.S_ISREG(mode)
        return waits and isinstance(sys.stdin.buffer, BufferedReader) and bool(sys.stdin.buffer.peek(1))
    except (OSError, ValueError):  # closed, or no stream of the system
        return False
