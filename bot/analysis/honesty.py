"""Whether the advice is honest: how much each model gets, and that preferences alone never buy the dearest one.

Shares are of the answer sets, of the assumed traffic, and of the consultations that were stored, if numbers of these
are handed in. A question that says `wish: yes` is a preference. The dearest models are those of the highest level.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np

from bot.analysis.core import core, covering
from bot.analysis.finding import Finding, at, count, many, shown, witness
from bot.analysis.standing import Standings
from bot.content import Content
from bot.inference.axes import Axis
from bot.inference.space import TWO_MODELS, Bools, Numbers, Space
from bot.rulebook.format import ModelRule

HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Share:
    """What a model gets: answer sets, their share of the traffic mix, and stored consultations if they were counted."""

    sets: int
    mix: float
    stored: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The share as plain data."""
        found: dict[str, Any] = {"sets": self.sets, "mix": self.mix}
        return found if self.stored is None else {**found, "stored": self.stored}


@dataclass(frozen=True, slots=True)
class Wishes:
    """The questions that are wishes, the share of the mix that they can tip to or from the dearest, and their buys."""

    questions: tuple[str, ...]
    tip: float
    bought: int

    def as_json(self) -> dict[str, Any]:
        """The wishes as plain data."""
        return {"questions": list(self.questions), "tip_the_dearest": self.tip, "bought": self.bought}


NO_WISHES = Wishes((), 0.0, 0)


def shares(standings: Standings, stored: Mapping[str, int] | None) -> dict[str, Share]:
    """What each model gets."""
    models = standings.space.models.ravel()
    sets = np.bincount(models, minlength=256)
    mix = np.bincount(models, weights=standings.mix.ravel(), minlength=256)
    return {
        model: Share(int(sets[number]), float(mix[number]), None if stored is None else stored.get(model, 0))
        for model, number in standings.numbers.items()
    }


def floors(content: Content, found: Mapping[str, Share]) -> Iterator[Finding]:
    """Models that no answer set gets, and models that get less of the traffic than they must."""
    for model in content.book.models:
        share, spot, rule = found[model.id], at(content, model.id), f"model {model.id}"
        rules = ", ".join(one.rule for one in content.book.model_rules if one.model == model.id)
        if not share.sets:
            text = "no answer set leads to this model"
            yield Finding(*spot, text, "unreachable", rule, f"widen one of {rules}, or remove the model")
        elif content.book.traffic and model.floor and share.mix * HUNDRED < model.floor:
            text = f"gets {share.mix:.1%} of the traffic mix, less than its floor of {model.floor} %"
            hint = f"widen one of {rules}; if it is meant so, somebody with a name must lower the floor"
            yield Finding(*spot, text, "floor", rule, hint, sets=share.sets)


def wishes(content: Content, standings: Standings) -> tuple[Wishes, list[Finding]]:
    """Whether wishes alone lead to a dearest model: with no exposure at all, where other wishes lead to a lower one."""
    space = standings.space
    names = tuple(question.id for question in content.book.questions if question.wish)
    ladder = np.zeros(256, np.uint8)
    ladder[: len(content.book.models)] = [model.level for model in content.book.models]
    top = max(model.level for model in content.book.models)
    if not names or top == min(model.level for model in content.book.models):
        return Wishes(names, 0.0, 0), []
    dearest = (ladder == top)[space.models] & (space.models < TWO_MODELS)
    other = (ladder < top)[space.models] & (space.models < TWO_MODELS)
    ever, never = _over(space, names, dearest, np.logical_or), _over(space, names, other, np.logical_or)
    tipped = np.broadcast_to(ever & never, space.shape)
    bought = dearest & np.broadcast_to(never & _unexposed(content, space), space.shape)
    found = Wishes(names, float(standings.mix[tipped].sum()), int(np.count_nonzero(bought)))
    return found, [_bought(content, standings, names, bought)] if found.bought else []


def _bought(content: Content, standings: Standings, names: tuple[str, ...], where: Bools) -> Finding:
    space = standings.space
    answers = witness(space, where)
    always = core(space, where)
    deciding = [one for one in content.book.model_rules if (space.decides(one) & where).any()]
    rules = tuple(one.rule for one in sorted(deciding, key=lambda one: _fewest(standings, one)))
    sets = many(count(space, where), "answer set")
    text = f"{', '.join(names)} alone lead to a dearest model in {sets} without exposure"
    return Finding(
        *at(content, rules[0]),
        f"{text}, {covering(space, where, always)}, such as {shown(answers)}",
        "bought",
        f"rule {rules[0]}",
        f"let {' and '.join(rules)} ask for an exposure besides",
        sets=count(space, where),
        witness=answers,
        whenever=always,
        rules=rules,
    )


def _fewest(standings: Standings, rule: ModelRule) -> int:
    return standings.of[rule.rule].fires


def _unexposed(content: Content, space: Space) -> Bools:
    """Where no need of kind exposure holds; where there is no such need, where every rank is the lowest."""
    exposures = [space.needs[need.id] for need in content.book.needs if need.kind == "exposure"]
    if not exposures:
        ranked = [question for question in content.book.questions if question.exposure is not None]
        for question in ranked:
            lowest = [number for number, option in enumerate(question.options) if question.rank(option) == 0]
            exposures.append(~np.isin(space.column(question.id), [*lowest, -1]))
    nothing: Bools = np.zeros((1,) * len(space.shape), bool)
    exposed: Bools = reduce(np.logical_or, sorted(exposures, key=lambda one: one.size), nothing)
    return ~exposed


def _over(space: Space, names: tuple[str, ...], array: Numbers, how: Callable[..., Any]) -> Numbers:
    """An array with every answer to these questions taken together."""
    for axis in space.axes:
        mine = [question.id for question in axis.questions if question.id in names]
        if mine and array.shape[axis.index] > 1:
            array = _together(axis, mine, array, how)
    return array


def _together(axis: Axis, names: list[str], array: Numbers, how: Callable[..., Any]) -> Numbers:
    """An array in which positions that differ in these questions alone hold the same."""
    kept = [number for number, question in enumerate(axis.questions) if question.id not in names]
    groups: dict[tuple[int, ...], list[int]] = {}
    for at_, position in enumerate(axis.positions):
        groups.setdefault(tuple(position[number] for number in kept), []).append(at_)
    rows = np.moveaxis(array, axis.index, 0)
    reduced = {group: reduce(how, [rows[spot] for spot in spots]) for group, spots in groups.items()}
    if len(reduced) == 1:
        return np.moveaxis(next(iter(reduced.values()))[None], 0, axis.index)
    whole = [reduced[tuple(position[number] for number in kept)] for position in axis.positions]
    return np.moveaxis(np.stack(whole), 0, axis.index)
