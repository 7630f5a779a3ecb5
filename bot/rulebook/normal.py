"""The rules as data of one form: what was left out is left out, and every condition is spelled one way.

It is kept beside the source of a revision, so that later programs can read what earlier rules meant. Its shape is
format 1; whoever changes it raises the number.
"""

import json
from typing import Any

from pydantic import BaseModel

from bot.rulebook.book import Rulebook
from bot.rulebook.conditions import FAILS, HOLDS, All, AnyOf, Condition, Counts, Holds, Is, IsNot, Part, Ranks, Test

FORMAT = 1
_KINDS = (
    "questions",
    "needs",
    "tallies",
    "models",
    "model_rules",
    "why_nots",
    "extras",
    "contradictions",
    "traffic",
    "personas",
)


def normal(book: Rulebook) -> str:
    """The rules as JSON, the same whatever the order of rules in the files was."""
    found: dict[str, Any] = {kind.replace("_", " "): [_plain(one) for one in getattr(book, kind)] for kind in _KINDS}
    return json.dumps({"format": FORMAT, **found}, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        named = ((info.alias or name, getattr(value, name)) for name, info in type(value).model_fields.items())
        given = {key: _plain(one) for key, one in named if one not in (None, (), {})}
        return given | dict(value.__pydantic_extra__ or {})
    if isinstance(value, Part | All | AnyOf):
        return _condition(value)
    if isinstance(value, dict):
        ordered = any(isinstance(one, BaseModel) for one in value.values())  # options; elsewhere order means nothing
        return {key: _plain(one) for key, one in (value.items() if ordered else sorted(value.items()))}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def _condition(condition: Condition) -> Any:
    if isinstance(condition, Part):
        return {condition.fact: _test(condition.test)}
    if not condition.parts:
        return "always"
    return {"any" if isinstance(condition, AnyOf) else "all": [_condition(part) for part in condition.parts]}


def _test(test: Test) -> Any:
    match test:
        case Holds(wanted):
            return HOLDS if wanted else FAILS
        case Is(values):
            return list(values)
        case IsNot(values):
            return {"not": list(values)}
        case Ranks() | Counts():
            return {"at least": test.least, "at most": test.most}
