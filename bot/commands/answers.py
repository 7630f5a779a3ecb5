"""Answers as JSON, from a file or standard input; what cannot be understood is named with the nearest valid word."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.errors import UsageError
from bot.model import Answers
from bot.rulebook.book import Rulebook
from bot.rulebook.problems import nearest

UNSURE = "unsure"
MOST_BYTES = 100_000


def add_file(parser: ArgumentParser) -> None:
    """The argument that names where the answers come from."""
    parser.add_argument("file", nargs="?", default="-", metavar="FILE", help="answers as JSON; - or nothing: stdin")


def answers_of(arguments: Namespace, book: Rulebook) -> Answers:
    """The answers of the file that the command names. Raises UsageError."""
    return parse_answers(_read(arguments.file), book)


def _read(name: str) -> str:
    shown = "standard input" if name == "-" else name
    try:
        if name == "-":
            raw = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                raw = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:  # a ValueError is a name that no file can have
        why = getattr(error, "strerror", None) or error
        raise UsageError(f"{shown} cannot be read ({why}); name a file of answers, or - for stdin") from None
    if len(raw) > MOST_BYTES:
        raise UsageError(f"{shown} holds more than {MOST_BYTES} bytes; answers need a few hundred")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{shown} is not UTF-8; save it as UTF-8") from None


def parse_answers(text: str, book: Rulebook) -> Answers:
    """Answers by question, in the order asked. Raises UsageError."""
    raw = _loaded(text, book)
    if not isinstance(raw, Mapping):
        raise UsageError(f"the answers must be one JSON object, like {_example(book)}")
    questions = [question.id for question in book.questions]
    for name in raw:
        if not book.is_question(name):
            raise UsageError(f"{json.dumps(name)} is no question; {_nearest(name, questions)}")
    return {one: _options(one, raw[one], book) for one in questions if one in raw}


def _loaded(text: str, book: Rulebook) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_no_twice)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}: {error.msg}"
    except RecursionError:
        where = "too deep"
    except ValueError:
        where = "a number is too long"
    raise UsageError(f"the answers are not JSON ({where}); write them like {_example(book)}")


def _no_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        name = next(name for number, (name, _) in enumerate(pairs) if name in dict(pairs[:number]))
        raise UsageError(f"{json.dumps(name)} is answered twice; keep one")
    return found


def _options(name: str, raw: Any, book: Rulebook) -> tuple[str, ...]:
    known = tuple(book.question(name).options)
    if raw == UNSURE and UNSURE not in known:
        return known
    wanted = raw if isinstance(raw, list) else [raw]
    if not wanted:
        raise UsageError(f'{name}: the list is empty; name the options in question, or write "{UNSURE}"')
    for one in wanted:
        if not isinstance(one, str) or one not in known:
            raise UsageError(f"{name}: {json.dumps(one)} is no option; {_nearest(one, known)}")
    return tuple(option for option in known if option in wanted)


def _nearest(word: object, words: Sequence[str]) -> str:
    hint = nearest(word, words) if isinstance(word, str) else ""
    return hint or f"choose one of: {', '.join(words)}"


def _example(book: Rulebook) -> str:
    question = book.questions[0]
    return json.dumps({question.id: next(iter(question.options))})
