"""What the certificate finds, each with a witness: an answer set, ready as input of `fixpoint advise`, to try.

A witness is the smallest there is: of the answer sets in question one with the fewest answers.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.content import Content
from bot.inference.axes import NOT_ASKED
from bot.inference.space import Bools, Space, take
from bot.rulebook.problems import Problem

Given: TypeAlias = Mapping[str, str]
"""An option for each question that is asked."""


@dataclass(frozen=True, slots=True)
class Finding(Problem):
    """A problem that shows in answer sets: how many, the smallest, and the fewest answers with which it is always so.

    `rules` are those to look at, `instead` is the other answer set where two are compared.
    """

    sets: int = field(default=0, compare=False)
    witness: Given = field(default_factory=dict, compare=False)
    whenever: Given = field(default_factory=dict, compare=False)
    instead: Given = field(default_factory=dict, compare=False)
    rules: tuple[str, ...] = field(default=(), compare=False)

    def as_json(self) -> dict[str, Any]:
        """The finding as plain data; what is empty is left out."""
        more = {
            "sets": self.sets,
            "witness": dict(self.witness),
            "whenever": dict(self.whenever),
            "instead": dict(self.instead),
            "rules": list(self.rules),
        }
        return plain(self) | {key: value for key, value in more.items() if value}


def plain(problem: Problem) -> dict[str, Any]:
    """Any problem as plain data."""
    where = {"code": problem.code, "file": problem.file, "line": problem.line}
    return {**where, "rule": problem.rule, "text": problem.text, "do": problem.hint}


_ENTRIES = {"themes.yaml": "theme", "characteristics.yaml": "characteristic"}


def at(content: Content, name: str, file: str = "models.yaml") -> tuple[str, int, int]:
    """Where an entry stands; the first line of a file where there is none."""
    entry = content.library.entries.get(f"{_ENTRIES[file]} {name}") if file in _ENTRIES else None
    if entry is not None:
        return *entry, 1
    known = content.book.spots.get(name)
    if known is not None:
        return known
    places = (*(spot[0] for spot in content.book.spots.values()), *content.originals)
    return next((path for path in places if path.endswith(f"/{file}")), f"rules/{file}"), 1, 1


def shown(answers: Given) -> str:
    """Answers as `fixpoint advise` reads them."""
    return json.dumps(dict(answers))


def spoken(answers: Given) -> str:
    """Answers within a sentence."""
    return " and ".join(f"{name} is {option}" for name, option in answers.items()) or "whatever is answered"


def many(number: int, what: str) -> str:
    """So many of something, as people write it."""
    return f"{f'{number:,}' if number else 'no'} {what}{'' if number == 1 else 's'}"


@lru_cache(maxsize=1)
def how_many(space: Space) -> NDArray[np.int16]:
    """How many questions every answer set answers."""
    asked: NDArray[np.int16] = np.zeros((1,) * len(space.shape), np.int16)
    for axis in space.axes:
        number = sum((space.column(one.id) != NOT_ASKED).astype(np.int16) for one in axis.questions)
        asked = asked + number
    return asked


def count(space: Space, where: Bools) -> int:
    """How many answer sets a broadcasting array marks."""
    return int(np.count_nonzero(where)) * (len(space) // where.size)


def witness(space: Space, where: Bools) -> dict[str, str]:
    """The answer set with the fewest answers among those where something is so; the first of equals."""
    whole = np.broadcast_to(where, space.shape)
    best = int(np.argmin(np.where(whole, how_many(space), np.iinfo(np.int16).max)))
    return answers_at(space, tuple(int(one) for one in np.unravel_index(best, space.shape)))


def answers_at(space: Space, spot: tuple[int, ...]) -> dict[str, str]:
    """The complete answer set at a spot of the space, in the order asked."""
    found: dict[str, str] = {}
    for axis, position in zip(space.axes, spot, strict=True):
        for question in axis.questions:
            option = axis.option(question, position)
            if option is not None:
                found[question.id] = option
    return {question.id: found[question.id] for question in space.book.questions if question.id in found}


def whenever(space: Space, where: Bools, answers: Given) -> dict[str, str]:
    """As few of these answers as are enough for it always to be so; the later ones are given up first."""
    kept = dict(answers)
    for name in reversed(tuple(answers)):
        fewer = {one: (option,) for one, option in kept.items() if one != name}
        if take(where, space.region(fewer)).all():
            del kept[name]
    return kept
