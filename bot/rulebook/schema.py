"""The shape of the rule files as JSON Schema, so that editors complete and underline; `fixpoint check` knows more."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic.json_schema import models_json_schema

from bot.rulebook.format import FILES, Entry, Persona

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(file: str) -> dict[str, Any]:
    """The schema of one rule file, generated from the classes of its entries."""
    kinds: list[type[Entry]] = list(FILES[file].values())
    found, shared = models_json_schema([(kind, "validation") for kind in kinds], by_alias=True)
    entries = [found[kind, "validation"] for kind in kinds]
    definitions = {name: _tidied(one) for name, one in shared["$defs"].items()}
    for kind in kinds:
        if kind is Persona:  # tallies stand beside its own keys
            definitions[kind.__name__]["additionalProperties"] = {"type": "integer", "minimum": 0}
    return {
        "$schema": DIALECT,
        "title": f"rules/{file}",
        "type": "array",
        "items": {"anyOf": entries},
        "$defs": definitions,
    }


def write(folder: Path) -> None:
    """Write the schema of every rule file into schema/ below the folder of the rules."""
    (folder / "schema").mkdir(exist_ok=True)
    for name, text in texts().items():
        (folder / "schema" / name).write_text(text, encoding="utf-8")


def texts() -> Mapping[str, str]:
    """The text of every schema by the name of its file."""
    return {
        f"{Path(file).stem}.schema.json": json.dumps(schema(file), indent=1, ensure_ascii=False) + "\n"
        for file in FILES
    }


def _tidied(value: Any) -> Any:
    """Without the nulls that pydantic allows where a key may be left out: a key without a value is refused."""
    if isinstance(value, list):
        return [_tidied(one) for one in value if one != {"type": "null"}]
    if not isinstance(value, dict):
        return value
    found = {key: _tidied(one) for key, one in value.items() if not (key == "default" and one is None)}
    branches = found.get("anyOf")
    if isinstance(branches, list) and len(branches) == 1:
        return {**{key: one for key, one in found.items() if key != "anyOf"}, **branches[0]}
    return found
