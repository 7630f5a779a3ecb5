"""Questions: their ranks and numbers, what they are asked after, and how many answer sets they make together."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from math import prod

from bot.rulebook.conditions import ALWAYS, parts
from bot.rulebook.format import Question
from bot.rulebook.limits import MAX_ANSWER_SETS
from bot.rulebook.loading import Placed, Sheets
from bot.rulebook.problems import Problem, closest, nearest
from bot.rulebook.vocabulary import Vocabulary

TOO_MANY_SETS = "too-many-sets"
"""The code of rules that ask for more answer sets than can be looked at, which `fixpoint check` takes up from there."""


def questions(sheets: Sheets, words: Vocabulary) -> Iterator[Problem]:
    """Every problem of questions."""
    above: set[str] = set(words.faulty)
    for placed, question in sheets.of(Question):
        if words.questions[question.id] is not question:
            continue  # its id stands twice
        ranked = [option for equal in question.exposure or () for option in equal]
        if question.exposure is not None:
            yield from _each_once(placed, question, ranked, "exposure", words)
        if question.numbers is not None:
            yield from _each_once(placed, question, list(question.numbers), "numbers", words)
            yield from _ascending(placed, question)
        yield from _intended(placed, question)
        yield from _heard(placed, question, words)
        yield from _labels(placed, question)
        yield from _order(placed, question, above, words)
        if question.can_change == "no" and (question.change_by or question.change_last):
            key = "change by" if question.change_by else "change last"
            text = f"tells `{key}`, although `can_change` is no"
            yield placed.problem(("can_change",), text, "shape", f"write yes or slowly, or remove `{key}`")
        above.add(question.id)
    yield from _answer_sets(sheets)


def _each_once(placed: Placed, question: Question, named: list[str], key: str, words: Vocabulary) -> Iterator[Problem]:
    for option, times in Counter(named).items():
        if times > 1:
            yield placed.problem((key,), f'"{option}" stands {times} times in `{key}`', "duplicate", "keep one of them")
    strangers = [option for option in named if option not in question.options]
    for option in question.options:
        if option not in named and not closest(option, strangers) and option not in words.faulty:
            text = f'"{option}" is missing in `{key}`'
            yield placed.problem((key,), text, "missing-option", "name every option once")


def _heard(placed: Placed, question: Question, words: Vocabulary) -> Iterator[Problem]:
    """Words for an option that there is not, and words that mean two options."""
    first: dict[str, str] = {}
    for option, typed in question.heard.items():
        if option not in question.options and option not in words.faulty:
            text = f'"{option}" is not an option of {question.id}'
            yield placed.problem(("heard", option), text, "unknown-option", nearest(option, question.options))
        for index, one in enumerate(typed):
            other = first.setdefault(" ".join(one.casefold().split()), option)
            if other != option:
                text = f'"{one}" means {other} and {option}'
                yield placed.problem(("heard", option, index), text, "duplicate", "keep it under one of them")


def _ascending(placed: Placed, question: Question) -> Iterator[Problem]:
    numbers = question.numbers or {}
    found = [(option, numbers[option]) for option in question.options if option in numbers]
    for (before, low), (option, high) in pairwise(found):
        if high <= low:
            text = f"{high} for {option} is not above {low} for {before}"
            yield placed.problem(("numbers", option), text, "numbers", "least numbers grow with the options")


def _intended(placed: Placed, question: Question) -> Iterator[Problem]:
    """What is declared on purpose: every option once, and `no direction` and `wish` only where they mean something."""
    for key, intended in (("same model", question.same_model), ("no direction", question.no_direction)):
        for index, one in enumerate(intended):
            for option, times in Counter(one.options).items():
                if times > 1:
                    text = f'"{option}" stands {times} times in `{key}`'
                    yield placed.problem((key, index, "options"), text, "duplicate", "keep one of them")
    if question.no_direction and question.exposure is None:
        text = f"`no direction` needs ranks, and {question.id} declares no `exposure`"
        yield placed.problem(("no direction",), text, "no-ranks", "remove it, or declare `exposure`")
    if question.wish and question.exposure is not None:
        text = "is a wish, and a wish is no exposure"
        yield placed.problem(("wish",), text, "shape", "remove `wish`, or `exposure`")


def _labels(placed: Placed, question: Question) -> Iterator[Problem]:
    for key in ("label", "said"):
        said = Counter(getattr(option, key).casefold() for option in question.options.values())
        for name, option in question.options.items():
            text = getattr(option, key)
            if said[text.casefold()] > 1:
                yield placed.problem(
                    ("options", name, key), f'two options say "{text}"', "duplicate", "tell them apart"
                )


def _order(placed: Placed, question: Question, above: set[str], words: Vocabulary) -> Iterator[Problem]:
    for part in parts(question.when):
        at = ("when", *part.at)
        if part.fact == question.id or (part.fact in words.questions and part.fact not in above):
            text = f'is asked only after reading "{part.fact}", which is not asked before it'
            yield placed.problem(at, text, "order", "read only questions above")
        elif part.fact not in words.questions and (part.fact in words.needs or part.fact in words.tallies):
            text = f'"{part.fact}" is concluded, and whether a question is asked hangs on answers only'
            yield placed.problem(at, text, "order", "read the questions themselves")


def _answer_sets(sheets: Sheets) -> Iterator[Problem]:
    found = list(sheets.of(Question))
    count = prod(len(one.options) + (one.when != ALWAYS) for _, one in found)
    if count > MAX_ANSWER_SETS:
        text = f"the questions have {count:,} answer sets, more than {MAX_ANSWER_SETS:,}: too many to check them all"
        yield found[-1][0].problem((), text, TOO_MANY_SETS, "ask fewer questions, or with fewer options")
