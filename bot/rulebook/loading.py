"""From the rule files to entries that are well formed one by one; what they refer to is looked up in checks/."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias, TypeVar

from pydantic import ValidationError

from bot.rulebook.explaining import explain
from bot.rulebook.files import Folder
from bot.rulebook.format import FILES, Entry, keys
from bot.rulebook.problems import Problem, nearest
from bot.rulebook.recovery import recover
from bot.rulebook.source import Node, Step, parse

E = TypeVar("E", bound=Entry)
Files: TypeAlias = Mapping[str, Mapping[str, type[Entry]]]
"""The files of a folder, and the kinds of entry in each by the key that begins them."""

ID_KEYS = ("rule", "question", "need", "tally", "persona", "model", "theme", "characteristic", "standard", "claim")
"""The keys that name an entry, the first that is present."""


_BEGINNING = re.compile(r"- ([a-z]+): *(.+?) *$")


@dataclass(slots=True)
class Placed:
    """An entry and where it stands; `entry` is None when it is not well formed."""

    file: str
    node: Node
    kind: type[Entry]
    entry: Entry | None = None

    @property
    def name(self) -> str:
        """How messages call the entry: its kind and its id as written."""
        word = next((key for key in (keys(self.kind)[0], *ID_KEYS) if self.written(key)), "")
        word = word or next((key for key in self.node.keys if self.written(key)), "")  # the id's key may be misspelt
        return f"{word} {self.written(word)}" if word else ""

    def written(self, key: str) -> str:
        """The text under a key as it stands in the file, even if the entry is faulty; empty if there is none."""
        found = self.node.children.get(key)
        return found.value if found is not None and isinstance(found.value, str) else ""

    def words(self) -> Iterator[str]:
        """Every text directly below the entry, and those that a second key of one name left out."""
        for value in (*(child.value for child in self.node.children.values()), *self.node.dropped):
            if isinstance(value, str):
                yield value

    def problem(self, path: tuple[Step, ...], text: str, code: str, hint: str = "") -> Problem:
        """A problem of this entry, at a path below it."""
        line, column = self.node.at(path)
        return Problem(self.file, line, column, text, code, self.name, hint)


@dataclass(slots=True)
class Sheets:
    """All rule files as read, and all that is wrong with them so far.

    `unread` are files of which nothing is known, `lost` the words of entries of which nothing else is known, `files`
    those that there may be, with their kinds of entry.
    """

    placed: list[Placed] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    files: Files = field(default_factory=lambda: FILES)

    def of(self, kind: type[E]) -> Iterator[tuple[Placed, E]]:
        """Every well-formed entry of a kind, in the order of the file."""
        for placed in self.placed:
            if isinstance(placed.entry, kind):
                yield placed, placed.entry

    def entries(self, kind: type[E]) -> tuple[E, ...]:
        """The well-formed entries of a kind without their places."""
        return tuple(entry for _, entry in self.of(kind))

    def sound(self, kind: type[Entry]) -> bool:
        """Whether every entry of a kind could be read."""
        files = {file for file, kinds in self.files.items() if kind in kinds.values()}
        return not (files & self.unread or self.lost) and not any(
            one.entry is None for one in self.placed if one.kind is kind
        )


def read_sheets(folder: Folder) -> Sheets:
    """Every rule file of the folder. A missing file, and a file of another name, is a problem."""
    sheets = Sheets(problems=list(folder.problems))
    if folder.missing:
        sheets.unread |= set(FILES)
        return sheets
    missing = [file for file in FILES if file not in folder.names]
    sheets.problems += strangers(folder, FILES, "is no rule file", missing)
    for file in missing:
        hint = "restore it; a file without entries holds only []"
        sheets.problems.append(Problem(folder.place(file), 1, 1, "is missing", "missing-file", hint=hint))
    sheets.unread |= {*missing, *folder.unread}
    return read_into(sheets, folder)


def strangers(folder: Folder, files: Files, text: str, missing: Collection[str] = ()) -> list[Problem]:
    """Files that are not among those that there may be."""
    return [
        Problem(folder.place(one), 1, 1, text, "unknown-file", hint=nearest(one, missing or files))
        for one in sorted(folder.names - set(files))
    ]


def read_into(sheets: Sheets, folder: Folder) -> Sheets:
    """Add what the files of a folder hold."""
    for file in sheets.files:
        if file in folder.texts:
            _sheet(file, folder.place(file), folder.texts[file], sheets)
    return sheets


def _named(problem: Problem, text: str) -> Problem:
    """A problem of a text with the entry that it stands in: the last one that begins above it."""
    above = text.split("\n")[: problem.line]
    entry = next((found for line in reversed(above) if (found := _BEGINNING.match(line))), None)
    return replace(problem, rule=f"{entry[1]} {entry[2]}") if entry else problem


def _sheet(file: str, name: str, text: str, sheets: Sheets) -> None:
    node, problems = parse(text, name)
    if node is None:
        found = recover(text, name)
        sheets.lost |= found.lost
        sheets.problems += [_named(problem, text) for problem in found.problems or problems]
        _entries(file, name, found.nodes, sheets)
        return
    sheets.problems += [_named(problem, text) for problem in problems]
    if not isinstance(node.value, list):
        hint = f"begin entries with `- {next(iter(sheets.files[file]))}:`, or write [] for none"
        sheets.problems.append(Problem(name, node.line, node.column, "is no list of entries", "shape", hint=hint))
        sheets.unread.add(file)
        return
    _entries(file, name, node.children.values(), sheets)


def _entries(file: str, name: str, nodes: Collection[Node], sheets: Sheets) -> None:
    if not any(isinstance(node.value, dict) for node in nodes):
        sheets.unread |= {file} if nodes else set()
    for node in nodes:
        kinds = sheets.files[file]
        placed = Placed(name, node, _kind(kinds, node))
        sheets.placed.append(placed)
        if not isinstance(node.value, dict):
            if not node.faulty:
                text, hint = "an entry is a mapping of keys to values", f"it begins with - {next(iter(kinds))}:"
                sheets.problems.append(placed.problem((), text, "shape", hint))
            continue
        if node.faulty:  # two entries run together
            continue
        try:
            placed.entry = placed.kind.model_validate(node.value)
        except ValidationError as error:
            problems = [placed.problem(*one) for one in explain(error, node, placed.kind)]
            sheets.problems += problems


def _kind(kinds: Mapping[str, type[Entry]], node: Node) -> type[Entry]:
    """Which kind an entry is meant to be: the one that knows most of its keys, in doubt the first."""
    return max(dict.fromkeys(kinds.values()), key=lambda kind: len(set(keys(kind)) & set(node.keys)))
