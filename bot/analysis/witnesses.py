"""For each rule a pair of answer sets one question apart: here it makes the difference, there it does not.

A model rule makes the difference where it is decisive: without it there would be another model, or none. Any other rule
does so where it fires. Of all such pairs the one is shown that the traffic mix brings most, and of a model rule's those
in which the other set gets another model come first. Nothing is sampled: the pairs are looked up in the whole space.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.analysis.finding import answers_at, at, count
from bot.analysis.standing import Standings
from bot.content import Content
from bot.inference.axes import NOT_ASKED, Axis
from bot.inference.space import TWO_MODELS, Bools, Space
from bot.rulebook.format import TIERS, Contradiction, Extra, ModelRule, Need, Rule
from bot.rulebook.words import in_words

Spot: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """A complete answer set, the model it gets (None: none, or two) and the rules that decide it."""

    answers: Mapping[str, str]
    model: str | None
    rules: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The side as plain data; the answers are input of `fixpoint advise`."""
        return {"answers": dict(self.answers), "model": self.model, "decided_by": list(self.rules)}


@dataclass(frozen=True, slots=True)
class Witness:
    """A rule and its pair. `here` is None if it never makes the difference, `there` if it does so everywhere.

    `change` is what turns the one into the other: another answer, and answers to what it newly opens. `sets` and `mix`
    tell how often the rule makes the difference.
    """

    rule: str
    kind: str
    names: str
    place: str
    when: str
    sets: int
    mix: float
    here: Side | None = None
    there: Side | None = None
    change: Mapping[str, str] | None = None

    @property
    def verb(self) -> str:
        """What the rule does here and not there."""
        return "is decisive" if self.kind in TIERS else "holds" if self.kind == "need" else "fires"

    def as_json(self) -> dict[str, Any]:
        """The witness as plain data."""
        return {
            "rule": self.rule,
            "kind": self.kind,
            "names": self.names,
            "place": self.place,
            "when": self.when,
            "sets": self.sets,
            "mix": self.mix,
            "here": self.here and self.here.as_json(),
            "change": None if self.change is None else dict(self.change),
            "there": self.there and self.there.as_json(),
        }


def witnesses(content: Content, rules: Sequence[str] = ()) -> tuple[Witness, ...]:
    """The pair of each of these rules, or of every rule, in the order of the files' kinds."""
    pairs = _Pairs(content)
    return tuple(pairs.of(rule) for name, rule in content.book.rules.items() if not rules or name in rules)


