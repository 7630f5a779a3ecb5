"""Which rules the personas cover, and of each other rule what the nearest persona lacks.

A persona covers a model rule that decides its advice, and any other rule that fires for it: in every completion, where
not everything is answered. The nearest persona is the one with the fewest answers to change; it is found by looking at
every answer set that would cover the rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.analysis.finding import answers_at, at
from bot.analysis.standing import Standings
from bot.analysis.witnesses import steps
from bot.content import Content
from bot.inference.axes import Axis
from bot.inference.box import Box
from bot.inference.space import Bools, Space
from bot.rulebook.format import ModelRule, Persona, Rule, WhyNot


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A rule that no persona covers, the nearest persona, and the answers with which that persona would.

    Without a persona either there is none at all, or (`sets` is 0) no answer set would do.
    """

    rule: str
    place: str
    sets: int
    persona: str | None = None
    lacks: Mapping[str, str] | None = None

    @property
    def why(self) -> str:
        """The reason in words."""
        if not self.sets:
            return "no answer set would do; see fixpoint check"
        if self.persona is None:
            return "there is no persona at all"
        lacks = ", ".join(f"{name}: {option}" for name, option in (self.lacks or {}).items())
        return f"{self.persona} would, with {lacks}"

    def as_json(self) -> dict[str, Any]:
        """The rule as plain data."""
        lacks = None if self.lacks is None else dict(self.lacks)
        return {"rule": self.rule, "place": self.place, "sets": self.sets, "persona": self.persona, "lacks": lacks}


@dataclass(frozen=True, slots=True)
class Coverage:
    """The rules by who covers them, and those that nobody covers."""

    covered: Mapping[str, tuple[str, ...]]
    uncovered: tuple[Uncovered, ...]

    def as_json(self) -> dict[str, Any]:
        """The coverage as plain data."""
        covered = {rule: list(personas) for rule, personas in self.covered.items()}
        return {"covered": covered, "uncovered": [one.as_json() for one in self.uncovered]}


def coverage(content: Content) -> Coverage:
    """Hold every rule against every persona."""
    book, space = content.book, content.adviser.space
    standings = Standings(space)
    near = [_Near(space, persona) for persona in book.personas]
    covered: dict[str, tuple[str, ...]] = {}
    uncovered = []
    for name, rule in book.rules.items():
        found = tuple(one.persona.persona for one in near if one.covers(rule))
        if found:
            covered[name] = found
        else:
            where = space.decides(rule) if isinstance(rule, ModelRule) else standings.fires(rule)
            uncovered.append(_nearest(content, name, where, near))
    return Coverage(covered, tuple(uncovered))


class _Near:
    """A persona in the answer space: how many of its answers differ at every position of every axis."""

    def __init__(self, space: Space, persona: Persona) -> None:
        self.persona = persona
        self.box = Box(space, persona.answers)
        pairs = zip(space.axes, self.box.region, strict=True)
        self.away: list[NDArray[np.uint8]] = [_away(axis, part) for axis, part in pairs]

    def covers(self, rule: Rule) -> bool:
        """Whether the rule decides, or fires, in every completion."""
        if isinstance(rule, ModelRule):
            return self.box.decides(rule)
        return self.box.always(rule.when) and not (isinstance(rule, WhyNot) and rule.model in self.box.possible)

    def least(self, spots: tuple[NDArray[np.intp], ...], wide: tuple[bool, ...]) -> tuple[int, int]:
        """The fewest answers to change to be at one of these spots, and the number of the first such spot."""
        total = np.zeros(len(spots[0]), np.uint16)
        for away, along, counts in zip(self.away, spots, wide, strict=True):
            if counts:
                total += away[along]
        best = int(total.argmin())
        return int(total[best]), best

    def spot(self, spots: tuple[NDArray[np.intp], ...], best: int, wide: tuple[bool, ...]) -> tuple[int, ...]:
        """A spot in full; along axes on which nothing depends it is where the persona is."""
        pairs = zip(self.away, spots, wide, strict=True)
        return tuple(int(along[best]) if counts else int(away.argmin()) for away, along, counts in pairs)

    def lacks(self, answers: Mapping[str, str]) -> dict[str, str]:
        """What differs from the persona's answers."""
        return {name: option for name, option in answers.items() if self.persona.answers.get(name) != (option,)}


def _away(axis: Axis, part: slice | NDArray[np.intp]) -> NDArray[np.uint8]:
    """How many answers have to change from the nearest position of a part to each."""
    here = np.arange(len(axis))[part].tolist()
    found = steps(axis, here[0])
    for position in here[1:]:
        found = np.minimum(found, steps(axis, position))
    return found


def _nearest(content: Content, rule: str, where: Bools, near: list[_Near]) -> Uncovered:
    space = content.adviser.space
    file, line, _ = at(content, rule)
    place, sets = f"{file}:{line}", int(np.count_nonzero(where)) * (len(space) // where.size)
    if not sets or not near:
        return Uncovered(rule, place, sets)
    spots, wide = np.nonzero(where), tuple(size > 1 for size in where.shape)
    distances = [one.least(spots, wide) for one in near]
    number = min(range(len(near)), key=lambda one: distances[one][0])
    spot = near[number].spot(spots, distances[number][1], wide)
    return Uncovered(rule, place, sets, near[number].persona.persona, near[number].lacks(answers_at(space, spot)))
