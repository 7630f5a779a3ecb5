"""The difference between two contents as plain data: counts, cells, edits, and what could not be compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.analysis.difference.cells import Cell, Cells, Matrix, Share, share
from bot.analysis.difference.edits import Edit, Side, edits
from bot.analysis.difference.firing import Firing
from bot.analysis.difference.pairs import Pairs
from bot.inference.space import NO_MODEL, TWO_MODELS, Space

EXAMPLES = 2


@dataclass(frozen=True, slots=True)
class Compared:
    """What was held against what. `pairs` exceed the sets where only one side asks a question."""

    pairs: int
    mix: float
    old_sets: int
    new_sets: int
    only_old: int
    only_new: int
    same_space: bool

    def as_json(self) -> dict[str, Any]:
        """The counts as plain data."""
        return {
            "pairs": self.pairs,
            "mix": self.mix,
            "old_sets": self.old_sets,
            "new_sets": self.new_sets,
            "only_old": self.only_old,
            "only_new": self.only_new,
            "same_space": self.same_space,
        }


@dataclass(frozen=True, slots=True)
class Told:
    """An edit, and where its rule holds in one of the two only, or concludes otherwise; None for what is no rule."""

    edit: Edit
    otherwise: Share | None

    def as_json(self) -> dict[str, Any]:
        """The edit as plain data."""
        return {**self.edit.as_json(), "differs": self.otherwise.as_json() if self.otherwise else None}


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that differs. `also` counts what else differs, each on its own, by what it is."""

    old: str
    new: str
    revisions: tuple[str, str]
    sets: tuple[int, int]
    compared: Compared
    changed: Share
    also: Mapping[str, Share]
    table: Mapping[str, Mapping[str, int]]
    cells: tuple[Cell, ...]
    models: Mapping[str, tuple[Mapping[str, float], Mapping[str, float]]]
    edits: tuple[Told, ...]

    @property
    def nothing(self) -> bool:
        """Whether nobody would notice any change."""
        counts = (self.changed.sets, self.compared.only_old, self.compared.only_new)
        return not any(counts) and not any(one.sets for one in self.also.values())

    def as_json(self) -> dict[str, Any]:
        """The difference as plain data; scripts rely on every key."""
        return {
            "old": {"name": self.old, "revision": self.revisions[0], "sets": self.sets[0]},
            "new": {"name": self.new, "revision": self.revisions[1], "sets": self.sets[1]},
            "compared": self.compared.as_json(),
            "changed": self.changed.as_json(),
            "also": {name: one.as_json() for name, one in self.also.items()},
            "matrix": {old: dict(row) for old, row in self.table.items()},
            "cells": [cell.as_json() for cell in self.cells],
            "models": {name: {"old": dict(old), "new": dict(new)} for name, (old, new) in self.models.items()},
            "edits": [one.as_json() for one in self.edits],
        }


def difference(old: Side, new: Side, examples: int = EXAMPLES) -> Difference:
    """Hold every answer set of the new rules against those of the old ones."""
    spaces = old.content.adviser.space, new.content.adviser.space
    pairs = Pairs(*spaces)
    matrix = Matrix(pairs)
    firing = Firing(pairs, matrix.changed)
    found = edits(old, new)
    return Difference(
        old=old.name,
        new=new.name,
        revisions=(old.content.revision, new.content.revision),
        sets=(len(spaces[0]), len(spaces[1])),
        compared=_compared(pairs),
        changed=_share(pairs, matrix.changed),
        also=_also(pairs, firing, matrix.changed),
        table=matrix.table(),
        cells=tuple(Cells((old, new), firing, matrix, found).told(examples)) if matrix.changed.any() else (),
        models=_models(*spaces),
        edits=tuple(Told(edit, _otherwise(pairs, firing, (old, new), edit)) for edit in found),
    )


def _share(pairs: Pairs, where: NDArray[np.bool_]) -> Share:
    return share(pairs, *pairs.count(where))


def _compared(pairs: Pairs) -> Compared:
    old, new = len(pairs.old), len(pairs.new)
    same = pairs.old_sets == old and pairs.new_sets == new and len(pairs) == old == new
    mix = float(pairs.weights.sum())
    return Compared(len(pairs), mix, old, new, old - pairs.old_sets, new - pairs.new_sets, same)


def _also(pairs: Pairs, firing: Firing, changed: NDArray[np.bool_]) -> dict[str, Share]:
    """What else differs, wherever it does; `reasons` and `words` only where the model stays."""
    old, new = pairs.old.book, pairs.new.book
    stays = np.logical_not(changed)
    found = {
        "reasons": firing.reasons() & stays,
        "needs": firing.beside(old.needs, new.needs),
        "extras": firing.beside(old.extras, new.extras),
        "contradictions": firing.beside(old.contradictions, new.contradictions),
        "why_not": firing.beside(old.why_nots, new.why_nots),
        "words": firing.wording() & stays,
    }
    anything = changed
    for where in found.values():
        anything = anything | where
    return {name: _share(pairs, where) for name, where in {**found, "anything": anything}.items()}


def _models(old: Space, new: Space) -> dict[str, tuple[dict[str, float], dict[str, float]]]:
    """What each model gets of each whole space, under the traffic that these rules assume."""
    found: dict[str, tuple[dict[str, float], dict[str, float]]] = {}
    both = [_gets(space) for space in (old, new)]
    for name in dict.fromkeys([*both[1], *both[0]]):
        nothing = {"sets": 0, "mix": 0.0}
        found[name] = both[0].get(name, nothing), both[1].get(name, nothing)
    return found


def _gets(space: Space) -> dict[str, dict[str, float]]:
    numbers = space.models.ravel()
    sets = np.bincount(numbers, minlength=256)
    mix = np.bincount(numbers, space.mix().ravel(), minlength=256)
    names = dict(enumerate(model.id for model in space.book.models)) | {NO_MODEL: "no-model", TWO_MODELS: "two-models"}
    return {
        name: {"sets": int(sets[number]), "mix": float(mix[number])}
        for number, name in names.items()
        if number < TWO_MODELS or sets[number]
    }


def _otherwise(pairs: Pairs, firing: Firing, sides: tuple[Side, Side], edit: Edit) -> Share | None:
    rules = [side.book.rules.get(edit.name) for side in sides]
    if edit.kind not in {"need", "model rule", "why-not", "extra", "contradiction"}:
        return None
    was, now = rules
    where = firing.otherwise(was, now)
    if where is None:
        return Share(0, 0.0, 0.0)
    return _share(pairs, where)
