"""The smallest pair of changes that leads to another model, for advice that no single other answer would change.

It is looked up in the decided answer space. Two changes are offered only where neither of them does it alone, and only
if they do it for sure; what they newly open is answered with them.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.inference.box import Box
from bot.inference.changes import EASE, Along, Step, answered, number_of_model, place_of, steps, table_of
from bot.inference.report import Change, Pair
from bot.inference.space import TWO_MODELS
from bot.rulebook.format import Question

Far: TypeAlias = tuple[bool, int, int, int, int, tuple[int, ...]]


def pair(box: Box, changes: Sequence[Change]) -> Pair | None:
    """The nearest two changes, if the box is settled and no single one (those changed last left aside) flips it.

    Nearest: no question that is changed last, no more exposure than now, what the prospect can change before what
    changes slowly or not at all, the fewest further questions opened, then the order of questions.
    """
    place = place_of(box)
    alone = {change.question for change in changes}
    if not box.settled or not all(place[name][0] for name in alone):
        return None
    both, model = min(_flips(box, alone), key=lambda one: _far(box, one[0]), default=((), 0))
    if not both:
        return None
    first, second = _questions(box, both)
    given = {name: option for step in both for name, option in step.answers.items()}
    answers = {one.id: given[one.id] for one in box.book.questions if one.id in given}
    hardest = max(first, second, key=lambda one: EASE[one.can_change]).can_change
    return Pair(answers, box.book.models[model].id, hardest, (first.id, second.id))


def _flips(box: Box, alone: set[str]) -> Iterator[tuple[tuple[Step, ...], int]]:
    """Every two changes that lead to another model for sure, with its number: on two axes, or both on one."""
    now = number_of_model(box)
    mine = [[one for one in answered(box, axis) if one.id not in alone] for axis in box.space.axes]
    single = [
        [step for one in those for step in steps(box, axis, (one,))]
        for axis, those in zip(box.space.axes, mine, strict=True)
    ]
    if box.complete and all(len(step.positions) == 1 for those in single for step in those):
        yield from _at_once(box, single, now)
    else:
        yield from _by_axes(box, single, now)
    for axis, those in zip(box.space.axes, mine, strict=True):
        for chosen in combinations(those, 2):
            along = Along(box, axis)
            for step in steps(box, axis, chosen):
                model = along.flips(step.positions)
                if model is not None:
                    yield (step,), model


def _at_once(box: Box, single: Sequence[Sequence[Step]], now: int) -> Iterator[tuple[tuple[Step, ...], int]]:
    """The pairs on two axes around a complete answer set: each is one spot, and all are looked up together."""
    models = box.space.models
    strides = [stride // models.itemsize for stride in models.strides]
    here = [int(np.arange(size)[part][0]) for size, part in zip(models.shape, box.region, strict=True)]
    every = [(axis, step) for axis, those in enumerate(single) for step in those]
    axes = np.array([axis for axis, _ in every], np.intp)
    moved = np.array([(step.positions[0] - here[axis]) * strides[axis] for axis, step in every], np.intp)
    base = sum(at * stride for at, stride in zip(here, strides, strict=True))
    first, second = np.nonzero(axes[:, None] < axes)
    led = models.reshape(-1)[base + moved[first] + moved[second]]
    for at in np.flatnonzero((led != now) & (led < TWO_MODELS)).tolist():
        yield (every[first[at]][1], every[second[at]][1]), int(led[at])


def _by_axes(box: Box, single: Sequence[Sequence[Step]], now: int) -> Iterator[tuple[tuple[Step, ...], int]]:
    """The pairs on two axes where answers are open or unsure: every completion has to lead to the same model."""
    for first, second in combinations([axis for axis in box.space.axes if single[axis.index]], 2):
        here, there = single[first.index], single[second.index]
        low, high = table_of(box, first, second)
        least, most = _over(low, here, there, np.minimum), _over(high, here, there, np.maximum)
        for one, other in np.argwhere((least == most) & (least != now) & (least < TWO_MODELS)).tolist():
            yield (here[one], there[other]), int(least[one, other])


def _over(table: NDArray[Any], here: Sequence[Step], there: Sequence[Step], how: np.ufunc) -> NDArray[Any]:
    """A table of positions as one of steps: the least or the greatest over the positions of each two."""
    return _along(_along(table, here, how).T, there, how).T


def _along(table: NDArray[Any], along: Sequence[Step], how: np.ufunc) -> NDArray[Any]:
    spots = [at for step in along for at in step.positions]
    begins = np.cumsum([0, *(len(step.positions) for step in along[:-1])])
    found: NDArray[Any] = how.reduceat(table[spots], begins, axis=0)
    return found


def _questions(box: Box, both: Sequence[Step]) -> list[Question]:
    order = {one.id: number for number, one in enumerate(box.book.questions)}
    return sorted((one for step in both for one in step.changed), key=lambda one: order[one.id])


def _far(box: Box, both: Sequence[Step]) -> Far:
    """How far away two changes are, to be compared."""
    changed = _questions(box, both)
    given = {name: option for step in both for name, option in step.answers.items()}
    place = place_of(box)
    ease = sorted((EASE[one.can_change] for one in changed), reverse=True)
    options = tuple(list(one.options).index(given[one.id]) for one in changed)
    return (
        any(place[one.id][0] for one in changed),
        sum(_more(box, one, given[one.id]) for one in changed),
        ease[0],
        ease[1],
        len(given),
        (*(place[one.id][1] for one in changed), *options),
    )


def _more(box: Box, question: Question, option: str) -> bool:
    """Whether another answer means more exposure than the one given."""
    now = max((question.rank(one) for one in box.answers[question.id]), default=-1)
    return 0 <= now < question.rank(option)
