"""Which single changes of an answer lead to another model for sure, looked up and sorted for the prospect."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.inference.axes import NOT_ASKED, Axis
from bot.inference.box import Box
from bot.inference.report import Change
from bot.inference.space import take
from bot.rulebook.format import Question

EASE = {"yes": 0, "slowly": 1, "no": 2}


def changes(box: Box) -> tuple[Change, ...]:
    """The single changes of a settled box that flip the model for sure.

    Sorted: what the prospect can change before what changes slowly or not at all, then in the order of questions; a
    question that says `change last` comes after all others.
    """
    found = [change for axis in box.space.axes for change in _along(box, axis)]
    order = {question.id: number for number, question in enumerate(box.book.questions)}
    last = {question.id for question in box.book.questions if question.change_last}
    return tuple(sorted(found, key=lambda one: (one.question in last, EASE[one.can_change], order[one.question])))


def _along(box: Box, axis: Axis) -> Iterator[Change]:
    mine = [question for question in axis.questions if question.id in box.answers]
    if not mine:
        return
    region = (*box.region[: axis.index], slice(0, len(axis)), *box.region[axis.index + 1 :])
    models = np.moveaxis(take(box.space.models, region), axis.index, 0).reshape(len(axis), -1)
    low, high = (models[:, 0], models[:, 0]) if models.shape[1] == 1 else (models.min(1), models.max(1))
    now = next(number for number, model in enumerate(box.book.models) if model.id == box.possible[0])
    if ((low == now) & (high == now)).all():
        return
    for question in mine:
        for number, option in enumerate(question.options):
            if option not in box.answers[question.id]:
                yield from _to(box, axis, (question, number), (low, high), now)


def _to(
    box: Box, axis: Axis, to: tuple[Question, int], bounds: tuple[NDArray[Any], NDArray[Any]], now: int
) -> Iterator[Change]:
    """The changes of one question to one option, one for each answer to what it newly opens."""
    (question, number), (low, high) = to, bounds
    unasked = axis.having.get((question.id, NOT_ASKED), ()) if box.is_asked(question.id) is None else ()
    others = [one for one in axis.questions if one.id != question.id]
    agreeing = [
        position
        for position in (*axis.having.get((question.id, number), ()), *unasked)
        if all(_agrees(box, axis, one, position) for one in others)
    ]
    closed = [one for one in others if box.is_asked(one.id) is False]
    for opened, positions in _opened(axis, closed, agreeing):
        models = {int(low[at]) for at in positions} | {int(high[at]) for at in positions}
        if len(models) == 1 and now not in models:
            given: Mapping[str, str] = {question.id: list(question.options)[number], **opened}
            yield Change(given, box.book.models[models.pop()].id, question.can_change, question.id)


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
