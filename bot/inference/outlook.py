"""How far the matter is: which questions are left, how many it could take, which one would settle most.

All of it is looked up in the decided answer space; no rule is fired.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.inference.axes import NOT_ASKED, Axis
from bot.inference.box import Box
from bot.inference.report import Outlook
from bot.inference.space import NO_MODEL, Space, product, take


def outlook(box: Box) -> Outlook:
    """What a question's screen needs to know."""
    wanted, unsure = next_questions(box)
    holding = tuple(one.rule for one in box.book.contradictions if box.always(one.when))
    return Outlook(
        possible=box.possible,
        ask_next=wanted,
        unsure_next=unsure,
        fewest=_fewest(box),
        most=_most(box),
        contradictions=holding,
        asked=tuple(question.id for question in box.book.questions if question.id in box.answers),
        ignored=box.ignored,
    )


def next_questions(box: Box) -> tuple[str | None, str | None]:
    """The first wanted question without an answer; if there is none, the unsure one that is worth asking back."""
    wanted = next((name for name in box.open if not box.settled or box.is_asked(name)), None)
    return wanted, None if wanted or box.settled else _settles_most(box)


def _settles_most(box: Box) -> str | None:
    """The unsure question whose answer leaves the least of the traffic mix unsettled; the first of equals."""
    if not box.unsure:
        return None
    shares = {name: _settled_share(box, name) for name in box.unsure}
    best = max(shares.values())
    return next(name for name, share in shares.items() if share >= best - 1e-12)


def _settled_share(box: Box, name: str) -> float:
    """The share of the mix (not normalised) that gives this question an answer which settles the matter.

    Where it may turn out that the question is not asked, an answer must settle that case as well.
    """
    space, axis = box.space, box.space.axis_of[name]
    total = 0.0
    positions = np.arange(len(axis))[box.region[axis.index]]
    numbers = axis.columns[name][positions]
    for number in np.unique(numbers[numbers != NOT_ASKED]):
        with_answer = [positions[np.isin(numbers, wanted)] for wanted in ([NOT_ASKED, number], [number])]
        agreeing, giving = ((*box.region[: axis.index], part, *box.region[axis.index + 1 :]) for part in with_answer)
        models = take(space.models, agreeing)
        if not (models != models.flat[0]).any():
            shares = product([take(factor, giving) for factor in space.factors])
            total += float(np.broadcast_to(shares, take(space.models, giving).shape).sum())
    return total


NOWHERE = np.zeros((), bool)
FAR = 1 << 10
"""More questions than anybody asks."""


def _most(box: Box) -> int:
    """The greatest number of questions that may still be asked."""
    most = 0
    wanted = [
        name
        for name in box.open
        if not (box.settled and _moot(box, name, [one for one in box.open if one != name]).any())
    ]
    for axis in box.space.axes:
        mine = [question.id for question in axis.questions if question.id in wanted]
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
    for name in box.unsure:  # nobody is asked these again on this way
        low = _forget(box, name, retained, low, np.minimum)
        high = _forget(box, name, retained, high, np.maximum)
    for name in box.open:
        low = _with_unasked(box, name, low, np.minimum, NO_MODEL)
        high = _with_unasked(box, name, high, np.maximum, 0)
    left: NDArray[Any] = np.zeros((1,) * low.ndim, np.int16)
    for name in reversed(box.open):
        retained.remove(name)
        if name in box.space.conditional:
            asked = box.column(name) != NOT_ASKED
            left = np.where(_moot(box, name, retained), FAR, left + asked)
        else:
            left = left + 1
        low = _forget(box, name, retained, low, np.minimum)
        high = _forget(box, name, retained, high, np.maximum)
        left = _forget(box, name, retained, left, np.minimum)
        left = np.where(low == high, np.int16(0), left)
    return int(left.min())


def _with_unasked(box: Box, name: str, array: NDArray[Any], how: Any, neutral: int) -> NDArray[Any]:
    """An array in which every answer to a question stands for the case, too, that the question was moot."""
    if box.is_asked(name) is not None:
        return array
    others = [one for one in box.open if one != name]
    if not _moot(box, name, others).any():
        return array
    unasked = box.column(name) == NOT_ASKED
    return np.asarray(how(array, _forget(box, name, others, np.where(unasked, array, np.uint8(neutral)), how)))


def _moot(box: Box, name: str, retained: list[str]) -> NDArray[np.bool_]:
    """Where a question is not asked, and the person is asked all the same, because what decides over it is unsure."""
    if box.is_asked(name) is not None:
        return NOWHERE
    column = box.column(name)
    found: NDArray[np.bool_] = _forget(box, name, retained, column != NOT_ASKED, np.logical_or) & (column == NOT_ASKED)
    return found


def _forget(box: Box, name: str, retained: list[str], array: NDArray[Any], how: Any) -> NDArray[Any]:
    """An array without what the answer to a question tells: reduced over the positions that differ in it alone."""
    axis: Axis = box.space.axis_of[name]
    if array.shape[axis.index] == 1:
        return array
    groups = _alike(axis, box.region[axis.index], [one for one in retained if one != name])
    if len(groups) == array.shape[axis.index]:
        return array
    reduced = [_folded(array, axis.index, group, how) for group in groups]
    if len(groups) == 1:
        return reduced[0]
    member = {at: number for number, group in enumerate(groups) for at in group}
    spots = [member[at] for at in range(array.shape[axis.index])]
    return np.take(np.concatenate(reduced, axis=axis.index), spots, axis=axis.index)


def _alike(axis: Axis, part: slice | NDArray[np.intp], retained: Iterable[str]) -> list[list[int]]:
    """The positions of a part of an axis, counted from where it begins, in groups that agree in what is retained."""
    kept = [axis.number_of[name] for name in retained if name in axis.number_of]
    if not kept:
        return [list(range(_long(part)))]
    groups: dict[tuple[int, ...], list[int]] = {}
    for at, position in enumerate(np.arange(len(axis))[part].tolist()):
        groups.setdefault(tuple(axis.positions[position][number] for number in kept), []).append(at)
    return list(groups.values())


def _long(part: slice | NDArray[np.intp]) -> int:
    return int(part.stop - part.start) if isinstance(part, slice) else len(part)


def _folded(array: NDArray[Any], axis: int, positions: Iterable[int], how: Any) -> NDArray[Any]:
    """An array reduced over some positions of an axis: slice by slice, which on short axes beats numpy's own reduce."""
    before = (slice(None),) * axis
    slices = [array[(*before, slice(at, at + 1))] for at in positions]
    found = slices[0]
    for one in slices[1:]:
        found = how(found, one)
    return found


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
