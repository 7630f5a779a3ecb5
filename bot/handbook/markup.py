"""HTML that is escaped by construction: what is not `Html` already is text, and is written as text.

Refused here: an element that has no end yet is given content.
"""

import re
from collections.abc import Iterable
from html import escape

_VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_WORDS = re.compile(r"[^a-z0-9]+")


class Html(str):
    """A piece of HTML; everything else is text."""

    __slots__ = ()


NOTHING = Html()


def writable(words: str) -> str:
    """Words in which a sign that no page can hold has become one that says so."""
    return _UNWRITABLE.sub("\ufffd", words)


def text(words: str) -> Html:
    """Words as HTML, whatever they hold."""
    return words if isinstance(words, Html) else Html(escape(writable(words)))


def tag(name: str, /, *children: str, **attributes: str | bool | None) -> Html:
    """An element. `class_` becomes class, `aria_label` aria-label; False and None leave the attribute out."""
    given = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        if children:
            raise ValueError(f"<{name}> holds nothing")
        return Html(f"<{name}{given}>")
    return Html(f"<{name}{given}>{''.join(text(child) for child in children)}</{name}>")


def _attribute(key: str, value: str | bool | None) -> str:
    name = key.rstrip("_").replace("_", "-")
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(writable(value))}"'


def joined(parts: Iterable[str], between: str = "") -> Html:
    """Pieces and words one after another."""
    return Html(text(between).join(text(part) for part in parts))


def listed(items: Iterable[str], class_: str | None = None) -> Html:
    """A list of points; nothing if there are none."""
    points = joined(tag("li", item) for item in items)
    return tag("ul", points, class_=class_) if points else NOTHING


def choice(words: Iterable[str], last: str = "or") -> Html:
    """Words as a list in a sentence: a, b or c."""
    found = [text(word) for word in words]
    if len(found) < 2:  # noqa: PLR2004 - one word is no list
        return joined(found)
    return Html(f"{', '.join(found[:-1])} {text(last)} {found[-1]}")


def slug(words: str) -> str:
    """Words as a name in an address."""
    return _WORDS.sub("-", words.lower()).strip("-") or "part"
