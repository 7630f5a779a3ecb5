"""A page an article: its Markdown as HTML, its sources, and what cites it; a link to no article is only words.

Markup of its own, pictures and addresses outside are not let through: they become the text they were written as.
"""

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.handbook.frame import Page, section
from bot.handbook.markup import Html, joined, listed, slug, tag, writable
from bot.handbook.material import Material, article_file
from bot.library.articles import Article, Source
from bot.library.glossary import GLOSSARY, first_uses

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "maxNesting": 50}).enable(["table", "strikethrough"])
_CONFIDENCE = {
    "sourced": "from this source",
    "sourced-vendor": "from this source, whose writer sells it",
    "rule of thumb": "a rule of thumb",
}


def article_pages(material: Material) -> Iterator[Page]:
    """Every article, by id."""
    for _, article in sorted(material.content.articles.items()):
        yield _page(material, article)


def _page(material: Material, article: Article) -> Page:
    body = joined(
        (
            tag("div", _body(material, article), class_="prose"),
            section("Related articles", listed(material.article(name) for name in article.related)),
            section("Cited by", listed(material.citations(article.id), "columns")),
            section("Sources", tag("ol", *(tag("li", _source(one)) for one in article.sources), class_="sources")),
            tag("p", _about(article), class_="quiet"),
        ),
        "\n",
    )
    return Page(article_file(article.id), article.title, body, "articles.html", "Article", article.summary)


def _body(material: Material, article: Article) -> Html:
    """The text, each term of the glossary a link to what it means where it is used first."""
    terms, text, done = material.content.library.terms, list[str](), 0
    for start, end, term in first_uses(article, terms):
        meaning = term.text.replace("\\", "\\\\").replace('"', '\\"')
        text += [article.body[done:start], f'[{article.body[start:end]}]({GLOSSARY}#{term.slug} "{meaning}")']
        done = end
    anchors = [term.slug for term in terms] if article.id == GLOSSARY else []
    body = "".join([*text, article.body[done:]])
    return rendered(body, frozenset(material.content.articles), anchors)


def _source(source: Source) -> Html:
    compared = "compared" if source.compared else "not yet compared"
    year = "no date" if source.year == "n.d." else source.year
    told = tag("span", f"{_CONFIDENCE[source.confidence]}; {compared}", class_="quiet")
    return joined((tag("cite", source.title), f", {source.publisher}, {year}. ", told))


def _about(article: Article) -> str:
    covers = f"Explains {', '.join(article.covers)}. " if article.covers else ""
    return f"{covers}Reviewed on {article.reviewed.isoformat()}. Id: {article.id}."


def rendered(body: str, known: frozenset[str], anchors: Sequence[str] = ()) -> Html:
    """Simple Markdown as HTML whose links lead to articles. `anchors` are names for the points of its lists."""
    tokens = _MARKDOWN.parse(writable(body))
    for token, name in zip((one for one in tokens if one.type == "list_item_open"), anchors, strict=False):
        token.attrSet("id", name)
    used: dict[str, int] = {}
    for number, token in enumerate(tokens):
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, max(2, int(token.tag[1])))}"  # the title is the only first heading
        if token.type == "heading_open":
            token.attrSet("id", _anchor(tokens[number + 1].content, used))
        if token.type == "inline":
            token.children = list(_linked(token.children or [], known))
    return Html(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))


def _anchor(words: str, used: dict[str, int]) -> str:
    name = f"part-{slug(words)}"  # not the name of anything else on the page
    used[name] = used.get(name, 0) + 1
    return name if used[name] == 1 else f"{name}.{used[name]}"


def _linked(tokens: Sequence[Token], known: frozenset[str]) -> Iterator[Token]:
    """The tokens with links to articles, without those to anywhere else, and with a picture's words in its place."""
    open_ = False
    for token in tokens:
        if token.type == "link_open":
            address, sign, part = str(token.attrs.get("href", "")).partition("#")
            open_ = address in known
            if open_:
                meaning = {"title": token.attrs["title"]} if "title" in token.attrs else {}
                token.attrs = {"href": f"{article_file(address)}{sign}{part}", **meaning}
                yield token
        elif token.type == "link_close":
            if open_:
                yield token
            open_ = False
        elif token.type == "image":
            yield Token("text", "", 0, content=token.content)
        else:
            yield token


def plain(body: str) -> str:
    """The words of an article, for the search."""
    found: list[str] = []
    for token in _MARKDOWN.parse(writable(body)):
        if token.type == "inline":
            parts = (" " if one.type in {"softbreak", "hardbreak"} else one.content for one in token.children or [])
            found.append("".join(parts))
        elif token.type in {"fence", "code_block"}:
            found.append(token.content)
    return " ".join(" ".join(found).split())
