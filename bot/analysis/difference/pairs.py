"""The common part of two answer spaces: pairs of an old and a new answer set that answer alike what both ask.

Where both rule sets ask the same questions with the same options, a pair is simply an answer set. A question that only
one of them asks leaves several pairs for one set of the other; a set with an option that the other does not know has no
pair, and is counted as being in one space only. Like a space, the pairs are a product of axes, without holes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.inference.agreeing import SILENT, agreeing
from bot.inference.axes import Axis
from bot.inference.space import Space
from bot.rulebook.book import Rulebook

Spots: TypeAlias = tuple[int, ...]
Column: TypeAlias = tuple[int, NDArray[np.intp]]
"""An axis of the pairs, and at each of its positions the position along an axis of a space."""
LEAST = 1e-300
"""What a set weighs that the assumed traffic excludes, where a weight has to be shared out."""


@dataclass(frozen=True)
class Group:
    """Questions whose asking hangs together in either space: one axis of the pairs.

    An entry of `spots` holds a position of every old axis and one of every new axis that belong together.
    """

    questions: tuple[str, ...]
    old_axes: tuple[Axis, ...]
    new_axes: tuple[Axis, ...]
    spots: tuple[tuple[Spots, Spots], ...]

    def __len__(self) -> int:
        """How many positions of this axis both spaces can agree on."""
        return len(self.spots)

    @cached_property
    def options(self) -> tuple[tuple[Mapping[str, str], Mapping[str, str]], ...]:
        """At every position the options of the questions asked, by the old rules and by the new ones."""
        return tuple((_options(self.old_axes, old), _options(self.new_axes, new)) for old, new in self.spots)

    @property
    def one_old_each(self) -> bool:
        """Whether every new position has at most one old one."""
        return len({new for _, new in self.spots}) == len(self.spots)


class Pairs:
    """All pairs of two spaces. `shape` is that of every array over them."""

    def __init__(self, old: Space, new: Space) -> None:
        self.old, self.new = old, new
        self.groups = tuple(_groups(old, new))
        self.shape = tuple(len(group) for group in self.groups)
        self._of_old = self._index(old, 0)
        self._of_new = self._index(new, 1)

    def __len__(self) -> int:
        """How many pairs there are."""
        return prod(self.shape)

    @cached_property
    def old_sets(self) -> int:
        """How many old answer sets have a pair."""
        return prod(len({old for old, _ in group.spots}) for group in self.groups)

    @cached_property
    def new_sets(self) -> int:
        """How many new answer sets have a pair."""
        return prod(len({new for _, new in group.spots}) for group in self.groups)

    def before(self, array: NDArray[Any]) -> NDArray[Any]:
        """An array that broadcasts over the old space as one that broadcasts over the pairs."""
        return _gathered(array, self._of_old, len(self.groups))

    def after(self, array: NDArray[Any]) -> NDArray[Any]:
        """The same for the new space."""
        return _gathered(array, self._of_new, len(self.groups))

    def whole(self, array: NDArray[Any]) -> NDArray[Any]:
        """An array as a view that spans all pairs."""
        return np.broadcast_to(array, self.shape)

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """The share of every pair in the traffic that the new rules assume.

        Where a new set has several old ones, its share is divided among them as the old rules' traffic says.
        """
        found = self.whole(self.after(self.new.mix()))
        shared = [number for number, group in enumerate(self.groups) if not group.one_old_each]
        if not shared:
            return found
        old = np.maximum(self.whole(self.before(self.old.mix())), LEAST)
        total = old
        for number in shared:
            first: dict[Spots, int] = {}
            index = np.array([first.setdefault(new, len(first)) for _, new in self.groups[number].spots])
            rows = np.moveaxis(total, number, 0)
            sums = np.zeros((len(first), *rows.shape[1:]))
            np.add.at(sums, index, rows)
            total = np.moveaxis(sums[index], 0, number)
        divided: NDArray[np.float64] = found * (old / total)
        return divided

    def count(self, where: NDArray[np.bool_]) -> tuple[int, float]:
        """How many pairs there are where something holds, and how much of the traffic they are."""
        whole = self.whole(where)
        return int(np.count_nonzero(whole)), float(self.weights[whole].sum())

    def answers(self, spot: Sequence[int]) -> tuple[dict[str, str], dict[str, str]]:
        """The old and the new answer set of a pair, each in the order asked."""
        both: tuple[dict[str, str], dict[str, str]] = {}, {}
        for group, at in zip(self.groups, spot, strict=True):
            for found, options in zip(both, group.options[int(at)], strict=True):
                found.update(options)
        return _in_order(self.old.book, both[0]), _in_order(self.new.book, both[1])

    def _index(self, space: Space, side: int) -> list[Column]:
        """For every axis of a space which axis of the pairs it belongs to, and its positions along that one."""
        found: dict[int, Column] = {}
        for number, group in enumerate(self.groups):
            for place, axis in enumerate((group.old_axes, group.new_axes)[side]):
                column = np.array([spots[side][place] for spots in group.spots], dtype=np.intp)
                found[axis.index] = number, column
        return [found[axis.index] for axis in space.axes]


def _in_order(book: Rulebook, answers: Mapping[str, str]) -> dict[str, str]:
    return {question.id: answers[question.id] for question in book.questions if question.id in answers}


def _gathered(array: NDArray[Any], index: Sequence[Column], axes: int) -> NDArray[Any]:
    """An array of a space as one of the pairs: axes are moved, and positions taken where they are not the same."""
    numbers = [number for number, _ in index]
    if len(set(numbers)) < len(numbers):
        return _scattered(array, index, axes)
    found = array.transpose(np.argsort(numbers))
    found = found[tuple(slice(None) if number in numbers else None for number in range(axes))]
    for number, column in index:
        size = found.shape[number]
        if size > 1 and not (len(column) == size and (column == np.arange(size)).all()):
            found = np.take(found, column, axis=number)
    return found


def _scattered(array: NDArray[Any], index: Sequence[Column], axes: int) -> NDArray[Any]:
    """The same where two axes of a space are one of the pairs."""
    every = []
    for (number, column), size in zip(index, array.shape, strict=True):
        shape = [1] * axes
        shape[number] = len(column) if size > 1 else 1
        every.append((column if size > 1 else np.zeros(1, np.intp)).reshape(shape))
    found: NDArray[Any] = array[tuple(every)]
    return found


def _groups(old: Space, new: Space) -> Iterator[Group]:
    for questions in _together((*new.axes, *old.axes)):
        old_axes, new_axes = ([axis for axis in space.axes if _of(axis) & set(questions)] for space in (old, new))
        yield Group(questions, tuple(old_axes), tuple(new_axes), tuple(_spots(old_axes, new_axes)))


def _of(axis: Axis) -> set[str]:
    return {question.id for question in axis.questions}


def _together(axes: Iterable[Axis]) -> list[tuple[str, ...]]:
    """The questions of both spaces in groups, so that no axis belongs to two of them."""
    groups: list[dict[str, None]] = []
    for axis in axes:
        mine = _of(axis)
        touched = [group for group in groups if mine & group.keys()]
        merged = dict.fromkeys([*(name for group in touched for name in group), *(one.id for one in axis.questions)])
        at = groups.index(touched[0]) if touched else len(groups)
        groups = [group for group in groups if group not in touched]
        groups.insert(at, merged)
    return [tuple(group) for group in groups]


def _spots(old_axes: Sequence[Axis], new_axes: Sequence[Axis]) -> Iterator[tuple[Spots, Spots]]:
    olds = [(spots, _options(old_axes, spots)) for spots in product(*(range(len(axis)) for axis in old_axes))]
    names = [one.id for axis in old_axes for one in axis.questions]
    news = [(spots, _options(new_axes, spots)) for spots in product(*(range(len(axis)) for axis in new_axes))]
    numbers: dict[tuple[str, str], int] = {}
    rows = [
        [
            [numbers.setdefault((name, options[name]), len(numbers)) if name in options else SILENT for name in names]
            for _, options in side
        ]
        for side in (news, olds)
    ]
    for new, old in agreeing(*rows):
        yield olds[old][0], news[new][0]


def _options(axes: Sequence[Axis], spots: Spots) -> dict[str, str]:
    """The options of those questions that are asked at positions of some axes."""
    found: dict[str, str] = {}
    for axis, at in zip(axes, spots, strict=True):
        for question in axis.questions:
            option = axis.option(question, at)
            if option is not None:
                found[question.id] = option
    return found
