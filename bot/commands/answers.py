"""Answers as JSON, from a file or standard input; what cannot be understood is named with the nearest valid word."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.errors import UsageError
from bot.model import Answers
from bot.rulebook.book import Rulebook
from bot.rulebook.problems import nearest

UNSURE = "unsure"
MAX_CHARACTERS = 100_000


def add_file(parser: ArgumentParser) -> None:
    """The argument that names where the answers come from."""
    parser.add_argument("file", nargs="?", default="-", metavar="FILE", help="answers as JSON; - or nothing: stdin")


def answers_of(arguments: Namespace, book: Rulebook) -> Answers:
    """The answers of the file that the command names. Raises UsageError."""
    return parse_answers(_read(arguments.file), book)


def _read(name: str) -> str:
    try:
        if name == "-":
            return sys.stdin.buffer.read(MAX_CHARACTERS).decode("utf-8")
        with Path(name).open("rb") as file:
            return file.read(MAX_CHARACTERS).decode("utf-8")
    except OSError as error:
        raise UsageError(f"{name} cannot be read ({error.strerror}); name a file of answers, or - for stdin") from None
    except UnicodeDecodeError:
        raise UsageError(f"{name} is not UTF-8; save it as UTF-8") from None


def parse_answers(text: str, book: Rulebook) -> Answers:
    """Answers by question, in the order asked. Raises UsageError."""
    try:
        raw = json.loads(text, object_pairs_hook=_no_twice)
    except (json.JSONDecodeError, RecursionError) as error:
        where = (
            f"line {error.lineno}, column {error.colno}: {error.msg}" if isinstance(error, ValueError) else "too deep"
        )
        raise UsageError(f"the answers are not JSON ({where}); write them like {_example(book)}") from None
    if not isinstance(raw, Mapping):
        raise UsageError(f"the answers must be one JSON object, like {_example(book)}")
    for name in raw:
        if not book.is_question(name):
            hint = nearest(name, [question.id for question in book.questions])
            raise UsageError(f'"{name}" is no question' + (f"; {hint}" if hint else ""))
    return {one.id: _options(one.id, raw[one.id], book) for one in book.questions if one.id in raw}


def _no_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        name = next(name for number, (name, _) in enumerate(pairs) if name in dict(pairs[:number]))
        raise UsageError(f'"{name}" is answered twice; keep one')
    return found


def _options(name: str, raw: Any, book: Rulebook) -> tuple[str, ...]:
    known = tuple(book.question(name).options)
    if raw == UNSURE and UNSURE not in known:
        return known
    wanted = raw if isinstance(raw, list) else [raw]
    if not wanted:
        raise UsageError(f'{name}: the list is empty; name the options in question, or write "{UNSURE}"')
    for one in wanted:
        if not isinstance(one, str):
            raise UsageError(f"{name}: {json.dumps(one)} is no option; choose one of: {', '.join(known)}")
        if one not in known:
            hint = nearest(one, known) or f"choose one of: {', '.join(known)}"
            raise UsageError(f'{name}: "{one}" is no option; {hint}')
    return tuple(option for option in known if option in wanted)


def _example(book: Rulebook) -> str:
    question = book.questions[0]
    return json.dumps({question.id: next(iter(question.options))})
