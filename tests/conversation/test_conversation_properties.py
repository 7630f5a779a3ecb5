"""Whatever is pressed or typed: nothing raises, no answer is lost, and every screen has a way on."""

from dataclasses import replace
from functools import cache
from itertools import product

import pytest
from conversing import CALM, FRESH, Player, edited, real_content
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.acts import (
    Back,
    Choose,
    Decline,
    Forget,
    Fresh,
    Leaf,
    Leave,
    Look,
    Open,
    Press,
    Say,
    See,
    Settle,
    Start,
    StartOver,
)
from bot.conversation.codec import LIMIT, decode, encode
from bot.conversation.paging import LONGEST, units
from bot.conversation.update import update
from bot.conversation.view import known_places, view
from bot.inference.report import Disagreement
from bot.model import Consultation, Place
from bot.wording.sentences import EN

PLACES = sorted(known_places())
WORDS = ["it", "gap", "data", "proof", "size", "hours", "managed", "break-fix", "model-break-fix", "X1", "", "nowhere"]
OPTIONS = ["?", "nobody", "team", "regulated", "always", "per-break", "minutes", "1-4", "nothing", "purple"]
TEXTS = [
    "not sure",
    "nobody",
    "3",
    "-1",
    "/back",
    "/why",
    "/review",
    "/advice",
    "/notsure",
    "/start",
    "/cancel",
    "/learn",
    "next page",
    "yes",
    "both are true",
    "/",
]

WILD = st.one_of(
    st.sampled_from([Start(), StartOver(), Back(), See(), Look(), Forget(), Leave()]),
    st.builds(Leaf, st.integers(-1, 6)),
    st.builds(Choose, st.sampled_from(WORDS), st.sampled_from(OPTIONS)),
    st.builds(Settle, st.sampled_from(["X1", "X2", "X13", "X99"]), st.sampled_from(["A", "B", "both", "C"])),
    st.builds(Open, st.sampled_from([*PLACES, "nowhere"]), st.sampled_from(WORDS)),
    st.builds(Decline, st.sampled_from(["see", "life"])),
    st.builds(Say, st.sampled_from(TEXTS) | st.text(max_size=30)),
)
BEGINNINGS = st.sampled_from(
    [
        (),
        CALM[:7],
        CALM,
        ("nobody", "ordinary", "always", "weekly", "minutes", "5-14", "complex", "per-break"),
        (*CALM[:5], "not sure", *CALM[6:]),
        ("team", "nothing", "regulated", "no"),
        ("not sure",) * 12,
        ("colleague", "regulated", "partly", "/advice", "/why"),
    ]
)
STEP = st.one_of(
    st.tuples(st.just("button"), st.integers(0, 30)),
    st.tuples(st.just("button"), st.integers(0, 30)),
    st.tuples(st.just("option"), st.integers(0, 5)),
    st.tuples(st.just("option"), st.integers(0, 5)),
    st.tuples(st.just("wild"), WILD),
    st.tuples(st.just("stale"), st.integers(-3, 3)),
)


def act_of(player, step):
    kind, what = step
    screen, now = player.screen, player.consultation
    if kind == "wild":
        return what
    buttons = screen.options if kind == "option" and screen.options else screen.buttons
    act = buttons[what % len(buttons)].act
    return Press(now.nonce, now.turn + (what if kind == "stale" else 0), act)


def check(screen, consultation):
    assert screen.text.strip()
    assert screen.buttons, screen
    assert units(screen.text) <= LONGEST
    assert len(screen.buttons) <= 100
    assert len({button.act for button in screen.navigation}) == len(screen.navigation)
    assert "{" not in screen.text
    for button in screen.buttons:
        press = Press(consultation.nonce, consultation.turn, button.act)
        assert button.label.strip()
        assert len(encode(press).encode()) <= LIMIT
        assert decode(encode(press)) == press


@cache
def later_content():
    """Rules as they may be tomorrow: a need holds more often, and so other advice follows."""
    return edited(("needs.yaml", "{downtime: [hours, minutes]}", "{downtime: [day, hours, minutes]}"))


