"""How far the matter is: which questions are left, how many it could take, which one would settle most.

All of it is looked up in the decided answer space; no rule is fired.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.inference.axes import NOT_ASKED, Axis
from bot.inference.box import Box
from bot.inference.report import Outlook
from bot.inference.space import Region, Space, take


def outlook(box: Box) -> Outlook:
    """What a question's screen needs to know."""
    wanted = [name for name in box.open if box.is_asked(name) or not box.settled]
    unsure = None if wanted or box.settled else _settles_most(box)
    holding = tuple(one.rule for one in box.book.contradictions if box.always(one.when))
    return Outlook(
        possible=box.possible,
        ask_next=wanted[0] if wanted else None,
        unsure_next=unsure,
        fewest=_fewest(box),
        most=_most(box),
        contradictions=holding,
        asked=tuple(question.id for question in box.book.questions if question.id in box.answers),
        ignored=box.ignored,
    )


def _settles_most(box: Box) -> str | None:
    """The unsure question whose answer leaves the least of the traffic mix unsettled; the first of equals."""
    if not box.unsure:
        return None
    shares = {name: _settled_share(box, name) for name in box.unsure}
    best = max(shares.values())
    return next(name for name, share in shares.items() if share >= best - 1e-12)


def _settled_share(box: Box, name: str) -> float:
    """The share of the mix (not normalised) that is settled once this question has one answer."""
    space, axis = box.space, box.space.axis_of[name]
    total = 0.0
    positions = np.arange(len(axis))[box.region[axis.index]]
    numbers = axis.columns[name][positions]
    for number in np.unique(numbers):
        region: Region = (*box.region[: axis.index], positions[numbers == number], *box.region[axis.index + 1 :])
        models = take(space.models, region)
        if not (models != models.flat[0]).any():
            product = np.ones((1,) * len(space.shape))
            for factor in sorted((take(one, region) for one in space.factors), key=lambda one: one.size):
                product = product * factor
            total += float(np.broadcast_to(product, models.shape).sum())
    return total


def _most(box: Box) -> int:
    """The greatest number of questions that may still be asked."""
    most = 0
    for axis in box.space.axes:
        mine = [question.id for question in axis.questions if question.id in box.open]
        if mine:
            part = box.region[axis.index]
            most += int(sum((axis.columns[name][part] != NOT_ASKED).astype(int) for name in mine).max())
    return most


def _fewest(box: Box) -> int:
    """The least number of further answers, in the order asked, after which nothing can change the model."""
    if box.settled:
        return 0
    low = high = box.models
    retained = list(box.open)
    unanswered = set(box.unsure)
    for name in unanswered:  # nobody will be asked these again on this way
        low, high = (_forget(box, name, retained, one, np.minimum) for one in (low, high))
    left: NDArray[Any] = np.zeros((1,) * low.ndim, np.int16)
    for name in reversed(box.open):
        retained.remove(name)
        asked = (box.column(name) != NOT_ASKED).astype(np.int16)
        left = _forget(box, name, retained, left + asked, np.minimum)
        low = _forget(box, name, retained, low, np.minimum)
        high = _forget(box, name, retained, high, np.maximum)
        left = np.where(low == high, np.int16(0), left)
    return int(left.min())


def _forget(box: Box, name: str, retained: list[str], array: NDArray[Any], how: Any) -> NDArray[Any]:
    """An array without what the answer to a question tells: reduced over the positions that differ in it alone."""
    axis: Axis = box.space.axis_of[name]
    if array.shape[axis.index] == 1:
        return array
    kept = [question.id for question in axis.questions if question.id in retained and question.id != name]
    if not kept:
        return np.asarray(how.reduce(array, axis=axis.index, keepdims=True))
    columns = np.stack([axis.columns[one][box.region[axis.index]] for one in kept])
    groups, member = np.unique(columns, axis=1, return_inverse=True)
    reduced = [
        how.reduce(np.compress(member.ravel() == group, array, axis=axis.index), axis=axis.index, keepdims=True)
        for group in range(groups.shape[1])
    ]
    return np.take(np.concatenate(reduced, axis=axis.index), member.ravel(), axis=axis.index)


def settled_after(space: Space) -> NDArray[np.uint8]:
    """For every complete answer set: after how many of its questions, in order, the model is settled."""
    box = Box(space, {})
    low = high = space.models
    retained = [question.id for question in space.book.questions]
    unsettled_before: dict[str, NDArray[Any]] = {}
    for name in reversed(tuple(retained)):
        retained.remove(name)
        low = _forget(box, name, retained, low, np.minimum)
        high = _forget(box, name, retained, high, np.maximum)
        unsettled_before[name] = low != high
    count = np.zeros((1,) * len(space.shape), np.uint8)
    for question in space.book.questions:
        asked = space.column(question.id) != NOT_ASKED
        count = count + (asked & unsettled_before[question.id])
    return np.broadcast_to(count, space.shape)
