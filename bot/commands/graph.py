"""`fixpoint graph`: what the advice hangs on, as DOT, SVG (drawn by graphviz), Mermaid or JSON."""

import json
import shutil
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from bot.analysis.drawing import as_dot, as_mermaid
from bot.analysis.graph import graph
from bot.commands.folders import content_of, warn
from bot.commands.given import add_given, given_of
from bot.errors import FixpointError, UsageError

EXAMPLE = """echo '{"it": "team"}' | fixpoint graph --svg team.svg"""
PATIENCE = 120


def arguments(parser: ArgumentParser) -> None:
    """Answers to begin from, and the form; without one, DOT."""
    add_given(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--svg", metavar="FILE", help="draw it with graphviz into FILE (-: stdout)")
    form.add_argument("--dot", action="store_true", help="print it in the language of graphviz")
    form.add_argument("--mermaid", action="store_true", help="print it as a flowchart of Mermaid")
    form.add_argument("--json", action="store_true", help="print nodes and edges as JSON")


def run(arguments: Namespace) -> int:
    """Print or draw the graph."""
    content = content_of(arguments)
    given = given_of(arguments, content.book)
    found = graph(content.adviser.space, given)
    if arguments.json:
        print(json.dumps(found.as_json() | {"revision": content.revision}, ensure_ascii=False, indent=1))
    elif arguments.mermaid:
        print(as_mermaid(found))
    elif arguments.svg is not None:
        _drawn(as_dot(found), arguments.svg)
    else:
        print(as_dot(found))
    return 0


def _drawn(text: str, where: str) -> None:
    """Have graphviz draw it; where that is not installed, the text is what there is."""
    program = shutil.which("dot")
    if program is None:
        warn("graphviz is not installed (no program `dot`), so this is the graph as DOT, and no SVG was written")
        print(text)
        return
    try:
        done = subprocess.run(  # noqa: S603 - the text goes in as input, and no word of it onto the command line
            [program, "-Tsvg"], input=text.encode(), capture_output=True, check=False, timeout=PATIENCE
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise FixpointError(f"graphviz does not draw it ({error}); print it with --dot instead") from None
    if done.returncode:
        told = done.stderr.decode(errors="replace").strip().partition("\n")[0]
        raise FixpointError(f"graphviz does not draw it ({told}); print it with --dot instead")
    _written(done.stdout, where)


def _written(picture: bytes, where: str) -> None:
    """Write the picture, and say where it is."""
    if where == "-":
        sys.stdout.write(picture.decode())
        return
    try:
        Path(where).write_bytes(picture)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise UsageError(f"{where} cannot be written ({why}); name another file") from None
    print(where)
