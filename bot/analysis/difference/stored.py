"""Stored answers under both rule sets, complete or not: which models are possible, before and now. Only counts stay."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bot.analysis.difference.cells import NONE, TWO
from bot.content import Content
from bot.inference.space import NO_MODEL, TWO_MODELS, Space, take
from bot.model import Answers

REMEMBERED = 50_000


@dataclass(slots=True)
class Tally:
    """Counts of one kind of stored answers. `cells` holds those that change, by what was and is possible."""

    total: int = 0
    changed: int = 0
    unreadable: int = 0
    cells: Counter[tuple[str, str]] = field(default_factory=Counter)

    def as_json(self) -> dict[str, Any]:
        """The counts as plain data."""
        cells = [{"from": old, "to": new, "n": n} for (old, new), n in self.cells.most_common()]
        return {"total": self.total, "changed": self.changed, "unreadable": self.unreadable, "cells": cells}


class Stored:
    """Counts answers one after the other; equal ones are looked up once."""

    def __init__(self, old: Content, new: Content) -> None:
        self._old, self._new = old.adviser.space, new.adviser.space
        self._known: dict[tuple[tuple[str, tuple[str, ...]], ...], tuple[str, str]] = {}

    def count(self, tally: Tally, answers: Answers) -> None:
        """Add one."""
        key = tuple(sorted(answers.items()))
        if key not in self._known:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[key] = _possible(self._old, answers), _possible(self._new, answers)
        old, new = self._known[key]
        tally.total += 1
        if old != new:
            tally.changed += 1
            tally.cells[old, new] += 1


def _possible(space: Space, answers: Answers) -> str:
    """The model, or the models still possible."""
    numbers = np.unique(take(space.models, space.region(_known(space, answers))))
    names: Mapping[int, str] = dict(enumerate(model.id for model in space.book.models)) | {
        NO_MODEL: NONE,
        TWO_MODELS: TWO,
    }
    return " or ".join(names[int(number)] for number in numbers) or NONE


def _known(space: Space, answers: Answers) -> Answers:
    """The answers that a rule set knows; a question none of whose options it knows is open."""
    found: dict[str, tuple[str, ...]] = {}
    for name, options in answers.items():
        if space.book.is_question(name):
            kept = tuple(one for one in options if one in space.book.question(name).options)
            if kept:
                found[name] = kept
    return found
