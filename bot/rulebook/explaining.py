"""What pydantic finds wrong in an entry, in the words of a maintainer; one slip is told once."""

from collections.abc import Iterator
from typing import Any, TypeAlias

from pydantic import BaseModel, ValidationError

from bot.rulebook.format import BRANCH, Change, Intended, Option, Reading, keys
from bot.rulebook.problems import closest, nearest
from bot.rulebook.source import Node, Step

Finding: TypeAlias = tuple[tuple[Step, ...], str, str, str]
"""Where below the entry, what is wrong, its code, and the hint."""

_INNER: dict[str, type[BaseModel]] = {
    "options": Option,
    "readings": Reading,
    "change": Change,
    "same model": Intended,
    "no direction": Intended,
}
_SHAPES = {
    "string_type": "text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
}


def explain(error: ValidationError, node: Node, kind: type[BaseModel]) -> Iterator[Finding]:
    """The findings of an error, without those that follow from what was told before."""
    details: list[dict[str, Any]] = [
        {**detail, "loc": _path(detail["loc"])} for detail in error.errors(include_url=False)
    ]
    details = [detail for detail in details if not (node.excused(detail["loc"]) or _follows(detail, details))]
    unknown = [detail["loc"] for detail in details if detail["type"] == "extra_forbidden"]
    absent: dict[tuple[Step, ...], list[str]] = {}
    for detail in details:
        if detail["type"] == "missing":
            absent.setdefault(detail["loc"][:-1], []).append(str(detail["loc"][-1]))
        elif detail["type"] != "extra_forbidden":
            yield _finding(detail)
    for above, missing in absent.items():
        yield from _absent(node, kind, above, missing, unknown)
    for path in unknown:
        known = set(keys(_kind_at(kind, path[:-1]))) - set(_written(node, path[:-1]))
        yield path, f'"{path[-1]}" is no key here', "unknown-key", nearest(str(path[-1]), known)


def _absent(
    node: Node, kind: type[BaseModel], above: tuple[Step, ...], missing: list[str], unknown: list[tuple[Step, ...]]
) -> Iterator[Finding]:
    """Keys that are missing; one that is only misspelt is told where it stands, and no longer unknown."""
    if above[-1:] == ("readings",):
        yield above, "`readings` must hold two", "too-short", "add the other one"
        return
    for path in [path for path in unknown if path[:-1] == above] or _unlisted(node, kind, above):
        meant = closest(str(path[-1]), missing)
        if meant:
            unknown[:] = [one for one in unknown if one != path]
            missing.remove(meant)
            yield path, f'"{path[-1]}" is no key here', "unknown-key", f'did you mean "{meant}"?'
    if missing:
        yield _gap(node, kind, above, missing), _are_missing(missing), "missing-key", f"add `{missing[0]}:`"


def _follows(detail: Any, details: list[Any]) -> bool:
    """Whether something is too short only because one of its members is faulty."""
    size = len(detail["loc"])
    return detail["type"] == "too_short" and any(
        len(one["loc"]) > size and one["loc"][:size] == detail["loc"] for one in details
    )


def _path(loc: tuple[int | str, ...]) -> tuple[Step, ...]:
    """Where it is in the file: without the names that pydantic gives to branches of a union and to keys."""
    return tuple(step for step in loc if not (isinstance(step, str) and (step in BRANCH or step == "[key]")))


def _finding(detail: Any) -> Finding:
    path, kind, context, given = detail["loc"], detail["type"], detail.get("ctx", {}), detail["input"]
    name = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    if kind == "condition":
        return (*path, *context["at"]), context["text"], "condition", context["hint"]
    if kind == "string_pattern_mismatch":
        hint = "ids of rules are letters and digits, such as H1" if "A-Z" in context["pattern"] else ""
        return path, f'"{given}" is no id', "id", hint or "ids are lower-case words joined by -"
    if kind == "literal_error":
        words = [word.strip("' ") for word in context["expected"].replace(" or ", ", ").split(",")]
        wrong = f'`{path[-2]}` cannot hold "{given}"' if name == given else f'`{name}` cannot be "{_shown(given)}"'
        return path, wrong, "unknown-word", nearest(str(given), words)
    if kind in _SHAPES:
        hint = "put it in quotes" if kind == "string_type" and isinstance(given, int | float) else ""
        if kind in {"int_type", "float_type"} and isinstance(given, str) and given.lstrip("-").isdecimal():
            hint = "write it without quotes"
        return path, f"`{name}` must be {_SHAPES[kind]}", "type", hint
    if kind in {"too_short", "too_long"}:
        bound = f"at least {context['min_length']}" if kind == "too_short" else f"at most {context['max_length']}"
        return path, f"`{name}` holds {len(detail['input'])}, and must hold {bound}", kind.replace("_", "-"), ""
    message = detail["msg"][0].lower() + detail["msg"][1:]
    return path, f"`{name}`: {message}" if name else message, kind.replace("_", "-"), ""


def _shown(given: Any) -> str:
    return str(given).lower() if isinstance(given, bool) else str(given)


def _are_missing(missing: list[str]) -> str:
    if len(missing) == 1:
        return f"`{missing[0]}` is missing"
    return ", ".join(f"`{key}`" for key in missing[:-1]) + f" and `{missing[-1]}` are missing"


def _kind_at(kind: type[BaseModel], path: tuple[Step, ...]) -> type[BaseModel]:
    if not path:
        return kind
    inner = getattr(kind, "INNER", _INNER)
    found: type[BaseModel] = inner.get(str(path[0]), kind)
    return found


def _written(node: Node, path: tuple[Step, ...]) -> list[str]:
    """The keys of the mapping at a path."""
    for step in path:
        node = node.children[step]
    return list(node.keys)


def _unlisted(node: Node, kind: type[BaseModel], above: tuple[Step, ...]) -> list[tuple[Step, ...]]:
    """Keys of an entry that may have keys of its own making, as a persona may."""
    known = keys(_kind_at(kind, above))
    return [(*above, key) for key in _written(node, above) if key not in known]


def _gap(node: Node, kind: type[BaseModel], above: tuple[Step, ...], missing: list[str]) -> tuple[Step, ...]:
    """Where the first missing key belongs: at the key that would follow it, else at the last one before it."""
    order = keys(_kind_at(kind, above))
    written = [key for key in order if key in _written(node, above)]
    after = [key for key in written if order.index(key) > order.index(missing[0])]
    before = [key for key in written if order.index(key) < order.index(missing[0])]
    key = next(iter(after), before[-1] if before else None)
    return above if key is None else (*above, key)
