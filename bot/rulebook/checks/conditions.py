"""Tests in conditions that do not fit the fact they test: a number for a question, bounds that exclude one another."""

from collections.abc import Iterator

from bot.rulebook.conditions import (
    ADVISED,
    Condition,
    Counts,
    Holds,
    Is,
    IsNot,
    Part,
    Path,
    Ranks,
    alternatives,
    parts,
)
from bot.rulebook.format import Contradiction, Extra, ModelRule, Need, Question, WhyNot
from bot.rulebook.limits import MAX_ALTERNATIVES
from bot.rulebook.loading import Placed, Sheets
from bot.rulebook.problems import Problem
from bot.rulebook.vocabulary import Vocabulary


def conditions(sheets: Sheets, words: Vocabulary) -> Iterator[Problem]:
    """Every problem of every condition, words apart."""
    for placed in sheets.placed:
        entry = placed.entry
        if isinstance(entry, Question | Need | ModelRule | WhyNot | Extra | Contradiction):
            yield from _check(placed, entry.when, words, advised=isinstance(entry, WhyNot | Extra))


def _check(placed: Placed, condition: Condition, words: Vocabulary, *, advised: bool) -> Iterator[Problem]:
    count = alternatives(condition)
    if count > MAX_ALTERNATIVES:
        text = f"has {count} alternatives when its lists of `any` are multiplied, more than {MAX_ALTERNATIVES}"
        yield placed.problem(("when",), text, "too-many", "conclude a need from one of the lists, and read that")
    for part in parts(condition):
        at: Path = ("when", *part.at)
        if part.fact == ADVISED and advised:
            yield from _advised(placed, part, at, words)
        elif part.fact in words.faulty:
            continue
        elif part.fact in words.questions:
            yield from _question(placed, part, at, words)
        elif part.fact in words.needs:
            if not isinstance(part.test, Holds):
                text = f'"{part.fact}" is a need, and a need holds or does not hold'
                yield placed.problem(at, text, "test", f"write `{part.fact}: holds` or `{part.fact}: does not hold`")
        elif part.fact in words.tallies:
            yield from _tally(placed, part, at, words)


def _advised(placed: Placed, part: Part, at: Path, words: Vocabulary) -> Iterator[Problem]:
    if not isinstance(part.test, Is | IsNot):
        yield placed.problem(at, "`advised` takes a model or a list of models", "test")
    elif words.models and "model" not in words.partial and set(words.models) <= set(part.test.values):
        yield placed.problem(at, "the test names every model", "trivial", "leave `advised` out")
    elif isinstance(placed.entry, WhyNot) and part.test == Is((placed.entry.model,)):
        text = f"tells why {placed.entry.model} is not advised only when it is advised"
        yield placed.problem(at, text, "never", "name another model")


def _question(placed: Placed, part: Part, at: Path, words: Vocabulary) -> Iterator[Problem]:
    question, test = words.questions[part.fact], part.test
    options = tuple(question.options)
    if isinstance(test, Is | IsNot):
        if set(options) <= set(test.values):
            never = "could never hold" if isinstance(test, IsNot) else "says nothing"
            yield placed.problem(at, f"the test names every option of {part.fact} and {never}", "trivial")
    elif isinstance(test, Ranks):
        yield from _ranks(placed, question, test, at)
    else:
        text = f'"{part.fact}" is a question, and its answer is one of its options'
        number = isinstance(test, Counts) and test.least == test.most and str(test.least) in options
        hint = f'write "{test.least}" in quotes' if number and isinstance(test, Counts) else ""
        yield placed.problem(at, text, "test", hint or "choose one of: " + ", ".join(options))


def _ranks(placed: Placed, question: Question, test: Ranks, at: Path) -> Iterator[Problem]:
    if question.exposure is None:
        text = f"`at least` and `at most` need ranks, and {question.id} declares no `exposure`"
        yield placed.problem(at, text, "no-ranks", "list the options instead")
        return
    ranks = [question.rank(one) for one in (test.least, test.most) if one is not None]
    if -1 in ranks:
        return  # an unknown option is told elsewhere
    highest = len(question.exposure) - 1
    least = question.rank(test.least) if test.least else 0
    most = question.rank(test.most) if test.most else highest
    if least > most:
        yield placed.problem(at, "the bounds exclude one another, so it could never hold", "never")
    elif least == 0 and most == highest:
        yield placed.problem(at, f"the bounds allow every option of {question.id}", "trivial", "list what you mean")


def _tally(placed: Placed, part: Part, at: Path, words: Vocabulary) -> Iterator[Problem]:
    highest = words.tallies[part.fact]
    if not isinstance(part.test, Counts):
        text = f'"{part.fact}" is a tally, and is compared with a number'
        yield placed.problem(at, text, "test", f"such as `{part.fact}: {{at least: 2}}`")
        return
    least, most = part.test.least, part.test.most
    if least is not None and most is not None and least > most:
        yield placed.problem(at, "the bounds exclude one another, so it could never hold", "never")
    if "count" in words.partial or not highest:
        return  # how high it can count is not known
    for bound in dict.fromkeys((least, most)):
        if bound is not None and not 0 <= bound <= highest:
            text = f"{part.fact} can be 0 to {highest}, never {bound}"
            yield placed.problem(at, text, "out-of-range", f"choose a number from 0 to {highest}")
    if (least or 0) <= 0 and (most is None or most >= highest):
        yield placed.problem(at, f"the bounds allow every value of {part.fact}", "trivial", "leave it out")
