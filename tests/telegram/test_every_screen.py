"""Every screen that the rules and articles can produce, rendered for Telegram and held against its limits.

A million answer sets cannot be rendered one by one. Their screens are made of few sentences, so answer sets are taken
that together use every one of them: each combination of deciding rules, each rule that says anything, each
contradiction with each of its readings, every persona and every single change of its answers. That no text whatever can
break the limits is shown in test_markup.py; here it is shown that what we have to say arrives whole.
"""

import json
import re
from dataclasses import fields, replace
from functools import cache
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading_html import shown, units
from running import CHECKOUT

from bot.analysis.certificate import witness
from bot.content import Content, load
from bot.conversation.acts import Leaf, Press
from bot.conversation.codec import decode
from bot.conversation.typed import meant
from bot.conversation.view import known_places, view
from bot.inference.report import Disagreement
from bot.model import Consultation, Place
from bot.rulebook.format import Need
from bot.telegram.markup import LABEL, LIMIT, message
from bot.wording.sentences import Voice

pytestmark = pytest.mark.repeats

NEUTRAL = Voice()
NAMED = Voice(
    *("Tom & Jerry's <IT>", "Newcastle upon Tyne and all around it", "https://example.org/a_b_c?d=1&e=2", 90),
    *("Tom_or_Jerry: 0113 555 01 01 <any time>", True, True),
)
ADVISED = ("advice", "why", "why-not", "changes", "carried", "extras", "review")
TOAST = 200


IN = {"language": "en"}
"""The language in which everybody goes on here."""


@cache
def content() -> Content:
    return load(CHECKOUT / "rules", CHECKOUT / "knowledge")


def spoken() -> Content:
    return content().spoken(IN["language"])


@pytest.fixture(params=sorted(content().languages), autouse=True, scope="module")
def language(request):
    IN["language"] = request.param
    return request.param


def consultation(place, answers=None, **more):
    given = {name: (one,) if isinstance(one, str) else tuple(one) for name, one in (answers or {}).items()}
    return Consultation(
        "c1", "n" * 10, content().revision, 999_999, given, place, receipt="abcd-2345" if given else "", **IN, **more
    )


def said(text):
    """The words of a screen without its marks, as they are to be read on Telegram."""
    without = re.sub(r"^(\s*)- ", "\\1\u2022 ", text, flags=re.MULTILINE)
    return " ".join(without.replace("*", "").split())


def check(here, voice=NEUTRAL, region="us"):
    """Every page of the screen: all that it says is there, and nothing is longer than Telegram takes."""
    page, screens = 0, []
    while True:
        screen = view(replace(here, place=replace(here.place, page=page)), content(), region, voice)
        screens.append(screen)
        fits(screen, here)
        if not any(button.act == Leaf(page + 1) for button in screen.navigation):
            return screens
        page += 1


def fits(screen, here):
    joined = [
        line for block in screen.text.split("\n\n") for line in block.splitlines()[1:] if not line.startswith("- ")
    ]
    assert not joined, "Telegram would show these lines behind the one above"
    sent = message(screen, here)
    text = shown(sent.text)
    assert 1 <= units(text) <= LIMIT
    assert said(text) == said(screen.text)
    assert not re.search(r"\*\*|\]\(|^#|[{}]|\n{3}|^\s*- |\u2026", text, re.MULTILINE), text
    rows = json.loads(sent.keyboard)["inline_keyboard"]
    buttons = [button for row in rows for button in row]
    assert 1 <= len(buttons) <= 100
    for shown_button, button in zip(buttons, screen.buttons, strict=True):
        assert 1 <= units(shown_button["text"]) <= LABEL
        assert shown_button["text"] == button.label or shown_button["text"].endswith("\u2026")
        assert len(shown_button["callback_data"].encode()) <= 64
        assert decode(shown_button["callback_data"]) == Press("n" * 10, 999_999, button.act)


