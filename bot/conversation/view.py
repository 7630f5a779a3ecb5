"""How a consultation looks: a pure function to a screen that is never empty and always has a way on.

Which screen it is stands in the consultation's place; this file only finds its maker. A place that no longer fits (the
content was edited, the place is of another release) shows the nearest screen that does.
"""

from collections.abc import Callable

from bot.content import Content
from bot.conversation import advising, asking, carrying, reading, today_rules
from bot.conversation.acts import Screen
from bot.conversation.page import Page
from bot.conversation.paging import paged
from bot.model import Consultation
from bot.wording.sentences import Voice

_MAKERS: dict[str, Callable[[Page], Screen | None]] = {
    "promise": reading.promise,
    "welcome-back": reading.welcome_back,
    "how": reading.how,
    "privacy": reading.privacy,
    "help": reading.help_,
    "forget": reading.forget,
    "article": reading.article,
    "learn": reading.learn,
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
    region: str = "us",
    voice: Voice = Voice(),  # noqa: B008 - frozen
    *,
    today: Content | None = None,
) -> Screen:
    """One page of the screen of a consultation. `region` chooses compliance articles, `voice` says whose bot it is.

    `content` is what the consultation began under, `today` what one would begin under now.
    """
    return paged(
        whole(consultation, content, region, voice, today=today), consultation.place.page, content.language.say
    )


def whole(
    consultation: Consultation,
    content: Content,
    region: str = "us",
    voice: Voice = Voice(),  # noqa: B008 - frozen
    *,
    today: Content | None = None,
) -> Screen:
    """The same with all its pages as one, however long."""
    page = Page(consultation, content, region, voice, content.language.say, today)
    maker = _MAKERS.get(consultation.place.name, asking.question)
    return maker(page) or asking.question(page) or advising.anyway(page)


def known_places() -> frozenset[str]:
    """The names of all screens there are."""
    return frozenset(_MAKERS)
