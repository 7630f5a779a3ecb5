"""Content is loaded whole or not at all: rules/ and knowledge/ become one frozen object, or every problem at once."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.errors import ContentError
from bot.inference.adviser import Adviser
from bot.library.articles import Article, read_articles
from bot.rulebook import checks
from bot.rulebook.book import Rulebook
from bot.rulebook.format import FILES
from bot.rulebook.loading import read_sheets
from bot.rulebook.problems import Problem


@dataclass(frozen=True)
class Content:
    """The rules and the articles under one revision. `source` holds the files as read, for replaying."""

    book: Rulebook
    articles: Mapping[str, Article]
    revision: str
    source: Mapping[str, str]

    @cached_property
    def adviser(self) -> Adviser:
        """What turns answers into advice; compiled at its first use."""
        return Adviser(self.book, self.revision)


def load(rules: Path, knowledge: Path) -> Content:
    """The content of two folders. Raises ContentError with every problem, in the order of files and lines."""
    articles, problems = read_articles(knowledge)
    sheets = read_sheets(rules)
    known = {path.stem for path in knowledge.glob("*.md")} if knowledge.is_dir() else None
    problems += sheets.problems
    problems += checks.problems(sheets, known)
    if problems:
        raise ContentError(sorted(set(problems), key=_order))
    source = _source(rules, knowledge)
    return Content(checks.book(sheets), articles, _revision(source), source)


def _order(problem: Problem) -> tuple[str, int, int, str]:
    return problem.file, problem.line, problem.column, problem.text


def _source(rules: Path, knowledge: Path) -> dict[str, str]:
    files = [rules / name for name in FILES if (rules / name).exists()]
    files += sorted(path for path in knowledge.glob("*.md") if path.name != "README.md")
    return {f"{path.parent.name}/{path.name}": path.read_text(encoding="utf-8-sig") for path in files}


def _revision(source: Mapping[str, str]) -> str:
    """A hash of every file's name and text, the same whatever the folders are called and lines end with."""
    digest = hashlib.sha256()
    for name, text in sorted(source.items()):
        digest.update(f"{name.rpartition('/')[2]}\0{len(text)}\0{text}\0".encode())
    return digest.hexdigest()[:16]
