"""What the advice hangs on as a graph: questions, needs, tallies, rules and models, and which reads which.

With answers given only what matters is left: the model rules that may still decide, the models they name, and the facts
that these rules can rest on. The drawing is text (DOT, Mermaid); nothing is run here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, TypeAlias

import numpy as np

from bot.inference.box import Box
from bot.inference.space import Space, take
from bot.model import Answers
from bot.rulebook.conditions import ADVISED, All, AnyOf, Condition, Counts, Holds, Is, IsNot, Part, Ranks
from bot.rulebook.format import TIERS, ModelRule
from bot.rulebook.words import in_words

Kind: TypeAlias = Literal["question", "need", "tally", "rule", "model"]
KINDS: tuple[Kind, ...] = ("question", "need", "tally", "rule", "model")
"""The columns of the drawing, from the answers to the advice."""


@dataclass(frozen=True, slots=True)
class Node:
    """A fact or a rule. `sure`: it is answered, holds, decides or is advised with the answers given, come what may."""

    kind: Kind
    name: str
    lines: tuple[str, ...]
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """What one node needs of another: the options, the bounds, or `not`; nothing where it must simply hold."""

    source: str
    target: str
    needs: str = ""


@dataclass
class Graph:
    """Nodes by kind and name (`need:continuity`), and edges between them, each in the order of the rule files."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)

    def join(self, source: str, target: str, needs: str = "") -> None:
        """Draw an edge, once; what alternatives need of one fact stands on one edge."""
        for number, edge in enumerate(self.edges):
            if (edge.source, edge.target) == (source, target):
                if needs not in edge.needs.split(" / "):
                    self.edges[number] = Edge(source, target, f"{edge.needs or 'holds'} / {needs or 'holds'}")
                return
        self.edges.append(Edge(source, target, needs))

    def of(self, kind: Kind) -> list[Node]:
        """The nodes of a column."""
        return [node for node in self.nodes.values() if node.kind == kind]

    def as_json(self) -> dict[str, Any]:
        """The graph as plain data."""
        nodes = [{"id": name, **asdict(node), "lines": list(node.lines)} for name, node in self.nodes.items()]
        return {"nodes": nodes, "edges": [asdict(edge) for edge in self.edges]}


def graph(space: Space, answers: Answers) -> Graph:
    """The graph of the rules, or of what matters with some answers."""
    growing = _Growing(Box(space, answers))
    growing.grow()
    order = [*_names(growing), *(f"model:{one.id}" for one in space.book.models)]
    found = growing.graph
    return Graph({name: found.nodes[name] for name in order if name in found.nodes}, found.edges)


def _names(growing: "_Growing") -> Iterator[str]:
    book = growing.box.book
    for question in book.questions:
        yield f"question:{question.id}"
    for need in book.needs:
        yield f"need:{need.id}"
    for tally in book.tallies:
        yield f"tally:{tally.id}"
    for tier in TIERS:
        for rule in book.model_rules:
            if rule.tier == tier:
                yield f"rule:{rule.rule}"


class _Growing:
    """Grows the graph from the rules that may decide down to the answers."""

    def __init__(self, box: Box) -> None:
        self.box, self.graph = box, Graph()
        self._given = bool(box.answers)

    def grow(self) -> None:
        for rule in self.box.book.model_rules:
            if not self._given or self._may_decide(rule):
                node, model = f"rule:{rule.rule}", self.box.book.model(rule.model)
                lines = (rule.rule, f"{rule.tier}: {rule.title}" if rule.title else rule.tier)
                self.graph.nodes[node] = Node("rule", rule.rule, lines, self._given and self.box.decides(rule))
                self._below(node, rule.when)
                target = f"model:{model.id}"
                advised = self._given and self.box.possible == (model.id,)
                self.graph.nodes.setdefault(target, Node("model", model.id, (model.said,), advised))
                self.graph.join(node, target)

    def _may_decide(self, rule: ModelRule) -> bool:
        tiers = take(self.box.space.tiers, self.box.region) == TIERS.index(rule.tier)
        return bool((tiers & take(self.box.space.where(rule.when), self.box.region)).any())

    def _may(self, condition: Condition) -> bool:
        return not self._given or bool(np.any(take(self.box.space.where(condition), self.box.region)))

    def _below(self, node: str, condition: Condition) -> None:
        """What a condition rests on; of alternatives only those that may hold, if any may."""
        if isinstance(condition, Part):
            self._part(node, condition)
            return
        inner: Iterable[Condition] = condition.parts
        if isinstance(condition, AnyOf):
            inner = [part for part in condition.parts if self._may(part)] or condition.parts
        for part in inner:
            self._below(node, part)

    def _part(self, node: str, part: Part) -> None:
        match part.test:
            case Holds(wanted):
                self._need(part.fact)
                self.graph.join(f"need:{part.fact}", node, "" if wanted else "not")
            case Counts():
                self._tally(part.fact)
                self.graph.join(f"tally:{part.fact}", node, bounds(part.test))
            case _ if part.fact != ADVISED and self.box.is_asked(part.fact) is not False:
                self._question(part.fact)
                self.graph.join(f"question:{part.fact}", node, options(part.test))

    def _need(self, name: str) -> None:
        if f"need:{name}" in self.graph.nodes:
            return
        need = self.box.book.need(name)
        holds = self._given and self.box.always(Part(name, Holds(wanted=True)))
        self.graph.nodes[f"need:{name}"] = Node("need", name, (name, f"{need.rule}: {need.words}"), holds)
        self._below(f"need:{name}", need.when)

    def _tally(self, name: str) -> None:
        node = f"tally:{name}"
        if node in self.graph.nodes:
            return
        low, high = self.box.tally(name)
        count = f"{low}" if low == high else f"{low} to {high}"
        self.graph.nodes[node] = Node("tally", name, (name, count), self._given and low == high)
        for need in self.box.book.counted(name):
            if self._may(Part(need.id, Holds(wanted=True))):
                self._need(need.id)
                self.graph.join(f"need:{need.id}", node)

    def _question(self, name: str) -> None:
        node = f"question:{name}"
        if node in self.graph.nodes:
            return
        answers, question = self.box.answers.get(name, ()), self.box.book.question(name)
        said = (f"answered: {' or '.join(answers)}",) if answers else ()
        self.graph.nodes[node] = Node("question", name, (name, *(said or (question.ask,))), len(answers) == 1)
        if question.when != All(()):
            self._below(node, question.when)


def options(test: object) -> str:
    """Which answers a test wants, in few words."""
    match test:
        case Is(values):
            return " or ".join(values)
        case IsNot(values):
            return "not " + " or ".join(values)
        case Ranks():
            return in_words(Part("", test)).strip().removeprefix("is ")
        case _:
            return ""


def bounds(test: Counts) -> str:
    """Which numbers a test wants, in few words."""
    return in_words(Part("", test)).strip().removeprefix("is ")
