"""Every reachable complete answer set at once, in numpy: the second statement of what the rules mean.

It shares no code with the engine below the parsed conditions: where the engine compiles literal tests, this evaluates
arrays. Arrays broadcast over the axes of `axes.py`: a condition on one question is a vector, a need a small table, and
only the decided models span the whole space. Nothing here asks what a person meant; that is `adviser.py`.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.inference.axes import NOT_ASKED, Axis, axes, option_numbers
from bot.model import Answers
from bot.rulebook.book import Rulebook
from bot.rulebook.conditions import ADVISED, AnyOf, Condition, Counts, Holds, Is, IsNot, Part, Ranks
from bot.rulebook.format import TIERS, ModelRule, Question, Tier, Traffic

Bools: TypeAlias = NDArray[np.bool_]
Numbers: TypeAlias = NDArray[Any]
Region: TypeAlias = tuple[slice | NDArray[np.intp], ...]

_ALL = slice(None)
NO_MODEL = 255
TWO_MODELS = 254


class Space:
    """The answer space of a rulebook. `models` and `tiers` say for every set what decides (255: nothing does).

    `conditional` are the questions that are not asked everywhere.
    """

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.axes = axes(book)
        self.shape = tuple(len(axis) for axis in self.axes)
        self.axis_of = {question.id: axis for axis in self.axes for question in axis.questions}
        self._columns = {name: self._spread(axis, axis.columns[name]) for name, axis in self.axis_of.items()}
        self.conditional = frozenset(name for name, one in self._columns.items() if (one == NOT_ASKED).any())
        self._tests: dict[Part, Bools] = {}
        self.needs: dict[str, Bools] = {}
        self.tallies: dict[str, Numbers] = {}
        for level in book.need_levels:
            for need in level:
                self.needs[need.id] = self.where(need.when)
            for tally in book.tallies:
                counted = [self.needs[need.id] for need in book.counted(tally.id) if need.id in self.needs]
                self.tallies[tally.id] = _total(counted)
        for tally in book.tallies:
            self.tallies.setdefault(tally.id, np.zeros((1,) * len(self.shape), np.uint8))
        self.models, self.tiers = self._decide()

    def __len__(self) -> int:
        """How many complete answer sets there are."""
        return int(np.prod([len(axis) for axis in self.axes], dtype=np.int64))

    def _spread(self, axis: Axis, vector: Numbers) -> Numbers:
        shape = [1] * len(self.axes)
        shape[axis.index] = len(axis)
        return vector.reshape(shape)

    def column(self, question: str) -> Numbers:
        """The option number of a question over its axis (-1: not asked), ready to broadcast."""
        return self._columns[question]

    def where(self, condition: Condition) -> Bools:
        """Where a condition holds; broadcasts over the space."""
        if isinstance(condition, Part):
            return self.where_part(condition)
        arrays = sorted((self.where(part) for part in condition.parts), key=lambda array: array.size)
        combined = np.full((1,) * len(self.shape), not isinstance(condition, AnyOf))
        for array in arrays:
            combined = combined | array if isinstance(condition, AnyOf) else combined & array
        return combined

    def where_part(self, part: Part) -> Bools:
        """Where a single test holds."""
        match part.test:
            case Holds(wanted):
                return self.needs[part.fact] if wanted else ~self.needs[part.fact]
            case Counts(least, most):
                tally = self.tallies[part.fact]
                low: Bools = tally >= least if least is not None else np.ones((1,) * tally.ndim, bool)
                return np.logical_and(low, tally <= most) if most is not None else low
            case Is() | IsNot() if part.fact == ADVISED:
                numbers = [number for number, model in enumerate(self.book.models) if model.id in part.test.values]
                found: Bools = np.isin(self.models, numbers)
                return found if isinstance(part.test, Is) else ~found
            case Is() | IsNot() | Ranks():
                if part not in self._tests:  # a vector each, asked for again with every advice
                    wanted_numbers = option_numbers(self.book.question(part.fact), part.test)
                    self._tests[part] = np.isin(self._columns[part.fact], list(wanted_numbers))
                return self._tests[part]

    def _decide(self) -> tuple[Numbers, Numbers]:
        """For every set the number of the model that the highest tier with a fired rule names, and that tier's."""
        models, tiers = self._nothing(NO_MODEL), self._nothing(NO_MODEL)
        for number, tier in enumerate(TIERS):
            here = self._named(tier)
            new = (models == NO_MODEL) & (here != NO_MODEL)
            models, tiers = np.where(new, here, models), np.where(new, np.uint8(number), tiers)
        return self._whole(models), self._whole(tiers)

    def _named(self, tier: Tier) -> Numbers:
        """The number of the model that the rules of a tier name; spans only the axes that these rules read."""
        here = self._nothing(NO_MODEL)
        for number, model in enumerate(self.book.models):
            rules = [rule.when for rule in self.book.model_rules if (rule.tier, rule.model) == (tier, model.id)]
            fires = self.where(AnyOf(tuple(rules)))
            named = np.where(here == NO_MODEL, np.uint8(number), np.uint8(TWO_MODELS))
            here = np.where(fires, named, here)
        return here

    def _nothing(self, value: int) -> Numbers:
        return np.full((1,) * len(self.shape), value, np.uint8)

    def _whole(self, array: Numbers) -> Numbers:
        """An array of its own that spans the whole space."""
        return np.array(np.broadcast_to(array, self.shape), order="C")

    def decides(self, rule: ModelRule) -> Bools:
        """Where a model rule fires in the deciding tier."""
        found: Bools = np.logical_and(self.where(rule.when), self.tiers == TIERS.index(rule.tier))
        return found

    @cached_property
    def factors(self) -> tuple[NDArray[np.float64], ...]:
        """The traffic mix as factors that broadcast; their product is the share of each answer set, adding up to 1.

        Those of one shape are one factor, so that few products span the whole space.
        """
        rows = {row.id: row for row in self.book.traffic}
        found: dict[tuple[int, ...], NDArray[np.float64]] = {}
        for question in self.book.questions:
            factor = self._factor(question, rows.get(question.id))
            found[factor.shape] = found[factor.shape] * factor if factor.shape in found else factor
        return tuple(found.values())

    def _factor(self, question: Question, row: Traffic | None) -> NDArray[np.float64]:
        """The share of each option of a question, given the one it depends on; 1 where it is not asked."""
        column = self._columns[question.id]
        options = list(question.options)
        if row is None:
            return np.where(column == NOT_ASKED, 1.0, 1.0 / len(options))
        if row.given is None:
            return np.where(column == NOT_ASKED, 1.0, _shares(row.weights, options)[column])
        parent = self.book.question(row.given)
        table = np.array([_shares(row.weights[option], options) for option in parent.options])
        above = self._columns[parent.id]
        return np.where(column == NOT_ASKED, 1.0, table[above, column])

    def mix(self) -> NDArray[np.float64]:
        """The share of every answer set in the traffic mix: 8 bytes a set, so it is computed and not kept."""
        return np.ascontiguousarray(np.broadcast_to(product(self.factors), self.shape))

    def region(self, answers: Answers) -> Region:
        """The part of the space that agrees with answers. Options must exist; a question not asked agrees with all."""
        return tuple(self.axis_region(axis, answers) for axis in self.axes)

    def axis_region(self, axis: Axis, answers: Answers) -> slice | NDArray[np.intp]:
        """The positions of an axis that agree with answers."""
        fits: set[int] | None = None
        for question in axis.questions:
            if question.id in answers:
                options = list(question.options)
                numbers = (NOT_ASKED, *(options.index(option) for option in answers[question.id]))
                here = {at for number in numbers for at in axis.having.get((question.id, number), ())}
                fits = here if fits is None else fits & here
        if fits is None:
            return slice(0, len(axis))
        found = sorted(fits)
        if found and found[-1] - found[0] + 1 == len(found):
            return slice(found[0], found[-1] + 1)
        return np.array(found, dtype=np.intp)


