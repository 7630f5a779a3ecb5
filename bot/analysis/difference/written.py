"""Which entries and articles are written otherwise, where one of two contents cannot be loaded and compared by meaning.

What somebody edited is then at least named with its place: the slip that keeps the rules from loading often shows only
at another entry, which uses the edited one. Nothing here is said of what an edit does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, TypeAlias

from bot.analysis.difference.speaking import ARTICLE, TEXT, called, differing
from bot.rulebook.files import Folder, language_of
from bot.rulebook.format import FILES
from bot.rulebook.loading import Placed, read_sheets
from bot.rulebook.problems import Problem
from bot.rulebook.source import Step

EDITED = "edited"
Key: TypeAlias = tuple[str, str]
"""The name of a file, and how an entry in it is called: "rule H3"."""


@dataclass(frozen=True, slots=True)
class Written:
    """One of the two sides as files: what the report calls it, the texts, and what stands before their names."""

    name: str
    source: Mapping[str, str]
    prefix: str = ""

    def entries(self) -> dict[Key, Placed]:
        """Every entry that can be told apart from its neighbours, whether or not it means anything."""
        folder = Folder("")
        folder.texts = {_base(file): text for file, text in self.source.items() if _base(file) in FILES}
        found: dict[Key, Placed] = {}
        for one in read_sheets(folder).placed:
            found.setdefault((_base(one.file), one.name), one)
        return found

    def articles(self) -> dict[str, str]:
        """The text of every article by the name of its file."""
        own = {file: text for file, text in self.source.items() if not language_of(file)}
        return {_base(file): text for file, text in own.items() if file.endswith(".md")}

    def file(self, base: str) -> str:
        """The whole name of a file."""
        return self.prefix + next((file for file in self.source if _base(file) == base), base)


def written(old: Written, new: Written) -> Iterator[Problem]:
    """A line for everything that is not written as before, in the order of the files."""
    was, now = old.entries(), new.entries()
    for base, name in sorted({*was, *now}, key=lambda key: (key[0], _line(now.get(key) or was[key]))):
        before, after = was.get((base, name)), now.get((base, name))
        if after is None and before is not None:
            yield _told(old.file(base), _line(before), name, f"is gone in {new.name}")
        elif before is None and after is not None:
            yield _told(new.file(base), _line(after), name, f"is not in {old.name}")
        elif before is not None and after is not None and before.node.value != after.node.value:
            path = _first(before.node.value, after.node.value)
            says = f"differs from {old.name}" + (f" in {path[0]}" if path else "")
            yield _told(new.file(base), after.node.at(path)[0], name, says)
    yield from _speaking(old, new)
    yield from _articles(old, new)


def _speaking(old: Written, new: Written) -> Iterator[Problem]:
    for (_, kind, name), was, now, keys in differing(old.source, new.source):
        entry = kind if kind == ARTICLE else f"{kind} {called(name)}"
        if now is None and was is not None:
            yield _told(f"{old.prefix}{was[0]}", was[1], entry, f"is gone in {new.name}")
        elif was is None and now is not None:
            yield _told(f"{new.prefix}{now[0]}", now[1], entry, f"is not in {old.name}")
        elif now is not None:
            says = f"differs from {old.name}" + (f" in {keys[0]}" if keys != [TEXT] else "")
            yield _told(f"{new.prefix}{now[0]}", now[1], entry, says)


def _articles(old: Written, new: Written) -> Iterator[Problem]:
    was, now = old.articles(), new.articles()
    for base in sorted({*was, *now}):
        if base not in now:
            yield _told(old.file(base), 1, "article", f"is gone in {new.name}")
        elif base not in was:
            yield _told(new.file(base), 1, "article", f"is not in {old.name}")
        elif was[base] != now[base]:
            lines = enumerate(zip_longest(was[base].split("\n"), now[base].split("\n")), 1)
            first = next(number for number, (one, other) in lines if one != other)
            yield _told(new.file(base), first, "article", f"differs from {old.name}")


def _told(file: str, line: int, name: str, says: str) -> Problem:
    return Problem(file, line, 1, says, EDITED, name)


def _base(file: str) -> str:
    """The name of a file inside the folder of all rules or all articles; a translation stands in one of its own."""
    return file.partition("/")[2] or file


def _line(placed: Placed) -> int:
    return placed.node.line


def _first(was: Any, now: Any) -> tuple[Step, ...]:
    """The way to the first thing that differs between two values."""
    if isinstance(was, dict) and isinstance(now, dict):
        step: Step = next(key for key in dict.fromkeys((*now, *was)) if was.get(key) != now.get(key))
        return (step, *_first(was.get(step), now.get(step)))
    if isinstance(was, list) and isinstance(now, list):
        index = next((at for at, (one, other) in enumerate(zip(was, now, strict=False)) if one != other), None)
        return () if index is None else (index, *_first(was[index], now[index]))
    return ()
