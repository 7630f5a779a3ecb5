"""What the screens say; wording is asserted only where the wording is the point."""

import re
from dataclasses import fields, replace

import pytest
from conversing import CALM, REGULATED

from bot.conversation.acts import Back, Open, See, Settle
from bot.conversation.reasons import evidence
from bot.conversation.view import view
from bot.model import Consultation, Place
from bot.wording.sentences import EN, Voice

DENTIST = ("colleague", "regulated", "partly", "office", "rare", "half-day", "5-14", "server", "steady", "prevent",
           "steady")  # fmt: skip
SHOP = ("one-person", "cover", "personal", "partly", "always", "monthly", "hours", "5-14", "cloud", "average",
        "prevent", "some")  # fmt: skip


@pytest.mark.parametrize(
    ("taken", "line"),
    [
        pytest.param(["nobody"], "1 answered, 2 to 10 left.", id="a range"),
        pytest.param([*CALM[:9]], "9 answered, 0 to 1 left.", id="settled, with one left"),
        pytest.param([*REGULATED], "3 answered, 0 to 8 left.", id="settled, with more left"),
        pytest.param([*CALM, Back()], "10 answered, none left.", id="none left"),
    ],
)
def test_progress_is_a_range(play, taken, line):
    assert line in play(*taken).text


def test_options_come_in_the_order_of_the_file_and_navigation_below(play):
    screen = play("nobody").screen

    assert [button.label for button in screen.options] == [
        "Ordinary business contacts",
        "Personal or card data",
        "Regulated, or we get checked",
    ]
    assert [button.label for button in screen.navigation] == ["Not sure", "Why do you ask?", "Back", "Review answers"]


def test_the_first_question_has_nothing_before_it(play):
    assert "Back" not in play("/start", "start").labels


def test_the_promise_says_whose_bot_it_is(content):
    screen = view(Consultation("c", "n", content.revision), content, voice=Voice("Northwind IT", "Leeds"))

    assert "Northwind IT in Leeds, which sells IT support" in screen.text
    assert "break/fix" in screen.text


def test_an_advice_says_model_reasons_limits_extras_and_what_it_rests_on(play):
    player = play(*DENTIST)

    told = player.text.split("\n\n")
    assert told[0].startswith("**Our advice: managed services (MSP).**")
    assert "Your data is regulated, five or more people work with it" in told[2]
    assert told[2].count("\n- ") == 2
    assert "leaving takes a notice period" in player.text
    assert re.search(r"This rests on \d of your answers; most on this one: your data is ", player.text)
    assert "Receipt: R7K2" in player.text


def test_the_proof_gap_is_said_before_every_other_extra(play):
    besides = play(*SHOP).text.partition("**Besides**")[2]

    assert besides.strip().startswith("- First project, at a fixed price")


def test_reasons_go_on_with_exposures_in_the_words_of_the_prospect(play):
    assert "You said that somebody must answer day and night: that calls for" in play(*SHOP).text


def test_a_reason_names_only_the_answers_it_rests_on(content):
    need = content.book.need("run-security")

    assert evidence(need.when, {"data": ("regulated",), "proof": ("no",)}, content.book) == {"data"}
    assert evidence(need.when, {"data": ("personal",), "proof": ("no",)}, content.book) == {"data", "proof"}
    assert evidence(need.when, {"data": ("ordinary",)}, content.book) is None


def test_why_shows_every_deciding_rule_with_its_answers_and_its_articles(play):
    player = play(*DENTIST, Open("why"))

    assert "(H1)" in player.text
    assert "(H2)" in player.text
    assert "a colleague looks after IT on the side" in player.text
    articles = [button.act.of for button in player.screen.navigation if isinstance(button.act, Open)]
    assert "compliance-triggers-us" in articles
    assert "msp-supply-chain-risk" in articles


def test_the_region_chooses_the_compliance_article(play):
    player = play(*DENTIST, Open("why"))

    screen = view(player.consultation, player.content, region="eu")

    articles = [button.act.of for button in screen.navigation if isinstance(button.act, Open)]
    assert "compliance-triggers-eu" in articles
    assert "compliance-triggers-us" not in articles


def test_why_not_tells_one_sentence_for_each_other_model_and_more_on_its_own_screen(play):
    player = play(*DENTIST, Open("why-not"))
    assert player.text.count("\n- ") == 3
    assert "{" not in player.text

    player.press("Why not break/fix")
    assert player.text.count("\n- ") >= 1


def test_what_would_change_it_never_makes_more_exposure_a_goal(play):
    text = play(*CALM, Open("changes")).text

    assert "If " not in text
    assert "Come back when 15 to 29 people need a computer" in text
    assert text.count("\n- ") == 3


def test_people_inside_are_offered_in_words_of_their_own_and_last(play):
    text = play(*REGULATED, See(), Open("changes")).text

    assert text.splitlines()[-1].startswith("- If you had your own IT person, it would be co-managed IT")


def test_a_change_that_opens_a_question_says_on_which_answer_it_hangs(play):
    assert ", as long as you could " in play(*CALM, Open("changes")).text


def test_an_article_is_read_as_plain_text(play):
    text = play(*CALM, Open("article", "bf-transactional")).text

    assert "](" not in text
    assert "## " not in text


