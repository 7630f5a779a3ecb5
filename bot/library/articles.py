"""An article of knowledge/ as written: front matter that says what it is and rests on, then simple Markdown.

Refused here: unknown keys, a name that differs from the file's, links to articles that do not exist, an empty text.
"""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, ValidationError

from bot.library.format import CHARACTERISTICS
from bot.rulebook.explaining import explain
from bot.rulebook.files import Folder
from bot.rulebook.format import ArticleId, Sentence
from bot.rulebook.problems import Problem, nearest
from bot.rulebook.recovery import narrow
from bot.rulebook.source import Node, parse

ENDING = ".md"


def _day(raw: object) -> date:
    if not isinstance(raw, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", raw):
        raise ValueError("write a day such as 2026-11-23")
    return date.fromisoformat(raw)


class Source(BaseModel):
    """What a claim rests on; `compared` says whether somebody has opened it and compared the claim."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Sentence
    publisher: Sentence
    year: Sentence
    confidence: Literal["sourced", "sourced-vendor", "rule of thumb"]
    compared: StrictBool


class Article(BaseModel):
    """One page of the library. `body` is Markdown; `asked` are questions that it answers, in people's own words."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    INNER: ClassVar[dict[str, type[BaseModel]]] = {"sources": Source}

    id: ArticleId
    title: Sentence
    summary: Sentence
    covers: tuple[Literal[CHARACTERISTICS], ...]  # type: ignore[valid-type]  # listed once, for pydantic
    related: tuple[ArticleId, ...]
    theme: ArticleId | None = None
    asked: tuple[Sentence, ...] = ()
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    reviewed: Annotated[date, BeforeValidator(_day)]
    body: str = ""


def read_articles(folder: Folder) -> dict[str, "Page"]:
    """Every article of the folder by id, with everything that is wrong with it."""
    known = {Path(file).stem for file in folder.names if file.endswith(ENDING)}
    pages: dict[str, Page] = {}
    for file, text in sorted(folder.texts.items()):
        if file.endswith(ENDING):
            page = pages[Path(file).stem] = open_page(text, folder.place(file))
            page.understand(page.node, page.body, known)
    return pages


@dataclass(slots=True)
class Page:
    """An article as read: its front matter as a node, the line its text begins in, and what is wrong with it."""

    file: str
    node: Node
    first_line: int
    body: str = ""
    article: Article | None = None
    problems: list[Problem] = field(default_factory=list)

    def tell(self, line: int, column: int, text: str, code: str, hint: str = "") -> None:
        """Add a problem."""
        self.problems.append(Problem(self.file, line, column, text, code, hint=hint))

    def understand(self, node: Node, body: str, known: AbstractSet[str]) -> None:
        """Make an article of front matter and text, and tell what is wrong with them. `known` are all articles."""
        if not isinstance(node.value, dict):
            return
        try:
            article = Article.model_validate({**node.value, "body": body})
        except ValidationError as error:
            for path, wrong, code, hint in explain(error, node, Article):
                self.tell(*node.at(path), wrong, code, hint)
            return
        if article.id != Path(self.file).stem:
            text = f'the id "{article.id}" is not the name of the file'
            self.tell(*node.at(("id",)), text, "id", f'write "{Path(self.file).stem}"')
        if not body:
            self.tell(self.first_line, 1, "has no text", "empty", "write one below the front matter")
        self.article = article
        self.problems += _links(self, article, known)


def open_page(text: str, name: str) -> Page:
    """The front matter of a file as a node, and the text below it; nothing is understood yet."""
    page = Page(name, Node(None, 1, 1), 1)
    match = re.match(r"---[ \t]*\n(.*?)^---[ \t]*(\n|\Z)", text, re.DOTALL | re.MULTILINE)
    if match is None:
        line = _where_it_ends(text)
        page.tell(line, 1, "has no front matter", "front-matter", "begin the file with ---, its keys, and --- again")
        return page
    front = "\n" + match[1]  # the empty line stands for ---, so that line numbers are right
    node, page.problems = parse(front, name)
    if node is None or not isinstance(node.value, dict):
        page.problems = narrow(front, name) or page.problems
        if not page.problems:
            page.tell(2, 1, "its front matter is no mapping", "front-matter", "write keys and values")
        return page
    page.body = text[match.end() :].strip()
    page.node, page.first_line = node, text.count("\n", 0, text.find(page.body, match.end())) + 1
    return page


def _where_it_ends(text: str) -> int:
    """The line that should be --- again: the first that is neither key, list item nor continuation; 1 without a ---."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return 1
    keys = re.compile(r"[a-z]+:|- | |#|$")
    return next((number for number, line in enumerate(lines[1:], 2) if not keys.match(line)), 1)


def _links(page: Page, article: Article, known: AbstractSet[str]) -> list[Problem]:
    problems: list[Problem] = []
    for index, other in enumerate(article.related):
        if other not in known or other == article.id or other in article.related[:index]:
            spot = page.node.at(("related", index))
            wrong = "is not in the folder" if other not in known else "is itself, or stands twice"
            text, hint = f'is related to "{other}", which {wrong}', nearest(other, known)
            problems.append(Problem(page.file, *spot, text, "unknown-article", hint=hint))
    for number, line in enumerate(article.body.split("\n"), page.first_line):
        for found in re.finditer(r"\]\(([^)\s]*)(\)?)", line):
            if found[1] not in known or not found[2]:
                text = f'links to "{found[1]}", which is no article' if found[2] else "has a link without its )"
                hint = nearest(found[1], known) if found[2] else "close the bracket"
                problems.append(Problem(page.file, number, found.start() + 1, text, "unknown-article", hint=hint))
    return problems
