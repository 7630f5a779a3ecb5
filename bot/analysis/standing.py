"""Where every rule fires, decides and is decisive, counted over the whole answer space.

Decides: fires in the deciding tier. Decisive: without this rule the set would get another model or none. Each rule is
looked at only in the part of the space where it can fire at all, which is a box and mostly a small one.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.inference.space import NO_MODEL, TWO_MODELS, Bools, Numbers, Region, Space, take
from bot.rulebook.format import TIERS, ModelRule, Rule, Tier, WhyNot

SMALL = 1 << 17
"""An array of so many cells is looked through for its box; a bigger one costs more than the box saves."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The answer sets in which a rule fires, and their share of the traffic mix; of model rules also where they count.

    `decides` and `decisive` are None for rules that name no model.
    """

    fires: int
    mix: float
    decides: int | None = None
    decisive: int | None = None
    decides_mix: float | None = None


class Standings:
    """What `Standing` tells, and the arrays that it is told from."""

    def __init__(self, space: Space) -> None:
        self.space, self.book = space, space.book
        self.mix = space.mix()
        self.numbers = {model.id: number for number, model in enumerate(self.book.models)}

    @cached_property
    def of(self) -> dict[str, Standing]:
        """Every rule by its id."""
        return {name: self._standing(rule) for name, rule in self.book.rules.items()}

    @cached_property
    def naming(self) -> dict[tuple[Tier, str], Numbers]:
        """For each tier and model, how many of its rules fire."""
        found: dict[tuple[Tier, str], Numbers] = {}
        for tier in TIERS:
            for model in self.numbers:
                rules = [one for one in self.book.model_rules if (one.tier, one.model) == (tier, model)]
                kind = np.uint8 if len(rules) <= np.iinfo(np.uint8).max else np.uint16
                total: Numbers = np.zeros((1,) * len(self.space.shape), kind)
                for fires in sorted((self.where[rule.rule] for rule in rules), key=lambda one: one.size):
                    total = total + fires
                found[tier, model] = total
        return found

    @cached_property
    def below(self) -> dict[Tier, Numbers]:
        """For each tier what the tiers below it would say, were it not there."""
        said: Numbers = np.full((1,) * len(self.space.shape), NO_MODEL, np.uint8)
        found: dict[Tier, Numbers] = {}
        for tier in reversed(TIERS):
            found[tier] = said
            here: Numbers = np.full((1,) * len(self.space.shape), NO_MODEL, np.uint8)
            for model, number in self.numbers.items():
                named = np.where(here == NO_MODEL, np.uint8(number), np.uint8(TWO_MODELS))
                here = np.where(self.naming[tier, model] > 0, named, here)
            said = np.where(here == NO_MODEL, said, here)
        return found

    @cached_property
    def _missed(self) -> dict[tuple[Tier, str], Bools]:
        """For each tier and model where the set would get another model if the one rule that names it did not fire."""
        found: dict[tuple[Tier, str], Bools] = {}
        two = self.space.models == TWO_MODELS
        disagree = bool(two.any())
        for (tier, model), naming in self.naming.items():
            differs = self.below[tier] != self.numbers[model]
            if disagree:
                differs = np.where(two, self._two(tier), differs)
            found[tier, model] = (naming == 1) & differs & (self.space.tiers == TIERS.index(tier))
        return found

    def _two(self, tier: Tier) -> Bools:
        """Where the rules of a tier name exactly two models; of three, two would be left without one of them."""
        named = (self.naming[tier, model] > 0 for model in self.numbers)
        total: Numbers = sum((one.astype(np.uint8) for one in named), np.zeros((), np.uint8))
        found: Bools = total == 2  # noqa: PLR2004 - as above
        return found

    def decisive(self, rule: ModelRule) -> Bools:
        """Where the set would get another model, or none, without this rule."""
        found: Bools = self.where[rule.rule] & self._missed[rule.tier, rule.model]
        return found

    @cached_property
    def where(self) -> dict[str, Bools]:
        """Where the condition of each model rule holds."""
        return {rule.rule: self.space.where(rule.when) for rule in self.book.model_rules}

    def fires(self, rule: Rule) -> Bools:
        """Where a rule fires. A why-not sentence does so only where its model is not advised."""
        where = self.where[rule.rule] if isinstance(rule, ModelRule) else self.space.where(rule.when)
        return where & (self.space.models != self.numbers[rule.model]) if isinstance(rule, WhyNot) else where

    def _standing(self, rule: Rule) -> Standing:
        where = self.fires(rule)
        box = box_of(where) if where.size <= SMALL else (slice(None),) * where.ndim
        inside = take(where, box)
        mix = take(self.mix, box)
        fired, share = _counted(inside, mix)
        if not isinstance(rule, ModelRule):
            return Standing(fired, share)
        decides = inside & (take(self.space.tiers, box) == TIERS.index(rule.tier))
        decisive = int(np.count_nonzero(inside & take(self._missed[rule.tier, rule.model], box)))
        decided, decided_share = _counted(decides, mix)
        return Standing(fired, share, decided, decisive, decided_share)


def _counted(where: Bools, mix: NDArray[np.float64]) -> tuple[int, float]:
    """How many sets of a box are marked, and their share of the traffic mix."""
    whole = np.broadcast_to(where, mix.shape)
    return int(np.count_nonzero(whole)), float(mix[whole].sum())


def box_of(where: Bools) -> Region:
    """The part of the space outside which nothing is marked: for each axis the positions that occur."""
    found: list[slice | NDArray[np.intp]] = []
    for axis, size in enumerate(where.shape):
        if size == 1:
            found.append(slice(None))
            continue
        spots = np.flatnonzero(where.any(axis=tuple(other for other in range(where.ndim) if other != axis)))
        straight = spots.size > 0 and spots[-1] - spots[0] + 1 == spots.size
        found.append(slice(int(spots[0]), int(spots[-1]) + 1) if straight else spots)
    return tuple(found)