def begun(beginning, *, renewed):
    """A consultation after some lines; with `renewed` its rules are no longer today's."""
    content = real_content()
    today = later_content() if renewed else content
    return Player(Consultation("c1", "n1", content.revision), content, FRESH, today).take(*beginning)


@settings(max_examples=150, deadline=None)
@given(beginning=BEGINNINGS, renewed=st.booleans(), steps=st.lists(STEP, max_size=40))
def test_whatever_is_pressed_or_typed(beginning, renewed, steps):
    player = begun(beginning, renewed=renewed)
    for number, step in enumerate(steps):
        player.fresh = Fresh(f"c{number + 2}", f"n{number + 2}", "R7K2")
        before, act = player.consultation, act_of(player, step)
        player.one(act)
        if player.forgotten:
            assert before.place.name == "forget"
            return
        now = player.consultation
        check(player.screen, now)
        if now.id == before.id:
            assert set(before.answers) <= set(now.answers)
            assert len([q for q in before.answers if before.answers[q] != now.answers[q]]) <= 1
            assert now.turn == before.turn + (now != before)
            assert now.receipt == before.receipt or now.receipt in {"", "R7K2"}


@settings(max_examples=60, deadline=None)
@given(beginning=BEGINNINGS, renewed=st.booleans(), steps=st.lists(STEP, max_size=25))
def test_every_button_shown_is_one_that_is_taken(beginning, renewed, steps):
    """What a screen offers is never refused: each button leads somewhere else."""
    player = begun(beginning, renewed=renewed)
    for step in steps:
        player.one(act_of(player, step))
        if player.forgotten:
            return
    now = player.consultation
    for button in player.screen.buttons:
        turn = update(now, Press(now.nonce, now.turn, button.act), player.content, FRESH, today=player.today)
        assert turn.toast in {"", EN.toast_forgotten}, (now.place, button)
        assert turn.consultation is None or turn.consultation != now, (now.place, button)


ORIGINS = ["", "X1", "ask-back", "review::", "a:b|c::|:::::|"]


@pytest.mark.parametrize("name", [*PLACES, "of-another-release"])
def test_any_place_is_a_screen_with_a_way_on(content, name):
    names = ["it", "data", "hours", "incidents", "downtime", "size", "env", "budget", "relation", "growth"]
    calm = {question: (option,) for question, option in zip(names, CALM, strict=True)}
    known = [{}, {"it": ("nobody", "colleague")}, calm]
    for of, origin, answers in product(["", "size", "X1", "managed", "model-break-fix"], ORIGINS, known):
        consultation = Consultation("c1", "n1", content.revision, answers=answers, place=Place(name, of, origin))

        check(view(consultation, content), consultation)
        update(consultation, Back(), content, FRESH)
        update(consultation, Leave(), content, FRESH)


def test_answers_of_other_content_are_kept_and_not_heeded(content):
    odd = {"it": ("nobody", "butler"), "horoscope": ("leo",), "data": ("gold",)}
    player = Player(Consultation("c1", "n1", "old", answers=odd, place=Place("question")), content, FRESH)

    assert player.text.startswith("**What is the most sensitive")
    player.take("ordinary")
    assert player.consultation.answers == {**odd, "data": ("ordinary",)}


class Split:
    """An adviser whose two interpreters disagree."""

    def __init__(self, adviser):
        self._adviser = adviser

    def __getattr__(self, name):
        return getattr(self._adviser, name)

    def advise(self, answers):
        raise Disagreement("for this test")


def test_a_disagreement_gives_no_advice_and_is_counted(content, play):
    split = replace(content)
    split.__dict__["adviser"] = Split(content.adviser)

    player = Player(play(*CALM[:-1]).consultation, split, FRESH).take("steady")

    assert player.at == "disagreed"
    assert "Our advice" not in player.text
    assert not player.receipts
    assert player.counts[-1].step == "disagreed"
    check(player.screen, player.consultation)
    assert player.take(Open("review")).at == "review"
