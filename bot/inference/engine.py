"""One consultation through durable_rules, level by level, with a trace of every rule that fired; its only importer.

It accepts only rules that the checker has passed and only complete answer sets: open questions with defaults would turn
an empty chat into "no exposure" and advise break/fix. The engine is used in one narrow way, because used otherwise it
gives wrong answers or takes the process down (CONTRIBUTING.md, "The engine", tells what was measured):

* one flat fact a level, literal tests only; a negation is the inverted test on the same fact, never `$not`;
* no Python in actions, no timer threads, one constant session, deleted in `finally` after a boot fact;
* at most 60 compiled rules in a ruleset.
"""

import json
import weakref
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, TypeAlias

import durable_rules_engine as c_engine
from durable import engine as durable

from bot.rulebook.book import Rulebook, natural
from bot.rulebook.conditions import (
    ADVISED,
    AnyOf,
    Condition,
    Counts,
    Holds,
    Is,
    IsNot,
    Part,
    Ranks,
    reads,
)
from bot.rulebook.format import TIERS, ModelRule, Need, Rule
from bot.rulebook.limits import GROUP

Value: TypeAlias = str | int
Literals: TypeAlias = list[dict[str, Any]]

NOT_ASKED = "not-asked"
NOT_ADVISED = "none"
SID = "e"
_BOOT = json.dumps({"id": "b", "sid": SID, "boot": 1})


