"""The screens that answer a free question: from the library, or with an honest no and a way to a person."""

from bot.conversation.acts import Button, Call, Leave, Open, Screen
from bot.conversation.page import Page
from bot.conversation.places import root
from bot.conversation.standing import CALLED


def answer(page: Page) -> Screen | None:
    """The answer to a free question: the best article's summary, two more, and the way back."""
    names = [name for name in page.consultation.place.of.split(",") if name in page.content.articles]
    if not names:
        return None
    best, say = page.content.articles[names[0]], page.say
    others = tuple(dict.fromkeys((*names[1:], *best.related)))
    related = tuple(name for name in others if name != best.id)[:2]
    whole = Button(say.read_whole.format(title=best.title), Open("article", best.id))
    return page.screen(
        f"**{best.title}**",
        best.summary,
        say.answer_kept,
        options=(whole, *page.read(related)),
        navigation=(_person(page), *_way_back(page)),
    )


def unknown(page: Page) -> Screen:
    """An honest no, what comes nearest, and a person."""
    say = page.say
    near = tuple(name for name in page.consultation.place.of.split(",") if name in page.content.articles)[:2]
    return page.screen(
        say.unknown,
        say.unknown_near if near else "",
        options=(_person(page), *page.read(near)),
        navigation=(Button(say.learn_button, Open("learn")), *_way_back(page)),
    )


def _person(page: Page) -> Button:
    return Button(page.say.person_button, Open("person"))


def _way_back(page: Page) -> tuple[Button, ...]:
    """Back to the question that was open, by its words; else one step back."""
    home = root(page.consultation.place)
    asked = page.content.adviser.outlook(page.answers).ask_next if home.name == "question" else None
    name = home.of or asked if home.name == "question" else None
    if name and page.content.book.is_question(name):
        return (Button(page.say.back_to.format(ask=page.content.book.question(name).ask), Leave()),)
    return (page.back(),)


def person(page: Page) -> Screen:
    """How to reach a person: what the operator says, and, where it can be done, a word to the staff."""
    say, voice = page.say, page.voice
    reachable = voice.contact or voice.calls
    firm, called = page.say.firm(voice), CALLED in page.consultation.declined
    offered = voice.calls and not called
    return page.screen(
        (say.person if reachable else say.person_nowhere).format(firm=firm),
        say.person_contact.format(contact=voice.contact) if voice.contact else "",
        say.person_call.format(firm=firm) if offered else say.person_called if called else "",
        options=(Button(say.person_yes, Call()),) if offered else (),
        navigation=(page.back(),),
    )
