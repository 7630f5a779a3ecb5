"""The glossary: the terms that the article `glossary` explains, and where a text uses one of them first.

A term is a point of its list: `- **RMM** (remote monitoring and management): what it is`. Two spellings of one term are
separated by a comma. Short forms in capitals are found as they are written, words without regard to capitals.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.library.articles import Article, Page
from bot.rulebook.problems import Problem

GLOSSARY = "glossary"
"""The id of the article that is the glossary."""

_POINT = re.compile(r"- \*\*(?P<names>[^*]+)\*\*(?: \((?P<long>[^()]+)\))?: (?P<text>.+)")
_UNTOUCHED = re.compile(r"\[[^\]]*\]\([^)\s]*\)|`[^`]*`|\*\*[^*]+\*\*|^#.*$", re.MULTILINE)
"""Where no term is marked: links, code, what is bold already, and headings."""


@dataclass(frozen=True)
class Term:
    """A term with its other spellings, what its letters stand for, and what it means."""

    names: tuple[str, ...]
    long: str
    text: str

    @property
    def name(self) -> str:
        """How it is called."""
        return self.names[0]

    @property
    def slug(self) -> str:
        """The name as part of an address."""
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")

    def is_in(self, text: str) -> bool:
        """Whether a text uses the term. Most do not, which is seen without the pattern."""
        small = text.lower()
        return any(name.lower() in small for name in self.names) and self.pattern.search(text) is not None

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds the term as a word of its own, also in the plural."""
        ways = [re.escape(name) if _is_short(name) else f"(?i:{re.escape(name)})" for name in self.names]
        return re.compile(rf"(?<![\w/-])(?:{'|'.join(ways)})s?(?![\w/-])")


def _is_short(name: str) -> bool:
    return not name.islower() and name[1:] != name[1:].lower()


def read_terms(page: Page | None) -> tuple[tuple[Term, ...], list[Problem]]:
    """The terms of the glossary, and the points of its list that are none."""
    if page is None or page.article is None:
        return (), []
    terms, problems = list[Term](), list[Problem]()
    for number, line in enumerate(page.article.body.split("\n"), page.first_line):
        if not line.startswith("- "):
            continue
        found = _POINT.fullmatch(line)
        if found is None:
            hint = "write - **TERM** (what its letters stand for): what it means"
            problems.append(Problem(page.file, number, 1, "is no term", "term", hint=hint))
            continue
        names = tuple(name.strip() for name in found["names"].split(","))
        terms.append(Term(names, found["long"] or "", found["text"]))
    return tuple(terms), problems


def first_uses(article: Article, terms: Sequence[Term]) -> Iterator[tuple[int, int, Term]]:
    """Where an article uses each term first: from, to, and which; in the order of the text, none within another."""
    if article.id == GLOSSARY:
        return
    taken = [found.span() for found in _UNTOUCHED.finditer(article.body)]
    uses = []
    for term in sorted(terms, key=lambda one: -max(map(len, one.names))):
        for found in term.pattern.finditer(article.body) if term.is_in(article.body) else ():
            start, end = found.span()
            if all(end <= begun or start >= ended for begun, ended in taken):
                uses.append((start, end, term))
                taken.append((start, end))
                break
    yield from sorted(uses, key=lambda use: use[0])
