"""A screen as Telegram takes it: simple Markdown as HTML, buttons as the JSON of a keyboard. Pure, and decides nothing.

Whatever the text, what comes out is HTML that Telegram parses, between 1 and 4,096 UTF-16 units of it. A mark that it
cannot show becomes plain text; no address but http, https and tg becomes a link.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape, unescape

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.conversation.acts import Button, Press, Screen
from bot.conversation.codec import encode
from bot.conversation.paging import units
from bot.model import Consultation

__all__ = ["LABEL", "LIMIT", "Message", "escaped", "html", "keyboard", "message", "units"]

LIMIT = 4096
"""The units of a message's text once its marks are taken out."""
LABEL = 64
"""The units of a button's label: more than a phone shows of it."""
_HALF = 16  # units of a label that may share its row
_TOAST = 400
_DEEPEST = 3  # levels of a list that are indented further
_MARKS = {"strong": "b", "em": "i", "s": "s"}
_NOTHING = "\u2026"
_UNSENDABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_TAG = re.compile(r"<[^>]*>")
_ADDRESS = re.compile(r"https?://[^\s/]|tg://[^\s]")
_NONCE = re.compile(r"[A-Za-z0-9]{1,10}", re.ASCII)
_WIDEST = "1:nnnnnnnnnn:999999:"
"""The longest beginning that a button can carry; what fits behind it fits every button."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: HTML, and the JSON of `reply_markup`."""

    text: str
    keyboard: str


def message(screen: Screen, consultation: Consultation, toast: str = "") -> Message:
    """The screen as a message, below a toast if there is one."""
    text, length = _parsed(screen.text)
    lead = shortened(toast, _TOAST)
    room = LIMIT - units(lead) - len("\n\n")
    if length > room:
        text = escaped(shortened(screen.text.replace("**", ""), room))
    shown = f"<i>{escaped(lead)}</i>\n\n{text}" if lead else text
    return Message(shown, keyboard(screen, consultation.nonce, consultation.turn))


def keyboard(screen: Screen, nonce: str, turn: int) -> str:
    """The buttons as JSON: each option on a row of its own, then the navigation, short labels two in a row."""
    if not _NONCE.fullmatch(nonce) or not 0 <= turn <= 999_999:  # noqa: PLR2004 - as the codec says
        raise ValueError("this nonce or turn does not fit a button")
    return f"1:{nonce}:{turn}:".join(_keyboard(screen.options, screen.navigation))


def escaped(text: str) -> str:
    """Text as it stands, for a place where Telegram reads HTML; what cannot be sent becomes a sign that says so."""
    return escape(_sendable(text), quote=False)


def html(text: str) -> str:
    """Simple Markdown as the HTML that Telegram reads; never empty."""
    return _parsed(text)[0]


def _sendable(text: str) -> str:
    return text if text.isprintable() else _UNSENDABLE.sub("\ufffd", text)


def _seen(text: str) -> bool:
    return any(sign.isprintable() and not sign.isspace() for sign in text)


