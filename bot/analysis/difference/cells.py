"""The from-to matrix of two rule sets: for every change of the model how often, for whom, because of which rules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.analysis.difference.edits import Edit, Side
from bot.analysis.difference.firing import Firing
from bot.analysis.difference.pairs import Pairs
from bot.analysis.difference.smallest import Smallest, known, leads
from bot.inference.space import NO_MODEL, TWO_MODELS, Space
from bot.rulebook.format import Need

NONE, TWO = "no-model", "two-models"
"""What stands in the matrix where nothing decides, or two models are named."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many sets, what part of those compared, and what part of the compared traffic."""

    sets: int
    share: float
    mix: float

    def as_json(self) -> dict[str, Any]:
        """The share as plain data."""
        return {"sets": self.sets, "share": self.share, "mix": self.mix}


@dataclass(frozen=True, slots=True)
class Part:
    """A rule's part in a cell: in how many of its sets it decides, or holds otherwise, and what became of the rule."""

    rule: str
    sets: int
    edited: str
    place: str

    def as_json(self) -> dict[str, Any]:
        """The part as plain data."""
        return {"rule": self.rule, "sets": self.sets, "edited": self.edited, "place": self.place}


@dataclass(frozen=True, slots=True)
class Example:
    """The fewest answers that lead from one model to another for sure, as input of `fixpoint advise`.

    `before` is the input for the old rules, where these do not know every answer. `likely` is the likeliest complete
    answer set among those that the answers stand for, `flags` what makes the command read the new rules.
    """

    answers: Mapping[str, str]
    before: Mapping[str, str]
    likely: Mapping[str, str]
    flags: str = ""

    def as_json(self) -> dict[str, Any]:
        """The example as plain data."""
        return {"answers": dict(self.answers), "before": dict(self.before), "likely": dict(self.likely)}


@dataclass(frozen=True, slots=True)
class Cell:
    """All answer sets that go from one model to another. `because` are edited rules that hold otherwise there."""

    old: str
    new: str
    share: Share
    before: tuple[Part, ...]
    now: tuple[Part, ...]
    because: tuple[Part, ...]
    examples: tuple[Example, ...]

    def as_json(self) -> dict[str, Any]:
        """The cell as plain data."""
        return {
            "from": self.old,
            "to": self.new,
            **self.share.as_json(),
            "decided_before": [one.as_json() for one in self.before],
            "decide_now": [one.as_json() for one in self.now],
            "because": [one.as_json() for one in self.because],
            "examples": [one.as_json() for one in self.examples],
        }


