"""The direction test: more exposure never lowers the support level, unless the rule file says where and why.

Two answer sets are compared that differ in one question which declares ranks, and in what that question opens or
closes. Sets without exactly one model are left out: they are a finding of their own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import permutations
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.analysis.finding import Finding, Given, answers_at, at, how_many, many, shown
from bot.content import Content
from bot.inference.axes import Axis
from bot.inference.space import TWO_MODELS, Space
from bot.rulebook.format import TIERS, Question

UNDECIDED = np.int8(127)
"""Above every level."""
Pair: TypeAlias = tuple[int, int]
Levels: TypeAlias = NDArray[np.int8]


@dataclass(slots=True)
class Direction:
    """How many pairs were compared for each question, how many were wrong, and what was found.

    `exempt` counts violations by intent.
    """

    compared: dict[str, int] = field(default_factory=dict)
    wrong: dict[str, int] = field(default_factory=dict)
    exempt: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """The test as plain data."""
        return {
            "pairs": sum(self.compared.values()),
            "violations": sum(self.wrong.values()),
            "by_question": self.compared,
            "exempt": self.exempt,
        }


def direction(content: Content, space: Space) -> Direction:
    """Compare every pair."""
    test = _Test(content, space, Direction())
    ladder = np.zeros(256, np.int8)
    ladder[: len(content.book.models)] = [model.level for model in content.book.models]
    levels = ladder[space.models]
    whole = bool((space.models < TWO_MODELS).all())
    for axis in space.axes:
        ranked = [question for question in axis.questions if question.exposure is not None]
        if not ranked:
            continue
        low = high = np.ascontiguousarray(np.moveaxis(levels, axis.index, 0)).reshape(len(axis), -1)
        if not whole:
            undecided = np.moveaxis(space.models >= TWO_MODELS, axis.index, 0).reshape(len(axis), -1)
            low, high = np.where(undecided, np.int8(-1), low), np.where(undecided, UNDECIDED, high)
        for question in ranked:
            test.question(axis, question, low, high)
    test.found.findings += _told(content, test.violated)
    return test.found


@dataclass(frozen=True, slots=True)
class _Violation:
    """The smallest two answer sets of a question between which more exposure means less support, and how many pairs."""

    question: str
    pairs: int
    before: Given
    after: Given
    models: tuple[str, str]
    behind: tuple[str, ...]
    instead: tuple[str, ...]


def _told(content: Content, violated: Iterable[_Violation]) -> Iterator[Finding]:
    """One finding where the same rules are to blame: at the question, or at the rule if there are several."""
    groups: dict[tuple[tuple[str, ...], ...], list[_Violation]] = {}
    for one in violated:
        groups.setdefault((one.behind, one.instead), []).append(one)
    for (behind, instead), ones in groups.items():
        names = [one.question for one in ones]
        first = min(ones, key=lambda one: len(one.before) + len(one.after))
        changed = {name: option for name, option in first.after.items() if first.before.get(name) != option}
        pairs = sum(one.pairs for one in ones)
        by = f", in {', '.join(names)}" if len(names) > 1 else ""
        single = len(names) == 1
        yield Finding(
            *(at(content, names[0], "questions.yaml") if single else at(content, behind[0])),
            f"more exposure lowers the support level in {many(pairs, 'pair')} of answer sets{by}: {first.models[0]} by "
            f"{', '.join(behind)} for {shown(first.before)}, but {first.models[1]} by {', '.join(instead)} with "
            f"{shown(changed)} instead",
            "direction",
            f"question {names[0]}" if single else f"rule {behind[0]}",
            f"widen {behind[0]} or narrow {instead[0]}; if it is meant so, declare `no direction` with a reason",
            sets=pairs,
            witness=first.before,
            instead=first.after,
            rules=(*behind, *instead),
        )


def _pairs(axis: Axis, question: Question) -> tuple[list[Pair], list[Pair]]:
    """The positions to compare, the less exposed one first: those that count, and those excused in the rule file."""
    counted: list[Pair] = []
    excused: list[Pair] = []
    for (less, first), (more, second) in permutations(enumerate(question.options), 2):
        if question.rank(first) < question.rank(second):
            free = any({first, second} <= set(intended.options) for intended in question.no_direction)
            (excused if free else counted).extend(axis.apart(question, less, more))
    return sorted(counted), sorted(excused)


@dataclass(frozen=True, slots=True)
class _Test:
    """The test of one question after the other. Levels are a row for each position of an axis."""

    content: Content
    space: Space
    found: Direction
    violated: list[_Violation] = field(default_factory=list)

    def question(self, axis: Axis, question: Question, low: Levels, high: Levels) -> None:
        """Compare all positions that differ in a question."""
        pairs, exempt = _pairs(axis, question)
        if pairs:
            decided = high < UNDECIDED
            self.found.compared[question.id] = sum(
                int(np.count_nonzero(decided[less] & decided[more])) for less, more in pairs
            )
        wrong = {pair: number for pair in pairs if (number := int(np.count_nonzero(low[pair[0]] > high[pair[1]])))}
        if wrong:
            pair, spot = self._smallest(axis, wrong, low, high)
            self.found.wrong[question.id] = sum(wrong.values())
            self.violated.append(self._violated(axis, question, (*pair, spot)))
        if question.no_direction:
            excused = sum(int(np.count_nonzero(low[less] > high[more])) for less, more in exempt)
            self.found.exempt[question.id] = excused
            if not excused:
                text = "declares `no direction`, but more exposure never lowers the support level there"
                spot_of = at(self.content, question.id, "questions.yaml")
                rule = f"question {question.id}"
                self.found.findings.append(Finding(*spot_of, text, "needless", rule, "remove the declaration"))

    def _smallest(self, axis: Axis, wrong: Iterable[Pair], low: Levels, high: Levels) -> tuple[Pair, int]:
        """The pair of positions, and the spot on all other axes, with the fewest answers."""
        asked = np.moveaxis(np.broadcast_to(how_many(self.space), self.space.shape), axis.index, 0)
        asked = asked.reshape(len(axis), -1)
        best: list[tuple[int, Pair, int]] = []
        for less, more in wrong:
            together = np.where(low[less] > high[more], asked[less] + asked[more], np.iinfo(np.int16).max)
            spot = int(together.argmin())
            best.append((int(together[spot]), (less, more), spot))
        return min(best)[1:]

    def _violated(self, axis: Axis, question: Question, where: tuple[int, int, int]) -> _Violation:
        shape = [size for index, size in enumerate(self.space.shape) if index != axis.index]
        rest = [int(one) for one in np.unravel_index(where[2], shape)]
        spots = [(*rest[: axis.index], position, *rest[axis.index :]) for position in where[:2]]
        before, after = (answers_at(self.space, spot) for spot in spots)
        (was, behind), (now, instead) = (self._advised(spot) for spot in spots)
        pairs = self.found.wrong[question.id]
        return _Violation(question.id, pairs, before, after, (was, now), tuple(behind), tuple(instead))

    def _advised(self, spot: tuple[int, ...]) -> tuple[str, list[str]]:
        """The model at a spot, and the rules that decide there."""
        fired = [one for one in self.content.book.model_rules if _holds_at(self.space.where(one.when), spot)]
        rules = [one.rule for one in fired if TIERS.index(one.tier) == self.space.tiers[spot]]
        return self.content.book.models[int(self.space.models[spot])].id, rules


def _holds_at(where: NDArray[np.bool_], spot: tuple[int, ...]) -> bool:
    return bool(where[tuple(min(one, size - 1) for one, size in zip(spot, where.shape, strict=True))])
