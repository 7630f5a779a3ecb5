"""The file of a declared change: written from what was found, or read and held against it.

YAML or JSON. What is no declaration is refused with its line and the nearest valid word.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.analysis.difference.declared import KEYS, NUMBERS, declaration, unmet
from bot.analysis.difference.report import Difference
from bot.errors import UsageError
from bot.rulebook.problems import nearest
from bot.rulebook.source import Node, decode, parse


def write(path: Path, found: Difference) -> None:
    """Write the change as a declaration: JSON where the name ends so, else YAML. Raises UsageError."""
    plain = declaration(found)
    text = json.dumps(plain, indent=1) if path.suffix == ".json" else "\n".join(_yaml(plain, 0))
    try:
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}): name another file") from None


def _yaml(plain: Mapping[str, Any], depth: int) -> list[str]:
    lines = []
    for key, value in plain.items():
        if isinstance(value, Mapping):
            lines += [f"{' ' * depth}{key}:", *_yaml(value, depth + 2)] if value else [f"{' ' * depth}{key}: {{}}"]
        else:
            lines.append(f"{' ' * depth}{key}: {_number(value)}")
    return lines


def _number(value: float) -> str:
    """A number without an exponent, which people read badly."""
    return str(value) if isinstance(value, int) else f"{value:.6f}"


def read(path: Path) -> Mapping[str, Any]:
    """A declaration. Raises UsageError."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}); write it with --write-expect {path}") from None
    text, problems = decode(raw, str(path))
    node, more = parse(text, str(path)) if text is not None else (None, [])
    for problem in (*problems, *more):
        raise UsageError(str(problem))
    if node is None or not isinstance(node.value, dict) or not node.value:
        raise UsageError(f"{path}:1: is no declaration; it names at least one of: {', '.join(KEYS)}")
    for key, child in node.children.items():
        if key not in KEYS:
            raise _refused(path, node, key, f'"{key}" cannot be declared; {nearest(str(key), KEYS)}')
        _check(path, node, str(key), child)
    return dict(node.value)


def _check(path: Path, node: Node, key: str, child: Node) -> None:
    if key in NUMBERS:
        if not isinstance(child.value, int | float) or isinstance(child.value, bool):
            raise _refused(path, node, key, f"`{key}` is a number")
        return
    rows = child.value.values() if key == "matrix" and isinstance(child.value, dict) else [child.value]
    for row in rows:
        if not isinstance(row, dict) or not all(type(one) is int for one in row.values()):
            shown = "{from: {to: sets}}" if key == "matrix" else "{extras: sets}"
            raise _refused(path, node, key, f"`{key}` is a mapping such as {shown}")


def _refused(path: Path, node: Node, key: Any, text: str) -> UsageError:
    return UsageError(f"{path}:{node.at((key,))[0]}: {text}")


def held(path: Path, found: Difference) -> tuple[str, ...]:
    """Where the change is not as declared in a file. Raises UsageError."""
    declared = read(path)
    for name in declared.get("also", {}):
        if name not in found.also:
            raise UsageError(f'{path}: also: "{name}" cannot be declared; {nearest(name, found.also)}')
    return unmet(declared, found)
