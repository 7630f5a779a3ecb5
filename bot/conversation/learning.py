"""The screens of the library: what there is, a theme, an article, what it rests on, what uses it, its words."""

import re
from dataclasses import replace

from bot.conversation.acts import Button, Open, Screen
from bot.conversation.comparison import model_of_article
from bot.conversation.page import Page, lines, titled
from bot.conversation.relevance import relevant
from bot.conversation.wording_of import said_by
from bot.library.articles import Article
from bot.library.glossary import Term, first_uses
from bot.rulebook.format import Extra, ModelRule, Need

YOURS, ALL = "yours", "all"
THEMES = frozenset({YOURS, ALL})
"""Themes that stand in no file: what matters to this consultation, and everything."""
_RELATED = 3
_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]*)\)")
_HEADING = re.compile(r"^#+ +(.*)$", re.MULTILINE)


def learn(page: Page) -> Screen:
    """The themes, and first of all what matters to these answers. A question may be typed as well."""
    say, library = page.say, page.content.library
    if not library.themes:
        return _listed(page, say.learn, _everything(page))
    yours = (Button(say.theme_yours, Open("theme", YOURS)),) if page.answered else ()
    themes = (Button(theme.title, Open("theme", theme.id)) for theme in library.themes)
    options = (*yours, *themes, Button(say.theme_all, Open("theme", ALL)))
    return page.screen(say.learn, say.learn_ask, options=options, navigation=(_compare(page), page.back()))


def theme(page: Page) -> Screen | None:
    """The articles of a theme."""
    say, name = page.say, page.consultation.place.of
    if name == ALL:
        return _listed(page, say.learn_all, _everything(page))
    if name == YOURS:
        found = relevant(page)
        return (
            _listed(page, say.learn_yours, found)
            if found
            else page.screen(say.learn_nothing, navigation=(page.back(),))
        )
    title = next((one.title for one in page.content.library.themes if one.id == name), None)
    if title is None:
        return None
    return _listed(page, f"**{title}**", [one.id for one in page.content.articles.values() if one.theme == name])


def _everything(page: Page) -> list[str]:
    """Every article: those of the models in the order of the models, then the others by their titles."""
    articles = page.content.articles
    models = [name for name in dict.fromkeys(one.article for one in page.content.book.models) if name in articles]
    others = sorted(articles.keys() - set(models), key=lambda name: (articles[name].title.casefold(), name))
    return [*models, *others]


def _listed(page: Page, text: str, names: list[str]) -> Screen:
    titles = tuple(Button(page.content.articles[name].title, Open("article", name)) for name in names)
    return replace(page.screen(text, options=titles, navigation=(page.back(),)), listed=True)


def _compare(page: Page) -> Button:
    return Button(page.say.compare_button, Open("compare"))


def article(page: Page) -> Screen | None:
    """A page of the library: what it says, and the ways to what it rests on and to what uses it."""
    found = page.content.articles.get(page.consultation.place.of)
    if found is None:
        return None
    say = page.say
    others = tuple(name for name in dict.fromkeys((*_linked(found), *found.related)) if name != found.id)
    count = len(found.sources)
    sources = (say.sources_one if count == 1 else say.sources_button).format(count=count)
    words = (Button(say.words_button, Open("words")),) if _terms(page, found) else ()
    model = model_of_article(found.id, page.content)
    compared = (Button(say.compare_with.format(model=page.model(model).said), Open("compare", model)),) if model else ()
    return page.screen(
        f"**{found.title}**",
        found.summary,
        say.foreign if found.id in page.content.library.foreign else "",
        _plain(_marked(page, found)),
        say.reviewed.format(day=found.reviewed.strftime(say.date)),
        navigation=(
            *page.read(others[:_RELATED]),
            *words,
            Button(sources, Open("sources")),
            Button(say.uses_button, Open("uses")),
            *compared,
            page.back(),
        ),
    )


def _linked(found: Article) -> tuple[str, ...]:
    return tuple(match[2] for match in _LINK.finditer(found.body))


def _terms(page: Page, found: Article) -> list[Term]:
    return [term for _, _, term in first_uses(found, page.content.library.terms)]


def _marked(page: Page, found: Article) -> str:
    """The text, each term slanted where it is used first: what it means is one button away."""
    text, done = [], 0
    for start, end, _ in first_uses(found, page.content.library.terms):
        text += [found.body[done:start], f"*{found.body[start:end]}*"]
        done = end
    return "".join([*text, found.body[done:]])


def _plain(body: str) -> str:
    """Markdown as a screen may hold it: headings become bold blocks, links their words (each has a button)."""
    blocks = _HEADING.sub(r"\n**\1**\n", body)
    return _LINK.sub(r"\1", re.sub(r"\n{3,}", "\n\n", blocks)).strip()


def sources(page: Page) -> Screen | None:
    """What an article rests on, and whether somebody has compared it."""
    found = page.content.articles.get(page.consultation.place.of)
    if found is None:
        return None
    say = page.say
    marks = {"sourced": "", "sourced-vendor": say.source_sells, "rule of thumb": say.source_thumb}
    told = [
        say.source.format(
            title=one.title,
            publisher=one.publisher,
            year=say.undated if one.year == "n.d." else one.year,
            mark=f"{marks[one.confidence]}{say.compared if one.compared else ''}",
        )
        for one in found.sources
    ]
    compared = say.compared_all if all(one.compared for one in found.sources) else say.compared_not
    return page.screen(say.sources.format(title=found.title), compared, lines(told), navigation=(page.back(),))


def uses(page: Page) -> Screen | None:
    """Which rules and models use an article, each in its own words."""
    found = page.content.articles.get(page.consultation.place.of)
    if found is None:
        return None
    say = page.say
    models, rules = page.content.book.citing(found.id)
    told = [said_by(rule, page) for rule in rules if isinstance(rule, Need | ModelRule | Extra)]
    every = [*(say.uses_model.format(model=one.said) for one in models), *told]
    text = titled(say.uses.format(title=found.title), every) if every else say.uses_none.format(title=found.title)
    return page.screen(text, navigation=(page.back(),))


def words(page: Page) -> Screen | None:
    """The terms that an article uses, and what they mean."""
    found = page.content.articles.get(page.consultation.place.of)
    if found is None:
        return None
    told = [
        f"**{term.name}**{f' ({term.long})' if term.long else ''}: {term.text}"
        for term in sorted(_terms(page, found), key=lambda one: one.name.casefold())
    ]
    say = page.say
    text = titled(say.words.format(title=found.title), told) if told else say.words_none.format(title=found.title)
    return page.screen(text, navigation=(*page.read(("glossary",)), page.back()))
