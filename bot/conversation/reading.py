"""The screens to read: the promise, how advice is found, an article, privacy, help, the last word before deleting."""

import re

from bot.conversation.acts import Back, Button, Forget, Open, Screen, Start
from bot.conversation.page import Page, capital, titled
from bot.conversation.places import root

_RELATED = 3
_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]*)\)")
_HEADING = re.compile(r"^#+ +(.*)$", re.MULTILINE)


def promise(page: Page) -> Screen:
    """What this is, how long it takes, and whose it is."""
    say = page.say
    firm = f"{page.voice.company} in {page.voice.area}" if page.voice.area else page.voice.company
    return page.screen(
        say.promise.format(firm=firm),
        options=(Button(say.start, Start()),),
        navigation=(Button(say.how_button, Open("how")), Button(say.delete, Open("forget"))),
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
    """Markdown as a screen may hold it: headings become bold lines, links their words (each has a button)."""
    return _LINK.sub(r"\1", _HEADING.sub(r"**\1**", body)).strip()
