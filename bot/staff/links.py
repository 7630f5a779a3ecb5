"""Links to share: their addresses, what came of each, and how that reads in a chat and on a terminal.

Pure, and plain text only: whoever sends it escapes it. Consultations are counted, not people, and nobody can be
recognised in the figures.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.errors import UsageError
from bot.store import Counted, Link
from bot.store.links import folded, tidy

STARTED = "begun"
FINISHED = frozenset({"advised", "unsure"})
REOPENED = "reopened"
"""An advice that no longer counts, because an answer was changed after it."""

LONGEST_TEXT = 4096
"""What Telegram takes in one message, in UTF-16 units."""

_USERNAME = re.compile(r"[A-Za-z0-9_]{4,32}", re.ASCII)
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_NO_WIDTH = {"Mn", "Me", "Cf"}


@dataclass(frozen=True, slots=True)
class Row:
    """What came of a link: consultations started, and those finished by model, the most frequent first.

    The model is empty where the answers left more than one possible.
    """

    link: Link
    started: int
    by_model: Mapping[str, int]

    @property
    def finished(self) -> int:
        """How many got an advice that still stands."""
        return sum(self.by_model.values())


def is_name(text: str) -> bool:
    """Whether a link can be called so."""
    try:
        tidy(text)
    except UsageError:
        return False
    return True


def named(links: Iterable[Link], name: str) -> Link | None:
    """The link that is called so, whatever the capitals and spaces."""
    wanted = folded(name) if is_name(name) else ""
    return next((one for one in links if one.name and folded(one.name) == wanted), None)


def deep_link(username: str, key: str) -> str:
    """The address that opens the bot with this key. Raises UsageError for what is no name of a bot."""
    username = username.removeprefix("@")
    if not _USERNAME.fullmatch(username):
        raise UsageError(f'"{username}" is not what a bot is called on Telegram, such as acme_advisor_bot')
    if not _PAYLOAD.fullmatch(key):
        raise ValueError("a key has 1 to 64 of A-Z, a-z, 0-9, _ and -")
    return f"https://t.me/{username}?start={key}"


def funnel(counts: Iterable[Counted], links: Sequence[Link]) -> list[Row]:
    """What came of each of these links, in the order given."""
    started: Counter[str] = Counter()
    finished: dict[str, Counter[str]] = {one.key: Counter() for one in links}
    for one in counts:
        if one.link not in finished:
            continue
        if one.step == STARTED:
            started[one.link] += one.n
        elif one.step in FINISHED:
            finished[one.link][one.model] += one.n
        elif one.step == REOPENED:
            finished[one.link][one.model] -= one.n
    return [Row(one, started[one.key], _by_frequency(finished[one.key])) for one in links]


def _by_frequency(models: Mapping[str, int]) -> dict[str, int]:
    return {model: n for model, n in sorted(models.items(), key=lambda one: (-one[1], one[0])) if n > 0}


def called(link: Link) -> str:
    """The name of a link, or what stands for a name that can no longer be read."""
    return link.name or f"(name lost) {link.key}"


def answer(link: Link, url: str, rows: Iterable[Row]) -> str:
    """A link, its address and what came of it, as a message."""
    lines = [called(link), url, ""]
    for row in rows:
        if row.link.key == link.key:
            lines.append(_figures(row))
            lines += [f"  {n} {_advice(model)}{_share(n, row.finished)}" for model, n in row.by_model.items()]
    return "\n".join(lines).rstrip()


def listing(rows: Sequence[Row], limit: int = LONGEST_TEXT) -> str:
    """All links as one message, a paragraph each. Where they do not fit, the oldest are only counted."""
    told: list[str] = []
    left = limit - _units(_omitted(len(rows)))
    for row in reversed(rows):
        paragraph = "\n".join([called(row.link), _figures(row), *([_advices(row)] if row.by_model else [])])
        left -= _units(paragraph) + 2
        if left < 0:
            break
        told.insert(0, paragraph)
    omitted = len(rows) - len(told)
    return "\n\n".join([_omitted(omitted), *told] if omitted else told)


def table(rows: Iterable[Row]) -> str:
    """All links, one a line, for a terminal."""
    head = ("LINK", "KEY", "MADE", "STARTED", "FINISHED", "BY ADVICE")
    body = [
        (
            called(row.link),
            row.link.key,
            row.link.created[:10],
            str(row.started),
            f"{row.finished}{_share(row.finished, row.started)}",
            _advices(row),
        )
        for row in rows
    ]
    widths = [max(map(_width, column)) for column in zip(head, *body, strict=True)]
    return "\n".join(_line(cells, widths) for cells in (head, *body))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell + " " * (width - _width(cell)) for cell, width in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip()


def _figures(row: Row) -> str:
    if not row.started and not row.finished:
        return "Nobody has started yet."
    return f"{row.started} started, {row.finished} finished{_share(row.finished, row.started)}"


def _advices(row: Row) -> str:
    return ", ".join(f"{_advice(model)} {n}" for model, n in row.by_model.items())


def _advice(model: str) -> str:
    return model or "no single model"


def _share(part: int, whole: int) -> str:
    return f" ({100 * part / whole:.0f}%)" if part <= whole and whole else ""


def _omitted(older: int) -> str:
    return f"{older} older links are left out here; on the server, fixpoint link lists them all."


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _width(text: str) -> int:
    """How many columns a terminal needs for it."""
    wide = sum(unicodedata.east_asian_width(one) in {"W", "F"} for one in text)
    return len(text) + wide - sum(unicodedata.category(one) in _NO_WIDTH for one in text)
