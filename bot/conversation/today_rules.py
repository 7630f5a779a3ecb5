"""What today's rules make of a consultation that goes by older ones: the same advice, or another because of which rule.

The consultation stays under the rules it began with. Nothing here is kept, and no receipt is given for it.
"""

from typing import TYPE_CHECKING

from bot.content import Content
from bot.conversation.acts import Button, Open, Screen
from bot.conversation.page import Page, titled
from bot.conversation.places import WELCOME_BACK
from bot.conversation.reasons import said_of
from bot.rulebook.book import Rulebook

if TYPE_CHECKING:
    from bot.inference.comparing import Compared, Edited


def button(page: Page) -> tuple[Button, ...]:
    """The way to this screen, where today's rules are not those of the consultation."""
    return (Button(page.say.today_button, Open("today")),) if page.later else ()


def today(page: Page) -> Screen:
    """The comparison, and how to answer under today's rules."""
    say, later = page.say, page.later
    if later is None:
        return page.screen(say.today, say.today_none, navigation=(page.back(),))
    from bot.inference.comparing import compare  # noqa: PLC0415 - numpy: the first screen does not wait for it

    found = compare(page.content.adviser, later.adviser, page.answers)
    return page.screen(
        say.today,
        say.today_began,
        _verdict(page, later, found),
        _because(page, later.book, found),
        titled(say.today_foreign, _foreign(page, found)),
        say.today_begin,
        navigation=(Button(say.start_over, Open(WELCOME_BACK)), page.back()),
    )


def _verdict(page: Page, later: Content, found: "Compared") -> str:
    say, now = page.say, found.now
    if now is None:
        return say.today_no_advice
    models = [later.book.model(name) for name in now.possible]
    listed = say.or_.join(one.said for one in models)
    if now.model is None:
        return (say.today_same_open if found.same else say.today_open).format(models=listed)
    words = say.today_same if found.same else say.today_differs
    return words.format(model=models[0].said, means=models[0].means)


def _because(page: Page, later: Rulebook, found: "Compared") -> str:
    if found.same:
        return ""
    told = [_edit(page, later, one) for one in found.because] or [page.say.today_unnamed]
    return titled(page.say.today_because, told)


def _edit(page: Page, later: Rulebook, one: "Edited") -> str:
    """An edit in a line, with the rule's own sentence: today's, or of a rule that is gone the last one it had."""
    say, book = page.say, page.content.book if one.how == "gone" else later
    if one.kind == "question":
        words = {
            "new": say.today_question_new,
            "gone": say.today_question_gone,
            "changed": say.today_question_changed,
        }
        return words[one.how].format(ask=book.question(one.name).ask)
    rule = book.rules[one.name]
    says = getattr(rule, "say", "")
    told = {"new": say.today_new, "gone": say.today_gone, "changed": say.today_changed}
    return told[one.how].format(rule=one.name, says=f": {says}" if says else ".")


def _foreign(page: Page, found: "Compared") -> list[str]:
    book, answers = page.content.book, page.answers
    return list(filter(None, (said_of(book.question(name), answers[name], page.say) for name in found.foreign)))
