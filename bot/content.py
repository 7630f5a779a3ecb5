"""Content is loaded whole or not at all: rules/ and knowledge/ become one frozen object, or every problem at once."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.errors import ContentError
from bot.inference.adviser import Adviser
from bot.library.articles import Article, read_articles
from bot.rulebook import checks
from bot.rulebook.book import Rulebook
from bot.rulebook.format import FILES
from bot.rulebook.loading import read_sheets
from bot.rulebook.problems import Problem

FORMAT = 1
NORMAL = (
    "questions",
    "needs",
    "tallies",
    "models",
    "model_rules",
    "why_nots",
    "extras",
    "contradictions",
    "traffic",
    "personas",
)
"""The parts of a rulebook in its normal form."""


@dataclass(frozen=True)
class Content:
    """The rules and the articles under one revision. `source` holds the files as read, for replaying."""

    book: Rulebook
    articles: Mapping[str, Article]
    revision: str
    source: Mapping[str, str]

    def normal(self) -> str:
        """The rules in their normal form, as JSON, for readers of later versions."""
        book = {
            field: [entry.model_dump(mode="json", by_alias=True) for entry in getattr(self.book, field)]
            for field in NORMAL
        }
        return json.dumps({"format": FORMAT, "revision": self.revision, **book}, ensure_ascii=False, sort_keys=True)

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


def load_source(source: Mapping[str, str]) -> Content:
    """The content of an older revision from its files as they were stored. Raises ContentError."""
    with TemporaryDirectory(prefix="fixpoint-") as folder:
        for name, text in source.items():
            path = Path(folder) / ("knowledge" if name.endswith(".md") else "rules") / Path(name).name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        return load(Path(folder) / "rules", Path(folder) / "knowledge")


def _order(problem: Problem) -> tuple[str, int, int, str]:
    return problem.file, problem.line, problem.column, problem.text


def _source(rules: Path, knowledge: Path) -> dict[str, str]:
    files = [rules / name for name in FILES if (rules / name).exists()]
    files += sorted(path for path in knowledge.glob("*.md") if path.name != "README.md")
    return {f"{path.parent.name}/{path.name}": path.read_text(encoding="utf-8-sig") for path in files}


def _revision(source: Mapping[str, str]) -> str:
    """A hash of every file's name and text, the same whatever the folders are called and lines end with."""
    digest = hashlib.sha256()
    for name, text in sorted((name.rpartition("/")[2], text) for name, text in source.items()):
        digest.update(f"{name}\0{len(text)}\0{text}\0".encode())
    return digest.hexdigest()[:16]
