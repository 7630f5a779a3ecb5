"""What `when` may say: a small tree of parts, without any knowledge of which facts exist.

Refused here is only what could not mean anything: an empty condition, an unknown form of test, mixed bounds.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import prod
from typing import Annotated, Any, TypeAlias

from pydantic import GetPydanticSchema, WithJsonSchema
from pydantic_core import PydanticCustomError, core_schema

from bot.rulebook.source import Step

HOLDS, FAILS = "holds", "does not hold"
ADVISED = "advised"
Path: TypeAlias = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Is:
    """The answer is one of these options (or the model advised is one of these)."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IsNot:
    """The question was asked, and the answer is none of these options."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranks:
    """The answer ranks at least, or at most, as high as these options by the question's `exposure`."""

    least: str | None
    most: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """The tally lies within these bounds, both included."""

    least: int | None
    most: int | None


@dataclass(frozen=True, slots=True)
class Holds:
    """The need holds, or does not hold."""

    wanted: bool


Test: TypeAlias = Is | IsNot | Ranks | Counts | Holds


@dataclass(frozen=True, slots=True)
class Part:
    """One test of one fact. `at` is its place below `when`, for messages."""

    fact: str
    test: Test
    at: Path = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class All:
    """Every one of these holds; none at all means always."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these holds."""

    parts: tuple["Condition", ...]


Condition: TypeAlias = Part | All | AnyOf
ALWAYS = All(())


def parts(condition: Condition) -> Iterator[Part]:
    """Every test in a condition, in the order written."""
    if isinstance(condition, Part):
        yield condition
    else:
        for inner in condition.parts:
            yield from parts(inner)


def reads(condition: Condition) -> tuple[str, ...]:
    """The facts that a condition reads, each once, in the order written."""
    return tuple(dict.fromkeys(part.fact for part in parts(condition)))


def alternatives(condition: Condition) -> int:
    """How many rules the engine needs for a condition: branches of `any` add up, and multiply side by side."""
    if isinstance(condition, Part):
        return 1
    each = [alternatives(part) for part in condition.parts]
    return sum(each) if isinstance(condition, AnyOf) else prod(each)


def _refuse(text: str, at: Path, hint: str = "") -> PydanticCustomError:
    return PydanticCustomError("condition", "{text}", {"text": text, "at": at, "hint": hint})


def parse_condition(raw: Any) -> Condition:
    """The tree of a `when` as written. Raises a PydanticCustomError whose context holds the place below `when`."""
    if raw == "always":
        return ALWAYS
    return _all(raw, ())


def _all(raw: Any, at: Path) -> Condition:
    if not isinstance(raw, Mapping):
        hint = "write `when: always`, or a mapping such as {data: regulated}"
        raise _refuse("a condition is a mapping of facts to tests", at, hint)
    if not raw:
        raise _refuse("the condition is empty", at, "write `when: always` if it shall always hold")
    found: list[Condition] = []
    for key, value in raw.items():
        if key in {"any", "all"}:
            found.append(_branches(key, value, (*at, key)))
        else:
            found.append(Part(key, _test(value, (*at, key)), (*at, key)))
    return found[0] if len(found) == 1 else All(tuple(found))


def _branches(key: str, raw: Any, at: Path) -> Condition:
    if not isinstance(raw, list) or not raw:
        raise _refuse(f"`{key}` takes a list of conditions", at, "such as [{env: complex}, {env: server}]")
    inner = tuple(_all(one, (*at, index)) for index, one in enumerate(raw))
    for index, one in enumerate(inner):
        if one in inner[:index]:
            raise _refuse("the same condition stands twice in the list", (*at, index), "keep one of them")
    return AnyOf(inner) if key == "any" else All(inner)


def _test(raw: Any, at: Path) -> Test:
    if isinstance(raw, bool) or raw is None or isinstance(raw, float):
        raise _refuse(f"{_shown(raw)} is no option, number or test", at, "put an option's id in quotes if it looks so")
    if isinstance(raw, int):
        return Counts(raw, raw)
    if raw in (HOLDS, FAILS):
        return Holds(raw == HOLDS)
    if isinstance(raw, str):
        return Is((raw,))
    if isinstance(raw, list):
        return Is(_options(raw, at))
    return _test_mapping(raw, at)


def _test_mapping(raw: Mapping[str, Any], at: Path) -> Test:
    keys = set(raw)
    if keys == {"not"}:
        value = raw["not"]
        return IsNot(_options(value if isinstance(value, list) else [value], (*at, "not")))
    if keys and keys <= {"at least", "at most"}:
        least, most = raw.get("at least"), raw.get("at most")
        bounds = [one for one in (least, most) if one is not None]
        if all(isinstance(one, int) and not isinstance(one, bool) for one in bounds) and bounds:
            return Counts(least, most)
        if all(isinstance(one, str) for one in bounds) and bounds:
            return Ranks(least, most)
        raise _refuse("`at least` and `at most` take a number (tally) or an option (question)", at)
    unknown = next((key for key in raw if key not in {"not", "at least", "at most"}), "")
    text = f'"{unknown}" is no test' if unknown else "`not` stands alone" if keys else "the test is empty"
    raise _refuse(text, (*at, unknown) if unknown else at, "a test is `not`, `at least` or `at most`")


def _options(raw: list[Any], at: Path) -> tuple[str, ...]:
    if not raw:
        raise _refuse("the list is empty, so it could never hold", at, "name at least one option")
    for index, one in enumerate(raw):
        if not isinstance(one, str):
            raise _refuse(f"{_shown(one)} is no option", (*at, index), "put an option's id in quotes if it looks so")
        if one in raw[:index]:
            raise _refuse(f'"{one}" stands twice in the list', (*at, index), "keep one of them")
    return tuple(raw)


def _shown(raw: Any) -> str:
    if raw is None:
        return "an empty value"
    return str(raw).lower() if isinstance(raw, bool) else str(raw)


_SCHEMA: dict[str, Any] = {
    "description": "`always`, or a mapping of facts to tests; all of them must hold together",
    "anyOf": [
        {"const": "always"},
        {
            "type": "object",
            "minProperties": 1,
            "properties": {
                "any": {"type": "array", "minItems": 1, "items": {"type": "object"}},
                "all": {"type": "array", "minItems": 1, "items": {"type": "object"}},
            },
            "additionalProperties": {
                "anyOf": [
                    {"type": "string"},
                    {"type": "integer"},
                    {"type": "array", "minItems": 1, "items": {"type": "string"}},
                    {
                        "type": "object",
                        "minProperties": 1,
                        "additionalProperties": False,
                        "properties": {
                            "not": {},
                            "at least": {"type": ["string", "integer"]},
                            "at most": {"type": ["string", "integer"]},
                        },
                    },
                ]
            },
        },
    ],
}


def _parsed(_source: object, _handler: object) -> core_schema.CoreSchema:
    """To pydantic, a condition is what `parse_condition` makes of it: a schema of the tree itself would cost 15 ms."""
    return core_schema.no_info_plain_validator_function(parse_condition)


When: TypeAlias = Annotated[Condition, GetPydanticSchema(_parsed), WithJsonSchema(_SCHEMA)]
