"""The completions of answers: a part of the answer space, and what holds in all of it.

A box is what "open" and "not sure" mean. Questions without an answer range over all their options, unsure ones over
the options named, and a question ranges over nothing where it is not asked.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from numpy.typing import NDArray

from bot.inference.axes import NOT_ASKED, Axis
from bot.inference.space import Space, likeliest, take
from bot.model import Answers
from bot.rulebook.conditions import ADVISED, All, AnyOf, Condition, Counts, Holds, Is, IsNot, Part, reads
from bot.rulebook.format import TIERS, ModelRule


class Box:
    """All complete answer sets that agree with some answers."""

    def __init__(self, space: Space, answers: Answers) -> None:
        self.space, self.book = space, space.book
        self.ignored = {name: answers[name] for name in answers if not _may_be_asked(space, answers, name)}
        self.answers: Answers = {name: options for name, options in answers.items() if name not in self.ignored}
        self.region = space.region(self.answers)
        self._always: dict[Part, bool] = {}
        self._columns: dict[str, NDArray[Any]] = {}

    @cached_property
    def models(self) -> NDArray[Any]:
        """The number of the model advised, for every completion."""
        return take(self.space.models, self.region)

    @cached_property
    def possible(self) -> tuple[str, ...]:
        """The models still reachable, in the order of models.yaml."""
        if self.models.size == 1:
            return (self.book.models[int(self.models.flat[0])].id,)
        return tuple(model.id for number, model in enumerate(self.book.models) if (self.models == number).any())

    @property
    def settled(self) -> bool:
        """Whether every completion ends in one model."""
        return len(self.possible) == 1

    @property
    def complete(self) -> bool:
        """Whether there is one completion only."""
        return self.models.size == 1

    def column(self, question: str) -> NDArray[Any]:
        """The option numbers that a question takes on (-1: not asked), over its axis."""
        if question not in self._columns:
            self._columns[question] = take(self.space.column(question), self.region)
        return self._columns[question]

    def is_asked(self, question: str) -> bool | None:
        """Whether a question is asked in every completion (True), in none (False) or in some (None)."""
        if question not in self.space.conditional:
            return True
        asked = self.column(question) != NOT_ASKED
        return True if asked.all() else None if asked.any() else False

    @cached_property
    def open(self) -> tuple[str, ...]:
        """The questions without an answer that may have to be asked, in order."""
        return tuple(
            question.id
            for question in self.book.questions
            if question.id not in self.answers and self.is_asked(question.id) is not False
        )

    @cached_property
    def unsure(self) -> tuple[str, ...]:
        """The questions whose answer is not sure among several options, and matters to be known, in order."""
        return tuple(question.id for question in self.book.questions if len(self.answers.get(question.id, ())) > 1)

    def tally(self, name: str) -> tuple[int, int]:
        """The least and the greatest value of a tally over the completions."""
        values = take(self.space.tallies[name], self.region)
        return int(values.min()), int(values.max())

    def always(self, condition: Condition) -> bool:
        """Whether a condition holds in every completion."""
        if isinstance(condition, Part):
            if condition not in self._always:
                self._always[condition] = self._part(condition)
            return self._always[condition]
        if isinstance(condition, All):
            return all(self.always(part) for part in condition.parts)
        if any(self.always(part) for part in condition.parts):
            return True
        return not self.complete and bool(take(self.space.where(condition), self.region).all())

    def _part(self, part: Part) -> bool:
        if part.fact == ADVISED:
            test = part.test
            inside = [model in test.values for model in self.possible] if isinstance(test, Is | IsNot) else []
            return all(inside) if isinstance(test, Is) else not any(inside)
        if isinstance(part.test, Counts):
            low, high = self.tally(part.fact)
            least, most = part.test.least, part.test.most
            return (least is None or low >= least) and (most is None or high <= most)
        return bool(take(self.space.where_part(part), self.region).all())

    def decides(self, rule: ModelRule) -> bool:
        """Whether a model rule fires in the deciding tier in every completion."""
        tiers = take(self.space.tiers, self.region)
        return bool((tiers == TIERS.index(rule.tier)).all()) and self.always(rule.when)

    def facts(self, condition: Condition) -> Answers:
        """The answers on which a condition rests that always holds: through needs and tallies, in the order asked."""
        found = set(self._rests(condition))
        return {
            question.id: self.answers[question.id]
            for question in self.book.questions
            if question.id in found and question.id in self.answers
        }

    def _rests(self, condition: Condition) -> set[str]:
        if isinstance(condition, AnyOf):
            holding = next((part for part in condition.parts if self.always(part)), None)
            return self._rests(holding) if holding is not None else set(self.book.roots(condition))
        if isinstance(condition, All):
            return {name for part in condition.parts for name in self._rests(part)}
        if isinstance(condition.test, Holds):
            need = self.book.need(condition.fact).when
            return self._rests(need) if condition.test.wanted else set(self.book.roots(need))
        if isinstance(condition.test, Counts):
            counted = self.book.counted(condition.fact)
            if condition.test.most is None:  # at least: the needs that hold are enough to say so
                holding_needs = [need for need in counted if self.always(Part(need.id, Holds(wanted=True)))]
                if len(holding_needs) >= (condition.test.least or 0):
                    return {name for need in holding_needs for name in self._rests(need.when)}
            return {name for need in counted for name in self.book.roots(need.when)}
        return set(reads(condition)) - {ADVISED}

    @cached_property
    def endings(self) -> Mapping[str, Mapping[str, str]]:
        """For each model still possible, the completion with the greatest share of the traffic mix."""
        numbers = [number for number, model in enumerate(self.book.models) if model.id in self.possible]
        return dict(zip(self.possible, likeliest(self.space, self.region, numbers), strict=True))


def _may_be_asked(space: Space, answers: Answers, name: str) -> bool:
    """Whether a question is asked in some set that agrees with the answers to the questions before it."""
    axis: Axis = space.axis_of[name]
    if len(axis.questions) == 1:
        return True
    before = {one.id for one in axis.questions[: [one.id for one in axis.questions].index(name)]}
    fits = space.axis_region(axis, {key: value for key, value in answers.items() if key in before})
    return bool((axis.columns[name][fits] != NOT_ASKED).any())
