"""The same answers under two revisions of the rules: whether the advice differs, and because of which rules.

Both advices are fired and looked up as any other. What differs is told by meaning and never by wording: a rule whose
sentence was put in better words is the same rule.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from bot.inference.adviser import Adviser
from bot.inference.box import Box
from bot.inference.report import Advice, Disagreement
from bot.inference.space import take
from bot.model import Answers
from bot.rulebook.book import Rulebook, natural
from bot.rulebook.conditions import ADVISED, reads
from bot.rulebook.format import ModelRule, Need, Question

How: TypeAlias = Literal["new", "gone", "changed"]


@dataclass(frozen=True, slots=True)
class Edited:
    """A rule or a question that is not what it was and has a part in the difference. `name` is its id."""

    kind: Literal["rule", "question"]
    name: str
    how: How


@dataclass(frozen=True, slots=True)
class Compared:
    """Two advices on the same answers; None where none can be stood behind.

    `because` is empty if nothing differs, and where it does, if no single edit can be named. `foreign` are answers that
    the later rules do not know any more; they are left out there.
    """

    then: Advice | None
    now: Advice | None
    because: tuple[Edited, ...]
    foreign: Answers

    @property
    def same(self) -> bool:
        """Whether both lead to the same models; the reasons may differ."""
        return self.then is not None and self.now is not None and self.then.possible == self.now.possible

    @property
    def alike(self) -> bool:
        """Whether the same rules decide, too."""
        return self.same and self._deciding(self.then) == self._deciding(self.now)

    @staticmethod
    def _deciding(advice: Advice | None) -> frozenset[str]:
        return frozenset(advice.decided_by if advice else ())


@dataclass(frozen=True, slots=True)
class _Side:
    """One revision's view of the answers."""

    book: Rulebook
    box: Box
    advice: Advice | None

    def fires(self, rule: ModelRule | Need | None) -> str:
        """Whether a rule holds in every completion, in some or in none."""
        if rule is None:
            return "never"
        holds = take(self.box.space.where(rule.when), self.box.region)
        return "always" if holds.all() else "sometimes" if holds.any() else "never"

    def deciding(self) -> list[ModelRule]:
        """The rules that decide; where none does for sure, those that may hold."""
        rules = [one for one in self.book.model_rules if self.advice and one.rule in self.advice.decided_by]
        return rules or [one for one in self.book.model_rules if self.fires(one) != "never"]


def compare(before: Adviser, after: Adviser, answers: Answers) -> Compared:
    """What the later rules make of answers that were given under the earlier ones."""
    known = {side: known_to(side.book, answers) for side in (before, after)}
    then, now = (_side(one, known[one]) for one in (before, after))
    foreign = {name: options for name, options in known[before].items() if known[after].get(name) != options}
    found = Compared(then.advice, now.advice, (), foreign)
    return found if found.alike else Compared(then.advice, now.advice, _because(then, now), foreign)


def known_to(book: Rulebook, answers: Answers) -> Answers:
    """The answers as far as a rulebook has their questions and options."""
    heard = {
        name: tuple(one for one in options if one in book.question(name).options)
        for name, options in answers.items()
        if book.is_question(name)
    }
    return {name: options for name, options in heard.items() if options}


def _side(adviser: Adviser, answers: Answers) -> _Side:
    try:
        advice = adviser.advise(answers)
    except Disagreement:
        advice = None
    return _Side(adviser.book, Box(adviser.space, answers), advice)


def _because(then: _Side, now: _Side) -> tuple[Edited, ...]:
    """The edits behind a difference: of the rules that decide here or there and of what they rest on.

    If some of them hold differently now, it is those; an edit that makes no difference for these answers is not named.
    """
    names = {name for side in (then, now) for rule in side.deciding() for name in _behind(side.book, rule)}
    old, new = (_named(side.book) for side in (then, now))
    edited = [
        _edited(old, new, name) for name in sorted(names, key=natural) if _meaning(old, name) != _meaning(new, name)
    ]
    telling = [one for one in edited if _tells(one, old, new, (then, now))]
    return tuple(telling or edited)


Named: TypeAlias = Mapping[str, ModelRule | Need | Question]


def _named(book: Rulebook) -> Named:
    """Model rules, needs and questions by their ids; the ids of rules and of questions never meet."""
    found: dict[str, ModelRule | Need | Question] = {f"?{one.id}": one for one in book.questions}
    found.update({one.rule: one for one in book.model_rules})
    found.update({one.rule: one for one in book.needs})
    return found


def _behind(book: Rulebook, rule: ModelRule | Need) -> Iterable[str]:
    """The rule and all that it rests on: needs, those that a tally counts, and questions."""
    yield rule.rule
    for fact in reads(rule.when):
        if book.is_need(fact):
            yield from _behind(book, book.need(fact))
        elif book.is_tally(fact):
            for need in book.counted(fact):
                yield from _behind(book, need)
        elif fact != ADVISED:
            yield f"?{fact}"


def _meaning(named: Named, name: str) -> Any:
    """What an entry means, without its words."""
    match named.get(name):
        case ModelRule() as rule:
            return rule.tier, rule.model, rule.when
        case Need() as need:
            return need.id, need.kind, need.when
        case Question() as question:
            return tuple(question.options), question.exposure, question.when
        case _:
            return None


def _edited(old: Named, new: Named, name: str) -> Edited:
    how: How = "new" if name not in old else "gone" if name not in new else "changed"
    return Edited("question" if name.startswith("?") else "rule", name.removeprefix("?"), how)


def _tells(one: Edited, old: Named, new: Named, sides: tuple[_Side, _Side]) -> bool:
    """Whether a rule says something else about these answers than it did, or a question came or went."""
    was, is_now = old.get(one.name), new.get(one.name)
    if one.kind == "question" or isinstance(was, Question) or isinstance(is_now, Question):
        return one.how != "changed"
    if sides[0].fires(was) != sides[1].fires(is_now):
        return True
    if not isinstance(was, ModelRule) or not isinstance(is_now, ModelRule) or sides[0].fires(was) == "never":
        return False
    return (was.tier, was.model) != (is_now.tier, is_now.model)
