"""Which answers carry an advice: one line of how robust it is, and a small picture.

A picture of blocks is never alone: whatever it shows stands beside it in words.
"""

from dataclasses import dataclass

from bot.conversation.acts import Button, Draw, Screen
from bot.conversation.page import Page, capital, lines
from bot.conversation.reasons import said_of
from bot.inference.report import Advice, Weight

FULL, HALF, EMPTY = "\N{FULL BLOCK}", "\N{MEDIUM SHADE}", "\N{LIGHT SHADE}"


def robust(page: Page, found: Advice) -> str:
    """On how many answers the advice rests, and on which of them most."""
    if page.outlook.ask_next:
        return ""  # while questions are open, a change may lead to several models, and the count would say too little
    rests = {change.question for change in found.changes}
    if not rests:
        return page.say.robust_none
    strongest = next((_said(page, one) for one in found.weights if one.question in rests and _said(page, one)), "")
    words = page.say.robust_one if len(rests) == 1 else page.say.robust
    return words.format(n=len(rests), said=strongest)


def carried(page: Page) -> Screen:
    """Every answer with a bar: how many of the other answers there would lead elsewhere, the heaviest first."""
    say, found = page.say, page.advice
    weights = [one for one in found.weights if one.others and _said(page, one)] if found else []
    heavy = [f"{FULL * one.full}{HALF * one.half}{EMPTY * one.empty} {one.words}" for one in bars(page)]
    light = [_said(page, one) for one in weights if not (one.would or one.might)]
    if not weights:
        told = [say.carried_open]
    else:
        told = [lines(heavy) if heavy else say.carried_nothing]
        told += [say.carried_none.format(said=say.next_fact.join(light))] if heavy and light else []
    picture = (Button(say.picture_button, Draw("carried")),) if heavy and page.voice.pictures else ()
    return page.screen(say.carried, *told, navigation=(*picture, page.back()))


@dataclass(frozen=True, slots=True)
class Bar:
    """How many of the other answers would lead elsewhere, might, and would not; and the same in words."""

    full: int
    half: int
    empty: int
    words: str


def bars(page: Page) -> list[Bar]:
    """A bar for every answer that carries the advice, the heaviest first."""
    found = page.advice
    weights = [one for one in found.weights if one.others and _said(page, one)] if found else []
    return [_bar(page, one) for one in weights if one.would or one.might]


def _bar(page: Page, one: Weight) -> Bar:
    words = capital(_words(page, one).format(said=_said(page, one), **_numbers(one)))
    return Bar(one.would, one.might, one.others - one.would - one.might, words)


def _words(page: Page, one: Weight) -> str:
    if one.would == one.others:
        return page.say.carried_all
    if one.would and one.might:
        return page.say.carried_might
    return page.say.carried_some if one.would else page.say.carried_maybe


def _numbers(one: Weight) -> dict[str, int]:
    return {"would": one.would, "might": one.might, "others": one.others}


def _said(page: Page, one: Weight) -> str:
    """The answer as repeated; nothing where the prospect is not sure at all, for then nothing rests on it."""
    return said_of(page.content.book.question(one.question), page.answers.get(one.question, ()), page.say)
