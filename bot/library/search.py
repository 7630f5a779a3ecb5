"""Which article answers a question in somebody's own words, and how sure that is. FTS5 ranks; nothing is made up.

Each idea of a question is looked up by itself, so that it is known what of a question an article speaks of. An article
ranks by BM25, by how much of the question it speaks of, and by how like the question is to one that it lists. `sure` is
made of the same without BM25, rare words counting more: below a line the honest answer is that nobody knows. Its
weights were fitted to questions that articles answer and to others that none does.

The index lives in memory, belongs to one content and is asked from one thread at a time.
"""

import math
import re
import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from bot.library.articles import Article
from bot.library.glossary import Term
from bot.library.ideas import TOKENS, Idea, Ideas, split

T = TypeVar("T")
_COLUMNS = {"title": 8.0, "terms": 4.0, "asked": 7.0, "summary": 3.0, "body": 1.0}
"""What is indexed of an article, and how much a word counts there."""
_RANKED, _SPOKEN, _ALIKE = 0.1, 15.0, 20.0
"""How much BM25 counts, the share spoken of, and the likeness to a question listed."""
SURE = 0.5
"""Below this the library does not answer."""
_TELLING = 0.6
"""How rare an idea is, beside the rarest one asked for, whose matches are shown."""
_MANY = 10
"""Ideas of a question beyond which more of them make nothing surer."""
_REMEMBERED = 4096
_RANK = f"SELECT id, bm25(page, 0, {', '.join(map(str, _COLUMNS.values()))}) FROM page WHERE page MATCH ?"  # noqa: S608 - numbers
_TOLD = "SELECT count(*) FROM page WHERE page MATCH ?"
_SNIPPET = "SELECT snippet(page, -1, '**', '**', '\u2026', 24) FROM page WHERE page MATCH ? AND id = ?"
_HEADING = re.compile(r"^#.*$", re.MULTILINE)
"""Headings are the same in every article and tell none of them apart."""
_MARKS = re.compile(r"\]\([^)]*\)|[*_`#>\[\]|]|^\s*(?:[-+]|\d+\.)\s", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Found:
    """An article that speaks of a question, and how it ranks."""

    article: str
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The articles found, the best first, and how sure it is that the first one answers the question."""

    found: tuple[Found, ...] = ()
    sure: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """A question that an article lists: how much its ideas count together, as rare as they are."""

    article: str
    whole: float


@dataclass(slots=True)
class _Match:
    """How well an article answers: its BM25, the rarity of the ideas it has, and how like one of its questions this is.

    `alike` is the cosine of the ideas with those of a question that the article lists.
    """

    rank: float = 0.0
    spoken: float = 0.0
    alike: float = 0.0

    def score(self, whole: float) -> float:
        """How it ranks among others."""
        return _RANKED * self.rank + _SPOKEN * self.spoken / whole + _ALIKE * self.alike

    def sure(self, whole: float, ideas: int) -> float:
        """How sure it is that it answers, 0 to 1: the more is asked, the less is a match by chance."""
        told = 4.0 * self.spoken / whole + 6.5 * self.alike + 0.65 * min(ideas, _MANY) - 7.55
        return 1 / (1 + math.exp(-told))


class Search:
    """The index over some articles. `little` are words that say nothing of what is asked, `alike` words for one."""

    def __init__(
        self,
        articles: Mapping[str, Article],
        terms: Sequence[Term] = (),
        little: AbstractSet[str] = frozenset(),
        alike: Sequence[Sequence[str]] = (),
        *,
        stemmed: bool = True,
    ) -> None:
        tokens = f"porter {TOKENS}" if stemmed else TOKENS
        self._count = len(articles)
        self._index = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._index.execute(
            f"CREATE VIRTUAL TABLE page USING fts5(id UNINDEXED, {', '.join(_COLUMNS)}, tokenize = '{tokens}')"
        )
        rows = [(name, *_texts(article, terms)) for name, article in articles.items()]
        self._index.executemany("INSERT INTO page VALUES (?, ?, ?, ?, ?, ?)", rows)
        words = {word for row in rows for text in row[1:] for word in split(text)}
        self._ideas = Ideas(self._index, tokens, words, little, alike)
        self._listed = [(one, name) for name, article in articles.items() for one in (*article.asked, article.title)]
        self._scored: OrderedDict[str, Mapping[str, float]] = OrderedDict()
        self._rarities: OrderedDict[str, float] = OrderedDict()

    def warm(self) -> None:
        """Make ready what the first question would wait for."""
        self._asked  # noqa: B018 - made by being asked for

    def find(self, question: str, limit: int = 3) -> Answer:
        """The articles that speak of a question, the best first."""
        ideas = self._ideas.of(question)
        rare = [(idea, self._rarity(idea.query)) for idea in ideas]
        whole = sum(rarity for _, rarity in rare)
        if not whole:
            return Answer()
        found = self._spoken_of(rare)
        for asked, shared in self._shared(rare).items():
            match = found.setdefault(asked.article, _Match())
            match.alike = max(match.alike, shared / math.sqrt(whole * asked.whole))
        best = sorted(found, key=lambda name: (-found[name].score(whole), name))[:limit]
        return Answer(
            tuple(Found(name, found[name].score(whole)) for name in best),
            found[best[0]].sure(whole, len(ideas)) if best else 0.0,
        )

    def _spoken_of(self, rare: Sequence[tuple[Idea, float]]) -> dict[str, "_Match"]:
        """What each article has of the ideas."""
        found: dict[str, _Match] = {}
        for idea, rarity in rare:
            for name, score in self._scores(idea.query).items():
                match = found.setdefault(name, _Match())
                match.rank += idea.weight * score
                match.spoken += idea.weight * rarity
        return found

    def _shared(self, rare: Sequence[tuple[Idea, float]]) -> Mapping["_Asked", float]:
        """The questions that articles list, each with the rarity of the ideas that it shares with this one."""
        found: dict[_Asked, float] = {}
        for idea, rarity in rare:
            for asked in self._asked.get(idea.query, ()):
                found[asked] = found.get(asked, 0.0) + rarity
        return found

    def passage(self, question: str, article: str) -> str:
        """The passage of an article that speaks of a question most, with what matched in **bold**; perhaps none."""
        rare = {idea.query: self._rarity(idea.query) for idea in self._ideas.of(question)}
        query = " OR ".join(one for one, rarity in rare.items() if rarity >= _TELLING * max(rare.values()))
        if not query:
            return ""
        rows = self._index.execute(_SNIPPET, (f"{{body}} : ({query})", article)).fetchall()
        rows = rows or self._index.execute(_SNIPPET, (f"{{title summary}} : ({query})", article)).fetchall()
        return " ".join(rows[0][0].split()) if rows else ""

    def _scores(self, query: str) -> Mapping[str, float]:
        """The articles that have an idea, with their BM25; remembered, because people ask for the same things."""
        return _kept(
            self._scored, query, lambda: {name: -score for name, score in self._index.execute(_RANK, (query,))}
        )

    def _rarity(self, query: str) -> float:
        """How few articles speak of an idea before their text begins: in the text most words turn up somewhere."""
        return _kept(self._rarities, query, lambda: self._counted(query))

    def _counted(self, query: str) -> float:
        ((told,),) = self._index.execute(_TOLD, (f"{{title terms asked summary}} : ({query})",)).fetchall()
        return math.log(1 + (self._count - told + 0.5) / (told + 0.5))

    @cached_property
    def _asked(self) -> Mapping[str, list[_Asked]]:
        """The questions that articles list, by each of their ideas."""
        found: dict[str, list[_Asked]] = {}
        for text, name in self._listed:
            ideas = frozenset(idea.query for idea in self._ideas.of(text))
            one = _Asked(name, sum(self._rarity(query) for query in ideas))
            for idea in ideas:
                found.setdefault(idea, []).append(one)
        return found


def _kept(known: OrderedDict[str, T], query: str, make: Callable[[], T]) -> T:
    """What is known of an idea, else what is made now; of many, those met last are kept."""
    if query in known:
        return known[query]
    made = known[query] = make()
    if len(known) > _REMEMBERED:
        known.popitem(last=False)
    return made


def _texts(article: Article, terms: Sequence[Term]) -> tuple[str, str, str, str, str]:
    body = _MARKS.sub("", _HEADING.sub("", article.body))
    used = [term for term in terms if term.is_in(f"{article.title} {article.body}")]
    spelled = " ".join(f"{' '.join(term.names)} {term.long}" for term in used)
    return article.title, spelled, " ".join(article.asked), article.summary, body
