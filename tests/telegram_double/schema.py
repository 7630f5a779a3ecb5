"""The Bot API's types as checks, made once from schema.json.

They read the keywords that make_schema.py writes and no others, and say what jsonschema would say, some thirty times
as fast: a test holds the two against each other.
"""

import json
from functools import partial
from pathlib import Path

SCHEMA = json.loads(Path(__file__).with_name("schema.json").read_text())
METHODS = SCHEMA["methods"]
KINDS = {"integer": int, "number": (int, float), "string": str, "boolean": bool, "array": list, "object": dict}
COVERED = {
    *("type", "required", "additionalProperties", "properties", "title", "items", "maxItems", "enum", "const", "anyOf"),
    *("$ref", "minLength", "maxLength", "minimum", "maximum", "bytes", "parsed"),
}
_made = {}


def checker(schema):
    """A function of (value, path, problems) that adds what is wrong; `problems` stays as it is when all is well."""
    unknown = schema.keys() - COVERED
    assert not unknown, f"schema.json uses {unknown}, which nothing here reads"
    if "$ref" in schema:
        return partial(_referred, schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return partial(_any_of, [checker(one) for one in schema["anyOf"]])
    if "const" in schema:
        return partial(_one_of, [schema["const"]])
    if "enum" in schema:
        return partial(_one_of, schema["enum"])
    if schema["type"] == "object" and "properties" in schema:
        fields = {name: checker(one) for name, one in schema["properties"].items()}
        return partial(_object, frozenset(schema["required"]), fields)
    if "items" in schema:
        return partial(_array, checker(schema["items"]), schema.get("maxItems", float("inf")))
    return partial(_plain, schema["type"], KINDS[schema["type"]], _limits(schema))


def definition(name):
    """The check of one object, such as Message."""
    if name not in _made:
        _made[name] = checker(SCHEMA["$defs"][name])
    return _made[name]


def problems(check, value, path):
    """What is wrong with a value; empty when nothing is."""
    found = []
    check(value, path, found)
    return found


def _referred(name, value, path, found):
    definition(name)(value, path, found)


def _any_of(checks, value, path, found):
    nearest = None
    for check in checks:
        tried = []
        check(value, path, tried)
        if not tried:
            return
        if nearest is None or len(tried) < len(nearest):
            nearest = tried
    found.extend(nearest)


def _one_of(allowed, value, path, found):
    if not any(value == one and type(value) is type(one) for one in allowed):
        found.append(f"{path} is {_short(value)}, not {' or '.join(map(_short, allowed[:6]))}")


def _object(required, fields, value, path, found):
    if not isinstance(value, dict):
        found.append(f"{path} is {_short(value)}, not an object")
        return
    if not required <= value.keys():
        found.extend(f"{path} has no {name}" for name in sorted(required - value.keys()))
    for name, part in value.items():
        check = fields.get(name)
        if check is None:
            found.append(f"{path} has an unknown field {name}")
        else:
            check(part, f"{path}.{name}", found)


def _array(check, most, value, path, found):
    if not isinstance(value, list):
        found.append(f"{path} is {_short(value)}, not an array")
        return
    if len(value) > most:
        found.append(f"{path} has {len(value)} items, not at most {most}")
    for number, part in enumerate(value):
        check(part, f"{path}[{number}]", found)


def _plain(name, kind, limits, value, path, found):
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        found.append(f"{path} is {_short(value)}, not of type {name}")
        return
    for measure, least, most, unit in limits:
        if not least <= measure(value) <= most:
            found.append(f"{path} has {measure(value)} {unit}, not {least} to {most}")


def _limits(schema):
    """Those that need no parsing: [(how to measure, least, most, unit)]."""
    limits = []
    if "maxLength" in schema:
        limits.append((len, schema["minLength"], schema["maxLength"], "characters"))
    if "maximum" in schema:
        limits.append((int, schema["minimum"], schema["maximum"], "as its value"))
    if "bytes" in schema:
        limits.append((_bytes, *schema["bytes"], "bytes"))
    return limits


def _bytes(text):
    return len(text.encode())


def _short(value):
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."


PARAMETERS = {name: checker(method["parameters"]) for name, method in METHODS.items()}
RESULTS = {name: checker(method["result"]) for name, method in METHODS.items()}
UPDATE = definition("Update")
UPDATE_KINDS = [name for name in SCHEMA["$defs"]["Update"]["properties"] if name != "update_id"]
PARSED = {
    (name, field): schema["parsed"]
    for name, method in METHODS.items()
    for field, schema in method["parameters"]["properties"].items()
    if "parsed" in schema
}
"""The lengths counted after the entities are parsed: {("sendMessage", "text"): [1, 4096], ...}."""
