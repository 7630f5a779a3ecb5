"""The fewest answers after which everybody goes one way: exactly, by looking at all partial answers at once.

For each group of questions its partial answers become one more axis: an answer left out stands for all its options. So
"every completion is inside" is a table over all partial answers, made by a few reductions; where that table would be
too large, a complete answer set is shortened answer by answer instead, and is then short, but perhaps not the shortest.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from math import prod

import numpy as np
from numpy.typing import NDArray

from bot.analysis.difference.pairs import Group, Pairs
from bot.inference.space import Space, take

LARGEST = 40_000_000
"""Partial answers looked at at once, a byte each; more are not."""
LISTED = 2_000_000
"""The same of one group of questions, each held against all joint answers of the group, one after the other."""

Answers = dict[str, str]
Partial = tuple[Answers, NDArray[np.bool_]]


class Smallest:
    """Examples of a part of the pairs. `sure` says whether answers lead there in both spaces, whatever else is said."""

    def __init__(self, pairs: Pairs, inside: NDArray[np.bool_], sure: Callable[[Mapping[str, str]], bool]) -> None:
        self._pairs, self._left, self._sure = pairs, inside.copy(), sure

    def examples(self, wanted: int) -> Iterator[tuple[Answers, Answers]]:
        """The fewest answers, and the likeliest complete answer set among those they stand for; then the next ones.

        No two of them stand for the same answer set.
        """
        for _ in range(wanted):
            if not self._left.any():
                return
            answers = self._exactly()
            if answers is None or not self._sure(answers):
                answers = self._shortened()
            region = self._agreeing(answers)
            here = np.where(self._left & region, self._pairs.weights, -1.0)
            spot = np.unravel_index(int(here.argmax()), here.shape)
            old, new = self._pairs.answers([int(at) for at in spot])
            yield answers, {**old, **new}
            self._left &= ~region
            self._left[spot] = False

    def _exactly(self) -> Answers | None:
        """The fewest answers all of whose completions are inside; None if that is too much to look at."""
        kept = [np.flatnonzero(self._left.any(axis=self._others(at))) for at in range(self._left.ndim)]
        if any(_partial_answers(group) * len(group) > LISTED for group in self._pairs.groups):
            return None
        partials = [list(_partials(group, here)) for group, here in zip(self._pairs.groups, kept, strict=True)]
        if np.prod([float(len(one)) for one in partials]) > LARGEST:
            return None
        table = self._left[np.ix_(*kept)]
        for at, (here, each) in sorted(enumerate(zip(kept, partials, strict=True)), key=lambda one: len(one[1][1])):
            whole = [np.take(table, np.flatnonzero(covers[here]), axis=at).all(axis=at) for _, covers in each]
            table = np.stack(whole, axis=at)
        if not table.any():
            return None
        lengths = np.zeros((1,) * table.ndim, np.uint8)
        for at, each in enumerate(partials):
            shape = [1] * table.ndim
            shape[at] = len(each)
            lengths = lengths + np.array([len(answers) for answers, _ in each], np.uint8).reshape(shape)
        best = np.unravel_index(int(np.where(table, lengths, np.uint8(255)).argmin()), table.shape)
        return self._ordered(
            {key: one for at, each in zip(best, partials, strict=True) for key, one in each[at][0].items()}
        )

    def _others(self, axis: int) -> tuple[int, ...]:
        return tuple(one for one in range(self._left.ndim) if one != axis)

    def _shortened(self) -> Answers:
        """A complete answer set, less every answer that can be left out."""
        asked = np.zeros((1,) * self._left.ndim, np.int16)
        for at, group in enumerate(self._pairs.groups):
            shape = [1] * self._left.ndim
            shape[at] = len(group)
            asked = asked + np.array([len({**old, **new}) for old, new in group.options], np.int16).reshape(shape)
        best = int(np.where(self._left, asked, np.iinfo(np.int16).max).argmin())
        old, new = self._pairs.answers([int(at) for at in np.unravel_index(best, self._left.shape)])
        answers = self._ordered({**old, **new})
        for name in reversed(tuple(answers)):
            fewer = {key: option for key, option in answers.items() if key != name}
            if self._sure(fewer):
                answers = fewer
        return answers

    def _agreeing(self, answers: Mapping[str, str]) -> NDArray[np.bool_]:
        """The pairs that answers stand for."""
        found = np.ones((1,) * self._left.ndim, bool)
        for at, group in enumerate(self._pairs.groups):
            shape = [1] * self._left.ndim
            shape[at] = len(group)
            mine = {name: option for name, option in answers.items() if name in group.questions}
            found = found & _covers(group, mine).reshape(shape)
        return self._pairs.whole(found)

    def _ordered(self, answers: Mapping[str, str]) -> Answers:
        names = [one.id for one in (*self._pairs.new.book.questions, *self._pairs.old.book.questions)]
        return {name: answers[name] for name in dict.fromkeys(names) if name in answers}


def _covers(group: Group, answers: Mapping[str, str]) -> NDArray[np.bool_]:
    """At which positions of a group nothing contradicts answers: a question not asked agrees with all."""
    return np.array([_agree(old, new, answers) for old, new in group.options])


def _partial_answers(group: Group) -> int:
    """How many partial answers the questions of a group have."""
    options = {
        name: {side[name] for both in group.options for side in both if name in side} for name in group.questions
    }
    return prod(len(one) + 1 for one in options.values())


def _partials(group: Group, kept: NDArray[np.intp]) -> Iterator[Partial]:
    """The partial answers of a group that stand for kept positions only, those with the fewest answers first.

    Of two that stand for the same positions only the first is given.
    """
    here = [group.options[int(at)] for at in kept]
    options = {
        name: list(dict.fromkeys(side[name] for both in here for side in both if name in side))
        for name in group.questions
    }
    each = [[None, *found] for found in options.values()]
    inside = np.zeros(len(group), bool)
    inside[kept] = True
    seen: set[bytes] = set()
    every = [{name: one for name, one in zip(options, choice, strict=True) if one} for choice in product(*each)]
    for answers in sorted(every, key=lambda one: (len(one), not _asked(here, one))):
        covers = _covers(group, answers)
        if covers.any() and not (covers & ~inside).any() and covers.tobytes() not in seen:
            seen.add(covers.tobytes())
            yield answers, covers


def _asked(options: Sequence[tuple[Mapping[str, str], Mapping[str, str]]], answers: Mapping[str, str]) -> bool:
    """Whether what is answered is asked wherever the other answers agree: such answers read better."""
    return all(name in {**old, **new} for old, new in options for name in answers if _agree(old, new, answers))


def _agree(old: Mapping[str, str], new: Mapping[str, str], answers: Mapping[str, str]) -> bool:
    return all(side.get(name, one) == one for name, one in answers.items() for side in (old, new))


def leads(space: Space, answers: Mapping[str, str], number: int) -> bool:
    """Whether every completion of answers has a number as its model; what the rules do not know is left out."""
    region = space.region({name: (option,) for name, option in known(space, answers).items()})
    models = take(space.models, region)
    return bool(models.size and (models == number).all())


def known(space: Space, answers: Mapping[str, str]) -> Answers:
    """The answers whose question and option a rule set knows."""
    book = space.book
    return {
        name: option
        for name, option in answers.items()
        if book.is_question(name) and option in book.question(name).options
    }
