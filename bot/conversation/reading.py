"""The screens to read: the promise, how advice is found, articles, privacy, help, the last word before deleting."""

import re
from dataclasses import replace

from bot.conversation.acts import Back, Button, Forget, Open, Screen, Start, StartOver
from bot.conversation.page import Page, capital, titled
from bot.conversation.places import root
from bot.wording.sentences import firm_of

_RELATED = 3
_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]*)\)")
_HEADING = re.compile(r"^#+ +(.*)$", re.MULTILINE)


def promise(page: Page) -> Screen:
    """What this is, how long it takes, and whose it is."""
    say = page.say
    return page.screen(
        say.promise.format(firm=firm_of(page.voice)),
        options=(Button(say.start, Start()),),
        navigation=(Button(say.how_button, Open("how")), Button(say.delete, Open("forget"))),
    )


def welcome_back(page: Page) -> Screen:
    """The choice of somebody who is here already and begins again."""
    say = page.say
    return page.screen(
        say.welcome_back.format(progress=page.progress()),
        options=(Button(say.go_on_here, Back()), Button(say.start_over, StartOver())),
    )


def how(page: Page) -> Screen:
    """How the advice is found, in plain words."""
    models = page.content.book.models
    text = page.say.how.format(
        count=len(models), models=", ".join(one.said for one in models), Firm=capital(page.voice.company)
    )
    begin = (Button(page.say.start, Start()),) if root(page.consultation.place).name == "promise" else ()
    article = page.read(("decision-rules",))
    return page.screen(text, options=begin, navigation=(*article, page.back()))


def privacy(page: Page) -> Screen:
    """What is kept, for how long, and how to delete it."""
    say, days = page.say, page.voice.days
    period = say.period_open if days is None else say.period_days.format(days=days)
    return page.screen(
        say.privacy.format(period=period),
        say.privacy_link.format(url=page.voice.privacy_url) if page.voice.privacy_url else "",
        navigation=(Button(say.delete, Open("forget")), page.back()),
    )


def help_(page: Page) -> Screen:
    """What can be pressed and typed."""
    return page.screen(page.say.help, navigation=(Button(page.say.privacy_button, Open("privacy")), page.back()))


def forget(page: Page) -> Screen:
    """The question before everything is deleted."""
    say = page.say
    return page.screen(say.forget, options=(Button(say.forget_yes, Forget()), Button(say.forget_no, Back())))


def learn(page: Page) -> Screen:
    """Every article by its title: those of the models in the order of the models, then the others by their titles."""
    articles = page.content.articles
    models = [name for name in dict.fromkeys(one.article for one in page.content.book.models) if name in articles]
    others = sorted(articles.keys() - set(models), key=lambda name: (articles[name].title.casefold(), name))
    titles = tuple(Button(articles[name].title, Open("article", name)) for name in (*models, *others))
    return replace(page.screen(page.say.learn, options=titles, navigation=(page.back(),)), listed=True)


def article(page: Page) -> Screen | None:
    """A page of the library: what it says, and what that rests on."""
    found = page.content.articles.get(page.consultation.place.of)
    if found is None:
        return None
    sources = [
        page.say.source.format(
            title=one.title, publisher=one.publisher, year=one.year, mark="" if one.compared else page.say.not_compared
        )
        for one in found.sources
    ]
    linked = tuple(match[2] for match in _LINK.finditer(found.body))
    others = tuple(name for name in dict.fromkeys((*linked, *found.related)) if name != found.id)
    return page.screen(
        f"**{found.title}**",
        found.summary,
        _plain(found.body),
        titled(page.say.sources, sources),
        page.say.reviewed.format(day=found.reviewed.isoformat()),
        navigation=(*page.read(others[:_RELATED]), page.back()),
    )


def _plain(body: str) -> str:
    """Markdown as a screen may hold it: headings become bold blocks, links their words (each has a button)."""
    blocks = _HEADING.sub(r"\n**\1**\n", body)
    return _LINK.sub(r"\1", re.sub(r"\n{3,}", "\n\n", blocks)).strip()
