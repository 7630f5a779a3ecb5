"""An article's Markdown in pieces, each with its line: what a reader reads as a paragraph, a point or a heading.

Nothing is judged here; what Telegram cannot show is only named. Read by markdown-it, as the screens and pages are.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.library.articles import Article

Kind: TypeAlias = Literal["heading", "paragraph", "point", "code"]

_MARKDOWN = MarkdownIt("commonmark", {"html": True, "maxNesting": 50}).enable(["table", "strikethrough"])
_STRANGE = {
    "table_open": "a table",
    "hr": "a line across",
    "image": "a picture",
    "html_block": "HTML",
    "html_inline": "HTML",
}
_SENTENCE = re.compile(r"(?<=[.!?])[\"')\]\u201c\u201d]*\s+")


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of text without its marks, and where it begins. `before` is the paragraph that a list stands below."""

    kind: Kind
    text: str
    line: int
    before: str = ""


def sentences(text: str) -> list[str]:
    """A text cut behind its full stops."""
    return _SENTENCE.split(text)


@dataclass(frozen=True, slots=True)
class Strange:
    """Something that Telegram cannot show, and where."""

    what: str
    line: int


@dataclass(frozen=True, slots=True)
class Pieces:
    """All of an article's text."""

    blocks: tuple[Block, ...]
    strange: tuple[Strange, ...]


@lru_cache(maxsize=256)
def pieces(article: Article, first_line: int) -> Pieces:
    """An article taken apart. Its text begins in this line of its file.

    Strange is what Telegram has no way to show: it would come as the signs it is written with, or not at all.
    """
    blocks, strange = list[Block](), list[Strange]()
    inside: list[str] = []
    before = ""
    for token in _MARKDOWN.parse(article.body):
        if token.type.endswith("_open"):
            inside.append(token.type)
        elif token.type.endswith("_close"):
            inside.pop()
        line = first_line + (token.map[0] if token.map else 0)
        if token.type == "inline":
            block = _block(token, inside, line, before)
            before = block.text if block.kind == "paragraph" else "" if block.kind == "heading" else before
            blocks.append(block)
        elif token.type in {"fence", "code_block"}:
            blocks.append(Block("code", token.content, line))
        strange += _strange(token, line)
    return Pieces(tuple(blocks), tuple(strange))


def _block(token: Token, inside: Sequence[str], line: int, before: str) -> Block:
    kind: Kind = "heading" if "heading_open" in inside else "point" if "list_item_open" in inside else "paragraph"
    return Block(kind, _words(token), line, before if kind == "point" else "")


def _strange(token: Token, line: int) -> Iterator[Strange]:
    if token.type in _STRANGE:
        yield Strange(_STRANGE[token.type], line)
    for offset, child in _children(token):
        if child.type in _STRANGE:
            yield Strange(_STRANGE[child.type], line + offset)
        elif child.type == "link_open" and child.attrs.get("title"):
            yield Strange("a link with a title", line + offset)


def _children(token: Token) -> Iterator[tuple[int, Token]]:
    """What stands inside a piece of text, each with the number of lines above it there."""
    offset = 0
    for child in token.children or ():
        yield offset, child
        offset += child.type in {"softbreak", "hardbreak"}


def _words(token: Token) -> str:
    found = (" " if one.type in {"softbreak", "hardbreak"} else one.content for one in token.children or ())
    return " ".join("".join(found).split())
