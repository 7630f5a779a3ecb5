"""A graph drawn by graphviz, as SVG that may stand inside a page; the only place that starts a program.

Where graphviz is absent, or refuses, there is no picture: the page has its list.
"""

import re
import shutil
import subprocess
from collections.abc import Mapping
from html import unescape

from bot.handbook.markup import text

PATIENCE = 60
"""Seconds that a drawing may take."""

_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_NODE = re.compile(r'<g id="[^"]*" class="node">\s*<title>([^<]*)</title>(.*?)</g>', re.DOTALL)
_EDGE = re.compile(r'<g id="[^"]*" class="edge">')


def drawn(graph: str) -> str | None:
    """The SVG of a graph in the language of graphviz; None without graphviz."""
    program = shutil.which("dot")
    if program is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program, and the graph goes in as text
            [program, "-Tsvg"], input=graph, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=True
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None
    return done.stdout


def inlined(svg: str, links: Mapping[str, str]) -> str:
    """An SVG file as an element: without prolog, comments and ids; every node is a link, with its kind as a class."""

    def node(found: re.Match[str]) -> str:
        name, inside = unescape(found[1]), found[2]
        kind = name.partition(":")[0]
        group = f'<g class="node {text(kind)}"><title>{found[1]}</title>{inside}</g>'
        return f'<a href="{text(links[name])}">{group}</a>' if name in links else group

    element = _COMMENT.sub("", svg[svg.index("<svg") :]).strip()
    element = element.replace(' id="graph0"', "")
    return _EDGE.sub('<g class="edge">', _NODE.sub(node, element))