class QuietHost(durable.Host):  # type: ignore[misc]  # durable_rules has no types
    """A host without threads."""

    def _run(self) -> None:
        """Do nothing: a plain Host starts two timer chains, and they never end."""


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that fired, with the facts that it read, as the engine handed them over."""

    rule: Rule
    facts: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Trace:
    """Every need and model rule that fired, in a fixed order, and what follows: the tallies, the deciding rules."""

    fired: tuple[Fired, ...]
    known: Mapping[str, Value]
    deciding: tuple[Fired, ...]

    @property
    def models(self) -> tuple[str, ...]:
        """The models that the deciding rules name: one, unless the rules are at fault."""
        return tuple(dict.fromkeys(one.rule.model for one in self.deciding if isinstance(one.rule, ModelRule)))


class _Group:
    """One ruleset of at most 60 compiled rules."""

    def __init__(self, name: str, rules: Sequence[tuple[Rule, Literals]]) -> None:
        self._rules = {f"r{index}": rule for index, (rule, _) in enumerate(rules)}
        self._reads = {f"r{index}": reads(rule.when) for index, (rule, _) in enumerate(rules)}
        definition: dict[str, Any] = {
            f"r{index}": {"all": [{"m": {"$and": [{"go": 1}, *literals]}}]} for index, (_, literals) in enumerate(rules)
        }
        for key in ("go", "boot"):  # a fact that nothing matches is an error, and would not be stored
            definition[key] = {"all": [{"m": {"$ex": {key: 1}}}]}
        for rule in definition.values():
            rule["run"] = _nothing
        host = QuietHost()
        host.set_rulesets({name: definition})
        self._handle = host.get_ruleset(name)._handle  # noqa: SLF001 - the own loop needs the C handle
        self._host = host

    def fire(self, fact: str) -> list[Fired]:
        """The rules that hold for a fact. Nothing is remembered, and nothing may await in between."""
        found: dict[str, Fired] = {}
        try:
            self._put(_BOOT, found)  # else, after a refused fact, delete_state is a segmentation fault
            self._put(fact, found)
        finally:
            c_engine.delete_state(self._handle, SID)  # else the session stays in memory, megabytes each
        return list(found.values())

    def _put(self, fact: str, found: dict[str, Fired]) -> None:
        code, offset = c_engine.assert_fact(self._handle, fact)
        if code:
            raise EngineRefused(f"durable_rules answered {code} to {fact}")
        started = c_engine.start_action_for_state(self._handle, offset)
        message = started[1] if started else None
        seen: Mapping[str, Value] = {}
        while message:
            name = message[2 : message.index('"', 2)]  # {"r7":{"m":{...}}}: names are ours and hold no quotes
            if name in self._rules:
                # The flat form asserts one fact, so every firing hands over the same one: it is read once.
                seen = seen or json.loads(message)[name]["m"]
                rule = self._rules[name]
                found.setdefault(rule.rule, Fired(rule, {key: seen[key] for key in self._reads[name]}))
            message = c_engine.complete_and_start_action(self._handle, offset)

    def close(self) -> None:
        """Free the compiled rules."""
        c_engine.delete_ruleset(self._handle)


def _free(groups: Sequence[_Group]) -> None:
    for group in groups:
        group.close()


class EngineRefused(Exception):
    """durable_rules did not take a fact that it must take: rules got past the checker that should not have."""


def _nothing(_context: object) -> None:
    """No action holds Python code, so that nothing can be swallowed; the loop is ours."""


class Engine:
    """The rules, compiled. One engine serves one revision; `close` frees it."""

    def __init__(self, book: Rulebook) -> None:
        self._book = book
        self._defaults: dict[str, Value] = {question.id: NOT_ASKED for question in book.questions}
        self._defaults |= dict.fromkeys((need.id for need in book.needs), 0)
        self._defaults |= dict.fromkeys((tally.id for tally in book.tallies), 0)
        self._defaults[ADVISED] = NOT_ADVISED
        self._needs = [self._groups(f"n{index}", level) for index, level in enumerate(book.need_levels)]
        self._models = self._groups("m", book.model_rules)
        self._beside = self._groups("b", (*book.why_nots, *book.extras, *book.contradictions))
        self._order = {rule: index for index, rule in enumerate(sorted(book.rules, key=natural))}
        groups = [group for level in (*self._needs, self._models, self._beside) for group in level]
        self._freed = weakref.finalize(self, _free, groups)  # the C side keeps what it compiled until it is told
        self._freed.atexit = False

    def trace(self, answers: Mapping[str, str]) -> Trace:
        """Every need and model rule that holds for a complete answer set (questions not asked are left out)."""
        known: dict[str, Value] = {**self._defaults, **answers}
        fired: list[Fired] = []
        for groups in self._needs:
            holding = self._fire(groups, known)
            known |= {one.rule.id: 1 for one in holding if isinstance(one.rule, Need)}
            self._tally(known)
            fired += holding
        models = self._fire(self._models, known)
        deciding = _deciding(models)
        trace = Trace((*fired, *models), known, deciding)
        if trace.models:
            known[ADVISED] = trace.models[0]
        return trace

    def beside(self, trace: Trace) -> tuple[Fired, ...]:
        """The why-not sentences, extras and contradictions that hold beside the advice of a trace."""
        return tuple(self._fire(self._beside, trace.known))

    def close(self) -> None:
        """Free the compiled rules now, and not when nobody refers to them any more."""
        self._freed()

    def _tally(self, known: dict[str, Value]) -> None:
        for tally in self._book.tallies:
            known[tally.id] = sum(known[need.id] == 1 for need in self._book.counted(tally.id))

    def _fire(self, groups: Sequence[_Group], known: Mapping[str, Value]) -> list[Fired]:
        fact = json.dumps({**known, "id": "f", "sid": SID, "go": 1}, ensure_ascii=False)
        found = {one.rule.rule: one for group in groups for one in group.fire(fact)}
        return sorted(found.values(), key=lambda one: self._order[one.rule.rule])

    def _groups(self, name: str, rules: Sequence[Rule]) -> list[_Group]:
        compiled = [(rule, literals) for rule in rules for literals in self._paths(rule.when)]
        cuts = range(0, len(compiled), GROUP - 2)  # the two catch-all rules count
        return [_Group(f"{name}x{cut}", compiled[cut : cut + GROUP - 2]) for cut in cuts]

    def _paths(self, condition: Condition) -> Iterator[Literals]:
        """The condition as alternatives, each a conjunction of literal tests."""
        if isinstance(condition, Part):
            yield from self._literals(condition)
        elif isinstance(condition, AnyOf):
            for branch in condition.parts:
                yield from self._paths(branch)
        else:
            for choice in product(*(list(self._paths(part)) for part in condition.parts)):
                yield [test for tests in choice for test in tests]

    def _literals(self, part: Part) -> Iterator[Literals]:
        key, test = part.fact, part.test
        match test:
            case Holds(wanted):
                yield [{key: 1}] if wanted else [{"$neq": {key: 1}}]
            case Counts(least, most) if least == most:
                yield [{key: least}]
            case Counts(least, most):
                low = [{"$gte": {key: least}}] if least is not None else []
                yield [*low, *([{"$lte": {key: most}}] if most is not None else [])]
            case Is((value,)):
                yield [{key: value}]
            case Is(values):
                yield self._none_of(key, [one for one in self._domain(key) if one not in values])
            case IsNot(values):
                yield self._none_of(key, values)
            case Ranks():
                question = self._book.question(key)
                least = question.rank(test.least) if test.least else 0
                most = question.rank(test.most) if test.most else len(question.options)
                yield self._none_of(key, [one for one in question.options if not least <= question.rank(one) <= most])

    def _none_of(self, key: str, values: Sequence[str]) -> Literals:
        """Asked, and none of these: one compiled rule instead of one for each option that is left."""
        default = self._defaults[key]
        return [{"$neq": {key: default}}, *({"$neq": {key: value}} for value in values)]

    def _domain(self, key: str) -> Sequence[str]:
        if key == ADVISED:
            return [model.id for model in self._book.models]
        return list(self._book.question(key).options)


def _deciding(models: Sequence[Fired]) -> tuple[Fired, ...]:
    """The fired model rules of the highest tier that has any."""
    for tier in TIERS:
        found = tuple(one for one in models if isinstance(one.rule, ModelRule) and one.rule.tier == tier)
        if found:
            return found
    return ()
