"""The graph as text that others draw: DOT for graphviz, Mermaid for pages that know it. Nothing is run here.

A kind is told by its shape, what is sure by a double or thick border: never by colour alone.
"""

import re
from collections.abc import Iterable
from textwrap import wrap

from bot.analysis.graph import KINDS, Graph, Kind, Node

WIDTH = 30

SHAPES: dict[Kind, str] = {
    "question": 'shape=box, style="rounded,filled", fillcolor="#eef3fb"',
    "need": 'shape=ellipse, style=filled, fillcolor="#f7f1fa"',
    "tally": 'shape=hexagon, style=filled, fillcolor="#f7f1fa"',
    "rule": 'shape=box, style=filled, fillcolor="#f4f4f0"',
    "model": 'shape=component, style=filled, fillcolor="#eaf6ee"',
}
BRACKETS: dict[Kind, tuple[str, str]] = {
    "question": ("([", "])"),
    "need": ("(", ")"),
    "tally": ("{{", "}}"),
    "rule": ("[", "]"),
    "model": ("[[", "]]"),
}
_SPECIAL = re.compile(r'["#<>&`\\{}|]')


def as_dot(graph: Graph) -> str:
    """The graph in the language of graphviz, with a column for each kind."""
    lines = [
        "digraph fixpoint {",
        '  graph [rankdir=LR, ranksep=1.6, nodesep=0.12, bgcolor=white, fontname="sans-serif"];',
        '  node [fontname="sans-serif", fontsize=11, margin="0.12,0.05"];',
        '  edge [fontname="sans-serif", fontsize=9, color="#555555", arrowsize=0.6];',
    ]
    for kind in KINDS:
        lines.append(f"  {{ rank=same; node [{SHAPES[kind]}];")
        lines += [f"    {_quoted([node_id])} [{_look(node)}];" for node_id, node in _of(graph, kind)]
        lines.append("  }")
    for edge in graph.edges:
        label = f" [label={_quoted([edge.needs])}]" if edge.needs else ""
        lines.append(f"  {_quoted([edge.source])} -> {_quoted([edge.target])}{label};")
    return "\n".join([*lines, "}"])


def as_mermaid(graph: Graph) -> str:
    """The graph as a flowchart of Mermaid."""
    lines = ["flowchart LR"]
    for kind in KINDS:
        before, after = BRACKETS[kind]
        for node_id, node in _of(graph, kind):
            label = "<br>".join(_escaped(line) for line in _wrapped(node))
            lines.append(f'  {_plain(node_id)}{before}"{label}"{after}')
    for edge in graph.edges:
        arrow = f'-->|"{_escaped(edge.needs)}"|' if edge.needs else "-->"
        lines.append(f"  {_plain(edge.source)} {arrow} {_plain(edge.target)}")
    sure = [_plain(node_id) for node_id, node in graph.nodes.items() if node.sure]
    if sure:
        lines += ["  classDef sure stroke-width:4px", f"  class {','.join(sure)} sure"]
    return "\n".join(lines)


def _of(graph: Graph, kind: Kind) -> list[tuple[str, Node]]:
    return [(node_id, node) for node_id, node in graph.nodes.items() if node.kind == kind]


def _look(node: Node) -> str:
    return f"label={_quoted(_wrapped(node))}" + (", peripheries=2, penwidth=2" if node.sure else "")


def _wrapped(node: Node) -> list[str]:
    return [short for line in node.lines for short in wrap(line, WIDTH)]


def _quoted(lines: Iterable[str]) -> str:
    """A string of DOT; a backslash that stands in a text stays one."""
    escaped = [line.replace("\\", "\\\\").replace('"', '\\"') for line in lines]
    return '"' + "\\n".join(escaped) + '"'


def _escaped(text: str) -> str:
    """A text inside quotes of Mermaid, which has entities of its own."""
    return _SPECIAL.sub(lambda found: f"#{ord(found[0])};", text)


def _plain(node_id: str) -> str:
    """An id of Mermaid: ids of rules and facts hold no underscore, so two never become one."""
    return node_id.replace(":", "__").replace("-", "_")
