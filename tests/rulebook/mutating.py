"""Small random slips in rule files, of the kinds that people make."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Slip:
    """An edit of one file: `line` (from 1) is where it was made, in the text as it is after the edit."""

    kind: str
    file: str
    line: int
    text: str
    was: str
    now: str

    def applied(self, source: Mapping[str, str]) -> dict[str, str]:
        return {**source, self.file: self.text}


Edit = Callable[[str, Random], str | None]


def _misspelt(word: str, random: Random) -> str:
    at = random.randrange(len(word))
    match random.randrange(3):
        case 0 if len(word) > 1:
            return word[:at] + word[at + 1 :]
        case 1:
            return word[:at] + random.choice("aeiorst") + word[at:]
        case _:
            other = random.choice([one for one in "abcdefghijklmnopqrstuvwxyz" if one != word[at]])
            return word[:at] + other + word[at + 1 :]


def _within(pattern: str) -> Edit:
    """Misspell one of the words that a pattern's first group finds in a line."""

    def edit(line: str, random: Random) -> str | None:
        found = list(re.finditer(pattern, line))
        if not found:
            return None
        spot = random.choice(found)
        new = _misspelt(spot[1], random)
        return line[: spot.start(1)] + new + line[spot.end(1) :]

    return edit


def _character(line: str, random: Random) -> str | None:
    if not line.strip():
        return None
    at = random.randrange(len(line))
    return line[:at] + line[at + 1 :]


def _bracket(line: str, random: Random) -> str | None:
    spots = [at for at, sign in enumerate(line) if sign in '[]{}"']
    if not spots:
        return None
    at = random.choice(spots)
    return line[:at] + line[at + 1 :]


def _indentation(line: str, random: Random) -> str | None:
    if not line.strip():
        return None
    return random.choice([" " + line, "   " + line, "\t" + line, line[1:] if line.startswith(" ") else " " + line])


KEY = r"^(?:- | +- | +)?([a-z_][a-z_ ]*):(?: |$)"
OPTION = r"[{,\[] ?[a-z-]+: \[?([a-z0-9-]+)[,\]}]"
EDITS: Mapping[str, Edit] = {
    "a key is misspelt": _within(KEY),
    "a fact or option is misspelt": _within(OPTION),
    "an id is misspelt": _within(r"^(?:- |  )(?:question|need|tally|model|kind|tier|counts|given): ([a-z0-9-]+)$"),
    "a rule's id is misspelt": _within(r"^  (?:rules|extras|contradictions): \[([A-Z0-9]+)"),
    "an article is misspelt": _within(r"^  article: ([a-z0-9-]+)$"),
    "a character is gone": _character,
    "a bracket or quote is gone": _bracket,
    "a line is indented otherwise": _indentation,
    "a line is gone": lambda line, random: "" if line.strip() else None,
    "a line stands twice": lambda line, random: f"{line}\n{line}" if line.strip() else None,
}
AT_THE_SLIP = frozenset(list(EDITS)[:5])
"""Edits of keys, ids and options: what is wrong must be told where it is."""


def slips(source: Mapping[str, str], seed: int, count: int) -> Iterator[Slip]:
    """So many slips, the same for the same seed."""
    random = Random(seed)
    files = sorted(name for name in source if name.startswith("rules/"))
    kinds = list(EDITS)
    made = 0
    while made < count:
        kind = kinds[made % len(kinds)]
        file = random.choice(files)
        lines = source[file].split("\n")
        at = random.randrange(len(lines))
        if lines[at].startswith("#"):
            continue
        now = EDITS[kind](lines[at], random)
        if now is None or now == lines[at]:
            continue
        edited = [*lines[:at], *([now] if now or kind != "a line is gone" else []), *lines[at + 1 :]]
        made += 1
        yield Slip(kind, file, at + 1, "\n".join(edited), lines[at], now)