def shortened(text: str, limit: int) -> str:
    """The text, or its beginning and an ellipsis, in at most so many units."""
    if units(text) <= limit:
        return text
    end = limit - 1
    while units(text[:end]) > limit - 1:
        end -= max(1, (units(text[:end]) - limit + 1) // 2)
    words = text[:end].rpartition(" ")[0]
    return (words if len(words) > end // 2 else text[:end]).rstrip() + _NOTHING


@lru_cache(maxsize=512)
def _keyboard(options: tuple[Button, ...], navigation: tuple[Button, ...]) -> tuple[str, ...]:
    """The JSON of a keyboard in pieces; between them belongs what tells the consultation and its turn."""
    rows = [
        [{"text": _label(one), "callback_data": _carried(one)} for one in row] for row in _rows(options, navigation)
    ]
    written = json.dumps({"inline_keyboard": rows}, ensure_ascii=False, separators=(",", ":"))
    return tuple(written.split(_WIDEST))


def _rows(options: Sequence[Button], navigation: Sequence[Button]) -> Iterator[Sequence[Button]]:
    for option in options:
        yield [option]
    waiting = list(navigation)
    while waiting:
        both = len(waiting) > 1 and all(units(one.label) <= _HALF for one in waiting[:2])
        yield waiting[: 1 + both]
        del waiting[: 1 + both]


def _label(button: Button) -> str:
    # The beginning that is taken out again must not stand in a label.
    words = " ".join(_sendable(button.label).replace(_WIDEST, " ").split())
    return shortened(words, LABEL) if _seen(words) else _NOTHING


def _carried(button: Button) -> str:
    _, nonce, turn, _ = _WIDEST.split(":")
    return encode(Press(nonce, int(turn), button.act))


@lru_cache(maxsize=512)
def _parsed(text: str) -> tuple[str, int]:
    """The HTML, and the units of text in it."""
    found = _Writer().written(_MARKDOWN.parse(text)).strip()
    shown = unescape(_TAG.sub("", found))
    if not _seen(shown):  # as of a text that is nothing but the definition of a link
        found = escaped(text.strip()) if _seen(text) else _NOTHING
        shown = unescape(found)
    return found, units(shown)


class _Reader(MarkdownIt):
    """Markdown without raw HTML. Every address is read as one; which of them become links is decided below."""

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 - as what it overrides
        return True


_MARKDOWN = _Reader("commonmark", {"html": False, "maxNesting": 100}).enable(["table", "strikethrough"])


@dataclass(slots=True)
class _Writer:
    """Writes what was read, block by block, with a blank line where there was one."""

    parts: list[str] = field(default_factory=list)
    lists: list[int | None] = field(default_factory=list)  # the next number of each list that is open
    bullet: str = ""
    quotes: int = 0
    in_list: bool = False  # the outermost quote stands in a list
    quoted: bool = False
    line: int = 0  # where the block before ended
    row: Token | None = None
    cells: list[str] = field(default_factory=list)

    def written(self, tokens: Sequence[Token]) -> str:
        """The whole text."""
        for number, token in enumerate(tokens):
            match token.type:
                case "inline":
                    self._inline(token, tokens[number - 1])
                case "fence" | "code_block":
                    self._code(token)
                case "hr":
                    self._block("\u2014" * 3, token)
                case _:
                    self._structure(token)
        return "".join(self.parts)

    def _structure(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self.lists.append(int(token.attrs.get("start", 1)) if token.type.startswith("o") else None)
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
            case "list_item_open":
                number = self.lists[-1]
                self.bullet = "\u2022 " if number is None else f"{number}. "
                self.lists[-1] = None if number is None else number + 1
            case "list_item_close":
                self.bullet = ""
            case "blockquote_open":
                self.in_list = self.in_list if self.quotes else bool(self.lists)
                self.quotes += 1
            case "blockquote_close":
                self.quotes -= 1
                self._unquote()
            case "tr_open":
                self.row = token
            case "tr_close" if self.row is not None:
                self._block(" | ".join(self.cells), self.row)
                self.row, self.cells = None, []
            case "thead_close":
                self.line += 1  # the line of dashes

    def _inline(self, token: Token, opened: Token) -> None:
        strong = opened.type in {"heading_open", "th_open"}
        words = _inline(token.children or [], bold=strong)
        words = f"<b>{words}</b>" if strong and words else words
        if self.row is not None:
            self.cells.append(words)
        else:
            self._block(words, token)

    def _code(self, token: Token) -> None:
        words = escaped(token.content.rstrip("\n"))
        self._block(f"<pre>{words}</pre>" if words.strip() and not self.quotes else words, token)

    def _block(self, words: str, token: Token) -> None:
        """Write a block below the one before, indented as the list it stands in."""
        start, end = token.map or (self.line, self.line)
        if not words.strip():
            return
        if self.parts:
            self.parts.append("\n\n" if start > self.line else "\n")
        if self.quotes and not self.in_list and not self.quoted:
            self.parts.append("<blockquote>")
            self.quoted = True
        depth = len(self.lists) - bool(self.bullet)
        self.parts += ["  " * min(depth, _DEEPEST), self.bullet, words]
        self.bullet, self.line = "", end

    def _unquote(self) -> None:
        if self.quoted and not self.quotes:
            self.parts.append("</blockquote>")
            self.quoted = False


def _inline(tokens: Sequence[Token], *, bold: bool) -> str:
    """Words with their marks. Code holds no other mark and stands in none; a mark inside itself is not repeated."""
    parts: list[str] = []
    open_: list[str] = ["b"] if bold else []
    for token in tokens:
        name, _, side = token.type.rpartition("_")
        if name in _MARKS or name == "link":
            tag = _MARKS.get(name, "a")
            if side == "close":
                parts += _closed(open_, parts)
            else:
                parts.append(_opened(tag, open_, token))
                open_.append(tag if parts[-1] else "")
        elif token.type == "code_inline":
            words = escaped(token.content)
            parts.append(words if any(open_) else f"<code>{words}</code>")
        else:
            parts.append(_words(token))
    return "".join(parts)


def _opened(tag: str, open_: list[str], token: Token) -> str:
    if tag in open_:
        return ""
    if tag != "a":
        return f"<{tag}>"
    address = str(token.attrs.get("href", ""))
    if not _ADDRESS.match(address):
        return ""
    return f'<a href="{escape(_sendable(address), quote=True)}">'


def _closed(open_: list[str], parts: list[str]) -> list[str]:
    tag = open_.pop()
    if tag and parts[-1].startswith(f"<{tag}"):  # nothing stands in it
        parts.pop()
        return []
    return [f"</{tag}>"] if tag else []


def _words(token: Token) -> str:
    match token.type:
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case "image":
            return "".join(_words(child) for child in token.children or ())
        case _:
            return escaped(token.content)