@cache
def telling():
    """Answer sets that together bring up every sentence the rules have: by what each is taken for."""
    book, space = content().book, content().adviser.space
    deciding = np.zeros(space.shape, np.uint64)
    for number, rule in enumerate(book.model_rules):
        deciding |= np.broadcast_to(space.decides(rule), space.shape).astype(np.uint64) << np.uint64(number)
    found = {f"deciding {one:x}": witness(space, deciding == one) for one in np.unique(deciding)}
    for rule in (*book.needs, *book.why_nots, *book.extras, *book.contradictions):
        found[f"rule {rule.rule}"] = witness(space, space.where(rule.when))
    for persona in book.personas:
        found[persona.persona] = dict(persona.answers)
    return found


def test_the_answer_sets_taken_bring_up_every_rule():
    book, adviser = content().book, content().adviser
    advices = [adviser.advise(consultation(Place(), answers).answers) for answers in telling().values()]
    reasons = [one for found in advices for one in (*found.because, *found.extras, *found.contradictions)]
    reasons += [one for found in advices for told in found.why_not.values() for one in told]
    met = {one.rule for one in reasons}

    assert {found.model for found in advices} == {model.id for model in book.models}
    assert {need for found in advices for need in found.needs} == {need.id for need in book.needs}
    assert {name for name, rule in book.rules.items() if not isinstance(rule, Need)} <= met


@pytest.mark.parametrize("voice", [NEUTRAL, NAMED], ids=["neutral", "named"])
@pytest.mark.parametrize("name", ["promise", "how", "privacy", "help", "forget", "learn", "person", "welcome-back"])
def test_every_screen_to_read(name, voice):
    check(consultation(Place(name)), voice)
    check(consultation(Place(name, origin="question::")), voice)


def test_every_page_of_every_article():
    pages = [check(consultation(Place("article", name, "learn:::4"))) for name in content().articles]

    assert len(pages) >= 43
    assert max(map(len, pages)) > 1


def test_the_list_of_articles_shows_each_of_them_once_ten_a_page_at_most():
    pages = check(consultation(Place("theme", "all")))

    named = [button.act.of for screen in pages for button in screen.options]
    assert sorted(named) == sorted(content().articles)
    assert max(len(screen.options) for screen in pages) <= 10


def test_every_theme_and_what_matters_here_has_its_articles():
    named = set()
    for theme in ("here", *(one.id for one in content().library.themes)):
        for answers in ({}, next(iter(telling().values()))):
            pages = check(consultation(Place("theme", theme, "learn::"), answers))
            named |= {one.act.of for screen in pages for one in screen.options if one.act.name == "article"}

    assert named == set(content().articles)


@pytest.mark.parametrize("name", ["sources", "uses", "words"])
def test_what_stands_behind_every_article(name):
    for article in content().articles:
        check(consultation(Place(name, article, f"article:{article}:")))


def test_every_answer_to_a_question_that_the_library_can_give():
    names = list(content().articles)
    for place in ("answer", "unknown"):
        for at, name in enumerate(names):
            of = ",".join((name, *names[at - 2 : at]))
            for below in ("question::", "advice::"):
                check(consultation(Place(place, of, below)), NAMED)


@pytest.mark.parametrize("one", ["", *(model.id for model in content().book.models)])
def test_every_two_models_side_by_side(one):
    for other in (model.id for model in content().book.models if one not in ("", model.id)):
        check(consultation(Place("compare", f"{one}--{other}", "learn::")), NAMED)
    check(consultation(Place("compare", one)), NAMED)


def asked_in_all_ways():
    """Every question, with nothing, a few or all things answered, and for every reason there is to ask it again."""
    book = content().book
    settled = {"it": "nobody", "data": "regulated", "proof": "no"}
    known = [{}, settled, *list(telling().values())[:2]]
    again = {
        (one.asks, rule.rule, how) for rule in book.contradictions for one, how in zip(rule.readings, "AB", strict=True)
    }
    for question, answers in product(book.questions, known):
        ways = [("", "A"), ("back", "A"), ("ask-back", "A"), ("review::", "A")]
        ways += [(rule, how) for asks, rule, how in sorted(again) if asks == question.id]
        for (note, how), more in product(ways, ({}, {question.id: tuple(question.options)})):
            yield consultation(Place("question", question.id, note), {**answers, **more}, resolved={note: how})
        yield consultation(Place("why-ask", question.id, "question::"), answers)
        yield consultation(Place("question", question.id), answers, declined=frozenset({"see"}))


