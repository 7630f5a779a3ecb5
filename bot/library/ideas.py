"""A question taken apart into ideas: a word, or words that mean the same, as the index knows them.

Words are compared by their stems, as FTS5 makes them. A word that nothing here knows is taken for one that differs by a
typing error, else for the beginning of a longer one, else for itself.
"""

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

TOKENS = "unicode61 remove_diacritics 2"
_LONGEST = 30
"""Words of a question that are looked at."""
_MENDED, _BEGINNING = 0.75, 0.85
_SHORT, _NEAR = 4, 2
_TYPO, _LONG = (0.8, 0.75), 7
_WORD = re.compile(r"\w+(?:[/&.-]\w+)*")
_PART = re.compile(r"[/&.-]")


@dataclass(frozen=True, slots=True)
class Idea:
    """What is looked up: an expression of FTS5, and how much it counts that it was meant."""

    query: str
    weight: float = 1.0


def plain(text: str) -> str:
    """Small letters, apostrophes gone, other marks as they are."""
    return re.sub("['`\u2019\u00b4]", "", unicodedata.normalize("NFC", text).casefold())


def split(text: str) -> list[str]:
    """The words of a text, those with a mark inside (break/fix) as one."""
    return _WORD.findall(plain(text))


class Ideas:
    """Takes questions apart. `known` are words of the articles, `little` words that say nothing of what is asked."""

    def __init__(
        self,
        index: sqlite3.Connection,
        tokens: str,
        known: Iterable[str],
        little: AbstractSet[str],
        alike: Sequence[Sequence[str]],
    ) -> None:
        self._little = little
        groups = [[split(phrase) for phrase in group] for group in alike]
        words = {part for word in known for part in _PART.split(word)}
        words |= {part for group in groups for phrase in group for word in phrase for part in _PART.split(word)}
        self._stems = (
            _stems(index, tokens, sorted(words)) if tokens != TOKENS else {word: _bare(word) for word in words}
        )
        self._known = words
        self._near: dict[tuple[str, int], list[str]] = {}
        for word in sorted(words):
            if len(word) >= _SHORT:
                for length in range(len(word) - _NEAR, len(word) + _NEAR + 1):
                    self._near.setdefault((word[0], length), []).append(word)
        self._groups: dict[tuple[str, ...], str] = {}
        for group in groups:
            query = _any([" ".join(phrase) for phrase in group])
            for phrase in group:
                self._groups.setdefault(tuple(map(self._stem, phrase)), query)
        self._longest = max(map(len, self._groups), default=1)

    def of(self, question: str) -> list[Idea]:
        """The ideas of a question, each once, in its order."""
        words = split(question)[:_LONGEST]
        found = dict.fromkeys(self._taken_apart(words))
        return list({idea.query: idea for idea in reversed(found)}.values())[::-1]

    def _taken_apart(self, words: Sequence[str]) -> Iterator[Idea]:
        stems = list(map(self._stem, words))
        at = 0
        while at < len(words):
            for length in range(min(self._longest, len(words) - at), 0, -1):
                group = self._groups.get(tuple(stems[at : at + length]))
                if group is not None:
                    yield Idea(group)
                    at += length
                    break
            else:
                if words[at] not in self._little:
                    yield self._idea(words[at])
                at += 1

    def _idea(self, word: str) -> Idea:
        if len(word) < _SHORT or all(part in self._known for part in _PART.split(word)):
            return Idea(_quoted(word))
        near = self._near.get((word[0], len(word)), ())
        alike = _TYPO[len(word) >= _LONG]
        meant = process.extractOne(word, near, scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=alike)
        if meant:
            return Idea(self._groups.get((self._stem(meant[0]),), _quoted(meant[0])), _MENDED)
        return Idea(f"{_quoted(word)} *", _BEGINNING)

    def _stem(self, word: str) -> str:
        return " ".join(self._stems.get(part, part) for part in _PART.split(word))


def _bare(word: str) -> str:
    """A word without accents and dots above its letters, as the index compares it where it knows no stems."""
    return "".join(one for one in unicodedata.normalize("NFD", word) if not unicodedata.combining(one))


def _stems(index: sqlite3.Connection, tokens: str, words: Sequence[str]) -> dict[str, str]:
    """The stem of each word, as FTS5 makes it."""
    index.execute(f"CREATE VIRTUAL TABLE temp.stem USING fts5(word, tokenize = '{tokens}')")
    index.execute("CREATE VIRTUAL TABLE temp.stem_of USING fts5vocab(temp, stem, instance)")
    index.executemany("INSERT INTO temp.stem (rowid, word) VALUES (?, ?)", enumerate(words))
    rows = index.execute("SELECT term, doc FROM temp.stem_of").fetchall()
    index.execute("DROP TABLE temp.stem_of")
    index.execute("DROP TABLE temp.stem")
    return {words[row]: stem for stem, row in rows}


def _any(phrases: Iterable[str]) -> str:
    return f"({' OR '.join(map(_quoted, dict.fromkeys(phrases)))})"


def _quoted(phrase: str) -> str:
    """A phrase that FTS5 takes for nothing else."""
    return '"' + phrase.replace('"', " ") + '"'
