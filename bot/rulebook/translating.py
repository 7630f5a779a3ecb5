"""Entries in another language: what a translation says is laid over the entry, and what it does not say stays.

A translated file holds entries with the id of the original and those keys that are words for people; what decides stays
where it is and cannot be written twice. The result is checked as if it had been written so. What no longer fits because
the original was edited is outdated: it is left out and told, and keeps nobody from editing the original.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from pydantic import ValidationError

from bot.rulebook.explaining import explain
from bot.rulebook.files import Folder
from bot.rulebook.format import Contradiction, Entry, Extra, Model, ModelRule, Need, Question, WhyNot
from bot.rulebook.loading import Placed, Sheets
from bot.rulebook.problems import Problem, nearest
from bot.rulebook.source import Node, Step, parse

Shape: TypeAlias = Mapping[str, Any]
"""What may be translated: by key, with what may be below it, or None where the key's own text is. EACH is any key."""
EACH = "*"

RULES: Mapping[type[Entry], Shape] = {
    Question: {
        "ask": None,
        "why": None,
        "help": None,
        "options": {EACH: {"label": None, "said": None}},
        "heard": {EACH: None},
        "change by": None,
    },
    Need: {"in words": None},
    Model: {"said": None, "means": None, "not given": None},
    ModelRule: {"say": None},
    WhyNot: {"say": None},
    Extra: {"say": None},
    Contradiction: {"say": None, "readings": {EACH: {"label": None}}, "note": None},
}
"""The kinds of entry of the rule files that speak to people, and their keys that do."""
OUTDATED = "outdated"
_NOTHING = Node({}, 1, 1)
_QUOTED = re.compile(r"\{[^{}]*\}")
_NO_MATTER = frozenset({"heard"})
"""What need not be translated: without it the words of the original are heard."""


@dataclass(frozen=True, slots=True)
class Untranslated:
    """An entry of which something is not translated: where it stands, and the keys."""

    file: str
    line: int
    name: str
    keys: tuple[str, ...]


@dataclass(slots=True)
class Translated:
    """The sheets in another language, what is wrong with the translation, outdated in it, and missing."""

    sheets: Sheets
    problems: list[Problem] = field(default_factory=list)
    outdated: list[Problem] = field(default_factory=list)
    missing: list[Untranslated] = field(default_factory=list)


def translate(sheets: Sheets, folder: Folder, shapes: Mapping[type[Entry], Shape] = RULES) -> Translated:
    """Lay the files of a folder over sheets that are sound."""
    files = {file for file, kinds in sheets.files.items() if set(kinds.values()) & set(shapes)}
    found = Translated(replace(sheets, placed=[], problems=[]), list(folder.problems))
    for file in sorted(folder.names - files):
        text = "is no file of a translation"
        found.problems.append(Problem(folder.place(file), 1, 1, text, "unknown-file", hint=nearest(file, files)))
    written = _written(sheets, folder, files, found.problems)
    for placed in sheets.placed:
        shape = shapes.get(placed.kind)
        own = written.pop((placed.kind, placed.name), None)
        if shape is None:
            found.sheets.placed.append(placed)
            continue
        found.sheets.placed.append(_laid_over(placed, own, shape, found))
    known = [placed.name for placed in sheets.placed if placed.kind in shapes]
    for placed in written.values():
        text, hint = "translates an entry that does not exist", nearest(placed.name, known) or "remove it"
        if placed.name in known:
            at = next(one.file.rpartition("/")[2] for one in sheets.placed if one.name == placed.name)
            text, hint = f"translates an entry of {at}", f"move it to {folder.place(at)}"
        found.outdated.append(placed.problem((), text, OUTDATED, hint))
    return found


def _written(
    sheets: Sheets, folder: Folder, files: set[str], problems: list[Problem]
) -> dict[tuple[type[Entry], str], Placed]:
    """The entries of a translation by their kinds and names."""
    found: dict[tuple[type[Entry], str], Placed] = {}
    for file in sorted(files & set(folder.texts)):
        name = folder.place(file)
        node, wrong = parse(folder.texts[file], name)
        problems += wrong
        if node is None:
            continue
        if not isinstance(node.value, list):
            hint = "begin entries with the id of what they translate"
            problems.append(Problem(name, node.line, node.column, "is no list of entries", "shape", hint=hint))
            continue
        for child in node.children.values():
            placed = _placed(name, child, sheets.files[file])
            if placed is None or not placed.name:
                text, hint = "names no entry that it translates", f"begin it with {next(iter(sheets.files[file]))}:"
                problems.append(Problem(name, child.line, child.column, text, "shape", hint=hint))
                continue
            first = found.setdefault((placed.kind, placed.name), placed)
            if first is not placed:
                text = f"stands already in line {first.node.line}"
                problems.append(placed.problem((), text, "duplicate", "keep one of them"))
    return found


def _placed(file: str, node: Node, kinds: Mapping[str, type[Entry]]) -> Placed | None:
    word = next((word for word in kinds if word in node.children), None)
    return None if word is None else Placed(file, node, kinds[word])


