"""The command line: commands and exit codes, nothing else. Each command imports what it needs when it runs.

Exit codes: 0 fine, 1 findings, 2 wrong usage, settings or content, 3 unexpected. An error is one line on stderr that
says what to do; a traceback only with --debug.
"""

import argparse
import gc
import os
import re
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NoReturn

from bot import __version__
from bot.errors import ContentError, FixpointError

IMPORTED = 100_000
"""What is imported stays: looking through it for garbage as often as usual takes a tenth of the start."""

FINE, FINDINGS, WRONG, UNEXPECTED, INTERRUPTED = 0, 1, 2, 3, 130

COMMANDS = {
    "run": "talk on Telegram, or in this terminal when no token is set",
    "chat": "talk in this terminal, or read one answer a line from a pipe",
    "advise": "turn answers (JSON) into advice",
    "explain": "show the tree from the advice back to the answers",
    "why-not": "show what stands between answers and a model",
    "reach": "show the shortest answer sets that lead to a model",
    "graph": "draw what the advice hangs on: questions, needs, tallies, rules, models",
    "learn": "answer a question from the articles, show one, or two models side by side",
    "check": "say what is wrong in rules/ and knowledge/",
    "diff": "say what a change of the rules changes, over every answer set",
    "test": "check the personas of rules/personas.yaml, and which rules they cover",
    "record": "make a persona of answers or of a receipt",
    "replay": "show an advice as it was sent, and what its rules and today's make of it now",
    "handbook": "write the rules and articles as a static site to read",
    "health": "ask the running bot whether it is well",
    "link": "make a link to share, with its QR code, or list what came of the links",
}

_UNKNOWN = re.compile(r"argument COMMAND: invalid choice: '([^']*)'")
"""How argparse says that a command does not exist, with all that do."""

OPTIONAL = {"file": ("-", None), "name": (None,), "new": (None,)}
"""Arguments that may be left out and what they may then be: argparse overlooks them behind an option."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line instead of the usage of everything."""
        unknown = _UNKNOWN.match(message)
        if unknown:
            from bot.rulebook.problems import nearest  # noqa: PLC0415 - only a slip needs it

            message = f'"{unknown[1]}" is no command; {nearest(unknown[1], COMMANDS)}'
        self.exit(WRONG, f"{self.prog}: {message}; see {self.prog} --help\n")


def parser(wanted: str | None) -> argparse.ArgumentParser:
    """The command line. Only the wanted command is described in full, by its own module: the others cost no import."""
    every = _Parser(prog="fixpoint", description="Which kind of IT support fits a business, and why.")
    every.add_argument("--version", action="version", version=f"fixpoint {__version__}")
    commands = every.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=_Parser)
    for name, says in COMMANDS.items():
        one = commands.add_parser(
            name,
            help=says,
            description=f"{says[0].upper()}{says[1:]}.",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            conflict_handler="resolve",  # a command may take more behind --rules than the folder
        )
        if name == wanted:
            module = _module(name)
            one.epilog = f"Example:\n  {module.EXAMPLE}"
            one.add_argument(
                "--rules", type=Path, metavar="DIR", help="the folder of rules (default: the shipped ones)"
            )
            one.add_argument("--knowledge", type=Path, metavar="DIR", help="the folder of articles")
            one.add_argument("--debug", action="store_true", help="show the traceback of an error")
            module.arguments(one)
    return every


def _module(command: str) -> Any:
    return import_module(f"bot.commands.{command.replace('-', '_')}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    gc.set_threshold(IMPORTED)
    _bear_any_stream()
    try:
        code = _run(given)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except KeyboardInterrupt:
        return INTERRUPTED
    except ContentError as error:
        return _failed(given, error, "\n".join(str(problem) for problem in error.problems), WRONG)
    except FixpointError as error:
        return _failed(given, error, f"fixpoint: {' '.join(str(error).split())}", WRONG)
    except Exception as error:  # noqa: BLE001 - the last resort: one line and a code, or the traceback if asked for
        line = f"fixpoint: unexpected: {type(error).__name__}: {error}; run again with --debug to see where"
        return _failed(given, error, " ".join(line.split()), UNEXPECTED)
    return code


def _run(given: Sequence[str]) -> int:
    try:
        known = _parsed(given)
    except SystemExit as said:  # the parser has told what it wants, or given its help
        return int(said.code or FINE)
    code: int = _module(known.command).run(known)
    return code


def _parsed(given: Sequence[str]) -> argparse.Namespace:
    wanted = parser(next((one for one in given if one in COMMANDS), None))
    known, left = wanted.parse_known_args(given)
    for optional, unsaid in OPTIONAL.items():
        if (
            len(left) == 1
            and (left[0] == "-" or not left[0].startswith("-"))
            and getattr(known, optional, "") in unsaid
        ):
            setattr(known, optional, left.pop())
    if left:
        wanted.error(f"unrecognized arguments: {' '.join(left)}")
    return known


def _bear_any_stream() -> None:
    """No stream is a reason to fail: a letter that it lacks becomes a mark, a closed one swallows all."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    sys.stdin = sys.stdin or Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - open as long as the process
    sys.stdout = sys.stdout or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - as long as the process


def _failed(given: Sequence[str], error: Exception, line: str, code: int) -> int:
    from bot.logs import redacted  # noqa: PLC0415 - only where something is told

    told = "".join(traceback.format_exception(error)).rstrip("\n") if "--debug" in given else line
    print(redacted(told), file=sys.stderr)
    return code
