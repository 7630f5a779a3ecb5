"""Content is loaded whole or not at all: rules/ and knowledge/ become one frozen object, or every problem at once."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import ContentError
from bot.inference.once import once
from bot.library.articles import ENDING, Article
from bot.library.format import FILES as LIBRARY
from bot.library.library import Library, Read, models_of, read_library
from bot.library.translating import translate_library
from bot.rulebook import checks
from bot.rulebook import normal as normal_form
from bot.rulebook.binding import bind
from bot.rulebook.book import Rulebook
from bot.rulebook.files import Folder, language_of
from bot.rulebook.format import Model
from bot.rulebook.loading import Sheets, read_sheets
from bot.rulebook.problems import Problem
from bot.rulebook.translating import Untranslated, translate
from bot.wording.catalogue import catalogue
from bot.wording.language import ENGLISH, Language

RULES, KNOWLEDGE = ("*.yaml", "*.yml"), ("*.md", "*.yaml", "*.yml")
"""The files that are read of each folder."""

if TYPE_CHECKING:
    from bot.inference.adviser import Adviser
    from bot.library.search import Search


@dataclass(frozen=True, slots=True)
class Translation:
    """The rules and the library in another language, as far as they are translated; what is missing or outdated."""

    book: Rulebook
    library: Library
    missing: tuple[Untranslated, ...] = ()
    outdated: tuple[Problem, ...] = ()


class _Shared:
    """What turns answers into advice, in all languages the same. It refers to no content, so none keeps another."""

    def __init__(self, book: Rulebook, revision: str) -> None:
        self._book, self._revision = book, revision

    @once
    def adviser(self) -> "Adviser":
        from bot.inference.adviser import Adviser  # noqa: PLC0415 - numpy: the first screen does not wait for it

        return Adviser(self._book, self._revision)


@dataclass(frozen=True)
class Content:
    """The rules and the library under one revision. `source` holds the files as read, for replaying.

    `translations` are the same in other languages by their codes.
    """

    book: Rulebook
    library: Library
    revision: str
    source: Mapping[str, str]
    language: Language = ENGLISH
    translations: Mapping[str, Translation] = field(default_factory=dict)
    shared: _Shared | None = field(default=None, repr=False, compare=False)

    @property
    def originals(self) -> Mapping[str, str]:
        """The files of the source that are no translations."""
        return {name: text for name, text in self.source.items() if not language_of(name)}

    @property
    def languages(self) -> Mapping[str, str]:
        """The languages that a consultation can go on in, those with a catalogue: code and own name."""
        others = {code: catalogue(code).language.name for code in self.translations if catalogue(code).exists}
        return {ENGLISH.code: ENGLISH.name, **others}

    def spoken(self, language: str) -> "Content":
        """The same in another language, as far as it is translated; itself where it is not."""
        return self._spoken.get(language, self)

    @once
    def _spoken(self) -> dict[str, "Content"]:
        if self.language is not ENGLISH:
            return {}
        shared = self._shared
        return {
            code: replace(self, book=one.book, library=one.library, language=catalogue(code).language, shared=shared)
            for code, one in self.translations.items()
        }

    @once
    def _shared(self) -> _Shared:
        return self.shared or _Shared(self.book, self.revision)

    @property
    def articles(self) -> Mapping[str, Article]:
        """Every article by its id."""
        return self.library.articles

    @once
    def adviser(self) -> "Adviser":
        """What turns answers into advice; imported and compiled at its first use."""
        found, say = self._shared.adviser, self.language.say
        if self.language is ENGLISH:
            return found
        from bot.inference.adviser import Spoken  # noqa: PLC0415 - as above
        from bot.inference.saying import Phrases, Saying  # noqa: PLC0415 - as above

        return Spoken(found, Saying(self.book, Phrases(say.need, say.and_, say.or_)))

    @once
    def search(self) -> "Search":
        """What answers free questions from the articles; indexed at the first one."""
        from bot.library.search import Search  # noqa: PLC0415 - the first screen does not wait for it

        library, hears = self.library, self.language.hears
        return Search(library.articles, library.terms, hears.little, library.alike, stemmed=bool(hears.stemmed))

    def warm(self) -> None:
        """Make ready what the first question waits for. Safe in a thread: who asks meanwhile waits for this one.

        Other languages are not among it: each is made ready like this when somebody speaks it.
        """
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
        above, _, inside = name.rpartition("/") if name.count("/") < 2 else name.partition("/")  # noqa: PLR2004
        language, _, file = inside.rpartition("/")
        folder = knowledge if file.endswith(ENDING) or file in LIBRARY else rules
        folder.name = above or folder.name
        (folder.within(language) if language else folder).texts[file] = text
    return _content(rules, knowledge)


def _content(rules: Folder, knowledge: Folder) -> Content:
    read = read_library(knowledge)
    library, problems = read.library, read.problems
    sheets = read_sheets(rules)
    known = None if knowledge.missing else {Path(name).stem for name in knowledge.names if name.endswith(ENDING)}
    if sheets.sound(Model):
        problems += models_of(library, [model.id for model in sheets.entries(Model)])
    found: set[Problem] = {*problems, *sheets.problems, *checks.problems(sheets, known)}
    if found:
        ordered: list[Problem] = sorted(found, key=_order)
        raise ContentError(ordered)
    translations = _translations(sheets, read, rules, knowledge)
    source = {**dict(rules.source()), **dict(knowledge.source())}
    return Content(bind(sheets), library, _revision(source), source, translations=translations)


def _translations(sheets: Sheets, read: Read, rules: Folder, knowledge: Folder) -> dict[str, Translation]:
    """The content in every language that one of the folders has. Raises ContentError."""
    found, problems = dict[str, Translation](), list[Problem]()
    for code in sorted({*rules.inner, *knowledge.inner}):
        entries = translate(sheets, rules.within(code))
        library = translate_library(read, knowledge.within(code))
        here: list[Problem] = [*entries.problems, *library.problems, *catalogue(code).problems]
        if not here:
            inside = rules.within(code).place("")
            here += [one for one in checks.problems(entries.sheets, set(read.pages)) if one.file.startswith(inside)]
        problems += here
        missing, outdated = (*entries.missing, *library.missing), (*entries.outdated, *library.outdated)
        found[code] = Translation(bind(entries.sheets), library.library, missing, outdated)
    if problems:
        ordered: list[Problem] = sorted(set(problems), key=_order)
        raise ContentError(ordered)
    return found


def _order(problem: Problem) -> tuple[str, int, int, str]:
    return problem.file, problem.line, problem.column, problem.text


def _revision(source: Mapping[str, str]) -> str:
    """A hash of every file's name and text, the same whatever the folders are called and lines end with."""
    digest = hashlib.sha256()
    for name, text in sorted((name.partition("/")[2] or name, text) for name, text in source.items()):
        digest.update(f"{name}\0{len(text)}\0{text}\0".encode())
    return digest.hexdigest()[:16]
