"""The answer space as a product: each axis holds one question, or questions whose asking hangs together.

A position of an axis says which option each of its questions has, or that it is not asked. So the space is exactly the
reachable complete answer sets, without holes: their number is the product of the axes' lengths.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from bot.inference.agreeing import SILENT, agreeing
from bot.rulebook.book import Rulebook
from bot.rulebook.conditions import AnyOf, Condition, Is, IsNot, Part, Ranks, reads
from bot.rulebook.format import Question

NOT_ASKED = SILENT


@dataclass(frozen=True)
class Axis:
    """Questions in the order asked, and every reachable joint answer as option numbers (-1: not asked)."""

    index: int
    questions: tuple[Question, ...]
    positions: tuple[tuple[int, ...], ...]

    def __len__(self) -> int:
        """How many positions there are."""
        return len(self.positions)

    @cached_property
    def columns(self) -> Mapping[str, NDArray[np.int8]]:
        """For each question, its option number at every position."""
        table = np.array(self.positions, dtype=np.int8)
        return {question.id: table[:, number] for number, question in enumerate(self.questions)}

    @cached_property
    def number_of(self) -> Mapping[str, int]:
        """Which place in a position belongs to a question."""
        return {question.id: number for number, question in enumerate(self.questions)}

    @cached_property
    def having(self) -> Mapping[tuple[str, int], tuple[int, ...]]:
        """The positions at which a question has an option number."""
        found: dict[tuple[str, int], list[int]] = {}
        for at, position in enumerate(self.positions):
            for question, number in zip(self.questions, position, strict=True):
                found.setdefault((question.id, number), []).append(at)
        return {key: tuple(spots) for key, spots in found.items()}

    def apart(self, question: Question, first: int, second: int) -> list[tuple[int, int]]:
        """The positions that differ in one question having these options, and in what it opens or closes."""
        own = self.number_of[question.id]
        ones, others = (self.having.get((question.id, number), ()) for number in (first, second))
        first_rows, second_rows = (
            [(*self.positions[at][:own], *self.positions[at][own + 1 :]) for at in spots] for spots in (ones, others)
        )
        return [(ones[one], others[other]) for one, other in agreeing(first_rows, second_rows)]

    @cached_property
    def neighbours(self) -> tuple[tuple[int, ...], ...]:
        """For each position those at which one question has another answer, what it opens or closes aside."""
        found: list[list[int]] = [[] for _ in self.positions]
        for question in self.questions:
            for first, second in combinations(range(len(question.options)), 2):
                for one, other in self.apart(question, first, second):
                    found[one].append(other)
                    found[other].append(one)
        return tuple(tuple(sorted(spots)) for spots in found)

    def option(self, question: Question, position: int) -> str | None:
        """The option of a question at a position; None where it is not asked."""
        number = self.positions[position][self.number_of[question.id]]
        return None if number == NOT_ASKED else list(question.options)[number]


def option_numbers(question: Question, test: Is | IsNot | Ranks) -> frozenset[int]:
    """Which options satisfy a test."""
    match test:
        case Is(values):
            return frozenset(number for number, option in enumerate(question.options) if option in values)
        case IsNot(values):
            return frozenset(number for number, option in enumerate(question.options) if option not in values)
        case Ranks(least, most):
            low = question.rank(least) if least else 0
            high = question.rank(most) if most else len(question.options)
            ranks = [question.rank(option) for option in question.options]
            return frozenset(number for number, rank in enumerate(ranks) if low <= rank <= high)


def axes(book: Rulebook) -> tuple[Axis, ...]:
    """The axes of a rulebook, in the order of their first questions."""
    found = []
    for index, questions in enumerate(_together(book)):
        positions: list[tuple[int, ...]] = [()]
        for number, question in enumerate(questions):
            before = questions[:number]
            positions = [
                (*position, option)
                for position in positions
                for option in _choices(question, dict(zip((one.id for one in before), position, strict=True)), book)
            ]
        found.append(Axis(index, questions, tuple(positions)))
    return tuple(found)


def _choices(question: Question, above: Mapping[str, int], book: Rulebook) -> range | tuple[int]:
    return range(len(question.options)) if _asked(question.when, above, book) else (NOT_ASKED,)


def _asked(condition: Condition, above: Mapping[str, int], book: Rulebook) -> bool:
    if isinstance(condition, Part):
        if not isinstance(condition.test, Is | IsNot | Ranks):
            raise TypeError(condition)
        return above[condition.fact] in option_numbers(book.question(condition.fact), condition.test)
    inner = (_asked(part, above, book) for part in condition.parts)
    return any(inner) if isinstance(condition, AnyOf) else all(inner)


def _together(book: Rulebook) -> list[tuple[Question, ...]]:
    """The questions in groups: those that decide over one another's being asked stand together."""
    group = {question.id: {question.id} for question in book.questions}
    for question in book.questions:
        for fact in reads(question.when):
            if group[fact] is not group[question.id]:
                group[fact] |= group[question.id]
                for member in tuple(group[fact]):
                    group[member] = group[fact]
    found: list[tuple[Question, ...]] = []
    for question in book.questions:
        members = tuple(one for one in book.questions if one.id in group[question.id])
        if members not in found:
            found.append(members)
    return found
