"""From the rule files to entries that are well formed one by one; what they refer to is looked up in checks.py."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from bot.rulebook.format import FILES, OPTIONAL_FILES, Entry
from bot.rulebook.problems import Problem, nearest
from bot.rulebook.source import Node, Step, read

E = TypeVar("E", bound=Entry)


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
        word = next((key for key in ("rule", "question", "need", "tally", "model", "persona") if self.written(key)), "")
        return f"{word} {self.written(word)}" if word else ""

    def written(self, key: str) -> str:
        """The text under a key as it stands in the file, even if the entry is faulty; empty if there is none."""
        found = self.node.children.get(key)
        return found.value if found is not None and isinstance(found.value, str) else ""

    def problem(self, path: tuple[Step, ...], text: str, code: str, hint: str = "") -> Problem:
        """A problem of this entry, at a path below it."""
        line, column = self.node.at(path)
        return Problem(self.file, line, column, text, code, self.name, hint)


@dataclass(slots=True)
class Sheets:
    """All rule files as read, and all that is wrong with them so far."""

    placed: list[Placed] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)

    def of(self, kind: type[E]) -> Iterator[tuple[Placed, E]]:
        """Every well-formed entry of a kind, in the order of the file."""
        for placed in self.placed:
            if isinstance(placed.entry, kind):
                yield placed, placed.entry

    def entries(self, kind: type[E]) -> tuple[E, ...]:
        """The well-formed entries of a kind without their places."""
        return tuple(entry for _, entry in self.of(kind))


def read_sheets(folder: Path) -> Sheets:
    """Every rule file of the folder. A missing file, and a file of another name, is a problem."""
    sheets = Sheets()
    if not folder.is_dir():
        sheets.problems.append(Problem(folder.name, 1, 1, "is no folder", "unreadable", hint="name a folder of rules"))
        sheets.unread |= set(FILES)
        return sheets
    for stranger in sorted(path.name for path in folder.glob("*.y*ml") if path.name not in FILES):
        name = f"{folder.name}/{stranger}"
        sheets.problems.append(Problem(name, 1, 1, "is no rule file", "unknown-file", hint=nearest(stranger, FILES)))
    for file in FILES:
        path, name = folder / file, f"{folder.name}/{file}"
        if not path.exists():
            sheets.unread.add(file)
            if file not in OPTIONAL_FILES:
                sheets.problems.append(Problem(name, 1, 1, "is missing", "missing-file"))
            continue
        node, problems = read(path, name)
        sheets.problems += problems
        if node is None:
            sheets.unread.add(file)
        else:
            _sheet(file, name, node, sheets)
    return sheets


def _sheet(file: str, name: str, node: Node, sheets: Sheets) -> None:
    if not isinstance(node.value, list):
        sheets.problems.append(
            Problem(name, node.line, node.column, "is no list", "shape", hint="begin entries with -")
        )
        sheets.unread.add(file)
        return
    kinds = FILES[file]
    for child in node.children.values():
        keys = child.children if isinstance(child.value, dict) else {}
        kind = next((kind for key, kind in kinds.items() if key in keys), list(kinds.values())[-1])
        placed = Placed(name, child, kind)
        sheets.placed.append(placed)
        if not isinstance(child.value, dict):
            text = "an entry is a mapping of keys to values"
            sheets.problems.append(placed.problem((), text, "shape", f"it begins with - {next(iter(kinds))}:"))
            continue
        try:
            placed.entry = kind.model_validate(child.value)
        except ValidationError as error:
            sheets.problems += [_explain(placed, detail) for detail in _distinct(error)]


def _distinct(error: ValidationError) -> list[Any]:
    """The errors, without those that a union reports once for each of its branches."""
    seen: dict[tuple[int | str, ...], Any] = {}
    for detail in error.errors(include_url=False):
        seen.setdefault(tuple(step for step in detail["loc"] if not _is_branch(step)), detail)
    return list(seen.values())


def _is_branch(step: int | str) -> bool:
    """Whether a step is the name that pydantic gives to a branch of a union, and no key of the file."""
    return isinstance(step, str) and (step in {"Change", "literal['none']"} or step.startswith("dict["))


def _explain(placed: Placed, detail: Any) -> Problem:
    """One error of pydantic in the words of a maintainer."""
    path = tuple(step for step in detail["loc"] if not _is_branch(step))
    kind, context = detail["type"], detail.get("ctx", {})
    on_key = path[-1:] == ("[key]",)
    path = path[:-1] if on_key else path
    name = str(path[-1]) if path else ""
    keys = _keys(placed.kind)
    if kind == "condition":
        return placed.problem((*path, *context["at"]), context["text"], "condition", context["hint"])
    if kind == "extra_forbidden":
        inner = _keys_at(placed.kind, path[:-1])
        return placed.problem(path, f'"{name}" is no key here', "unknown-key", nearest(name, inner or keys))
    if kind == "missing":
        return placed.problem(path, f"`{name}` is missing", "missing-key", f"add `{name}:`")
    if kind == "string_pattern_mismatch":
        text = f'"{detail["input"]}" is no id'
        hint = "ids are lower-case words joined by -" if placed.written("rule") != detail["input"] else "such as H1"
        return placed.problem(path, text, "id", hint)
    if kind == "literal_error":
        words = [word.strip("' ") for word in context["expected"].replace(" or ", ", ").split(",")]
        return placed.problem(
            path, f'"{detail["input"]}" is no {name}', "unknown-word", nearest(str(detail["input"]), words)
        )
    if kind in {"string_type", "int_type"}:
        hint = "put it in quotes" if kind == "string_type" and isinstance(detail["input"], int | float) else ""
        wanted = "text" if kind == "string_type" else "a whole number"
        return placed.problem(path, f"`{name}` must be {wanted}", "type", hint)
    text = f"`{name}`: {detail['msg'][0].lower()}{detail['msg'][1:]}" if name else detail["msg"]
    return placed.problem(path, text, kind.replace("_", "-"))


def _keys(kind: type[Entry]) -> list[str]:
    return [info.alias or name for name, info in kind.model_fields.items()]


def _keys_at(kind: type[Entry], path: tuple[Step, ...]) -> list[str]:
    """The keys of the mapping at this path below an entry, if it is one of ours."""
    from bot.rulebook.format import Change, Option, Reading  # noqa: PLC0415 - named here to stay beside its use

    inner = {"options": Option, "readings": Reading, "change": Change}.get(str(path[0])) if path else kind
    return _keys(inner) if inner else []
