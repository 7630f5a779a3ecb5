"""The same rules for other engines, translated mechanically from the parsed rule files.

Every contestant takes an answer set and names the model with the needs and model rules that fired. Only ours says also
what each rule read. business-rules and json-logic do not chain: a loop runs the levels for them and counts the tallies.
zen-engine chains within one graph; its expression language alone, looped in the same way, is timed as well.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import zen
from business_rules import run_all
from business_rules.actions import BaseActions, rule_action
from business_rules.fields import FIELD_TEXT
from business_rules.variables import (
    BaseVariables,
    boolean_rule_variable,
    numeric_rule_variable,
    string_rule_variable,
)
from json_logic import jsonLogic
from machine import revision

from bot.inference.axes import option_numbers
from bot.inference.engine import NOT_ASKED, Engine
from bot.rulebook.book import Rulebook
from bot.rulebook.conditions import AnyOf, Condition, Counts, Holds, Part
from bot.rulebook.format import TIERS, Rule

Facts: TypeAlias = dict[str, Any]
Outcome: TypeAlias = tuple[str, frozenset[str]]
Fire: TypeAlias = Callable[[Facts], Sequence[str]]


@dataclass(frozen=True)
class Contestant:
    """An engine with the rules in it: what is timed, and how its answer is read afterwards."""

    name: str
    evaluate: Callable[[Mapping[str, str]], Any]
    outcome: Callable[[Any], Outcome] = lambda found: found


def word(fact: str) -> str:
    """A fact as an identifier: peers take `-` for a minus."""
    return fact.replace("-", "_")


@dataclass(frozen=True)
class Notation:
    """How a condition is put elsewhere. Tests of a question are put as the options that pass."""

    all: Callable[[list[Any]], Any]
    any: Callable[[list[Any]], Any]
    holds: Callable[[str], Any]
    fails: Callable[[str], Any]
    compare: Callable[[str, str, int], Any]
    equals: Callable[[str, str], Any]
    among: Callable[[str, list[str]], Any]


PYTHON = Notation(
    all=lambda inner: " and ".join(f"({one})" for one in inner) or "True",
    any=lambda inner: " or ".join(f"({one})" for one in inner),
    holds=lambda fact: f"f[{fact!r}]",
    fails=lambda fact: f"not f[{fact!r}]",
    compare=lambda fact, sign, bound: f"f[{fact!r}] {sign} {bound}",
    equals=lambda fact, option: f"f[{fact!r}] == {option!r}",
    among=lambda fact, options: f"f[{fact!r}] in {set(options)!r}",
)
ZEN = Notation(
    all=lambda inner: " and ".join(f"({one})" for one in inner) or "true",
    any=PYTHON.any,
    holds=lambda fact: fact,
    fails=lambda fact: f"not {fact}",
    compare=lambda fact, sign, bound: f"{fact} {sign} {bound}",
    equals=lambda fact, option: f"{fact} == {json.dumps(option)}",
    among=lambda fact, options: f"{fact} in {json.dumps(options)}",
)
JSON_LOGIC = Notation(
    all=lambda inner: {"and": inner} if inner else True,
    any=lambda inner: {"or": inner},
    holds=lambda fact: {"var": fact},
    fails=lambda fact: {"!": {"var": fact}},
    compare=lambda fact, sign, bound: {sign: [{"var": fact}, bound]},
    equals=lambda fact, option: {"==": [{"var": fact}, option]},
    among=lambda fact, options: {"in": [{"var": fact}, options]},
)
SIGNS = {"==": "equal_to", ">=": "greater_than_or_equal_to", "<=": "less_than_or_equal_to"}
BUSINESS = Notation(
    all=lambda inner: {"all": inner},
    any=lambda inner: {"any": inner},
    holds=lambda fact: {"name": fact, "operator": "is_true", "value": ""},
    fails=lambda fact: {"name": fact, "operator": "is_false", "value": ""},
    compare=lambda fact, sign, bound: {"name": fact, "operator": SIGNS[sign], "value": bound},
    equals=lambda fact, option: {"name": fact, "operator": "equal_to", "value": option},
    among=lambda fact, options: {"any": [BUSINESS.equals(fact, option) for option in options]},  # it has no list test
)


def put(book: Rulebook, condition: Condition, to: Notation) -> Any:
    """A condition in another notation."""
    if isinstance(condition, Part):
        return _put_test(book, condition, to)
    inner = [put(book, part, to) for part in condition.parts]
    return to.any(inner) if isinstance(condition, AnyOf) else to.all(inner)


def _put_test(book: Rulebook, part: Part, to: Notation) -> Any:
    fact, test = word(part.fact), part.test
    if isinstance(test, Holds):
        return to.holds(fact) if test.wanted else to.fails(fact)
    if isinstance(test, Counts):
        pairs = [("==", test.least)] if test.least == test.most else [(">=", test.least), ("<=", test.most)]
        tests = [to.compare(fact, sign, bound) for sign, bound in pairs if bound is not None]
        return tests[0] if len(tests) == 1 else to.all(tests)
    question = book.question(part.fact)
    passing = option_numbers(question, test)
    options = [option for number, option in enumerate(question.options) if number in passing]
    return to.equals(fact, options[0]) if len(options) == 1 else to.among(fact, options)


class Levels:
    """The loop for engines that do not chain: the needs level by level, the tallies between, then the model rules."""

    def __init__(self, book: Rulebook, compiled: Callable[[Sequence[Rule]], Fire]) -> None:
        self._start = start(book)
        self._levels = [compiled(level) for level in book.need_levels]
        self._models = compiled(book.model_rules)
        self._concludes = {need.rule: word(need.id) for need in book.needs}
        self._tallies = [
            (word(tally.id), tuple(word(need.id) for need in book.counted(tally.id))) for tally in book.tallies
        ]
        self._decide = deciding(book)

    def evaluate(self, answers: Mapping[str, str]) -> Outcome:
        """The model, and the needs and model rules that fired."""
        facts = {**self._start, **answers}
        fired: list[str] = []
        for level in self._levels:
            found = level(facts)
            for rule in found:
                facts[self._concludes[rule]] = True
            for tally, counted in self._tallies:
                facts[tally] = sum(facts[need] for need in counted)
            fired += found
        models = self._models(facts)
        return self._decide(models), frozenset([*fired, *models])


def deciding(book: Rulebook) -> Callable[[Sequence[str]], str]:
    """Which model the fired model rules name: the highest tier decides."""
    rank = {rule.rule: (TIERS.index(rule.tier), rule.model) for rule in book.model_rules}
    return lambda fired: min(rank[rule] for rule in fired)[1]


def start(book: Rulebook) -> Facts:
    """What every fact is before anything is known."""
    facts: Facts = {question.id: NOT_ASKED for question in book.questions}
    facts |= {word(need.id): False for need in book.needs}
    return facts | {word(tally.id): 0 for tally in book.tallies}


def contestants(book: Rulebook, engine: Engine) -> list[Contestant]:
    """Ours first, then the peers; the plain-Python floor is the last."""
    zen_version = f"zen-engine {revision('zen-engine')}"
    return [
        Contestant(f"Fixpoint (durable_rules {revision('durable_rules')}), with its trace", engine.trace, _ours),
        Contestant("the same, and what is said beside the advice", lambda one: _beside(engine, one), _ours),
        Contestant(f"{zen_version}, one graph, with its trace", zen_graph(book, trace=True)),
        Contestant(f"{zen_version}, one graph", zen_graph(book, trace=False)),
        Contestant(f"{zen_version}, compiled expressions only", Levels(book, zen_level(book)).evaluate),
        Contestant(f"business-rules {revision('business-rules')}", Levels(book, business_level(book)).evaluate),
        Contestant(f"json-logic-qubit {revision('json-logic-qubit')}", Levels(book, json_level(book)).evaluate),
        Contestant("plain Python, generated (the floor)", Levels(book, python_level(book)).evaluate),
    ]


def _ours(trace) -> Outcome:
    return trace.models[0], frozenset(one.rule.rule for one in trace.fired)


def _beside(engine: Engine, answers: Mapping[str, str]):
    trace = engine.trace(answers)
    engine.beside(trace)
    return trace


def python_level(book: Rulebook) -> Callable[[Sequence[Rule]], Fire]:
    """A level as one Python function."""

    def compiled(level: Sequence[Rule]) -> Fire:
        tests = "".join(f"({rule.rule!r}, {put(book, rule.when, PYTHON)}), " for rule in level)
        return eval(f"lambda f: [rule for rule, holds in ({tests}) if holds]")

    return compiled


def json_level(book: Rulebook) -> Callable[[Sequence[Rule]], Fire]:
    """A level as JsonLogic rules, asked one after the other."""

    def compiled(level: Sequence[Rule]) -> Fire:
        rules = [(rule.rule, put(book, rule.when, JSON_LOGIC)) for rule in level]
        return lambda facts: [rule for rule, test in rules if jsonLogic(test, facts)]

    return compiled


def zen_level(book: Rulebook) -> Callable[[Sequence[Rule]], Fire]:
    """A level as one compiled expression: a list of truth values."""

    def compiled(level: Sequence[Rule]) -> Fire:
        names = [rule.rule for rule in level]
        tests = zen.compile_expression(f"[{', '.join(put(book, rule.when, ZEN) for rule in level)}]")
        return lambda facts: [rule for rule, holds in zip(names, tests.evaluate(facts), strict=True) if holds]

    return compiled


def business_level(book: Rulebook) -> Callable[[Sequence[Rule]], Fire]:
    """A level as business-rules rules, run as a list."""
    variables = _variables(book)

    def compiled(level: Sequence[Rule]) -> Fire:
        rules = [
            {"conditions": put(book, rule.when, BUSINESS), "actions": [{"name": "fire", "params": {"rule": rule.rule}}]}
            for rule in level
        ]

        def fire(facts: Facts) -> Sequence[str]:
            noted = _Noted()
            run_all(rules, variables(facts), noted)
            return noted.fired

        return fire

    return compiled


class _Noted(BaseActions):
    def __init__(self) -> None:
        self.fired: list[str] = []

    @rule_action(params={"rule": FIELD_TEXT})
    def fire(self, rule: str) -> None:
        self.fired.append(rule)


def _variables(book: Rulebook) -> type[BaseVariables]:
    """The class that business-rules wants: a method for each fact, marked with its type."""

    def begin(self, facts: Facts) -> None:
        self.facts = facts

    def method(fact: str, marked: Callable[..., Any]) -> Any:
        def value(self) -> Any:
            return self.facts[fact]

        value.__name__ = fact
        return marked(value)

    kinds = {str: string_rule_variable, bool: boolean_rule_variable, int: numeric_rule_variable}
    methods = {fact: method(fact, kinds[type(value)]) for fact, value in start(book).items()}
    return type("Variables", (BaseVariables,), {"__init__": begin, **methods})


def zen_graph(book: Rulebook, *, trace: bool) -> Callable[[Mapping[str, str]], Outcome]:
    """One decision graph: a node for each level of needs, one for the tallies after it, one for the model rules."""
    decide, begin = deciding(book), start(book)
    nodes: list[Mapping[str, str]] = []
    for level in book.need_levels:
        nodes.append({word(need.id): put(book, need.when, ZEN) for need in level})
        nodes.append({word(one.id): _zen_sum([word(need.id) for need in book.counted(one.id)]) for one in book.tallies})
    nodes.append({rule.rule: put(book, rule.when, ZEN) for rule in book.model_rules})
    decision = zen.ZenEngine().create_decision(json.dumps(_graph(nodes)))
    needs = [(need.rule, word(need.id)) for need in book.needs]
    models = [rule.rule for rule in book.model_rules]

    def evaluate(answers: Mapping[str, str]) -> Outcome:
        result = decision.evaluate({**begin, **answers}, {"trace": trace})["result"]
        fired = [rule for rule in models if result[rule]]
        return decide(fired), frozenset([*fired, *(rule for rule, need in needs if result[need])])

    return evaluate


def _zen_sum(needs: Sequence[str]) -> str:
    return f"sum([{', '.join(f'{need} ? 1 : 0' for need in needs)}])"


def _graph(levels: Sequence[Mapping[str, str]]) -> Mapping[str, Any]:
    """A decision graph in the JSON of zen-engine: expression nodes in a row, each handing everything on."""
    nodes = [{"id": "in", "type": "inputNode"}]
    for number, level in enumerate(levels):
        expressions = [{"id": f"{number}-{key}", "key": key, "value": value} for key, value in level.items()]
        content = {"expressions": expressions, "passThrough": True, "executionMode": "single"}
        nodes.append({"id": f"level{number}", "type": "expressionNode", "content": content})
    nodes.append({"id": "out", "type": "outputNode"})
    for node in nodes:
        node |= {"name": node["id"], "position": {"x": 0, "y": 0}}
    edges = [
        {"id": f"after-{one['id']}", "type": "edge", "sourceId": one["id"], "targetId": other["id"]}
        for one, other in pairwise(nodes)
    ]
    return {"nodes": nodes, "edges": edges}
