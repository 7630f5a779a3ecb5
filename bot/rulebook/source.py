"""A YAML 1.2 file as a tree of nodes that know their place; the only importer of ruamel.yaml.

Refused here: what is not UTF-8, is over 1 MiB, nests over 20 deep, names a key twice, or uses anchors, aliases, tags,
several documents or a mapping as key. Plain scalars mean what YAML 1.2 says (`no` is a word), not what YAML 1.1 says,
whatever the parser's own opinion: only its events are used, and those carry no types.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from bot.rulebook.problems import Problem

MAX_BYTES = 1 << 20
MAX_DEPTH = 20
MAX_DIGITS = 18  # the engine saturates at 64 bits

Step: TypeAlias = str | int

_INTEGER = re.compile(r"[-+]?[0-9]+")
_OTHER_NUMBER = re.compile(
    r"0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)
_TRUTH = {word: value for value in (True, False) for word in (str(value), str(value).lower(), str(value).upper())}
_NULL = {"", "~", "null", "Null", "NULL"}


@dataclass(slots=True)
class Node:
    """A value with its place. `children` are nodes by key or index; `keys` the places of a mapping's keys."""

    value: Any
    line: int
    column: int
    children: dict[Step, "Node"] = field(default_factory=dict)
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)

    def at(self, path: tuple[Step, ...]) -> tuple[int, int]:
        """The line and column of what lies at this path, or of the nearest thing above it that exists."""
        node = self
        spot = (self.line, self.column)
        for step in path:
            if step in node.children:
                spot = node.keys.get(str(step), (node.children[step].line, node.children[step].column))
                node = node.children[step]
            else:
                break
        return spot


class _Refused(Exception):  # noqa: N818 - it never leaves this module
    def __init__(self, event: Any, text: str, hint: str = "") -> None:
        self.line, self.column = event.start_mark.line + 1, event.start_mark.column + 1
        self.text, self.hint = text, hint


def read(path: Path, name: str) -> tuple[Node | None, list[Problem]]:
    """The file as a node, and what keeps it from being read. `name` is how messages call the file."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        return None, [Problem(name, 1, 1, f"cannot be read ({error.strerror})", "unreadable")]
    if len(raw) > MAX_BYTES:
        return None, [Problem(name, 1, 1, "is over 1 MiB", "too-big", hint="split or shorten it")]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        return None, [Problem(name, line, column, "is not UTF-8", "not-utf8", hint="save it as UTF-8")]
    return parse(text, name)


def parse(text: str, name: str) -> tuple[Node | None, list[Problem]]:
    """The text of a file as a node, and what keeps it from being read."""
    problems: list[Problem] = []
    try:
        return _document(YAML(typ="safe", pure=False).parse(text), name, problems), problems
    except _Refused as refused:
        problems.append(Problem(name, refused.line, refused.column, refused.text, "yaml", hint=refused.hint))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        because = " ".join(part for part in (error.context, error.problem) if part)
        problems.append(Problem(name, line, column, f"is not YAML: {because}", "yaml"))
    except YAMLError as error:  # control characters, which the parser names without a place
        line, column = _first_control(text)
        problems.append(Problem(name, line, column, f"is not YAML: {str(error).splitlines()[0]}", "yaml"))
    return None, problems


def _first_control(text: str) -> tuple[int, int]:
    found = re.search(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
    before = text[: found.start()] if found else ""
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _document(events: Iterator[Any], name: str, problems: list[Problem]) -> Node:
    root: Node | None = None
    for event in events:
        kind = type(event).__name__
        if kind in {"StreamStartEvent", "StreamEndEvent", "DocumentStartEvent", "DocumentEndEvent"}:
            continue
        if root is not None:
            raise _Refused(event, "holds several documents", "remove the line ---")
        root = _node(event, events, 1, name, problems)
    return root if root is not None else Node(None, 1, 1)


def _node(event: Any, events: Iterator[Any], depth: int, name: str, problems: list[Problem]) -> Node:
    kind = type(event).__name__
    if kind == "AliasEvent":
        raise _Refused(event, "uses an alias (*), which is refused", "write the value out")
    if event.anchor is not None:
        raise _Refused(event, "uses an anchor (&), which is refused", "write the value out where it is needed")
    if event.tag is not None:
        raise _Refused(event, f"uses a tag ({event.tag}), which is refused", "put text in quotes instead")
    node = Node(None, event.start_mark.line + 1, event.start_mark.column + 1)
    if kind == "ScalarEvent":
        node.value = _scalar(event)
        return node
    if depth > MAX_DEPTH:
        raise _Refused(event, f"nests over {MAX_DEPTH} deep")
    if kind == "SequenceStartEvent":
        for index, child in enumerate(_until("SequenceEndEvent", events)):
            node.children[index] = _node(child, events, depth + 1, name, problems)
        node.value = [child.value for child in node.children.values()]
    else:
        _mapping(node, events, depth, name, problems)
        node.value = {key: child.value for key, child in node.children.items()}
    return node


def _mapping(node: Node, events: Iterator[Any], depth: int, name: str, problems: list[Problem]) -> None:
    for event in _until("MappingEndEvent", events):
        key_node = _node(event, events, depth + 1, name, problems)
        if isinstance(key_node.value, dict | list):
            raise _Refused(event, "uses a list or mapping as a key, which is refused")
        key = event.value  # a key is its text: an option may be called 7, yes or 1-4
        child = _node(next(events), events, depth + 1, name, problems)
        if key in node.children:
            spot = node.keys[key][0]
            text = f'names "{key}" twice in one mapping (first in line {spot})'
            problems.append(Problem(name, key_node.line, key_node.column, text, "twice", hint="keep one of them"))
            continue
        node.keys[key] = (key_node.line, key_node.column)
        node.children[key] = child


def _until(end: str, events: Iterator[Any]) -> Iterator[Any]:
    for event in events:
        if type(event).__name__ == end:
            return
        yield event


def _scalar(event: Any) -> Any:
    """The value of a scalar by the core schema of YAML 1.2; numbers other than plain integers stay recognisable."""
    text: str = event.value
    if not event.implicit[0]:  # quoted, or a block
        return text
    if text in _NULL:
        return None
    if text in _TRUTH:
        return _TRUTH[text]
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) <= MAX_DIGITS else float(text)
    if _OTHER_NUMBER.fullmatch(text):
        return (
            float(int(text, 0))
            if text[:2] in {"0o", "0x"}
            else float(text.replace(".inf", "inf").lower().replace(".nan", "nan").replace(".inf", "inf"))
        )
    return text
