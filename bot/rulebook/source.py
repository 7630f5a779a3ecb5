"""A YAML 1.2 file as a tree of nodes that know their place; the only importer of ruamel.yaml.

Refused here: what is not UTF-8, is over 1 MiB, nests over 20 deep, names a key twice, or uses anchors, aliases, tags,
directives, several documents or a mapping as key; keys without a value; numbers and characters that no rule can mean.
Plain scalars mean what YAML 1.2 says (`no` is a word), not what YAML 1.1 says, whatever the parser's own opinion: only
its events are used, and those carry no types.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

from ruamel.yaml.cyaml import CParser  # type: ignore[attr-defined]  # C, no types
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from bot.rulebook.problems import Problem

MAX_BYTES = 1 << 20
MAX_DEPTH = 20
MAX_DIGITS = 18  # the engine saturates at 64 bits

Step: TypeAlias = str | int
Spot: TypeAlias = tuple[int, int]
"""A line and a column."""

_INTEGER = re.compile(r"[-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_STRANGE_NUMBER = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_TRUTH = {word: value for value in (True, False) for word in (str(value), str(value).lower(), str(value).upper())}
_NULL = {"", "~", "null", "Null", "NULL"}
_WORDS_BEGIN = "+-.0123456789~nNtTfF"
"""What a plain scalar begins with that may mean something else than its text."""

_AROUND = {StreamStartEvent, StreamEndEvent, DocumentStartEvent, DocumentEndEvent}
_NOTHING: Mapping[Any, Any] = MappingProxyType({})
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_REMEDIES = {
    "quoted scalar": "look for a missing \" or '",
    "flow mapping": "look for a missing comma, colon or }",
    "flow sequence": "look for a missing comma or ]",
    "mapping values are not allowed": "check the indentation, and put text that holds a colon and a space in quotes",
    "cannot start any token": "indent with spaces, and put text that begins with a special character in quotes",
    "could not find expected ':'": "write `key: value`, with a space after the colon",
    "block collection": "check the indentation",
    "block mapping": "check the indentation",
}


@dataclass(slots=True)
class Node:
    """A value with its place. `children` are nodes by key or index; `keys` the places of a mapping's keys.

    `faulty`: a problem was told already, so nothing more is said of it. `dropped`: values of keys that stood twice.
    """

    value: Any
    line: int
    column: int
    children: Mapping[Step, "Node"] = field(default_factory=dict)
    keys: Mapping[str, Spot] = field(default_factory=dict)
    faulty: bool = False
    dropped: Sequence[Any] = ()

    def at(self, path: tuple[Step, ...]) -> Spot:
        """The line and column of what lies at this path, or of the nearest thing above it that exists."""
        node = self
        spot = (self.line, self.column)
        for step in path:
            if step not in node.children:
                break
            spot = node.keys.get(str(step), (node.children[step].line, node.children[step].column))
            node = node.children[step]
        return spot

    def excused(self, path: tuple[Step, ...]) -> bool:
        """Whether a problem was told already of what lies at this path, or of something above it but not the root."""
        node = self
        for step in path:
            if step not in node.children:
                return False
            node = node.children[step]
            if node.faulty:
                return True
        return False


class _Refused(Exception):
    def __init__(self, event: Any, text: str, hint: str = "") -> None:
        self.line, self.column = event.start_mark.line + 1, event.start_mark.column + 1
        self.text, self.hint = text, hint


def decode(raw: bytes, name: str) -> tuple[str | None, list[Problem]]:
    """The text of a file, or why it cannot be taken. `name` is how messages call the file."""
    if len(raw) > MAX_BYTES:
        return None, [Problem(name, 1, 1, "is over 1 MiB", "too-big", hint="split or shorten it")]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        return None, [Problem(name, line, column, "is not UTF-8", "not-utf8", hint="save it as UTF-8")]
    return text.replace("\r\n", "\n").replace("\r", "\n"), []


def parse(text: str, name: str) -> tuple[Node | None, list[Problem]]:
    """The text of a file as a node, and what keeps it from being read."""
    problems: list[Problem] = []
    try:
        return _Reader(text, name, problems).document(), problems
    except _Refused as refused:
        problems.append(Problem(name, refused.line, refused.column, refused.text, "yaml", hint=refused.hint))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        because = " ".join(part for part in (error.context, error.problem) if part)
        hint = next((remedy for sign, remedy in _REMEDIES.items() if sign in because), "")
        line = min(line, text.rstrip().count("\n") + 1)
        problems.append(Problem(name, line, column, f"is not YAML: {because}", "yaml", hint=hint))
    except YAMLError as error:  # control characters, which the parser names without a place
        line, column = _first_control(text)
        problems.append(Problem(name, line, column, f"is not YAML: {str(error).splitlines()[0]}", "yaml"))
    return None, problems


def _first_control(text: str) -> tuple[int, int]:
    found = re.search(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
    before = text[: found.start()] if found else ""
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _begun(event: Any) -> Node:
    """An empty node at the place of an event. Raises _Refused for what no rule file may use."""
    if type(event) is AliasEvent:
        raise _Refused(event, "uses an alias (*), which is refused", "write the value out, or in quotes")
    if event.anchor is not None:
        raise _Refused(event, "uses an anchor (&), which is refused", "write the value out, or in quotes")
    if event.ctag is not None:
        raise _Refused(event, f"uses a tag ({event.tag}), which is refused", "put text in quotes instead")
    mark = event.start_mark
    return Node(None, mark.line + 1, mark.column + 1, _NOTHING, _NOTHING)


class _Reader:
    """One pass over the events of a text; what can be told without stopping goes to `problems`."""

    def __init__(self, text: str, name: str, problems: list[Problem]) -> None:
        self._next = CParser(text).get_event  # None after the last one
        self._name, self._problems = name, problems

    def document(self) -> Node:
        """The only document."""
        root: Node | None = None
        for event in iter(self._next, None):
            if type(event) is DocumentStartEvent and (event.version or event.tags):
                raise _Refused(event, "uses a directive (%), which is refused", "remove it")
            if type(event) in _AROUND:
                continue
            if root is not None:
                raise _Refused(event, "holds several documents", "remove the line ---")
            root = self._node(event, 1)
        return root if root is not None else Node(None, 1, 1)

    def _node(self, event: Any, depth: int) -> Node:
        node = _begun(event)
        if type(event) is ScalarEvent:
            self._scalar(node, event)
            return node
        if depth > MAX_DEPTH:
            raise _Refused(event, f"nests over {MAX_DEPTH} deep")
        if type(event) is SequenceStartEvent:
            self._sequence(node, depth)
        else:
            self._mapping(node, depth)
        return node

    def _sequence(self, node: Node, depth: int) -> None:
        children: dict[Step, Node] = {}
        while type(event := self._next()) is not SequenceEndEvent:
            child = children[len(children)] = self._node(event, depth + 1)
            if child.value is None:
                self._tell(child, child, "an item of the list is empty", "empty", "write a value or remove it")
        node.children, node.value = children, [child.value for child in children.values()]

    def _mapping(self, node: Node, depth: int) -> None:
        children: dict[Step, Node] = {}
        keys: dict[str, Spot] = {}
        twice: list[tuple[str, Node]] = []
        dropped: list[Any] = []
        while type(event := self._next()) is not MappingEndEvent:
            key, place = self._key(event)
            child = self._node(self._next(), depth + 1)
            if key in children:
                twice.append((key, place))
                dropped.append(child.value)
                continue
            keys[key] = (place.line, place.column)
            children[key] = child
            if child.value is None:
                hint = "write one after a colon and a space, or remove the key"
                self._tell(place, child, f'"{key}" has no value', "empty", hint)
        node.children, node.keys, node.dropped = children, keys, dropped
        if twice:
            self._twice(node, twice)
        node.value = {key: child.value for key, child in children.items()}

    def _key(self, event: Any) -> tuple[str, Node]:
        """A key is its text: an option may be called 7, yes or 1-4."""
        if isinstance(event, CollectionStartEvent):
            raise _Refused(event, "uses a list or mapping as a key, which is refused")
        place = _begun(event)
        key: str = event.value
        if key == "<<":
            raise _Refused(event, "uses a merge key (<<), which is refused", "write the keys out")
        if _UNSEEN.search(key):
            self._tell(place, place, "a key holds a character that cannot be seen", "unseen", "write it again")
        return key, place

    def _twice(self, node: Node, twice: list[tuple[str, Node]]) -> None:
        key, place = twice[0]
        text = f'names "{key}" twice in one mapping (first in line {node.keys[key][0]})'
        hint = "keep one of them"
        if len(twice) > 1:
            text += ", and so " + ", ".join(f'"{one}"' for one, _ in twice[1:])
            hint = "is the first line of an entry missing above?"
            node.faulty = True
        self._problems.append(Problem(self._name, place.line, place.column, text, "twice", hint=hint))

    def _scalar(self, node: Node, event: Any) -> None:
        """The value of a scalar by the core schema of YAML 1.2."""
        text: str = event.value
        node.value = text
        unseen = _UNSEEN.search(text)
        if unseen:
            what = f"holds the character U+{ord(unseen[0]):04X}, which cannot be seen"
            self._tell(node, node, what, "unseen", "write the text again")
            node.value = _UNSEEN.sub(" ", text)
        if event.implicit[0] and text[:1] in _WORDS_BEGIN:  # neither quoted nor a block
            self._plain(node, text)

    def _plain(self, node: Node, text: str) -> None:
        if text in _NULL:
            node.value = None
        elif text in _TRUTH:
            node.value = _TRUTH[text]
        elif _INTEGER.fullmatch(text) and len(text) <= MAX_DIGITS:
            node.value = int(text)
        elif _DECIMAL.fullmatch(text) and not _INTEGER.fullmatch(text) and math.isfinite(float(text)):
            node.value = float(text)
        elif _DECIMAL.fullmatch(text) or _STRANGE_NUMBER.fullmatch(text):
            shown = text if len(text) <= 2 * MAX_DIGITS else text[:MAX_DIGITS] + "..."
            self._tell(node, node, f"{shown} is a number that no rule can mean", "number", "quote it if it is text")

    def _tell(self, place: Node, faulty: Node, text: str, code: str, hint: str) -> None:
        faulty.faulty = True
        self._problems.append(Problem(self._name, place.line, place.column, text, code, hint=hint))