def take(array: Numbers, region: Region) -> Numbers:
    """The part of a broadcasting array that a region covers: a view as long as the region is made of slices."""
    views, picked = [], []
    for axis, size in enumerate(array.shape):
        part = region[axis]
        if size == 1:
            views.append(_ALL)
        elif isinstance(part, slice):
            views.append(part)
        else:
            views.append(_ALL)
            picked.append((axis, part))
    found = array[tuple(views)]
    for axis, part in picked:
        found = np.take(found, part, axis=axis)
    return found


def _total(arrays: Sequence[Bools]) -> Numbers:
    total = np.zeros((1,) * (arrays[0].ndim if arrays else 1), np.uint8)
    for array in sorted(arrays, key=lambda one: one.size):
        total = total + array.astype(np.uint8)
    return total


def _shares(weights: Any, options: Sequence[str]) -> NDArray[np.float64]:
    row: NDArray[np.float64] = np.array([float(weights[option]) for option in options])
    total: float = row.sum()
    return row / total


def product(arrays: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """The product of broadcasting arrays, the small ones first."""
    found = np.ones((1,) * (arrays[0].ndim if arrays else 0))
    for array in sorted(arrays, key=lambda one: one.size):
        found = found * array
    return found


def likeliest(space: Space, region: Region, wanted: Sequence[int]) -> list[Mapping[str, str]]:
    """For each model, the complete answer set in a region that leads there and has the greatest share of the mix."""
    models = take(space.models, region)
    if models.size == 1:
        return [_answers(space, region, (0,) * models.ndim) for _ in wanted]
    factors = [take(factor, region) for factor in space.factors]
    best = [(-1.0, (0,) * models.ndim) for _ in wanted]
    for first, part in enumerate(models):  # a slice at a time: 8 bytes for every set would be much of the process
        shares = np.broadcast_to(product([factor[min(first, len(factor) - 1)] for factor in factors]), part.shape)
        for number, model in enumerate(wanted):
            here = np.where(part == model, shares, -1.0)
            spot = np.unravel_index(here.argmax(), part.shape)
            if here[spot] > best[number][0]:
                best[number] = float(here[spot]), (first, *(int(at) for at in spot))
    return [_answers(space, region, spot) for _, spot in best]


def _answers(space: Space, region: Region, spot: Sequence[int]) -> Mapping[str, str]:
    """The complete answer set at a spot of a region, in the order asked."""
    found: dict[str, str] = {}
    for axis, part, at in zip(space.axes, region, spot, strict=True):
        position = part.start + at if isinstance(part, slice) else int(part[at])
        for question in axis.questions:
            option = axis.option(question, position)
            if option is not None:
                found[question.id] = option
    return {question.id: found[question.id] for question in space.book.questions if question.id in found}
