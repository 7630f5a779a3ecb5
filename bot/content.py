"""Content is loaded whole or not at all: rules/ and knowledge/ become one frozen object, or every problem at once."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import ContentError
from bot.inference.once import once
from bot.library.articles import ENDING, Article
from bot.library.format import FILES as LIBRARY
from bot.library.library import Library, models_of, read_library
from bot.rulebook import checks
from bot.rulebook import normal as normal_form
from bot.rulebook.binding import bind
from bot.rulebook.book import Rulebook
from bot.rulebook.files import Folder
from bot.rulebook.format import Model
from bot.rulebook.loading import read_sheets
from bot.rulebook.problems import Problem
from bot.wording.language import ENGLISH, Language

RULES, KNOWLEDGE = ("*.yaml", "*.yml"), ("*.md", "*.yaml", "*.yml")
"""The files that are read of each folder."""

if TYPE_CHECKING:
    from bot.inference.adviser import Adviser
    from bot.library.search import Search


@dataclass(frozen=True)
class Content:
    """The rules and the library under one revision. `source` holds the files as read, for replaying."""

    book: Rulebook
    library: Library
    revision: str
    source: Mapping[str, str]
    language: Language = ENGLISH

    @property
    def languages(self) -> Mapping[str, str]:
        """The languages that a consultation can go on in: code and own name."""
        return {self.language.code: self.language.name}

    def spoken(self, language: str) -> "Content":
        """The same in another language, as far as it is translated; itself where it is not."""
        del language
        return self

    @property
    def articles(self) -> Mapping[str, Article]:
        """Every article by its id."""
        return self.library.articles

    @once
    def adviser(self) -> "Adviser":
        """What turns answers into advice; imported and compiled at its first use."""
        from bot.inference.adviser import Adviser  # noqa: PLC0415 - numpy: the first screen does not wait for it

        return Adviser(self.book, self.revision)

    @once
    def search(self) -> "Search":
        """What answers free questions from the articles; indexed at the first one."""
        from bot.library.search import Search  # noqa: PLC0415 - the first screen does not wait for it

        library = self.library
        return Search(library.articles, library.terms, self.language.hears.little, library.alike)

    def warm(self) -> None:
        """Make the adviser ready for the first question. Safe in a thread: who asks meanwhile waits for this one."""
        self.adviser.warm()
        self.search.warm()

    def normal(self) -> str:
        """The rules in one form, however they were written, as JSON; it is kept beside the source."""
        return normal_form.normal(self.book)


def load(rules: Path, knowledge: Path, above: str | None = None) -> Content:
    """The content of two folders. Raises ContentError with every problem, in the order of files and lines.

    Files are named as they are found from here; with `above` by that and the folder's own name.
    """
    return _content(Folder.read(rules, RULES, "rules", above), Folder.read(knowledge, KNOWLEDGE, "articles", above))


def load_source(source: Mapping[str, str]) -> Content:
    """The content that a `Content.source` was kept of, with the same revision. Raises ContentError."""
    rules, knowledge = Folder("rules"), Folder("knowledge")
    for name, text in source.items():
        above, _, file = name.rpartition("/")
        folder = knowledge if file.endswith(ENDING) or file in LIBRARY else rules
        folder.name = above or folder.name
        folder.texts[file] = text
    return _content(rules, knowledge)


def _content(rules: Folder, knowledge: Folder) -> Content:
    library, problems = read_library(knowledge)
    sheets = read_sheets(rules)
    known = None if knowledge.missing else {Path(name).stem for name in knowledge.names if name.endswith(ENDING)}
    if sheets.sound(Model):
        problems += models_of(library, [model.id for model in sheets.entries(Model)])
    found: set[Problem] = {*problems, *sheets.problems, *checks.problems(sheets, known)}
    if found:
        ordered: list[Problem] = sorted(found, key=_order)
        raise ContentError(ordered)
    source = {**dict(rules.source()), **dict(knowledge.source())}
    return Content(bind(sheets), library, _revision(source), source)


def _order(problem: Problem) -> tuple[str, int, int, str]:
    return problem.file, problem.line, problem.column, problem.text


def _revision(source: Mapping[str, str]) -> str:
    """A hash of every file's name and text, the same whatever the folders are called and lines end with."""
    digest = hashlib.sha256()
    for name, text in sorted((name.rpartition("/")[2], text) for name, text in source.items()):
        digest.update(f"{name}\0{len(text)}\0{text}\0".encode())
    return digest.hexdigest()[:16]
