"""What could be written shorter, as hints and never as failures: rules within another one, rules that make one rule.

Only model rules of one tier and one model are compared. Two rules may be kept apart for what each says.
"""

from collections.abc import Iterator
from itertools import permutations

from bot.analysis.finding import Finding, at
from bot.analysis.standing import Standings
from bot.content import Content
from bot.rulebook.conditions import All, Condition, Counts, Is, Part, Test
from bot.rulebook.format import TIERS, ModelRule
from bot.rulebook.words import in_words


def hints(content: Content, standings: Standings) -> Iterator[Finding]:
    """Rules that another one contains, then rules that can be merged."""
    for tier in TIERS:
        for model in content.book.models:
            rules = [one for one in content.book.model_rules if (one.tier, one.model) == (tier, model.id)]
            within = dict(_within(standings, rules))
            for name, other in within.items():
                text = f"wherever it fires, {other} of the same tier and model fires too"
                yield _hint(content, (name, other), text, "subsumed", f"remove it, if {other} says enough")
            yield from _merges(content, standings, [one for one in rules if one.rule not in within])


def _hint(content: Content, rules: tuple[str, ...], text: str, code: str, do: str) -> Finding:
    return Finding(*at(content, rules[0]), text, code, f"rule {rules[0]}", do, rules=rules[1:])


def _within(standings: Standings, rules: list[ModelRule]) -> Iterator[tuple[str, str]]:
    """Each rule that fires only where another one does, with that one; of two that are equal the later one."""
    where, told = standings.where, set()
    for one, other in permutations(rules, 2):
        sizes = standings.of[one.rule].fires, standings.of[other.rule].fires
        if one.rule in told or other.rule in told or not 0 < sizes[0] <= sizes[1]:
            continue
        if sizes[0] == sizes[1] and rules.index(one) < rules.index(other):
            continue
        if not (where[one.rule] & ~where[other.rule]).any():
            told.add(one.rule)
            yield one.rule, other.rule


def _merges(content: Content, standings: Standings, rules: list[ModelRule]) -> Iterator[Finding]:
    for number, one in enumerate(rules):
        for other in rules[number + 1 :]:
            part = _merged(_tests(one.when), _tests(other.when))
            if part is not None:
                text = f"differs from {other.rule} in one test only, and both name {one.model}"
                kept = "; keep both if each sentence is worth its rule" if one.say != other.say else ""
                with_it = "without" if not (~standings.space.where(part)).any() else "with"
                test = part.fact if with_it == "without" else in_words(part)
                do = f"write one rule {with_it} `{test}`{kept}"
                yield _hint(content, (one.rule, other.rule), text, "mergeable", do)


def _tests(condition: Condition) -> dict[str, Test] | None:
    """The tests by fact of a condition that is a plain list of them."""
    parts = condition.parts if isinstance(condition, All) else (condition,)
    found = {part.fact: part.test for part in parts if isinstance(part, Part)}
    return found if len(found) == len(parts) else None


def _merged(one: dict[str, Test] | None, other: dict[str, Test] | None) -> Part | None:
    """The one test that stands for the two in which the conditions differ."""
    if one is None or other is None or one.keys() != other.keys():
        return None
    differing = [fact for fact, test in one.items() if test != other[fact]]
    if len(differing) != 1:
        return None
    fact = differing[0]
    match one[fact], other[fact]:
        case Is(first), Is(second):
            return Part(fact, Is(tuple(dict.fromkeys((*first, *second)))))
        case Counts() as first_bounds, Counts() as second_bounds:
            return _joined(fact, first_bounds, second_bounds)
    return None


def _joined(fact: str, one: Counts, other: Counts) -> Part | None:
    """Bounds that touch or overlap as one."""
    low, high = sorted((one, other), key=lambda bounds: bounds.least or 0)
    if low.most is None or (high.least or 0) <= low.most + 1:
        most = None if low.most is None or high.most is None else max(low.most, high.most)
        return Part(fact, Counts(low.least or None, most))
    return None
