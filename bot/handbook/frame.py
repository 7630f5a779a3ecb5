"""What all pages share: head, the way to everything else, the search, the foot. No page names an address outside."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from bot.handbook.markup import NOTHING, Html, joined, tag

STYLE_FILE = "handbook.css"
SECTIONS = {
    "models.html": "Models",
    "questions.html": "Questions",
    "rules.html": "Rules",
    "articles.html": "Articles",
    "graph.html": "Graph",
    "certificate.html": "Certificate",
}
"""The pages that list everything, as the navigation names them."""


@cache
def script() -> str:
    """The search, as it stands in the front page."""
    return Path(__file__).with_name("search.js").read_text(encoding="utf-8")


@cache
def style() -> str:
    """The look of all pages."""
    return Path(__file__).with_name(STYLE_FILE).read_text(encoding="utf-8")


@cache
def _policy() -> str:
    """What a page may load: its style and the one script that we wrote, and nothing from anywhere else."""
    known = b64encode(sha256(script().encode()).digest()).decode()
    return (
        "default-src 'none'; style-src 'self' file:; img-src data:; "
        f"script-src 'sha256-{known}'; base-uri 'none'; form-action 'self' file:"
    )


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its file, its title, the section it belongs to, and what stands in it below its heading."""

    file: str
    title: str
    body: Html
    section: str = ""
    over: str = ""
    """A word above the heading that says what kind of thing this is."""
    lead: str = ""
    """The sentence below the heading."""
    end: Html = NOTHING
    """What stands after everything else: data and script of the search."""


def framed(page: Page, foot: str) -> str:
    """The page as a whole document."""
    return "<!doctype html>\n" + tag("html", _head(page), "\n", _body(page, foot), lang="en") + "\n"


def _head(page: Page) -> Html:
    return tag(
        "head",
        joined(
            (
                tag("meta", charset="utf-8"),
                tag("meta", http_equiv="Content-Security-Policy", content=_policy()),
                tag("title", f"{page.title} - Fixpoint handbook"),
                tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
                tag("meta", name="color-scheme", content="light dark"),
                tag("meta", name="referrer", content="no-referrer"),
                tag("link", rel="icon", href="data:,"),
                tag("link", rel="stylesheet", href=STYLE_FILE),
            ),
            "\n",
        ),
    )


def _body(page: Page, foot: str) -> Html:
    heading = joined(
        (
            tag("p", page.over, class_="over") if page.over else "",
            tag("h1", page.title),
            tag("p", page.lead, class_="lead") if page.lead else "",
        )
    )
    main = tag("main", heading, "\n", page.body, id="main", tabindex="-1")
    skip = tag("a", "Skip to the content", class_="skip", href="#main")
    return tag("body", skip, "\n", _header(page), "\n", main, "\n", tag("footer", tag("p", foot)), page.end)


def _header(page: Page) -> Html:
    here = page.section or page.file
    links = joined(
        tag("li", tag("a", words, href=file, aria_current=_current(file, here, page.file)))
        for file, words in SECTIONS.items()
    )
    home = tag("a", "Fixpoint ", tag("span", "handbook"), class_="home", href="index.html")
    return tag("header", home, tag("nav", tag("ul", links), aria_label="Handbook"), _search())


def _current(file: str, section: str, page: str) -> str | None:
    return None if file != section else "page" if file == page else "true"


def _search() -> Html:
    return tag(
        "form",
        tag("label", "Search the handbook", for_="q", class_="unseen"),
        tag("input", type="search", id="q", name="q", placeholder="Search", autocomplete="off"),
        tag("button", "Search", type="submit"),
        role="search",
        action="index.html",
        method="get",
    )


def table(caption: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]], class_: str = "") -> Html:
    """A table with a caption; the first cell of a row is its heading. A cell carries its column's name, for phones.

    Roles are written out: on a phone the rows are laid out as blocks, and some readers then forget that it is a table.
    """
    columns = joined(tag("th", word, scope="col", role="columnheader") for word in head)
    body = joined(_row(head, row) for row in rows)
    return tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", columns, role="row"), role="rowgroup"),
        tag("tbody", body, role="rowgroup"),
        class_=class_ or None,
        role="table",
    )


def _row(head: tuple[str, ...], row: tuple[str, ...]) -> Html:
    first = tag("th", row[0], scope="row", role="rowheader")
    cells = zip(head[1:], row[1:], strict=True)
    return tag("tr", first, *(tag("td", cell, role="cell", data_label=word) for word, cell in cells), role="row")


def section(title: str, *children: str, id_: str | None = None) -> Html:
    """A part of a page below its own heading; nothing if nothing stands in it."""
    return tag("section", tag("h2", title, id=id_), *children) if any(children) else Html()
