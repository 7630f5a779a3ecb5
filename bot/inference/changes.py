"""What single other answers lead to: which flip the model for sure, and how much of an advice each answer carries.

All of it is looked up in the decided answer space. A change that opens a question lists an answer to it as well, and
counts as one. Nothing is promised here that hangs on an answer nobody gave.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.inference.axes import NOT_ASKED, Axis
from bot.inference.box import Box
from bot.inference.report import Change, Weight
from bot.inference.space import TWO_MODELS, take
from bot.rulebook.format import Question

EASE = {"yes": 0, "slowly": 1, "no": 2}


@dataclass(frozen=True, slots=True)
class Step:
    """Other answers to some questions of one axis, with answers to what they newly open, and where they lead."""

    answers: Mapping[str, str]
    changed: tuple[Question, ...]
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Singles:
    """What single changes do to a settled box."""

    changes: tuple[Change, ...]
    weights: tuple[Weight, ...]


class Along:
    """The models along one axis, all else as it is: the least and the greatest, and where the model stays as it is."""

    def __init__(self, box: Box, axis: Axis) -> None:
        self.now = number_of_model(box)
        region = (*box.region[: axis.index], slice(0, len(axis)), *box.region[axis.index + 1 :])
        models = np.moveaxis(take(box.space.models, region), axis.index, 0).reshape(len(axis), -1)
        one = models.shape[1] == 1  # complete answers, and by far the most often
        self.low: NDArray[Any] = models[:, 0] if one else models.min(1)
        self.high: NDArray[Any] = self.low if one else models.max(1)
        same = models == self.now
        self.stays: NDArray[np.bool_] = same[:, 0] if one else same.all(1)
        self.may_stay: NDArray[np.bool_] = self.stays if one else same.any(1)

    def flips(self, positions: Sequence[int]) -> int | None:
        """The number of the one other model that all these positions lead to; None if there is no such."""
        models = {int(self.low[at]) for at in positions} | {int(self.high[at]) for at in positions}
        return other_model(models, self.now)


def other_model(models: Collection[int], now: int) -> int | None:
    """The one model among these numbers, if it is one, another than now, and a model at all."""
    first = next(iter(models))
    return first if len(models) == 1 and first != now and first < TWO_MODELS else None


def singles(box: Box) -> Singles:
    """The single changes of a settled box that flip the model for sure, and what each answer carries.

    Changes are sorted: what the prospect can change before what changes slowly or not at all, then in the order of
    questions; a question that says `change last` comes after all others. Weights stand with the heaviest first.
    """
    order = place_of(box)
    found: list[Change] = []
    weights: list[Weight] = []
    for axis in (one for one in box.space.axes if answered(box, one)):
        along = Along(box, axis)
        for question in answered(box, axis):
            led = [] if along.stays.all() else [*steps(box, axis, (question,))]
            weights.append(_weight(question, along, led, len(other_options(box, question))))
            for step in led:
                model = along.flips(step.positions)
                if model is not None:
                    named = box.book.models[model].id
                    found.append(Change(step.answers, named, question.can_change, question.id))
    found.sort(key=lambda one: (order[one.question][0], EASE[one.can_change], order[one.question][1]))
    weights.sort(key=lambda one: (-one.share, order[one.question]))
    return Singles(tuple(found), tuple(weights))


def _weight(question: Question, along: Along, led: Sequence[Step], others: int) -> Weight:
    """How many of the other answers leave the model for sure, and how many may, depending on what is not known."""
    reached: dict[str, set[int]] = {}
    for step in led:
        reached.setdefault(step.answers[question.id], set()).update(step.positions)
    may_stay = [any(along.may_stay[at] for at in positions) for positions in reached.values()]
    stays = [all(along.stays[at] for at in positions) for positions in reached.values()]
    return Weight(question.id, may_stay.count(False), may_stay.count(True) - stays.count(True), others)


def number_of_model(box: Box) -> int:
    """The number of the model that a settled box leads to."""
    return next(number for number, model in enumerate(box.book.models) if model.id == box.possible[0])


def place_of(box: Box) -> dict[str, tuple[bool, int]]:
    """How late each question is offered: those that say `change last` after all others, else in the order asked."""
    return {one.id: (one.change_last is not None, number) for number, one in enumerate(box.book.questions)}


def answered(box: Box, axis: Axis) -> list[Question]:
    """The questions of an axis that are answered and heeded."""
    return [question for question in axis.questions if question.id in box.answers]


def other_options(box: Box, question: Question) -> list[int]:
    """The numbers of the options that are not among the answers to a question."""
    return [at for at, option in enumerate(question.options) if option not in box.answers[question.id]]


def steps(box: Box, axis: Axis, chosen: tuple[Question, ...]) -> Iterator[Step]:
    """Every other answer to each of the chosen questions of an axis, one for each answer to what that newly opens."""
    for to in product(*([(one, number) for number in other_options(box, one)] for one in chosen)):
        agreeing = _agreeing(box, axis, to)
        if not any(all(_number(axis, one, at) == number for one, number in to) for at in agreeing):
            continue  # these answers cannot be had together
        closed = [one for one in axis.questions if one not in chosen and box.is_asked(one.id) is False]
        given = {one.id: list(one.options)[number] for one, number in to}
        for opened, positions in _opened(axis, closed, agreeing):
            yield Step({**given, **opened}, chosen, tuple(positions))


def _agreeing(box: Box, axis: Axis, to: Sequence[tuple[Question, int]]) -> list[int]:
    """The positions that have these options and keep what else was answered on the axis.

    Where it is not known whether a question is asked, it may also turn out that it is not.
    """
    changed = {question.id for question, _ in to}
    others = [one for one in axis.questions if one.id not in changed]
    unasked = {question.id: box.is_asked(question.id) is None for question, _ in to}
    return [
        at
        for at in range(len(axis))
        if all(
            _number(axis, one, at) == number or (unasked[one.id] and _number(axis, one, at) == NOT_ASKED)
            for one, number in to
        )
        and all(_agrees(box, axis, one, at) for one in others)
    ]


def _opened(
    axis: Axis, closed: Sequence[Question], positions: Sequence[int]
) -> Iterator[tuple[Mapping[str, str], Sequence[int]]]:
    """Every joint answer to those closed questions that may now be asked, with the positions that agree with it."""
    asked = next((one for one in closed if any(_number(axis, one, at) != NOT_ASKED for at in positions)), None)
    if asked is None:
        yield {}, positions
        return
    left = closed[closed.index(asked) + 1 :]
    for number, option in enumerate(asked.options):
        agreeing = [at for at in positions if _number(axis, asked, at) in (NOT_ASKED, number)]
        for opened, found in _opened(axis, left, agreeing):
            yield {asked.id: option, **opened}, found


def _agrees(box: Box, axis: Axis, question: Question, position: int) -> bool:
    """Whether a position keeps what was answered to another question of the axis."""
    number = _number(axis, question, position)
    if number == NOT_ASKED or question.id not in box.answers:
        return True
    return list(question.options)[number] in box.answers[question.id]


def _number(axis: Axis, question: Question, position: int) -> int:
    return axis.positions[position][axis.number_of[question.id]]


def table_of(box: Box, first: Axis, second: Axis) -> tuple[NDArray[Any], NDArray[Any]]:
    """The least and the greatest model number for every pair of positions on two axes, everything else as it is."""
    free = {first.index, second.index}
    region = tuple(slice(0, len(axis)) if axis.index in free else box.region[axis.index] for axis in box.space.axes)
    models = np.moveaxis(take(box.space.models, region), (first.index, second.index), (0, 1))
    models = models.reshape(len(first), len(second), -1)
    return models.min(2), models.max(2)