def _laid_over(placed: Placed, own: Placed | None, shape: Shape, found: Translated) -> Placed:
    """The entry in the words of its translation."""
    before = len(found.problems)
    fitting = _Fitter(placed.node, own, found).fitting(shape) if own else None
    lacks = tuple(_missing(placed.node, fitting, shape))
    if lacks:
        found.missing.append(Untranslated(placed.file, placed.node.line, placed.name, lacks))
    if own is None or fitting is None or len(found.problems) > before:
        return placed
    node = laid_over(placed.node, fitting)
    merged = Placed(own.file, node, placed.kind)
    try:
        merged.entry = placed.kind.model_validate(node.value)
    except ValidationError as error:
        found.problems += [merged.problem(*one) for one in explain(error, node, placed.kind)]
        return placed
    return merged


def laid_over(base: Node, own: Node) -> Node:
    """A node with what another one says in its place. What it does not say is taken to stand where that one begins."""
    if not isinstance(base.value, dict | list) or not _goes_on(base, own):
        return own
    children = {
        step: laid_over(child, own.children[step]) if step in own.children else _moved(child, own)
        for step, child in base.children.items()
    }
    for step, child in own.children.items():
        children.setdefault(step, child)
    values = {step: child.value for step, child in children.items()}
    value = list(values.values()) if isinstance(base.value, list) else values
    return Node(value, own.line, own.column, children, {**dict.fromkeys(base.keys, (own.line, own.column)), **own.keys})


def _goes_on(base: Node, own: Node) -> bool:
    """Whether one node is laid over the other part by part: mappings, and lists of mappings."""
    if isinstance(base.value, dict):
        return isinstance(own.value, dict)
    parts = isinstance(own.value, list) and len(own.value) == len(base.value)
    return parts and all(isinstance(one, dict) for one in (*base.value, *own.value))


def _moved(node: Node, to: Node) -> Node:
    children = {step: _moved(child, to) for step, child in node.children.items()}
    return Node(node.value, to.line, to.column, children, dict.fromkeys(node.keys, (to.line, to.column)))


def _below(shape: Shape, step: Step) -> tuple[bool, Shape | None]:
    """Whether a key may be translated, and what may be below it."""
    if str(step) in shape:
        return True, shape[str(step)]
    return EACH in shape, shape.get(EACH)


@dataclass(frozen=True, slots=True)
class _Fitter:
    """What of a translation fits its original. What cannot be translated is a problem, what is gone is outdated."""

    base: Node
    placed: Placed
    found: Translated

    def fitting(self, shape: Shape) -> Node:
        """The entry without the rest."""
        return self._below(self.base, self.placed.node, shape, ())

    def _below(self, base: Node, own: Node, shape: Shape, path: tuple[Step, ...]) -> Node:
        if not isinstance(own.value, dict | list):
            return own
        kept = {}
        for step, child in own.children.items():
            named = not path and str(step) == self.placed.name.partition(" ")[0]
            if named or self._fits(base, (*path, step), shape):
                inner = _below(shape, step)[1]
                under = base.children.get(step, _NOTHING)
                kept[step] = child if inner is None else self._below(under, child, inner, (*path, step))
        values = {step: child.value for step, child in kept.items()}
        value = list(values.values()) if isinstance(own.value, list) else values
        return Node(value, own.line, own.column, kept, own.keys)

    def _fits(self, base: Node, path: tuple[Step, ...], shape: Shape) -> bool:
        *above, step = path
        names = set(base.children) if isinstance(base.value, dict) else set()
        if not _below(shape, step)[0]:
            known = [key for key in shape if key != EACH]
            text = f'"{step}" is not translated' if step in names else f'"{step}" is no key here'
            self._tell(self.found.problems, path, text, "unknown-key", nearest(str(step), known) or "remove it")
            return False
        if above and above[-1] in _NO_MATTER:  # heard is what may be heard of any option there is
            base = self.base.children["options"]
        if above and step not in base.children:
            text = f'"{step}" is not in what this translates'
            self._tell(self.found.outdated, path, text, OUTDATED, nearest(str(step), map(str, base.children)))
            return False
        own = self.placed.node
        for one in path:
            own = own.children[one]
        if step in base.children and (why := _changed(base.children[step], own)):
            self._tell(self.found.outdated, path, why, OUTDATED, "translate it anew")
            return False
        return True

    def _tell(self, where: list[Problem], path: tuple[Step, ...], text: str, code: str, hint: str) -> None:
        where.append(self.placed.problem(path, text, code, hint))


def _changed(base: Node, own: Node) -> str:
    """What of the original a translation does not know yet: another number of points, or other answers quoted."""
    if isinstance(base.value, list) and isinstance(own.value, list) and len(base.value) != len(own.value):
        return f"has {len(own.value)} points, and what it translates has {len(base.value)}"
    if isinstance(base.value, str) and isinstance(own.value, str):
        strange = sorted({*_QUOTED.findall(own.value)} - {*_QUOTED.findall(base.value)})
        return f"quotes {', '.join(strange)}, and what it translates does not" if strange else ""
    return ""


def _missing(base: Node, own: Node | None, shape: Shape, path: str = "") -> Iterator[str]:
    """The keys that have words in the original and none in the translation."""
    for step, child in base.children.items():
        allowed, inner = _below(shape, step)
        if not allowed or step in _NO_MATTER:
            continue
        other = own.children.get(step) if own is not None else None
        here = f"{path}{step}" if isinstance(step, str) else f"{path}{step + 1}"
        if inner is None:
            if other is None:
                yield here
        else:
            yield from _missing(child, other, inner, f"{here}.")
