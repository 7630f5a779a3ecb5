"""Where rules hold or decide in one of two spaces and not in the other, over their pairs.

What cannot differ is not computed: a rule with the same condition, all of whose facts are the same everywhere, is the
same everywhere. What remains broadcasts; only rules that decide or read the advice span all pairs.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.analysis.difference.pairs import Pairs
from bot.inference.axes import NOT_ASKED
from bot.inference.space import Space
from bot.rulebook.book import Rulebook
from bot.rulebook.conditions import ADVISED, reads
from bot.rulebook.format import Contradiction, Extra, Model, ModelRule, Need, Rule, WhyNot

Bools: TypeAlias = NDArray[np.bool_]

SAID: Mapping[type[Any], tuple[str, ...]] = {
    Need: ("words", "article"),
    Model: ("said", "means", "not_given", "article", "also"),
    ModelRule: ("say", "article", "also", "also_in"),
    WhyNot: ("say", "weight"),
    Extra: ("title", "first", "say", "article"),
    Contradiction: ("say", "readings", "note", "flag"),
}
"""What a person is told by an entry of each kind, beside that it holds."""


@dataclass
class Firing:
    """The rules of two spaces over their pairs. `decided` says where the model differs."""

    pairs: Pairs
    decided: Bools
    _same: dict[str, bool] = field(default_factory=dict)
    _advice: dict[tuple[str, bool], Bools] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Look at every fact once, the needs level by level."""
        old, new = self.pairs.old, self.pairs.new
        for name in {*_questions(old.book), *_questions(new.book)}:
            self._same[name] = self._asked_alike(name)
        for name in {*old.needs, *new.needs}:
            self._same[name] = self._alike(old.needs.get(name), new.needs.get(name))
        for name in {*old.tallies, *new.tallies}:
            self._same[name] = self._alike(old.tallies.get(name), new.tallies.get(name))
        self._same[ADVISED] = not self.decided.any() and old.book.models == new.book.models

    def _asked_alike(self, name: str) -> bool:
        """Whether a test of this question holds for the same answers everywhere; the order of options is no matter."""
        old, new = self.pairs.old, self.pairs.new
        if not (old.book.is_question(name) and new.book.is_question(name)):
            return False
        was, now = old.book.question(name), new.book.question(name)
        if (set(was.options), was.exposure) != (set(now.options), now.exposure):
            return False
        numbers = [*map(list(now.options).index, was.options), NOT_ASKED]  # -1, not asked, finds the last one
        return self._alike(np.array(numbers, np.int8)[old.column(name)], new.column(name))

    def _alike(self, was: NDArray[Any] | None, now: NDArray[Any] | None) -> bool:
        if was is None or now is None:
            return False
        return bool((self.pairs.before(was) == self.pairs.after(now)).all())

    def where(self, rule: Rule | None, *, now: bool) -> Bools:
        """Where a rule holds, before or now; nowhere if there is none. A why-not sentence only where it is said."""
        if rule is None:
            return np.zeros((1,) * len(self.pairs.shape), bool)
        space, gather = self._side(now=now)
        where = gather(space.where(rule.when))
        return where & ~self._advised(rule.model, now=now) if isinstance(rule, WhyNot) else where

    def _advised(self, model: str, *, now: bool) -> Bools:
        """Where a model is advised, before or now."""
        if (model, now) not in self._advice:
            space, gather = self._side(now=now)
            number = [one.id for one in space.book.models].index(model)
            self._advice[model, now] = gather(space.models == number)
        return self._advice[model, now]

    def decides(self, rule: ModelRule | None, *, now: bool) -> Bools:
        """Where a model rule holds and its tier decides, before or now."""
        if rule is None:
            return np.zeros((1,) * len(self.pairs.shape), bool)
        space, gather = self._side(now=now)
        return gather(space.decides(rule))

    def _side(self, *, now: bool) -> tuple[Space, Callable[[NDArray[Any]], Bools]]:
        return (self.pairs.new, self.pairs.after) if now else (self.pairs.old, self.pairs.before)

    def otherwise(self, was: Rule | None, now: Rule | None) -> Bools | None:
        """Where a rule holds in one of the two only, or concludes something else; None if that is nowhere for sure."""
        if was is not None and now is not None and _concludes(was) != _concludes(now):
            return np.logical_or(self.where(was, now=False), self.where(now, now=True))
        if was is not None and now is not None and was.when == now.when and all(map(self._is_same, _rests_on(now))):
            return None
        return np.logical_xor(self.where(was, now=False), self.where(now, now=True))

    def _is_same(self, fact: str) -> bool:
        return self._same.get(fact, False)

    def reasons(self) -> Bools:
        """Where other rules decide."""
        rules = _both(self.pairs.old.book.model_rules, self.pairs.new.book.model_rules)
        tiers = self.pairs.before(self.pairs.old.tiers) != self.pairs.after(self.pairs.new.tiers)
        same_tiers = not tiers.any()
        found = np.zeros(self.pairs.shape, bool)
        for was, now in rules:
            if (
                same_tiers
                and was is not None
                and now is not None
                and was.tier == now.tier
                and self.otherwise(was, now) is None
            ):
                continue
            found |= np.logical_xor(self.decides(was, now=False), self.decides(now, now=True))
        return found

    def beside(self, was: Iterable[Rule], now: Iterable[Rule]) -> Bools:
        """Where other rules of a kind hold."""
        found = np.zeros((1,) * len(self.pairs.shape), bool)
        for one, other in _both(was, now):
            differs = self.otherwise(one, other)
            if differs is not None:
                found = found | differs
        return found

    def wording(self) -> Bools:
        """Where a rule speaks in both, and says something else."""
        found = np.zeros((1,) * len(self.pairs.shape), bool)
        for was, now in _both(_speaking(self.pairs.old.book), _speaking(self.pairs.new.book)):
            if was is None or now is None or not _says_otherwise(was, now):
                continue
            if isinstance(was, ModelRule) and isinstance(now, ModelRule):
                found = found | (self.decides(was, now=False) & self.decides(now, now=True))
            else:
                found = found | (self.where(was, now=False) & self.where(now, now=True))
        return found | self._models_said() | self._options_said()

    def _models_said(self) -> Bools:
        """Where the model stays, and something else is said of it."""
        old, new = self.pairs.old, self.pairs.new
        found = np.zeros((1,) * len(self.pairs.shape), bool)
        after = self.pairs.after(new.models)
        for number, model in enumerate(new.book.models):
            was = next((one for one in old.book.models if one.id == model.id), model)
            if any(getattr(was, key) != getattr(model, key) for key in SAID[Model]):
                found = found | (~self.decided & (after == number))
        return found

    def _options_said(self) -> Bools:
        """Where an answer is repeated in other words."""
        old, new = self.pairs.old, self.pairs.new
        found = np.zeros((1,) * len(self.pairs.shape), bool)
        for question in new.book.questions:
            before = old.book.question(question.id).options if old.book.is_question(question.id) else {}
            numbers = [
                number
                for number, (name, option) in enumerate(question.options.items())
                if name in before and before[name].said != option.said
            ]
            if numbers:
                found = found | self.pairs.after(np.isin(new.column(question.id), numbers))
        return found


