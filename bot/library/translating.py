"""The library in another language: article by article and entry by entry, with the original where nothing is written.

An article in another language has the id, a title, a summary, perhaps questions that it answers, and the text; what it
covers, cites and rests on is that of the original. A file without a text translates the rest, and the original text is
read. Synonyms and claims that nobody may make belong to a language: its own stand in its own files.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.library.articles import ENDING, Article, Page, open_page
from bot.library.format import FILES, Alike, Characteristic, Claim, Standard, Theme
from bot.library.glossary import GLOSSARY, read_terms
from bot.library.library import Library, Read, entries_of, references
from bot.rulebook.files import Folder
from bot.rulebook.format import Entry
from bot.rulebook.loading import Sheets, read_into
from bot.rulebook.problems import Problem, nearest
from bot.rulebook.translating import EACH, OUTDATED, Shape, Untranslated, laid_over, translate

ENTRIES: Mapping[type[Entry], Shape] = {Theme: {"title": None}, Characteristic: {"title": None, "models": {EACH: None}}}
"""The entries of the YAML files that speak to people, and their keys that do."""
_OWN = ("synonyms.yaml", "standards.yaml")
"""Files that each language has for itself."""
_WORDS = ("title", "summary", "asked")
_KEYS = ("id", *_WORDS, "reviewed")
TEXT = "text"
UNKNOWN = "unknown-article"
"""What leads to an article that is gone."""


@dataclass(slots=True)
class TranslatedLibrary:
    """The library in another language, what is wrong with the translation, outdated in it, and missing."""

    library: Library
    problems: list[Problem] = field(default_factory=list)
    outdated: list[Problem] = field(default_factory=list)
    missing: list[Untranslated] = field(default_factory=list)


def translate_library(read: Read, folder: Folder) -> TranslatedLibrary:
    """Lay the files of a folder over a library that is sound."""
    texts = {name: text for name, text in folder.texts.items() if not name.endswith(ENDING)}
    own_texts = {name: texts.pop(name) for name in _OWN if name in texts}
    entries = translate(read.sheets, Folder(folder.name, texts, above=folder.above), ENTRIES)
    own = read_into(Sheets(files=FILES), Folder(folder.name, own_texts, above=folder.above))
    wrong = [*folder.problems, *entries.problems, *own.problems]
    found = TranslatedLibrary(read.library, wrong, entries.outdated, entries.missing)
    pages = {name: _page(page, folder, read.pages, found) for name, page in read.pages.items()}
    for file in sorted(name for name in folder.names if name.endswith(ENDING)):
        if Path(file).stem not in read.pages:
            text, hint = "translates an article that does not exist", nearest(Path(file).stem, read.pages)
            found.outdated.append(Problem(folder.place(file), 1, 1, text, OUTDATED, hint=hint))
    found.problems += _strangers(own)
    for problem in references(own, pages):
        (found.outdated if problem.code == UNKNOWN else found.problems).append(problem)
    terms, unclear = read_terms(pages.get(GLOSSARY))
    found.problems += unclear if pages.get(GLOSSARY) is not read.pages.get(GLOSSARY) else ()
    articles = {name: page.article for name, page in pages.items() if page.article is not None}
    base = read.library
    found.library = replace(
        base,
        articles=articles,
        themes=entries.sheets.entries(Theme),
        characteristics=entries.sheets.entries(Characteristic),
        claims=own.entries(Claim),
        terms=terms,
        alike=(*(one.alike for one in own.entries(Alike)), *base.alike),
        spots={name: (page.file, page.first_line) for name, page in pages.items()},
        entries={**base.entries, **entries_of(entries.sheets), **entries_of(own)},
        foreign=frozenset(name for name, page in pages.items() if page.body is read.pages[name].body),
    )
    return found


def _strangers(own: Sheets) -> Iterator[Problem]:
    for placed, _ in own.of(Standard):
        yield placed.problem((), "the standard is that of all languages", "unknown-entry", "keep only claims here")


def _page(page: Page, folder: Folder, pages: Mapping[str, Page], found: TranslatedLibrary) -> Page:
    """An article in the words of its translation."""
    name = Path(page.file).name
    base = page.article
    written = open_page(folder.texts[name], folder.place(name)) if name in folder.texts and base else None
    if base is not None:
        lacks = tuple(_missing(base, written))
        if lacks:
            found.missing.append(Untranslated(page.file, 1, f"article {base.id}", lacks))
    if written is None:
        return page
    if written.problems or not isinstance(written.node.value, dict):
        found.problems += written.problems
        return page
    strange = [key for key in written.node.children if key not in _KEYS]
    for key in strange:
        hint = nearest(str(key), _KEYS) or "remove it"
        written.tell(*written.node.at((key,)), f'"{key}" is not translated', "unknown-key", hint)
    if not strange:
        written.body = written.body or page.body
        written.understand(laid_over(page.node, written.node), written.body, set(pages))
    gone = [one for one in written.problems if one.code == UNKNOWN]  # such a link is shown as its words
    found.outdated += (replace(one, rule=f"article {name.removesuffix(ENDING)}") for one in gone)
    found.problems += (one for one in written.problems if one not in gone)
    return written if written.article is not None and len(gone) == len(written.problems) else page


def _missing(base: Article, written: Page | None) -> Iterator[str]:
    """What of an article has no words in the translation."""
    keys = written.node.children if written is not None else {}
    yield from (key for key in _WORDS if key not in keys and getattr(base, key))
    if written is None or not written.body:
        yield TEXT
    elif "reviewed" not in keys:
        yield "reviewed"