class _Pairs:
    def __init__(self, content: Content) -> None:
        self.content, self.space = content, content.adviser.space
        self.standings = Standings(self.space)
        self.fired = {rule.rule: self.space.where(rule.when) for rule in content.book.model_rules}

    def of(self, rule: Rule) -> Witness:
        """The pair of a rule."""
        where = self.standings.decisive(rule) if isinstance(rule, ModelRule) else self.standings.fires(rule)
        sets, mix = count(self.space, where), self._share(where)
        file, line, _ = at(self.content, rule.rule)
        kind, names = _kind(rule)
        told = (rule.rule, kind, names, f"{file}:{line}", in_words(rule.when), sets, mix)
        if not sets:
            return Witness(*told)
        found = self._pair(where, self._elsewhere(rule, where))
        if found is None:
            return Witness(*told, self._side(self._likeliest(where)))
        here, there = (self._side(spot) for spot in found)
        change = {name: option for name, option in there.answers.items() if here.answers.get(name) != option}
        return Witness(*told, here, there, change)

    def _elsewhere(self, rule: Rule, where: Bools) -> Iterator[Bools]:
        """Where the other side may stand, the most telling first."""
        if isinstance(rule, ModelRule):
            other = (self.space.models != self.standings.numbers[rule.model]) & (self.space.models < TWO_MODELS)
            yield other & ~self.fired[rule.rule]
            yield other & ~where
        yield ~where

    def _pair(self, where: Bools, elsewhere: Iterable[Bools]) -> tuple[Spot, Spot] | None:
        """The likeliest answer set that has a neighbour elsewhere, and its likeliest such neighbour."""
        for target in elsewhere:
            border = where & _beside(self.space, target)
            if border.any():
                here = self._likeliest(border)
                fitting = [spot for spot in neighbours(self.space, here) if value(target, spot)]
                return here, max(fitting, key=lambda spot: (-self._changes(here, spot), self.standings.mix[spot]))
        return None

    def _changes(self, here: Spot, there: Spot) -> int:
        """In how many questions two answer sets differ, what is newly asked or no longer asked included."""
        one, other = answers_at(self.space, here), answers_at(self.space, there)
        return sum(one.get(name) != other.get(name) for name in {*one, *other})

    def _likeliest(self, where: Bools) -> Spot:
        best = int(np.argmax(np.where(where, self.standings.mix, -1.0)))
        return tuple(int(one) for one in np.unravel_index(best, self.space.shape))

    def _share(self, where: Bools) -> float:
        return float(self.standings.mix.sum(where=np.broadcast_to(where, self.space.shape)))

    def _side(self, spot: Spot) -> Side:
        number, tier = int(self.space.models[spot]), int(self.space.tiers[spot])
        model = self.space.book.models[number].id if number < TWO_MODELS else None
        rules = (rule for rule in self.space.book.model_rules if TIERS.index(rule.tier) == tier)
        deciding = tuple(rule.rule for rule in rules if value(self.fired[rule.rule], spot))
        return Side(answers_at(self.space, spot), model, deciding)


def _kind(rule: Rule) -> tuple[str, str]:
    """What sort of rule it is, of a model rule its tier, and which need or model it names."""
    match rule:
        case Need():
            return "need", rule.id
        case ModelRule():
            return rule.tier, rule.model
        case Extra():
            return "extra", ""
        case Contradiction():
            return "contradiction", ""
        case _:
            return "why-not", rule.model


def value(array: NDArray[Any], spot: Spot) -> Any:
    """What a broadcasting array says at a spot of the space."""
    return array[tuple(one if size > 1 else 0 for one, size in zip(spot, array.shape, strict=True))]


def steps(axis: Axis, position: int) -> NDArray[np.uint8]:
    """How many answers differ between a position of an axis and each; a question that is asked in one only is none."""
    table = np.stack(list(axis.columns.values()), axis=1)
    differs = (table != table[position]) & (table != NOT_ASKED) & (table[position] != NOT_ASKED)
    found: NDArray[np.uint8] = differs.sum(axis=1, dtype=np.uint8)
    return found


def neighbours(space: Space, spot: Spot) -> Iterator[Spot]:
    """The answer sets in which one question has another answer, in the order of questions and options."""
    for axis in space.axes:
        for position in axis.neighbours[spot[axis.index]]:
            yield (*spot[: axis.index], position, *spot[axis.index + 1 :])


def _beside(space: Space, where: Bools) -> Bools:
    """The answer sets that have a neighbour where something is so."""
    found: Bools = np.zeros((1,) * len(space.shape), bool)
    for axis in space.axes:
        if where.shape[axis.index] > 1:
            found = found | _along(axis, where)
    return found


def _along(axis: Axis, where: Bools) -> Bools:
    """As `_beside`, for neighbours along one axis. Where all positions are neighbours, itself counts as one, too."""
    near = axis.neighbours
    if all(len(spots) == len(axis) - 1 for spots in near):
        return _any(axis, where, range(len(axis)))
    return np.concatenate([_any(axis, where, spots) for spots in near], axis=axis.index)


def _any(axis: Axis, where: Bools, positions: Iterable[int]) -> Bools:
    """Whether something is so at any of these positions: slice by slice, which on short axes beats numpy's reduce."""
    before = (slice(None),) * axis.index
    slices = [where[(*before, slice(at, at + 1))] for at in positions]
    found = slices[0]
    for one in slices[1:]:
        found = found | one
    return found