def _rests_on(rule: Rule) -> tuple[str, ...]:
    """The facts that decide over a rule; a why-not sentence is silent where its model is advised."""
    return (*reads(rule.when), *((ADVISED,) if isinstance(rule, WhyNot) else ()))


def _concludes(rule: Rule) -> object:
    """What follows where a rule holds."""
    match rule:
        case ModelRule():
            return rule.tier, rule.model
        case Need():
            return rule.id, rule.kind
        case WhyNot():
            return rule.model
        case Extra() | Contradiction():
            return type(rule)


def _questions(book: Rulebook) -> list[str]:
    return [question.id for question in book.questions]


def _speaking(book: Rulebook) -> tuple[Rule, ...]:
    return (*book.needs, *book.model_rules, *book.why_nots, *book.extras, *book.contradictions)


def _both(was: Iterable[Rule], now: Iterable[Rule]) -> list[tuple[Any, Any]]:
    """Rules of one name side by side, None where there is none."""
    before, after = ({rule.rule: rule for rule in rules} for rules in (was, now))
    return [(before.get(name), after.get(name)) for name in dict.fromkeys([*before, *after])]


def _says_otherwise(was: Rule, now: Rule) -> bool:
    return type(was) is not type(now) or any(getattr(was, key) != getattr(now, key) for key in SAID[type(was)])
