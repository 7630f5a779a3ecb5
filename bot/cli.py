"""The command line: commands and exit codes, nothing else. Each command imports what it needs when it runs.

Exit codes: 0 fine, 1 findings, 2 wrong usage, settings or content, 3 unexpected. An error is one line on stderr that
says what to do; a traceback only with --debug.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from bot import __version__
from bot.errors import ContentError, FixpointError

FINE, FINDINGS, WRONG, UNEXPECTED, INTERRUPTED = 0, 1, 2, 3, 130

COMMANDS = {
    "run": "talk on Telegram, or in this terminal when no token is set",
    "chat": "talk in this terminal, or read one answer a line from a pipe",
    "advise": "turn answers (JSON) into advice",
    "explain": "show the tree from the advice back to the answers",
    "why-not": "show what stands between answers and a model",
    "check": "say what is wrong in rules/ and knowledge/",
    "test": "check the personas of rules/personas.yaml",
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        """One line instead of the usage of everything."""
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
    given = sys.argv[1:] if arguments is None else arguments
    known = parser(next((one for one in given if one in COMMANDS), None)).parse_args(given)
    try:
        code: int = _module(known.command).run(known)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except KeyboardInterrupt:
        return INTERRUPTED
    except ContentError as error:
        return _failed(known, error, "\n".join(str(problem) for problem in error.problems), WRONG)
    except FixpointError as error:
        return _failed(known, error, f"fixpoint: {error}", WRONG)
    except Exception as error:  # noqa: BLE001 - the last resort: one line and a code, or the traceback if asked for
        line = f"fixpoint: unexpected: {type(error).__name__}: {error}; run again with --debug to see where"
        return _failed(known, error, " ".join(line.split()), UNEXPECTED)
    return code


def _failed(known: argparse.Namespace, error: Exception, line: str, code: int) -> int:
    if known.debug:
        raise error
    print(line, file=sys.stderr)
    return code
