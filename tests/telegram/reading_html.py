"""Telegram's HTML as a strict and independent reader sees it: the text that is shown, or what is wrong with it."""

import re
from html import unescape

TAGS = {"b", "i", "u", "s", "code", "pre", "a", "blockquote"}
ALONE = {"code", "pre"}
"""Tags that hold no other tag; of the others, none may stand in itself."""
PIECE = re.compile(r'<(/?)([a-z]+)((?: [a-z]+="[^"<>]*")?)>|&(?:lt|gt|amp|quot);|[^<>&]+|.', re.DOTALL)


def units(text):
    return len(text.encode("utf-16-le")) // 2


def shown(source):
    """The text without its marks. Fails on anything that the documentation of the Bot API does not allow."""
    text, opened = "", []
    for piece in PIECE.finditer(source):
        closing, tag, attributes = piece.groups()
        if tag is None:
            assert piece[0] not in {"<", ">", "&"}, f"a bare {piece[0]} at {piece.start()} of {source!r}"
            text += unescape(piece[0])
        elif closing:
            assert opened[-1:] == [tag], f"</{tag}> without its beginning in {source!r}"
            opened.pop()
        else:
            assert tag in TAGS, f"<{tag}> is not known to Telegram"
            assert tag not in opened, f"<{tag}> inside itself in {source!r}"
            assert not ALONE & set(opened), f"<{tag}> inside code in {source!r}"
            assert tag not in ALONE or set(opened) <= {"blockquote"}, f"<{tag}> inside another mark in {source!r}"
            assert re.fullmatch(r' href="(?:https?|tg)://[^"]+"', attributes) if tag == "a" else not attributes
            opened.append(tag)
    assert not opened, f"<{opened[-1]}> has no end in {source!r}"
    return text.strip()
