"""Everything of knowledge/ as one frozen object: articles, themes, characteristics, the glossary, what all keep to.

Refused here: what refers to an article, a theme or a model that does not exist. Nothing is judged: what articles keep
to is looked at by the certificate.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from bot.library.articles import ENDING, Article, Page, read_articles
from bot.library.format import FILES, Alike, Characteristic, Claim, Standard, Theme
from bot.library.glossary import GLOSSARY, Term, read_terms
from bot.rulebook.files import Folder
from bot.rulebook.loading import Placed, Sheets, read_into, strangers
from bot.rulebook.problems import Problem, nearest

Spot = tuple[str, int]
"""A file and a line of it."""


@dataclass(frozen=True)
class Library:
    """What can be read, and how it hangs together.

    `spots` tells where the text of an article begins, `entries` where an entry of a YAML file stands ("claim C1").
    `foreign` are the articles whose text is in another language than this library.
    """

    articles: Mapping[str, Article] = field(default_factory=dict)
    themes: tuple[Theme, ...] = ()
    characteristics: tuple[Characteristic, ...] = ()
    standard: Standard | None = None
    claims: tuple[Claim, ...] = ()
    terms: tuple[Term, ...] = ()
    alike: tuple[tuple[str, ...], ...] = ()
    spots: Mapping[str, Spot] = field(default_factory=dict)
    entries: Mapping[str, Spot] = field(default_factory=dict)
    foreign: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Read:
    """The library of a folder, everything that is wrong with it, and what it was read from."""

    library: Library
    problems: list[Problem]
    pages: Mapping[str, Page]
    sheets: Sheets


def read_library(folder: Folder) -> Read:
    """The library of a folder, and everything that is wrong with it."""
    pages = read_articles(folder)
    sheets = _sheets(folder)
    terms, unclear = read_terms(pages.get(GLOSSARY))
    problems = [*folder.problems, *sheets.problems, *unclear]
    for page in pages.values():
        problems += page.problems
    problems += references(sheets, pages)
    articles = {name: page.article for name, page in pages.items() if page.article is not None}
    library = Library(
        articles,
        sheets.entries(Theme),
        sheets.entries(Characteristic),
        next(iter(sheets.entries(Standard)), None),
        sheets.entries(Claim),
        terms,
        tuple(one.alike for one in sheets.entries(Alike)),
        {name: (page.file, page.first_line) for name, page in pages.items()},
        entries_of(sheets),
    )
    return Read(library, problems, pages, sheets)


def entries_of(sheets: Sheets) -> dict[str, Spot]:
    """Where each entry stands, by its name."""
    return {placed.name: (placed.file, placed.node.line) for placed in sheets.placed}


def _sheets(folder: Folder) -> Sheets:
    """The YAML files of the folder; each may be absent."""
    own = {name: text for name, text in folder.texts.items() if not name.endswith(ENDING)}
    inside = Folder(folder.name, own, above=folder.above)
    sheets = Sheets(files=FILES)
    sheets.problems += strangers(inside, FILES, "is no file of knowledge/")
    return read_into(sheets, inside)


def references(sheets: Sheets, pages: Mapping[str, Page]) -> Iterator[Problem]:
    """Names that lead nowhere, and entries that stand twice."""
    for placed, one in sheets.of(Characteristic):
        yield from _unknown(placed, ("article",), one.article, pages)
    for placed, standard in sheets.of(Standard):
        for index, name in enumerate(standard.exempt):
            yield from _unknown(placed, ("except", index), name, pages)
    for placed, claim in sheets.of(Claim):
        for index, name in enumerate(claim.allowed):
            yield from _unknown(placed, ("allowed", index), name, pages)
        if not claim.found_in(claim.never):
            text = "`pattern` does not find what stands under `never`, or `unless` lets it pass"
            yield placed.problem(("pattern",), text, "claim", "let the pattern find its own example")
    yield from _twice(sheets)
    themes = [theme.id for theme in sheets.entries(Theme)]
    for page in pages.values() if themes else ():
        article = page.article
        if article is not None and article.theme is not None and article.theme not in themes:
            text = f'"{article.theme}" is no theme of themes.yaml'
            yield Problem(
                page.file, *page.node.at(("theme",)), text, "unknown-theme", hint=nearest(article.theme, themes)
            )


def _unknown(placed: Placed, path: tuple[str | int, ...], name: str, known: Collection[str]) -> Iterator[Problem]:
    if name not in known:
        yield placed.problem(path, f'"{name}" is no article', "unknown-article", nearest(name, known))


def _twice(sheets: Sheets) -> Iterator[Problem]:
    seen: dict[str, Placed] = {}
    for placed in sheets.placed:
        first = seen.setdefault(placed.name, placed)
        if first is not placed and placed.name:
            yield placed.problem((), f"stands already in line {first.node.line}", "twice", "keep one of them")


def models_of(library: Library, models: Collection[str]) -> Iterator[Problem]:
    """Characteristics that do not speak of exactly the models there are; those of other rules speak of none of them."""
    for one in library.characteristics:
        if not set(models) & set(one.models):
            continue
        name = f"characteristic {one.id}"
        place = (*library.entries[name], 1)
        strange = [model for model in one.models if model not in models]
        missing = [model for model in models if model not in one.models]
        for model in strange:
            hint = nearest(model, missing or models)
            yield Problem(*place, f'"{model}" is no model of models.yaml', "unknown-model", name, hint)
        if missing and not strange:
            yield Problem(
                *place, f"says nothing of {', '.join(missing)}", "missing-model", name, "say it in a few words"
            )
