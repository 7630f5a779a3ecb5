"""The screens that ask: a question, why it is asked, a talk-back, the review of all answers."""

from bot.conversation import standing
from bot.conversation.acts import Button, Choose, Decline, Open, Screen, See, Settle
from bot.conversation.page import Page, capital, lines
from bot.conversation.places import ASK_BACK, note, returned
from bot.conversation.reasons import said_of
from bot.rulebook.format import Question


def question(page: Page) -> Screen | None:
    """The question that is next, or one that is shown again, with its options in the order of the file."""
    asked = standing.shown_question(page.consultation, page.content)
    if asked is None:
        return None
    say, label = page.say, page.label(asked)
    offer = page.outlook.settled and standing.SEE not in page.consultation.declined
    is_open = asked.id == page.outlook.ask_next  # another answer to one given before could well change the model
    return page.screen(
        f"**{asked.ask}**",
        page.progress(),
        _hint(page, asked),
        say.answer_so_far.format(label=label) if label else "",
        say.settled if offer and is_open else "",
        options=_options(asked),
        navigation=_navigation(page, asked, offer=offer),
    )


def _options(asked: Question) -> tuple[Button, ...]:
    return tuple(Button(option.label, Choose(asked.id, name)) for name, option in asked.options.items())


def _navigation(page: Page, asked: Question, *, offer: bool) -> tuple[Button, ...]:
    say, place = page.say, page.consultation.place
    given = page.answers.get(asked.id, ())
    keep = given and note(place) != ASK_BACK
    buttons = [Button(say.not_sure, Choose(asked.id, "?"))]
    if keep and len(given) == 1:
        buttons.append(Button(say.keep, Choose(asked.id, given[0])))
    buttons.append(Button(say.why_ask_button, Open(standing.WHY_ASK, asked.id)))
    opened = returned(place) or standing.asked_by(page.consultation, page.content)
    if opened or standing.before(asked.id, page.consultation, page.content):
        buttons.append(page.back())
    if offer:
        buttons = [Button(say.see, See()), Button(say.decline, Decline(standing.SEE)), *buttons]
    if page.answered:
        buttons.append(Button(say.review_button, Open("review")))
    return tuple(buttons)


def _hint(page: Page, asked: Question) -> str:
    """Why a question is shown again, where that is not plain."""
    if note(page.consultation.place) == ASK_BACK:
        return page.say.ask_back
    clash = standing.asked_by(page.consultation, page.content)
    if clash is None:
        return ""
    chosen = page.consultation.resolved.get(clash.rule)
    reading = clash.readings[1 if chosen == "B" else 0]
    hints = [page.say.asked_again, asked.help or ""]
    hints += [page.say.suggests_not_sure] if reading.suggests else []
    return "\n\n".join(hint for hint in hints if hint)


def why_ask(page: Page) -> Screen | None:
    """Why the question is asked; it can be answered right here."""
    asked = standing.shown_question(page.consultation, page.content)
    if asked is None:
        return None
    return page.screen(
        page.say.why_ask.format(why=asked.why),
        asked.help or "",
        f"**{asked.ask}**",
        options=_options(asked),
        navigation=(Button(page.say.not_sure, Choose(asked.id, "?")), page.back()),
    )


def talk_back(page: Page) -> Screen | None:
    """Two answers that do not go together, in the prospect's words, and the two readings of them."""
    clash = standing.contradiction(page.consultation.place.of, page.content)
    if clash is None:
        return None
    given = page.answers
    facts = [
        page.say.said.format(said=said)
        for name in page.content.book.roots(clash.when)
        if (said := said_of(page.content.book.question(name), given.get(name, ()), page.say))
    ]
    first, second = clash.readings
    return page.screen(
        page.say.talk_back.format(facts=lines(facts), say=clash.say),
        clash.note or "",
        page.say.talk_back_how,
        options=(
            Button(first.label, Settle(clash.rule, "A")),
            Button(second.label, Settle(clash.rule, "B")),
            Button(page.say.both, Settle(clash.rule, "both")),
        ),
        navigation=(page.back(),),
    )


def review(page: Page) -> Screen | None:
    """Every answer that counts, each a button that asks its question again."""
    if not page.answered:
        return page.screen(page.say.review_empty, navigation=(page.back(),))
    told = [page.say.review_line.format(ask=one.ask, label=page.label(one)) for one in page.answered]
    return page.screen(
        page.say.review,
        "\n".join(told),
        options=tuple(
            Button(capital(f"{page.label(one)} ({one.ask})"), Open("question", one.id)) for one in page.answered
        ),
        navigation=(page.back(),),
    )
