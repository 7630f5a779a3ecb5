"""Edits of what only speaks: the YAML files of knowledge/, and every file of a translation.

Nothing here decides, so an entry is compared as it is written, value by value, and an article line by line.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Any, TypeAlias

from bot.content import Content
from bot.library.articles import ENDING
from bot.library.format import FILES
from bot.rulebook.files import language_of
from bot.rulebook.source import Node, parse
from bot.rulebook.translating import RULES

Name: TypeAlias = tuple[str, str, str]
"""A language (empty for the original), a kind of entry and its name."""
Spot: TypeAlias = tuple[str, int]
ARTICLE, TEXT = "article", "text"
LONGEST = 40


def differing(
    old: Mapping[str, str], new: Mapping[str, str]
) -> Iterator[tuple[Name, Spot | None, Spot | None, list[str]]]:
    """What differs between two sources: its name, where it stands in each, and the keys that differ."""
    was, now = _entries(old), _entries(new)
    for name in sorted({*was, *now}):
        before, after = was.get(name), now.get(name)
        if before is None or after is None:
            yield name, before and _spot(before), after and _spot(after), []
        elif keys := _keys(before[1].value, after[1].value):
            yield name, _spot(before, keys[0]), _spot(after, keys[0]), keys
    yield from _articles(old, new)


def _spot(entry: tuple[str, Node], *path: str) -> Spot:
    return entry[0], entry[1].at(path)[0]


def _keys(was: Mapping[Any, Any], now: Mapping[Any, Any]) -> list[str]:
    return [str(key) for key in dict.fromkeys((*now, *was)) if was.get(key) != now.get(key)]


def _entries(source: Mapping[str, str]) -> dict[Name, tuple[str, Node]]:
    """The entries of the files in question, by what begins them."""
    found: dict[Name, tuple[str, Node]] = {}
    for file, text in source.items():
        code = language_of(file)
        if file.endswith(ENDING) or not (code or file.rpartition("/")[2] in FILES):
            continue
        node, _ = parse(text, file)
        for child in node.children.values() if node else ():
            if isinstance(child.value, dict) and child.value:
                kind, value = next(iter(child.value.items()))
                found.setdefault((code, str(kind), _named(value)), (file, child))
    return found


def _named(value: Any) -> str:
    """The name of an entry: its id, or the words that are alike."""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def called(name: str) -> str:
    """A name as it is shown."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 3]}..."


def _articles(
    old: Mapping[str, str], new: Mapping[str, str]
) -> Iterator[tuple[Name, Spot | None, Spot | None, list[str]]]:
    """The articles of translations."""
    was, now = _translated(old), _translated(new)
    for name in sorted({*was, *now}):
        (before, one), (after, other) = was.get(name, ("", None)), now.get(name, ("", None))
        if one is None or other is None:
            yield name, (before, 1) if one is not None else None, (after, 1) if other is not None else None, []
        elif one != other:
            lines = enumerate(zip_longest(one.split("\n"), other.split("\n")), 1)
            line = next(number for number, (left, right) in lines if left != right)
            yield name, (before, line), (after, line), [TEXT]


def _translated(source: Mapping[str, str]) -> dict[Name, tuple[str, str]]:
    return {
        (code, ARTICLE, file.rpartition("/")[2].removesuffix(ENDING)): (file, text)
        for file, text in source.items()
        if file.endswith(ENDING) and (code := language_of(file))
    }


WORDS = frozenset(key for shape in RULES.values() for key in shape if key != "heard")
"""The keys of entries of the rule files that are translated."""


class Behind:
    """Which languages still say what they said before, where the original says something else now."""

    def __init__(self, old: Content, new: Content) -> None:
        self._codes = sorted(new.translations)
        self._entries = _entries(old.source), _entries(new.source)
        self._articles = _translated(old.source), _translated(new.source)

    def entry(self, kind: str, name: str, keys: Iterable[str]) -> str:
        """The languages behind an entry, in words; empty if there is none."""
        words = [key for key in keys if key in WORDS]
        return _told(code for code in self._codes if self._still(code, kind, name, words))

    def article(self, name: str) -> str:
        """The languages behind an article."""
        was, now = self._articles
        keys = {code: (code, ARTICLE, name) for code in self._codes}
        return _told(code for code, key in keys.items() if key in now and was.get(key, ("", ""))[1] == now[key][1])

    def _still(self, code: str, kind: str, name: str, words: Iterable[str]) -> bool:
        was, now = (entries.get((code, kind, name)) for entries in self._entries)
        if was is None or now is None:
            return False
        return any(key in now[1].value and was[1].value.get(key) == now[1].value[key] for key in words)


def _told(codes: Iterable[str]) -> str:
    found = ", ".join(codes)
    return f"{found} still says what it said before" if found else ""
