"""The shortest ways to a model: the fewest answers after which nothing that is still open can lead elsewhere.

Every partial answer set is considered, by which questions it answers: what is left open is folded away, an array at a
time, and a branch that can no longer settle the model is given up. A question counts as answered only where it is asked
whatever is still open, or where those that decide over its being asked are answered or not asked themselves. Given
answers stay as they are; what is "not sure" may be made sure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.inference.axes import NOT_ASKED, Axis
from bot.inference.box import Box
from bot.inference.report import shown
from bot.inference.space import Bools, Space, product, take
from bot.model import Answers
from bot.rulebook.conditions import reads

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Way:
    """Answers that lead to the model, those that had to be added, and the share of the traffic mix that gives them."""

    answers: Answers
    adds: Mapping[str, str]
    mix: float

    def as_json(self) -> dict[str, Any]:
        """The way as plain data; the answers are input of `fixpoint advise`."""
        return {"answers": shown(self.answers), "adds": dict(self.adds), "mix": self.mix}


@dataclass(frozen=True, slots=True)
class Ways:
    """Some of the shortest ways, the likeliest first: how many there are, how many answers each adds (None: no way)."""

    fewest: int | None
    number: int
    shown: tuple[Way, ...]

    def as_json(self) -> dict[str, Any]:
        """The ways as plain data."""
        return {"fewest": self.fewest, "number": self.number, "ways": [one.as_json() for one in self.shown]}


@dataclass(frozen=True, slots=True)
class Reached:
    """How a model is reached from given answers; `complete` is told if it was asked for."""

    model: str
    given: Answers
    ignored: Answers
    settling: Ways
    complete: Ways | None = None

    def as_json(self) -> dict[str, Any]:
        """The ways as plain data."""
        found = {"model": self.model, "given": shown(self.given), "ignored": shown(self.ignored)}
        complete = {} if self.complete is None else {"complete": self.complete.as_json()}
        return {**found, **self.settling.as_json(), **complete}


def reach(space: Space, model: str, answers: Answers, most: int = SHOWN, *, complete: bool = False) -> Reached:
    """The shortest ways to a model from answers, at most so many of them shown."""
    box = Box(space, answers)
    wanted = box.models == [one.id for one in space.book.models].index(model)
    mix = np.broadcast_to(product([take(factor, box.region) for factor in space.factors]), wanted.shape)
    whole = _complete(box, wanted, mix, most) if complete else None
    return Reached(model, box.answers, box.ignored, settling(box, wanted, mix, most), whole)


@dataclass(frozen=True, slots=True)
class _Choice:
    """Answers to some questions of an axis, and the positions (counted within the box) that agree with them."""

    answers: Mapping[str, str]
    positions: tuple[int, ...]


_Group: TypeAlias = Sequence[_Choice]
"""Choices that answer the same questions of an axis."""


def settling(box: Box, wanted: Bools, mix: NDArray[np.float64], most: int) -> Ways:
    """The fewest answers after which all that is still open is wanted, those of the greatest share first."""
    groups = [_groups(box, axis) for axis in box.space.axes]
    search = _Search(groups)
    search.look(wanted, ())
    found: list[tuple[float, tuple[_Choice, ...]]] = []
    number = 0
    for chosen, settles in search.found:
        shares = mix
        for axis, group in enumerate(chosen):
            shares = _over(shares, axis, group, np.add)
        spots = np.argwhere(settles)
        number += len(spots)
        weights = shares[settles]
        for at in np.argsort(-weights, kind="stable")[:most]:  # no more than these can be shown
            choices = tuple(group[spot] for group, spot in zip(chosen, spots[at].tolist(), strict=True))
            found.append((float(weights[at]), choices))
    found.sort(key=lambda one: -one[0])
    return Ways(search.fewest if search.found else None, number, tuple(_joined(box, *one) for one in found[:most]))


def _joined(box: Box, mix: float, choices: Sequence[_Choice]) -> Way:
    return _way(box, {name: option for one in choices for name, option in one.answers.items()}, mix)


class _Search:
    """Which questions to answer: axis by axis, first without an answer, never beyond the fewest found so far."""

    def __init__(self, groups: Sequence[Sequence[_Group]]) -> None:
        self._groups = groups
        self.fewest = sum(len(one[-1][0].answers) for one in groups)
        self.found: list[tuple[tuple[_Group, ...], Bools]] = []

    def look(self, settles: Bools, chosen: tuple[_Group, ...], number: int = 0) -> None:
        """Go on with the next axis; `settles` says where the choices so far leave no other model."""
        if number > self.fewest or not settles.any():
            return
        if len(chosen) == len(self._groups):
            if number < self.fewest:
                self.fewest, self.found = number, []
            self.found.append((chosen, settles))
            return
        for group in self._groups[len(chosen)]:
            folded = _over(settles, len(chosen), group, np.logical_and)
            self.look(folded, (*chosen, group), number + len(group[0].answers))


def _groups(box: Box, axis: Axis) -> list[_Group]:
    """Everything that can be answered on an axis, by the questions answered: those with the fewest answers first."""
    positions = np.arange(len(axis))[box.region[axis.index]].tolist()
    choices = [_Choice({}, tuple(range(len(positions))))]
    for place, question in enumerate(axis.questions):
        numbers = [axis.positions[at][place] for at in positions]
        for choice in tuple(choices):
            here = {numbers[at] for at in choice.positions}
            decided = NOT_ASKED not in here or all(
                fact in box.answers or fact in choice.answers or _never_asked(axis, fact, choice, positions)
                for fact in reads(question.when)
            )
            here -= {NOT_ASKED}
            if decided and here and len(box.answers.get(question.id, ())) != 1:
                for number in sorted(here):
                    given = {**choice.answers, question.id: list(question.options)[number]}
                    agreeing = tuple(at for at in choice.positions if numbers[at] in (NOT_ASKED, number))
                    choices.append(_Choice(given, agreeing))
    found: dict[tuple[str, ...], list[_Choice]] = {}
    for choice in choices:
        found.setdefault(tuple(choice.answers), []).append(choice)
    return sorted(found.values(), key=lambda group: len(group[0].answers))


def _never_asked(axis: Axis, question: str, choice: _Choice, positions: Sequence[int]) -> bool:
    """Whether a question is asked nowhere that agrees with a choice."""
    place = axis.number_of[question]
    return all(axis.positions[positions[at]][place] == NOT_ASKED for at in choice.positions)


def _over(array: NDArray[Any], axis: int, group: _Group, how: np.ufunc) -> NDArray[Any]:
    """An array over the choices of a group instead of over the positions of an axis."""
    if [one.positions for one in group] == [(at,) for at in range(array.shape[axis])]:
        return array
    parts = [how.reduce(np.take(array, one.positions, axis=axis), axis=axis, keepdims=True) for one in group]
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=axis)


def _complete(box: Box, wanted: Bools, mix: NDArray[np.float64], most: int) -> Ways:
    """The complete answer sets that lead to the model and add the fewest answers."""
    if not wanted.any():
        return Ways(None, 0, ())
    adds = np.zeros((1,) * wanted.ndim, np.int16)
    for question in box.book.questions:
        if len(box.answers.get(question.id, ())) != 1:
            adds = adds + (box.column(question.id) != NOT_ASKED)
    adds = np.broadcast_to(adds, wanted.shape)
    fewest = int(adds[wanted].min())
    spots = np.flatnonzero(wanted & (adds == fewest))
    best = spots[np.argsort(-mix.ravel()[spots], kind="stable")[:most]]
    return Ways(fewest, len(spots), tuple(_spelt(box, spot, mix) for spot in best.tolist()))


def _spelt(box: Box, number: int, mix: NDArray[np.float64]) -> Way:
    """The complete answer set of this number within the box."""
    spot = np.unravel_index(number, mix.shape)
    answers: dict[str, str] = {}
    for axis, part, at in zip(box.space.axes, box.region, spot, strict=True):
        position = int(np.arange(len(axis))[part][at])
        options = {question.id: axis.option(question, position) for question in axis.questions}
        answers |= {name: option for name, option in options.items() if option is not None}
    return _way(box, answers, float(mix[spot]))


def _way(box: Box, chosen: Mapping[str, str], mix: float) -> Way:
    """The given answers with those chosen, in the order asked; what is then no longer asked is left out."""
    answers = {**box.answers, **{name: (option,) for name, option in chosen.items()}}
    asked = Box(box.space, {one.id: answers[one.id] for one in box.book.questions if one.id in answers}).answers
    adds = {name: options[0] for name, options in asked.items() if box.answers.get(name) != options}
    return Way(asked, adds, mix)
