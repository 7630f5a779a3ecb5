"""What can still be proved where the answer sets are too many to look at each: rules that share no question factor.

Questions hang together if one model rule rests on both, or one decides whether the other is asked. What the model rules
of such a group say is counted over the group alone; which model comes out hangs only on the tiers and models named, so
groups are combined by what they name. The counts are exact. All that is not looked at is a finding: nothing is skipped
in silence, and nothing is sampled.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.analysis.finding import Finding, answers_at, at, how_many, many, shown
from bot.content import RULES, Content
from bot.inference.axes import Axis, axes
from bot.inference.space import Space
from bot.library.library import Library
from bot.rulebook.binding import bind
from bot.rulebook.book import Rulebook
from bot.rulebook.files import Folder
from bot.rulebook.format import TIERS, ModelRule
from bot.rulebook.limits import MAX_ANSWER_SETS
from bot.rulebook.loading import read_sheets

NONE, TWO = "", "?"


@dataclass(frozen=True)
class Group:
    """Questions that hang together, and the model rules that rest on them."""

    book: Rulebook
    names: tuple[str, ...]

    @cached_property
    def axes(self) -> tuple[Axis, ...]:
        """The axes of these questions alone."""
        return axes(self.book)

    def __len__(self) -> int:
        """How many joint answers these questions have."""
        return int(np.prod([len(axis) for axis in self.axes], dtype=object))

    @cached_property
    def space(self) -> Space:
        """Every joint answer of these questions."""
        return Space(self.book)

    @cached_property
    def named(self) -> NDArray[np.int64]:
        """For every joint answer which tiers and models its rules name, a bit each."""
        found = np.zeros((1,) * len(self.space.shape), np.int64)
        for rule in self.book.model_rules:
            found = found | np.where(self.space.where(rule.when), np.int64(bit(self.book, rule)), np.int64(0))
        return np.ascontiguousarray(np.broadcast_to(found, self.space.shape))

    @cached_property
    def counts(self) -> dict[int, int]:
        """How many joint answers name the same."""
        values, numbers = np.unique(self.named, return_counts=True)
        return dict(zip(values.tolist(), numbers.tolist(), strict=True))

    def smallest(self, named: int) -> dict[str, str]:
        """The joint answer with the fewest answers that names this."""
        where = np.where(self.named == named, how_many(self.space), np.iinfo(np.int16).max)
        return answers_at(self.space, tuple(int(one) for one in np.unravel_index(int(where.argmin()), where.shape)))

    def changes(self, rule: ModelRule) -> dict[tuple[int, int], int]:
        """What is named where a rule fires, with it and without it, and how often."""
        own = bit(self.book, rule)
        beside = [one for one in self.book.model_rules if bit(self.book, one) == own and one is not rule]
        others = reduce(np.logical_or, (self.space.where(one.when) for one in beside), np.zeros((), bool))
        fires, others = (
            np.broadcast_to(one, self.space.shape) for one in (self.space.where(rule.when), others)
        )  # fmt: skip
        found: Counter[tuple[int, int]] = Counter()
        for kept, where in ((True, fires & others), (False, fires & ~others)):
            values, numbers = np.unique(self.named[where], return_counts=True)
            for value, number in zip(values.tolist(), numbers.tolist(), strict=True):
                found[value, value if kept else value & ~own] += number
        return found


def bit(book: Rulebook, rule: ModelRule) -> int:
    """The bit of the tier and the model of a rule; higher tiers have lower bits."""
    models = [model.id for model in book.models]
    return 1 << (TIERS.index(rule.tier) * len(models) + models.index(rule.model))


def decided(book: Rulebook, named: int) -> str:
    """The model that comes out; none, or TWO."""
    models = [model.id for model in book.models]
    for tier in range(len(TIERS)):
        here = [model for number, model in enumerate(models) if named >> (tier * len(models) + number) & 1]
        if here:
            return here[0] if len(here) == 1 else TWO
    return NONE


def groups(book: Rulebook) -> tuple[Group, ...]:
    """The questions in groups, those of the first question first."""
    together: dict[str, set[str]] = {question.id: {question.id} for question in book.questions}
    conditions = [*((one.id, one.when) for one in book.questions), *((None, one.when) for one in book.model_rules)]
    for own, when in conditions:
        roots = [*book.roots(when), *([own] if own else [])]
        for name in roots[1:]:
            if together[name] is not together[roots[0]]:
                together[roots[0]] |= together[name]
                for member in together[name]:
                    together[member] = together[roots[0]]
    distinct = {id(members): members for members in together.values()}
    return tuple(Group(_part(book, members), tuple(_in_order(book, members))) for members in distinct.values())


def _in_order(book: Rulebook, members: set[str]) -> Iterator[str]:
    return (question.id for question in book.questions if question.id in members)


def _part(book: Rulebook, members: set[str]) -> Rulebook:
    """The rules that rest on some questions alone."""
    needs = tuple(one for one in book.needs if set(book.roots(one.when)) <= members)
    kept = {one.id for one in needs}
    return replace(
        book,
        questions=tuple(one for one in book.questions if one.id in members),
        needs=needs,
        need_levels=tuple(tuple(one for one in level if one.id in kept) for level in book.need_levels),
        model_rules=tuple(
            one for one in book.model_rules if set(book.roots(one.when) or (book.questions[0].id,)) <= members
        ),
        why_nots=(),
        extras=(),
        contradictions=(),
        traffic=(),
        personas=(),
    )  # fmt: skip


def together(counts: Sequence[Mapping[int, int]]) -> dict[int, int]:
    """What groups name together, and in how many answer sets."""
    found = {0: 1}
    for one in counts:
        here: Counter[int] = Counter()
        for named, number in found.items():
            for more, times in one.items():
                here[named | more] += number * times
        found = dict(here)
    return found


@dataclass(frozen=True, slots=True)
class Factored:
    """What was counted without looking at each answer set."""

    sets: int
    models: Mapping[str, int]
    findings: tuple[Finding, ...]

    def summary(self) -> str:
        """A few lines for a person."""
        lines = [f"  {model:<12} {number:>24,}" for model, number in self.models.items()]
        return "\n".join([f"{self.sets:,} answer sets, counted in groups", *lines, many(len(self.findings), "finding")])

    def as_json(self) -> dict[str, Any]:
        """What was counted as plain data."""
        models = {model: {"sets": number} for model, number in self.models.items()}
        return {"sets": self.sets, "models": models, "findings": [one.as_json() for one in self.findings]}


def unbounded(rules: Path) -> Content:
    """The rules of a folder whatever the number of answer sets, without articles. They must be sound otherwise."""
    folder = Folder.read(rules, RULES, "rules")
    return Content(bind(read_sheets(folder)), Library(), "", dict(folder.source()))


def factored(content: Content) -> Factored:
    """Prove what can be proved group by group, and name the rest."""
    book = content.book
    found = groups(book)
    sets = reduce(int.__mul__, (len(group) for group in found), 1)
    big = [group for group in found if len(group) > MAX_ANSWER_SETS]
    rest = "matters, direction, wishes, shares of the traffic, and what is said beside the model"
    if big:
        names = ", ".join(big[0].names)
        text = f"{sets:,} answer sets, and {len(big[0]):,} of {names} hang together: too many to look at each"
        hint = "ask less, or let fewer rules rest on so many questions; nothing was proved about any model"
        return Factored(sets, {}, (_unproved(content, text, hint),))
    counts = together([group.counts for group in found])
    models: Counter[str] = Counter()
    for named, number in counts.items():
        models[decided(book, named)] += number
    text = f"{sets:,} answer sets are too many to look at each: proved in {len(found)} groups, and not proved: {rest}"
    findings = [
        *_undecided(content, found, counts),
        *_rules(content, found),
        _unproved(content, text, "ask less to have all of it proved"),
    ]
    return Factored(sets, {model.id: models[model.id] for model in book.models}, tuple(findings))


def _unproved(content: Content, text: str, hint: str) -> Finding:
    return Finding(*at(content, "", "questions.yaml"), text, "unproved", hint=hint)


def _undecided(content: Content, found: Sequence[Group], counts: Mapping[int, int]) -> Iterator[Finding]:
    book = content.book
    for wrong, code, told in (
        (NONE, "no-model", "no rule names a model"),
        (TWO, "two-models", "the deciding rules name more than one model"),
    ):
        sets = sum(number for named, number in counts.items() if decided(book, named) == wrong)
        if sets:
            answers = _smallest(book, found, wrong)
            text = f"{told} for {many(sets, 'answer set')}, such as {shown(answers)}"
            hint = "add a rule that covers it" if wrong == NONE else "narrow a rule, or move it to another tier"
            yield Finding(*at(content, "", "models.yaml"), text, code, hint=hint, sets=sets, witness=answers)


def _smallest(book: Rulebook, found: Sequence[Group], wrong: str) -> dict[str, str]:
    """The answer set with the fewest answers that ends so."""
    best: dict[int, dict[str, str]] = {0: {}}
    for group in found:
        here: dict[int, dict[str, str]] = {}
        small = {named: group.smallest(named) for named in group.counts}
        for named, answers in best.items():
            for more, others in small.items():
                joint = {**answers, **others}
                if len(joint) < len(here.get(named | more, joint)) or named | more not in here:
                    here[named | more] = joint
        best = here
    answers = min((one for named, one in best.items() if decided(book, named) == wrong), key=len)
    return {question.id: answers[question.id] for question in book.questions if question.id in answers}


def _rules(content: Content, found: Sequence[Group]) -> Iterator[Finding]:
    """Model rules that never fire, never decide or are never decisive."""
    book = content.book
    for group in found:
        others = together([one.counts for one in found if one is not group])
        for rule in group.book.model_rules:
            changes = group.changes(rule)
            above = sum(bit(book, one) for one in {(one.tier, one.model): one for one in book.model_rules}.values()
                        if TIERS.index(one.tier) < TIERS.index(rule.tier))  # fmt: skip
            decides = [(pair, other) for pair in changes for other in others if not (pair[0] | other) & above]
            decisive = any(decided(book, pair[0] | other) != decided(book, pair[1] | other) for pair, other in decides)
            told = (
                ("never fires", "dead") if not changes
                else ("never decides: a higher tier does wherever it fires", "masked") if not decides
                else ("is never decisive", "never-decisive") if not decisive
                else None
            )  # fmt: skip
            if told:
                yield Finding(*at(content, rule.rule), *told, f"rule {rule.rule}", "widen or remove it")
