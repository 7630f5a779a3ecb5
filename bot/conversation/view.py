"""How a consultation looks: a pure function to a screen that is never empty and always has a way on.

Which screen it is stands in the consultation's place; this file only finds its maker. A place that no longer fits (the
content was edited, the place is of another release) shows the nearest screen that does.
"""

from collections.abc import Callable
from dataclasses import replace

from bot.content import Content
from bot.conversation import advising, answering, asking, carrying, comparison, learning, reading, today_rules
from bot.conversation.acts import Screen
from bot.conversation.page import Page
from bot.conversation.paging import paged
from bot.conversation.places import root
from bot.model import Consultation
from bot.wording.sentences import Voice

_MAKERS: dict[str, Callable[[Page], Screen | None]] = {
    "promise": reading.promise,
    "welcome-back": reading.welcome_back,
    "how": reading.how,
    "privacy": reading.privacy,
    "help": reading.help_,
    "forget": reading.forget,
    "language": reading.language,
    "learn": learning.learn,
    "theme": learning.theme,
    "article": learning.article,
    "sources": learning.sources,
    "uses": learning.uses,
    "words": learning.words,
    "answer": answering.answer,
    "unknown": answering.unknown,
    "person": answering.person,
    "compare": comparison.compare,
    "question": asking.question,
    "why-ask": asking.why_ask,
    "talk-back": asking.talk_back,
    "review": asking.review,
    "advice": advising.advice,
    "unsure": advising.advice,
    "disagreed": advising.disagreed,
    "why": advising.why,
    "why-not": advising.why_not,
    "changes": advising.changes,
    "extras": advising.extras,
    "carried": carrying.carried,
    "today": today_rules.today,
}


def view(
    consultation: Consultation,
    content: Content,
    region: str = "",
    voice: Voice = Voice(),  # noqa: B008 - frozen
    *,
    today: Content | None = None,
) -> Screen:
    """One page of the screen of a consultation.

    `region` chooses compliance articles (empty: by the language), `voice` says whose bot it is. `content` is what the
    consultation began under, `today` what one would begin under now.
    """
    screen = whole(consultation, content, region, voice, today=today)
    return paged(screen, consultation.place.page, content.spoken(consultation.language).language.say)


def whole(
    consultation: Consultation,
    content: Content,
    region: str = "",
    voice: Voice = Voice(),  # noqa: B008 - frozen
    *,
    today: Content | None = None,
) -> Screen:
    """The same with all its pages as one, however long."""
    content = content.spoken(consultation.language)
    later = today.spoken(consultation.language) if today else None
    page = Page(consultation, content, region or content.language.say.region, voice, content.language.say, later)
    made = _MAKERS.get(consultation.place.name, asking.question)(page)
    below = root(consultation.place)
    if made is None and below != consultation.place:  # what it was about is gone
        return whole(replace(consultation, place=below), content, region, voice, today=today)
    return made or asking.question(page) or advising.anyway(page)


def known_places() -> frozenset[str]:
    """The names of all screens there are."""
    return frozenset(_MAKERS)