@pytest.mark.parametrize("theme", ["break-fix", "managed"])
def test_every_characteristic_is_two_presses_from_the_comparison(play, content, theme):
    compared = play(*CALM, Open("compare", "break-fix--managed")).screen
    assert Open("theme", theme) in [button.act for button in compared.navigation]

    listed = play(*CALM, Open("compare", "break-fix--managed"), Open("theme", theme)).screen

    named = {row.article for row in content.library.characteristics if content.articles[row.article].theme == theme}
    assert len(named) == {"break-fix": 5, "managed": 8}[theme]
    assert named <= {button.act.of for button in listed.options}


def test_what_an_article_rests_on_says_what_was_compared(play):
    text = play(*CALM, Open("article", "bf-transactional"), Open("sources")).text

    assert "nobody has opened the source" in text
    assert "the owner's document, undated; compared\n" in text
    assert "; its writer sells this" in text


def test_a_talk_back_names_both_answers(play):
    text = play("nobody", "ordinary", "always", "rare", "day").text

    assert "You said that somebody must answer day and night." in text
    assert "You said that a stop hurts only the next day or later." in text


def test_a_reading_that_suggests_not_sure_says_so(play):
    player = play("nobody", "ordinary", "office", "rare", "minutes", "5-14", "complex", Settle("X9", "A"))

    assert player.at == "question:incidents"
    assert '"Not sure" is a good answer' in player.text


def test_privacy_says_that_counters_stay(content):
    consultation = Consultation("c", "n", content.revision, place=Place("privacy"))

    text = view(consultation, content, voice=Voice(days=90, privacy_url="https://example.org/p")).text

    assert "stay after deletion" in text
    assert "90 days" in text
    assert "https://example.org/p" in text
    assert "/forget" in text


@pytest.mark.parametrize("sentence", [pytest.param(getattr(EN, one.name), id=one.name) for one in fields(EN)])
def test_the_tone_is_plain(sentence):
    assert "!" not in sentence
    assert "invalid" not in sentence.lower()
    assert sentence.isascii()


def test_every_persona_reaches_its_model_by_talking(content, play):
    for persona in content.book.personas:
        player = play("start")
        for _ in range(60):
            if not player.at.startswith(("question", "talk-back")):
                break
            name, _, of = player.at.partition(":")
            if name == "talk-back":
                player.take(Settle(of, "both"))
            else:
                player.take(persona.answers[of][0])
        assert player.receipts, (persona.persona, player.at, player.toast)
        assert player.receipts[-1].model == persona.model, persona.persona
        assert persona.rules is None or player.receipts[-1].rules == persona.rules


UNSURE_HOW_OFTEN = ("colleague", "ordinary", "weekends", "not sure", "half a day", "8", "several sites", "steady",
                    "plan", "steady")  # fmt: skip


def test_where_different_rules_decide_each_is_named_with_the_answer_it_hangs_on(play):
    player = play(*UNSURE_HOW_OFTEN)

    assert "- If IT hardly ever stops anybody: Two risks meet, and you also ask" in player.text
    assert "- If IT stops somebody every month or so or IT stops somebody every week: Three or more" in player.text
    why = play(*UNSURE_HOW_OFTEN, Open("why")).text
    assert "(N10)" in why
    assert "(N9)" in why


def test_the_cases_are_those_in_which_the_rules_decide(play, content):
    answers = play(*UNSURE_HOW_OFTEN).consultation.answers
    adviser = content.adviser
    found = adviser.split(answers)

    assert adviser.advise(answers).decided_by == ()
    assert found.question == "incidents"
    assert {option for options in found.cases.values() for option in options} == set(answers["incidents"])
    for rules, options in found.cases.items():
        for option in options:
            assert adviser.advise({**answers, "incidents": (option,)}).decided_by == rules


def test_where_one_rule_decides_there_is_nothing_to_tell_apart(content):
    assert content.adviser.split(content.book.personas[0].answers) is None


def test_every_reason_of_an_advice_has_a_button_to_its_article(content):
    for persona in content.book.personas:
        answers = persona.answers
        consultation = Consultation("c", "n", content.revision, 1, answers, Place("advice"), receipt="abcd-2345")
        advice = content.adviser.advise(answers)
        screens = [view(consultation, content), view(replace(consultation, place=Place("why")), content)]
        read = [
            {one.act.of for one in screen.buttons if one.act == Open("article", getattr(one.act, "of", ""))}
            for screen in screens
        ]
        needs = {one.article for one in content.book.needs if one.id in advice.needs and one.kind != "state"}
        reasons = {one.article for one in advice.because}

        assert reasons & read[0], persona.persona
        assert reasons | needs <= read[1], persona.persona
        beside = view(replace(consultation, place=Place("extras")), content)
        assert {one.article for one in advice.extras} <= {getattr(one.act, "of", "") for one in beside.buttons}


def test_every_need_of_an_open_matter_has_a_button_to_its_article(content):
    given = {"it": "one-person", "gap": "cover", "data": "regulated", "proof": "yes", "hours": "extended"}
    given |= {"incidents": "monthly", "env": "complex"}
    answers = {name: (one,) for name, one in given.items()} | {"downtime": ("day", "half-day", "hours", "minutes")}
    consultation = Consultation("c", "n", content.revision, 1, answers, Place("unsure"), receipt="abcd-2345")
    screen = view(consultation, content)
    advice = content.adviser.advise(answers)
    needs = [one for one in content.book.needs if one.id in advice.needs and one.kind == "exposure"]
    read = {getattr(one.act, "of", "") for one in screen.buttons}

    shown = [one for one in needs if one.words in screen.text]
    assert {one.article for one in shown} <= read