class Matrix:
    """The models before and after over all pairs. `labels` are the models of both, in the order of the new rules."""

    def __init__(self, pairs: Pairs) -> None:
        self.pairs = pairs
        new, old = ([model.id for model in space.book.models] for space in (pairs.new, pairs.old))
        self.labels = list(dict.fromkeys([*new, *old, NONE, TWO]))
        before = pairs.before(self._lookup(pairs.old)[pairs.old.models])
        after = pairs.after(self._lookup(pairs.new)[pairs.new.models])
        self.codes = pairs.whole(before.astype(np.uint16) * len(self.labels) + after)
        self.changed = pairs.whole(before != after)

    def _lookup(self, space: Space) -> NDArray[np.uint8]:
        """From the numbers of a space's models to those of the labels."""
        found = np.zeros(256, np.uint8)
        for number, model in enumerate(space.book.models):
            found[number] = self.labels.index(model.id)
        found[NO_MODEL], found[TWO_MODELS] = self.labels.index(NONE), self.labels.index(TWO)
        return found

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many pairs there are in each cell."""
        size = len(self.labels)
        return np.bincount(self.codes.ravel(), minlength=size * size).reshape(size, size)

    @cached_property
    def mix(self) -> NDArray[np.float64]:
        """How much of the traffic is in each cell."""
        size = len(self.labels)
        weights = self.pairs.weights.ravel()
        found = np.asarray(np.bincount(self.codes.ravel(), weights, minlength=size * size), np.float64)
        return found.reshape((size, size))

    def table(self) -> dict[str, dict[str, int]]:
        """The counts by name, without models that nobody gets before or now."""
        used = [at for at in range(len(self.labels)) if self.counts[at].any() or self.counts[:, at].any()]
        return {self.labels[old]: {self.labels[new]: int(self.counts[old, new]) for new in used} for old in used}


def share(pairs: Pairs, sets: int, mix: float) -> Share:
    """A count as a part of what is compared."""
    whole = float(pairs.weights.sum())
    return Share(sets, sets / len(pairs) if len(pairs) else 0.0, mix / whole if whole else 0.0)


class Cells:
    """Every cell off the diagonal, told in full."""

    def __init__(self, sides: tuple[Side, Side], firing: Firing, matrix: Matrix, edits: Sequence[Edit]) -> None:
        self._old, self._new = sides
        self._firing, self._matrix, self._pairs = firing, matrix, matrix.pairs
        self._edits = {edit.name: edit for edit in edits if edit.kind in {"need", "model rule"}}
        self._codes = matrix.codes[matrix.changed]

    def told(self, examples: int) -> Iterator[Cell]:
        """The cells, the greatest share of the traffic first."""
        before = self._deciding(now=False)
        now = self._deciding(now=True)
        because = self._holding_otherwise()
        size = len(self._matrix.labels)
        found = [int(code) for code in np.unique(self._codes)]
        for code in sorted(found, key=lambda one: -self._matrix.mix.flat[one]):
            old, new = divmod(code, size)
            yield Cell(
                self._matrix.labels[old],
                self._matrix.labels[new],
                share(self._pairs, int(self._matrix.counts[old, new]), float(self._matrix.mix[old, new])),
                self._parts(before, code, self._old),
                self._parts(now, code, self._new),
                self._parts(because, code, self._new),
                tuple(self._examples(code, examples)),
            )

    def _deciding(self, *, now: bool) -> dict[str, NDArray[np.int64]]:
        """For every model rule in how many sets of each cell it decides."""
        book = (self._new if now else self._old).book
        return {rule.rule: self._counted(self._firing.decides(rule, now=now)) for rule in book.model_rules}

    def _holding_otherwise(self) -> dict[str, NDArray[np.int64]]:
        """The same for edited needs and model rules, where they hold otherwise or conclude something else."""
        found = {}
        for name in self._edits:
            was, now = self._old.book.rules.get(name), self._new.book.rules.get(name)
            where = self._firing.otherwise(was, now)
            if where is not None:
                found[name] = self._counted(where)
        return found

    def _counted(self, where: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.bincount(self._codes[self._pairs.whole(where)[self._matrix.changed]], minlength=self._matrix.mix.size)

    def _parts(self, counts: Mapping[str, NDArray[np.int64]], code: int, side: Side) -> tuple[Part, ...]:
        found = [(name, int(each[code])) for name, each in counts.items() if each[code]]
        return tuple(self._part(name, sets, side) for name, sets in sorted(found, key=lambda one: -one[1]))

    def _part(self, name: str, sets: int, side: Side) -> Part:
        edit = self._edits.get(name)
        place = edit.place if edit and side is self._new else side.place(_kind(side, name), name)
        return Part(name, sets, edit.change if edit else "", place)

    def _examples(self, code: int, wanted: int) -> Iterator[Example]:
        pairs = self._pairs
        spot = np.unravel_index(int((self._matrix.codes == code).argmax()), pairs.shape)
        old, new = (
            int(pairs.whole(one)[spot]) for one in (pairs.before(pairs.old.models), pairs.after(pairs.new.models))
        )

        def sure(answers: Mapping[str, str]) -> bool:
            return leads(pairs.old, answers, old) and leads(pairs.new, answers, new)

        for answers, likely in Smallest(pairs, self._matrix.codes == code, sure).examples(wanted):
            now, before = known(pairs.new, answers), known(pairs.old, answers)
            yield Example(now, {} if before == now else before, known(pairs.new, likely), self._new.flags)


def _kind(side: Side, name: str) -> str:
    return "need" if isinstance(side.book.rules.get(name), Need) else "model rule"
