"""What to make of a rule file that is not YAML: each entry is tried alone, so that one slip spoils one entry only.

The parser notices a missing bracket or quote where it can no longer go on, often many lines later. Tried line by line
of equal indentation, the smallest piece that fails alone tells where the slip is.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.rulebook.problems import Problem
from bot.rulebook.source import Node, parse

Lines: TypeAlias = list[tuple[int, str]]
"""Lines with their numbers, counted from 0."""

_ID_LINE = re.compile(r"^[ \t]{0,4}-?[ \t]*[a-z_ ]+:?[ \t]*([A-Za-z0-9-]+)[ \t]*$", re.MULTILINE)


@dataclass(slots=True)
class Recovered:
    """The entries that can be read, what is wrong with the others, and the words in these that may be ids."""

    nodes: list[Node] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)


def recover(text: str, name: str) -> Recovered:
    """The entries of a text that could not be parsed as a whole."""
    found = Recovered()
    for lines in _pieces(list(enumerate(text.split("\n"))), _begins_entry):
        node, problems = _alone(lines, name)
        if node is None:
            found.problems += _narrow(lines, name) or problems
            found.lost |= set(_ID_LINE.findall("\n".join(line for _, line in lines)))
        elif isinstance(node.value, list):
            found.nodes += node.children.values()
            found.problems += problems
        elif node.value is not None:
            hint = "an entry begins with - at the left edge"
            found.problems.append(Problem(name, node.line, node.column, "belongs to no entry", "shape", hint=hint))
    return found


def narrow(text: str, name: str) -> list[Problem]:
    """The problems of a text that is one mapping and could not be parsed, as near to the slip as can be."""
    return _narrow(list(enumerate(text.split("\n"))), name)


def _pieces(lines: Lines, begins: Callable[[str], bool]) -> Iterator[Lines]:
    """The lines cut before each that begins a piece."""
    piece: Lines = []
    for number, line in lines:
        if piece and begins(line):
            yield piece
            piece = []
        piece.append((number, line))
    if piece:
        yield piece


def _begins_entry(line: str) -> bool:
    return line.startswith("- ") or line == "-"


def _alone(lines: Lines, name: str) -> tuple[Node | None, list[Problem]]:
    """Lines as if nothing else stood in the file; empty lines above keep their numbers right."""
    return parse("\n" * lines[0][0] + "\n".join(line for _, line in lines), name)


def _narrow(lines: Lines, name: str) -> list[Problem]:
    """The problems of the smallest pieces of a faulty mapping that are faulty alone; none if all pieces are sound."""
    lines = [(number, "  " + line[2:] if line.startswith("- ") else line) for number, line in lines]
    filled = [line for _, line in lines if line.strip() and not line.lstrip().startswith("#")]
    if not filled:
        return []
    edge = _indentation(filled[0])
    found: list[Problem] = []
    for piece in _pieces(lines, lambda line: bool(line.strip()) and _indentation(line) <= edge):
        node, problems = _alone(piece, name)
        if node is None:
            found += (_narrow(piece[1:], name) if _opens(piece) else []) or problems
    return found


def _opens(piece: Lines) -> bool:
    """Whether a piece is a key with a mapping or list in the lines below it."""
    return len(piece) > 1 and piece[0][1].rstrip().endswith(":")


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
