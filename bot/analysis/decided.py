"""Whether every answer set gets exactly one model: sets without one, and deciding rules that disagree."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from bot.analysis.core import core, covering
from bot.analysis.finding import Finding, Given, at, count, many, shown, witness
from bot.analysis.standing import Standings
from bot.content import Content
from bot.inference.axes import NOT_ASKED
from bot.inference.box import Box
from bot.inference.space import NO_MODEL, TWO_MODELS, Bools, Space
from bot.rulebook.conditions import All, Condition, Part, parts
from bot.rulebook.format import TIERS, ModelRule
from bot.rulebook.words import in_words

GAPS = 5
"""So many gaps are told one by one."""


def undecided(content: Content, standings: Standings) -> Iterator[Finding]:
    """Answer sets that get no model, and rules that name different models in one of them."""
    yield from _none(content, standings)
    yield from _two(content, standings)


def _none(content: Content, standings: Standings) -> Iterator[Finding]:
    """For each of the first gaps one finding, the last one for all that is left. One widened rule would close a gap."""
    space = standings.space
    left = np.array(space.models == NO_MODEL)
    for last in (*[False] * (GAPS - 1), True):
        if not left.any():
            return
        answers = witness(space, left)
        box = Box(space, {name: (option,) for name, option in answers.items()})
        nearest, failing = _nearest(content.book.model_rules, standings, box)
        here = left if last else left & _without(space, nearest, failing) & _alike(space, failing, answers)
        lacks = " and ".join(f"`{in_words(part)}`" for part in failing)
        hint = f"add a rule that covers it, or widen {nearest.rule}, which holds there but for {lacks}"
        yield _gap(content, standings, here, answers, (nearest, hint))
        left &= ~here


def _gap(content: Content, standings: Standings, here: Bools, answers: Given, near: tuple[ModelRule, str]) -> Finding:
    """A gap, at the rule that comes nearest to holding in its smallest set."""
    space, (nearest, hint) = standings.space, near
    sets, always = count(space, here), core(space, here)
    return Finding(
        *at(content, nearest.rule),
        f"no rule names a model for {many(sets, 'answer set')}, {covering(space, here, always)}, such as "
        f"{shown(answers)}",
        "no-model",
        hint=hint,
        sets=sets,
        witness=answers,
        whenever=always,
        rules=(nearest.rule,),
    )


def _nearest(rules: Iterable[ModelRule], standings: Standings, box: Box) -> tuple[ModelRule, list[Condition]]:
    """The rule with the fewest tests that fail, and these; of several the one that would do least harm without them."""
    failing = {one.rule: _failing(box, one.when) for one in rules}
    fewest = min(map(len, failing.values()))
    near = [one for one in rules if len(failing[one.rule]) == fewest]
    best = min(near, key=lambda one: (_harm(standings, one, failing[one.rule]), -TIERS.index(one.tier)))
    return best, failing[best.rule]


def _harm(standings: Standings, rule: ModelRule, failing: Sequence[Condition]) -> int:
    """How many answer sets would get another model, or two, if a rule did without some of its tests."""
    space = standings.space
    others = (space.models != standings.numbers[rule.model]) & (space.models != NO_MODEL)
    return count(space, _without(space, rule, failing) & others & (space.tiers >= TIERS.index(rule.tier)))


def _alike(space: Space, tests: Sequence[Condition], answers: Given) -> Bools:
    """Where the questions that tests read are answered as here: one more option in each test would do for all."""
    found: Bools = np.ones((1,) * len(space.shape), bool)
    for name in {part.fact for test in tests for part in parts(test)} & set(space.axis_of):
        options = list(space.book.question(name).options)
        here = options.index(answers[name]) if name in answers else NOT_ASKED
        found = found & (space.column(name) == here)
    return found


def _without(space: Space, rule: ModelRule, tests: Sequence[Condition]) -> Bools:
    """Where a rule would hold without some of its tests."""
    return space.where(All(tuple(test for test in _tests(rule.when) if test not in tests)))


def _failing(box: Box, condition: Condition) -> list[Condition]:
    """The parts of a condition that do not hold in a complete answer set."""
    return [test for test in _tests(condition) if not box.always(test)]


def _tests(condition: Condition) -> tuple[Condition, ...]:
    return condition.parts if isinstance(condition, All) else (condition,)


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
    always = core(space, here)
    named = ", ".join(f"{one.rule} {one.model}" for one in rules)
    sets = count(space, here)
    told = f"the deciding rules name more than one model ({named}) for {many(sets, 'answer set')}"
    box = Box(space, {name: (option,) for name, option in answers.items()})
    there = ", ".join(one.rule for one in rules if box.decides(one))
    return Finding(
        *at(content, first.rule),
        f"{told}, {covering(space, here, always)}; {there} in {shown(answers)}",
        "two-models",
        f"rule {first.rule}",
        f"narrow one of {', '.join(one.rule for one in rules)}, or move it to another tier",
        sets=sets,
        witness=answers,
        whenever=always,
        rules=tuple(one.rule for one in rules),
    )


def never_together(standings: Standings, condition: Condition) -> tuple[Condition, ...]:
    """As few parts as possible of a condition that holds nowhere that exclude one another."""
    kept = list(_tests(condition))
    for test in tuple(kept):
        fewer = [one for one in kept if one is not test]
        if fewer and not standings.space.where(All(tuple(fewer))).any():
            kept = fewer
    return tuple(kept)


def is_single(tests: tuple[Condition, ...]) -> bool:
    """Whether one test alone can never hold."""
    return len(tests) == 1 and isinstance(tests[0], Part)
