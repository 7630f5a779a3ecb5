"""Whether every answer set gets exactly one model: sets without one, and deciding rules that disagree."""

from collections.abc import Iterator

import numpy as np

from bot.analysis.finding import Finding, at, count, shown, spoken, whenever, witness
from bot.analysis.standing import Standings
from bot.content import Content
from bot.inference.box import Box
from bot.inference.space import NO_MODEL, TWO_MODELS, Bools
from bot.rulebook.conditions import All, Condition, Part
from bot.rulebook.format import TIERS, ModelRule
from bot.rulebook.words import in_words


def undecided(content: Content, standings: Standings) -> Iterator[Finding]:
    """Answer sets that get no model, and rules that name different models in one of them."""
    yield from _none(content, standings)
    yield from _two(content, standings)


def _none(content: Content, standings: Standings) -> Iterator[Finding]:
    """One finding, at the rule that comes nearest to holding in the smallest set."""
    space = standings.space
    where = space.models == NO_MODEL
    if not where.any():
        return
    answers = witness(space, where)
    box = Box(space, {name: (option,) for name, option in answers.items()})
    nearest = min(content.book.model_rules, key=lambda one: (len(_failing(box, one.when)), -TIERS.index(one.tier)))
    lacks = " and ".join(f"`{in_words(part)}`" for part in _failing(box, nearest.when))
    core = whenever(space, where, answers)
    hint = f"add a rule that covers it, or widen {nearest.rule}, which holds there but for {lacks}"
    yield Finding(
        *at(content, nearest.rule),
        f"no rule names a model for {count(space, where):,} answer sets, always when {spoken(core)}, "
        f"such as {shown(answers)}",
        "no-model",
        hint=hint,
        sets=count(space, where),
        witness=answers,
        whenever=core,
        rules=(nearest.rule,),
    )


def _failing(box: Box, condition: Condition) -> list[Condition]:
    """The parts of a condition that do not hold in a complete answer set."""
    parts = condition.parts if isinstance(condition, All) else (condition,)
    return [part for part in parts if not box.always(part)]


def _two(content: Content, standings: Standings) -> Iterator[Finding]:
    """For each rule that disagrees with others one finding, until every set with two models is told."""
    space, rules = standings.space, content.book.model_rules
    left = np.array(space.models == TWO_MODELS)
    firing = {rule.rule: left & space.decides(rule) for rule in rules} if left.any() else {}
    while left.any():
        rule = max(rules, key=lambda one: (count(space, firing[one.rule] & left), _line(content, one)))
        here = firing[rule.rule] & left
        others = [
            one
            for one in rules
            if one.model != rule.model and one.tier == rule.tier and (firing[one.rule] & here).any()
        ]
        yield _disagreement(content, standings, (rule, *others), here)
        left &= ~here


def _line(content: Content, rule: ModelRule) -> int:
    return at(content, rule.rule)[1]


def _disagreement(content: Content, standings: Standings, rules: tuple[ModelRule, ...], here: Bools) -> Finding:
    space, (first, *_) = standings.space, rules
    answers = witness(space, here)
    core = whenever(space, here, answers)
    named = ", ".join(f"{one.rule} {one.model}" for one in rules)
    sets = count(space, here)
    told = f"the deciding rules name more than one model ({named}) for {sets:,} answer sets"
    box = Box(space, {name: (option,) for name, option in answers.items()})
    there = ", ".join(one.rule for one in rules if box.decides(one))
    return Finding(
        *at(content, first.rule),
        f"{told}, always when {spoken(core)}; {there} in {shown(answers)}",
        "two-models",
        f"rule {first.rule}",
        f"narrow one of {', '.join(one.rule for one in rules)}, or move it to another tier",
        sets=sets,
        witness=answers,
        whenever=core,
        rules=tuple(one.rule for one in rules),
    )


def never_together(standings: Standings, condition: Condition) -> tuple[Condition, ...]:
    """As few parts as possible of a condition that holds nowhere that exclude one another."""
    parts = list(condition.parts) if isinstance(condition, All) else [condition]
    for part in tuple(parts):
        fewer = [one for one in parts if one is not part]
        if fewer and not standings.space.where(All(tuple(fewer))).any():
            parts = fewer
    return tuple(parts)


def is_single(parts: tuple[Condition, ...]) -> bool:
    """Whether one test alone can never hold."""
    return len(parts) == 1 and isinstance(parts[0], Part)
