"""A request's body as parameters with their types: form, multipart or JSON.

Telegram reads every field of a form as text and parses what should be more; the schema says which.
"""

import json
from dataclasses import dataclass

from .errors import wrong
from .schema import METHODS


@dataclass(frozen=True)
class Upload:
    """A file that came as a part of its own."""

    name: str
    content: bytes
    mime: str


def _kind(schema):
    """How a form's text becomes a value."""
    names = {one.get("type", "object") for one in schema.get("anyOf", [schema])}
    if names == {"integer", "string"}:
        return "chat"
    if "enum" in schema or "const" in schema or names == {"string"}:
        return "string"
    return "json" if len(names) > 1 else names.pop().replace("object", "json").replace("array", "json")


KINDS = {
    method: {name: _kind(schema) for name, schema in described["parameters"]["properties"].items()}
    for method, described in METHODS.items()
}


async def decoded(request, method):
    """Parameters, and the files named by the part they came in."""
    match request.content_type:
        case "application/json":
            return _from_json(await request.text()), {}
        case "application/x-www-form-urlencoded":
            return _typed(method, await request.post()), {}
        case "multipart/form-data":
            return await _multipart(method, request)
        case _ if not request.can_read_body:
            return _typed(method, request.query), {}
        case other:
            raise wrong(f"unsupported content type {other}")


def _from_json(text):
    try:
        parameters = json.loads(text or "{}")
    except ValueError:
        raise wrong("can't parse JSON object") from None
    if not isinstance(parameters, dict):
        raise wrong("object expected")
    return parameters


async def _multipart(method, request):
    form, fields, files = await request.post(), {}, {}
    for name, value in form.items():
        if isinstance(value, str):
            fields[name] = value
        else:
            files[name] = Upload(value.filename, value.file.read(), value.content_type)
            if name in KINDS[method]:
                fields[name] = f"attach://{name}"  # the file itself is the parameter
    unused = [name for name in files if not any(f"attach://{name}" in value for value in fields.values())]
    if unused:
        raise wrong(f"files that nothing names: {', '.join(unused)}")
    return _typed(method, fields), files


def _typed(method, fields):
    if len(fields) != len(set(fields)):
        raise wrong(f"{method}: a parameter is given twice")
    kinds = KINDS[method]
    return {name: _value(name, kinds.get(name, "string"), text) for name, text in fields.items()}


def _value(name, kind, text):
    match kind:
        case "string":
            return text
        case "chat":
            return int(text) if text.lstrip("-").isdigit() else text
        case _:
            try:
                return json.loads(text)
            except ValueError:
                raise wrong(f"can't parse {name}: {text[:60]!r} is no JSON") from None
