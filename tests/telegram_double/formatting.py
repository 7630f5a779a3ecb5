"""Telegram's HTML, read strictly: the text a person sees and its entities, counted in UTF-16 units.

What Telegram refuses is refused. What it lets pass though its documentation forbids it (a bare & or >, nested
block quotes, tags inside code) comes back as a remark, which makes it a violation.
"""

import re
from dataclasses import dataclass, field
from html import unescape

from .errors import wrong

KINDS = {
    "bold": "b strong",
    "italic": "i em",
    "underline": "u ins",
    "strikethrough": "s strike del",
    "spoiler": "tg-spoiler span",
    "code": "code",
    "pre": "pre",
    "text_link": "a",
    "blockquote": "blockquote",
}
TAGS = {tag: kind for kind, tags in KINDS.items() for tag in tags.split()}
ATTRIBUTES = {"a": {"href"}, "span": {"class"}, "code": {"class"}, "blockquote": {"expandable"}}
PIECE = re.compile(r"<(/?)([^<>]*)(>?)|&(#\d+|#x[0-9a-fA-F]+|lt|gt|amp|quot);|[^<&]+|&")
ATTRIBUTE = re.compile(r"""\s+([a-zA-Z-]+)(?:=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")


def units(text):
    """The length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass
class Reading:
    """What a parse has found so far."""

    text: list = field(default_factory=list)
    length: int = 0
    stack: list = field(default_factory=list)  # (tag, entity or None)
    entities: list = field(default_factory=list)
    remarks: list = field(default_factory=list)

    def add(self, text):
        self.text.append(text)
        self.length += units(text)


def read_html(source):
    """Text, entities and remarks."""
    reading = Reading()
    for piece in PIECE.finditer(source):
        closing, inside, end, entity = piece.groups()
        at = len(source[: piece.start()].encode())
        if inside is not None:
            _tag(reading, closing, inside, end, at)
        elif entity is not None:
            reading.add(unescape(piece[0]))
        else:
            if piece[0] == "&" or ">" in piece[0]:
                reading.remarks.append(f"a bare {'&' if piece[0] == '&' else '>'} at byte offset {at} of the HTML")
            reading.add(piece[0])
    if reading.stack:
        raise _refused(f'Can\'t find end tag corresponding to start tag "{reading.stack[-1][0]}"')
    return _trimmed("".join(reading.text), reading.entities, reading.remarks)


def plain(source, entities=()):
    """A text without a parse mode, and the entities that came beside it."""
    for entity in entities:
        if entity["offset"] < 0 or entity["length"] < 1 or entity["offset"] + entity["length"] > units(source):
            raise wrong("ENTITY_BOUNDS_INVALID")
    return _trimmed(source, [dict(entity) for entity in entities], [])


def commands(text):
    """The bot_command entities in what a person typed."""
    return [
        {"type": "bot_command", "offset": units(text[: found.start()]), "length": units(found[0])}
        for found in re.finditer(r"(?<![\w/])/[A-Za-z0-9_]{1,32}(?:@\w{3,32})?(?![\w/])", text)
    ]


def _tag(reading, closing, inside, end, at):
    name = re.match(r"[^\s/]*", inside)[0].lower()
    if not (end or name in TAGS or inside == name or closing):
        raise _refused(f'Unsupported start tag "{name}" at byte offset {at}')
    if not end:
        raise _refused(f"Unclosed {'end' if closing else 'start'} tag at byte offset {at}")
    if closing:
        _close(reading, name, at)
        return
    if name not in TAGS:
        raise _refused(f'Unsupported start tag "{name}" at byte offset {at}')
    attributes = _attributes(inside[len(name) :], name, at)
    if extra := attributes.keys() - ATTRIBUTES.get(name, set()):
        reading.remarks.append(f"<{name}> with {', '.join(sorted(extra))}")
    reading.stack.append((name, _entity(reading, name, attributes, at)))


def _close(reading, name, at):
    if not reading.stack:
        raise _refused(f"Unexpected end tag at byte offset {at}")
    open_name, entity = reading.stack.pop()
    if name not in {"", open_name}:
        raise _refused(f'Unmatched end tag at byte offset {at}, expected "</{open_name}>", found "</{name}>"')
    if entity is not None and (length := reading.length - entity["offset"]) > 0:
        reading.entities.append(entity | {"length": length})


def _attributes(source, name, at):
    found, rest = {}, source.rstrip()
    while rest:
        match = ATTRIBUTE.match(rest)
        if match is None:
            raise _refused(f'Empty attribute name in the tag "{name}" at byte offset {at}')
        found[match[1].lower()] = unescape(next((part for part in match.groups()[1:] if part is not None), ""))
        rest = rest[match.end() :]
    return found


def _entity(reading, name, attributes, at):
    """The entity that starts here; None where the tag only says something about its parent."""
    kind, outer = TAGS[name], [tag for tag, _ in reading.stack]
    entity = {"type": kind, "offset": reading.length, "length": 0}
    if {"pre", "code"} & set(outer) and not (name == "code" and outer[-1] == "pre"):
        reading.remarks.append(f"<{name}> inside <{outer[-1]}>")
    match name:
        case "a":
            return _link(reading, entity, attributes)
        case "span" if attributes.get("class") != "tg-spoiler":
            raise _refused(f'Tag "span" must have class "tg-spoiler" at byte offset {at}')
        case "blockquote":
            if "blockquote" in outer:
                reading.remarks.append("a block quote inside a block quote")
            return entity | ({"type": "expandable_blockquote"} if "expandable" in attributes else {})
        case "code" if outer and outer[-1] == "pre":
            if language := attributes.get("class", "").removeprefix("language-"):
                reading.stack[-1][1]["language"] = language
            return None
    return entity


def _link(reading, entity, attributes):
    url = attributes.get("href", "")
    if not re.match(r"(https?://[^\s/]+|tg://|mailto:)", url):
        reading.remarks.append(f"<a> with the address {url!r}, of which Telegram makes plain text")
        return None
    return entity | {"url": url}


def _trimmed(text, entities, remarks):
    """As Telegram stores it: without white space around it, the entities cut to what is left."""
    shown = text.strip()
    start = units(text[: len(text) - len(text.lstrip())])
    end = units(shown)
    kept = []
    for entity in entities:
        first = max(entity["offset"] - start, 0)
        last = min(entity["offset"] - start + entity["length"], end)
        if last > first:
            kept.append(entity | {"offset": first, "length": last - first})
    return shown, sorted(kept, key=lambda one: (one["offset"], -one["length"], one["type"])), remarks


def _refused(text):
    return wrong(f"can't parse entities: {text}")
