"""The articles in pieces, each read once for all that is looked for in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.analysis.finding import Finding
from bot.content import Content
from bot.library.articles import Article
from bot.library.blocks import Block, Pieces, pieces


@dataclass(frozen=True)
class Texts:
    """The articles of a content, and the places that findings about them name."""

    content: Content

    @cached_property
    def pieces(self) -> Mapping[str, Pieces]:
        """The blocks of every article, and what Telegram cannot show of it."""
        spots = self.content.library.spots
        return {name: pieces(article, spots[name][1]) for name, article in self.content.articles.items()}

    def articles(self) -> Iterator[tuple[Article, tuple[Block, ...]]]:
        """Every article with its blocks."""
        for name, article in self.content.articles.items():
            yield article, self.pieces[name].blocks

    def finding(self, article: str, line: int, text: str, code: str, hint: str = "") -> Finding:
        """Something to put right in an article."""
        return Finding(self.content.library.spots[article][0], line, 1, text, code, f"article {article}", hint)

    def line_of(self, article: str, text: str) -> int:
        """The line of an article's file that holds a text of its front matter; the first where none does."""
        lines = self.content.source[self.content.library.spots[article][0]].splitlines()
        return next((number for number, line in enumerate(lines, start=1) if text in line), 1)

    def first_line(self, article: str) -> int:
        """Where the text of an article begins."""
        return self.content.library.spots[article][1]