def test_every_question_in_every_way_it_is_asked():
    seen = {view(here, content()).text.split("\n")[0] for here in asked_in_all_ways() if not check(here)[1:]}

    assert {f"**{question.ask}**" for question in spoken().book.questions} <= seen


def test_every_contradiction_talked_back():
    space = content().adviser.space
    for rule in content().book.contradictions:
        answers = witness(space, space.where(rule.when))
        check(consultation(Place("talk-back", rule.rule), answers))
        check(consultation(Place("advice"), answers, resolved={rule.rule: "unresolved"}))


@pytest.mark.parametrize("name", ADVISED)
def test_every_sentence_beside_an_advice(name):
    for answers in telling().values():
        check(consultation(Place(name), answers), region="eu")


@pytest.mark.parametrize("model", [model.id for model in content().book.models])
def test_every_reason_against_a_model(model):
    for answers in telling().values():
        check(consultation(Place("why-not", model, "advice::|why-not::"), answers))


def test_every_change_of_a_persona():
    book = content().book
    for persona in book.personas:
        for name, (chosen,) in persona.answers.items():
            others = book.question(name).options
            for options in (*((other,) for other in others if other != chosen), tuple(others)):
                answers = {**persona.answers, name: options}
                check(consultation(Place("advice" if len(options) == 1 else "unsure"), answers))


@pytest.mark.parametrize("name", sorted(known_places()))
def test_no_advice_can_be_stood_behind(name):
    split = replace(spoken())
    split.__dict__["adviser"] = Split(spoken().adviser)
    here = consultation(Place(name, origin="disagreed::"), {"it": "nobody"})

    fits(view(here, split), here)


class Split:
    """An adviser whose two interpreters disagree."""

    def __init__(self, adviser):
        self._adviser = adviser

    def __getattr__(self, name):
        return getattr(self._adviser, name)

    def advise(self, answers):
        raise Disagreement("for this test")


@st.composite
def partly_answered(draw):
    book = content().book
    answers = {}
    for question in book.questions:
        options = draw(st.lists(st.sampled_from(list(question.options)), max_size=2, unique=True))
        whole = draw(st.integers(0, 5)) == 0
        if options or whole:
            answers[question.id] = tuple(question.options) if whole else tuple(options)
    of = st.sampled_from(["", *(question.id for question in book.questions), *(model.id for model in book.models)])
    origin = st.sampled_from(["", "ask-back", "back", "advice::|review::", *(one.rule for one in book.contradictions)])
    return consultation(Place(draw(st.sampled_from(sorted(known_places()))), draw(of), draw(origin)), answers)


@settings(max_examples=150, deadline=None)
@given(here=partly_answered())
def test_any_answers_at_any_place(here):
    check(here)


def toasts():
    """Every line that can be answered to what was typed, with the labels of every screen there is."""
    book = spoken().book
    first = [consultation(Place("question", one.id), {one.id: next(iter(one.options))}) for one in book.questions]
    answers = next(iter(telling().values()))
    others = [consultation(Place(name), answers) for name in known_places()] + [consultation(Place())]
    others += [consultation(Place("article", name), answers) for name in list(content().articles)[::6]]
    words = [
        "7",
        "-3",
        "0",
        "3-200",
        "9" * 40,
        "3.5",
        "purple",
        "/purple",
        "",
        "4 hours",
        "business",
        "you",
        "how it is",
    ]
    words += [option.label[: len(option.label) // 2] for one in book.questions for option in one.options.values()]
    for here in (*first, *others):
        screen = view(here, content())
        for word in (*words, *(button.label[:-2] for button in screen.buttons)):
            answer = meant(word, screen, here, spoken())
            if isinstance(answer, str):
                yield answer


def test_every_toast_fits_the_answer_to_a_press():
    say = spoken().language.say
    told = {*toasts(), *(getattr(say, one.name) for one in fields(say) if one.name.startswith("toast"))}

    assert len(told) > 50
    assert [toast for toast in told if not 1 <= units(toast) <= TOAST] == []
