"""`fixpoint reach MODEL`: the shortest answer sets that lead to a model, from nothing or from given answers."""

import json
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator

from bot.analysis.reach import SHOWN, Reached, Ways, reach
from bot.commands.folders import content_of
from bot.commands.given import add_given, given_of
from bot.content import Content
from bot.errors import UsageError
from bot.inference.report import shown
from bot.rulebook.problems import nearest

EXAMPLE = """echo '{"it": "nobody"}' | fixpoint reach managed"""


def arguments(parser: ArgumentParser) -> None:
    """The model, then answers to begin from."""
    parser.add_argument("model", metavar="MODEL", help="break-fix, block-hours, co-managed or managed")
    add_given(parser)
    parser.add_argument("--complete", action="store_true", help="show complete answer sets as well")
    parser.add_argument("--most", type=_number, default=SHOWN, metavar="N", help=f"show so many (default {SHOWN})")
    parser.add_argument("--json", action="store_true", help="print the answer sets as JSON")


def _number(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1_000_000:  # noqa: PLR2004 - more than anybody reads
        raise ArgumentTypeError(f'"{text}" is no number from 1 to 1000000')
    return int(text)


def run(arguments: Namespace) -> int:
    """Print the ways; 1 if there are none."""
    content = content_of(arguments)
    models = [model.id for model in content.book.models]
    if arguments.model not in models:
        raise UsageError(f'"{arguments.model}" is no model; {nearest(arguments.model, models)}')
    given = given_of(arguments, content.book)
    found = reach(content.adviser.space, arguments.model, given, arguments.most, complete=arguments.complete)
    if arguments.json:
        print(json.dumps(found.as_json() | {"revision": content.revision}, ensure_ascii=False, indent=1))
    else:
        print("\n".join(_lines(content, found)))
    return 0 if found.settling.shown else 1


def _lines(content: Content, found: Reached) -> Iterator[str]:
    said = content.book.model(found.model).said
    if found.ignored:
        yield f"Not asked with these answers, and so not used: {', '.join(found.ignored)}"
    if found.settling.fewest is None:
        yield f"No answers lead to {said} from here; fixpoint why-not {found.model} tells what is in the way."
        return
    if found.settling.fewest == 0:
        yield f"These answers lead to {said}, whatever is still open:"
    else:
        answers, number = _answers(found.settling.fewest, found), _number_of(found.settling)
        yield f"{answers} settle {said}, whatever is still open; {number}:"
    yield from _ways(found.settling)
    if found.complete is not None:
        yield f"Complete answer sets, with {_answers(found.complete.fewest or 0, found)}; {_number_of(found.complete)}:"
        yield from _ways(found.complete)


def _answers(number: int, found: Reached) -> str:
    more = " more" if found.given else ""
    return f"{number}{more} answer{'' if number == 1 else 's'}"


def _number_of(ways: Ways) -> str:
    if ways.number <= len(ways.shown):
        return "the only such set" if ways.number == 1 else f"all {ways.number} such sets"
    return f"{len(ways.shown)} of {ways.number:,} such sets, those first that the traffic mix brings most"


def _ways(ways: Ways) -> Iterator[str]:
    for one in ways.shown:
        yield f"  {one.mix:7.3%}  {json.dumps(shown(one.answers), ensure_ascii=False)}"
