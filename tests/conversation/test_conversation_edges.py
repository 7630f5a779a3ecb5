"""What an advice knows of its own edges: what carries it, what two changes would do, what today's rules make of it."""

from dataclasses import replace

import pytest
from conversing import CALM, REGULATED, edited

from bot.conversation.acts import Back, Open, See, StartOver
from bot.conversation.carrying import EMPTY, FULL, HALF
from bot.conversation.view import view
from bot.model import Place
from bot.wording.sentences import EN

ONE_PERSON = ("one-person", "cover", "ordinary", "extended", "rare", "minutes", "30-99", "complex", "steady", "plan",
              "some")  # fmt: skip
"""No answer but the one about people inside would change it; gap and hours together would."""
SWAMPED = ("one-person", "everything", "ordinary", "extended", "weekly", "hours", "30-99", "complex", "steady",
           "prevent", "some")  # fmt: skip
"""Not even two would."""
DENTIST = ("colleague", "regulated", "partly", "office", "rare", "half-day", "5-14", "server", "steady", "prevent",
           "steady")  # fmt: skip


def test_the_line_of_robustness_names_the_strongest_answer(play):
    text = play(*DENTIST).text

    assert "This rests on 2 of your answers; most on this one: your data is regulated, or a client" in text


def test_the_picture_says_in_words_what_its_blocks_say(play):
    player = play(*DENTIST).press(EN.carried_button)

    bars = [line.removeprefix("- ") for line in player.text.splitlines() if line.startswith("- ")]
    assert player.at == "carried"
    assert (
        bars[0]
        == f"{FULL * 2} Your data is regulated, or a client or insurer checks you: every other answer would change it"
    )
    assert bars[1].startswith(f"{FULL * 2}{EMPTY} A colleague looks after IT on the side: 2 of 3 other answers would")
    assert (
        "Nothing rests on these alone: you could show the protection only in part; office hours are enough"
        in player.text
    )
    assert all(bar.partition(" ")[2] for bar in bars)


def test_what_only_might_change_it_is_half_a_block(play):
    text = play(*REGULATED, See()).press(EN.carried_button).text

    assert f"{HALF * 2} Your data is regulated" in text
    assert "2 of 2 other answers might change it" in text


def test_an_answer_of_not_sure_carries_nothing(play):
    text = play(*DENTIST[:7], "not sure", *DENTIST[8:], Open("carried")).text

    assert "Everything" not in text
    assert "cloud" not in text


def test_two_changes_are_offered_where_no_other_single_one_would_do(play):
    text = changes_of(play, ONE_PERSON)

    assert EN.no_other_change in text
    assert (
        "Two together would: if your IT side lacks nothing much and office hours are enough, it would be block hours."
        in text
    )


def test_where_not_even_two_would_do_it_says_so(play):
    text = changes_of(play, SWAMPED)

    assert EN.no_pair in text
    assert "Two together would" not in text


def changes_of(play, lines):
    """The screen about changes, whatever is talked back on the way."""
    player = play()
    for line in lines:
        player.take(line)
        while player.at.startswith("talk-back"):
            player.press(EN.both)
    return player.press(EN.changes_button).text


def test_where_a_single_answer_would_do_no_pair_is_offered(play):
    assert "together" not in play(*DENTIST).press(EN.changes_button).text


N1 = "{size: 1-4, no-capacity: holds, exposures: 0}\n"
"""The condition of the rule that decides for CALM."""
BEFORE_IT = "- rule: N1\n"
OTHER_WORDS = ("questions.yaml", "What is the most sensitive data", "Which data")
WIDER_NEED = ("needs.yaml", "{downtime: [hours, minutes]}", "{downtime: [day, hours, minutes]}")


def rule(name, when):
    return (
        f"- rule: {name}\n  tier: trigger\n  model: managed\n  when: {when}\n  say: You lose only a day.\n"
        "  article: model-fully-managed\n\n"
    )


def pinned(play, today, *lines):
    """A consultation that goes by the rules of the repository, while today's are others."""
    player = play()
    player.today = today
    return player.take(*lines)


def test_under_the_rules_one_began_with_nothing_is_compared(play, content):
    assert EN.today_button not in pinned(play, content, *CALM).labels
    assert EN.today_button not in play(*CALM).labels
    assert play(*CALM, Open("today")).toast == EN.toast_elsewhere


def test_before_the_advice_nothing_is_compared(play):
    later = edited(OTHER_WORDS)

    assert pinned(play, later, "nobody", Open("today")).toast == EN.toast_elsewhere


def test_after_an_edit_that_means_nothing_here_the_advice_is_the_same(play):
    later = edited(OTHER_WORDS)

    player = pinned(play, later, *CALM).press(EN.today_button)

    assert player.at == "today"
    assert "Under today's rules your advice is the same: break/fix." in player.text
    assert EN.today_because not in player.text
    assert player.take(Back()).at == "advice"


@pytest.mark.parametrize(
    ("edit", "advice", "because"),
    [
        pytest.param(
            ("models.yaml", N1, "{size: 1-4, downtime: minutes, no-capacity: holds, exposures: 0}\n"),
            "block hours",
            "Rule N1 changed: With up to four people",
            id="a narrower condition",
        ),
        pytest.param(
            ("models.yaml", f"  model: break-fix\n  when: {N1}", f"  model: managed\n  when: {N1}"),
            "managed services (MSP)",
            "Rule N1 changed: With up to four people",
            id="another model",
        ),
        pytest.param(
            ("models.yaml", BEFORE_IT, rule("H99", "{downtime: day}") + BEFORE_IT),
            "managed services (MSP)",
            "Rule H99 is new: You lose only a day.",
            id="a new rule",
        ),
        pytest.param(
            WIDER_NEED,
            "block hours",
            "Rule R01 changed.",
            id="a need that the rules rest on",
        ),
    ],
)
def test_after_an_edit_that_changes_the_advice_the_rule_is_named(play, edit, advice, because):
    text = pinned(play, edited(edit), *CALM).press(EN.today_button).text

    assert f"Under today's rules your advice differs: it would be {advice}." in text
    assert f"- {because}" in text
    assert text.count("\n- ") == 1


def test_rules_that_are_gone_and_new_are_named_with_their_sentences(play):
    renamed = ("models.yaml", f"{BEFORE_IT}  title: up to four people, no risk\n", "- rule: N99\n")
    later = edited(renamed, ("models.yaml", N1, "{size: 5-14, exposures: 0}\n"), ("personas.yaml", "[N1]", "[N99]"))

    text = pinned(play, later, *CALM).press(EN.today_button).text

    assert "- Rule N1 is gone: With up to four people" in text
    assert "N99" not in text


MOOD = (
    "- question: mood\n  ask: Do you sleep well?\n  why: It tells.\n  can_change: yes\n"
    "  options: {well: {label: Well, said: you sleep well}, badly: {label: Badly, said: you sleep badly}}\n\n"
)
ASKED_MORE = (
    ("questions.yaml", "- question: growth\n", f"{MOOD}- question: growth\n"),
    (
        "traffic.yaml",
        "- question: growth\n",
        "- question: mood\n  weights: {well: 50, badly: 50}\n\n- question: growth\n",
    ),
    ("models.yaml", BEFORE_IT, rule("H99", "{mood: badly}") + BEFORE_IT),
)


def test_a_new_question_leaves_it_open_today(play):
    text = pinned(play, edited(*ASKED_MORE), *CALM).press(EN.today_button).text

    assert "your advice differs: it is still open, break/fix or managed services (MSP)" in text
    assert "- Rule H99 is new: You lose only a day." in text
    assert "- A question is new: Do you sleep well?" in text


def test_an_answer_that_nobody_can_give_today_is_named(play, content):
    player = play()
    player.content, player.today = edited(*ASKED_MORE), content
    player.consultation = replace(player.consultation, revision=player.content.revision)

    text = player.take(*CALM[:-1], "badly", CALM[-1]).press(EN.today_button).text

    assert "it would be break/fix" in text
    assert "- Rule H99 is gone: You lose only a day." in text
    assert f"{EN.today_foreign}\n\n- you sleep badly" in text


def test_rules_that_name_two_models_give_no_advice_today(play):
    twin = rule("N98", "{size: 1-4}").replace("trigger", "standard")

    text = pinned(play, edited(("models.yaml", BEFORE_IT, twin + BEFORE_IT)), *CALM).press(EN.today_button).text

    assert EN.today_no_advice in text
    assert "- Rule N98 is new" in text


def test_the_advice_itself_stays_as_it_was_given(play):
    later = edited(WIDER_NEED)

    assert pinned(play, later, *CALM).text == play(*CALM).text


def test_both_endings_can_be_compared_too(play):
    later = edited(WIDER_NEED)

    player = pinned(play, later, *CALM[:5], "not sure", *CALM[6:], "not sure")
    assert player.at == "unsure"

    assert "Under today's rules" in player.press(EN.today_button).text


def test_starting_over_begins_under_todays_rules(play):
    later = edited(OTHER_WORDS)

    player = pinned(play, later, *CALM, Open("today"), StartOver())

    assert player.consultation.revision == later.revision


def test_a_place_whose_other_rules_are_gone_is_a_screen_with_a_way_back(play, content):
    consultation = replace(play(*CALM).consultation, place=Place("today", "", "advice::"))

    screen = view(consultation, content, today=content)

    assert EN.today_none in screen.text
    assert screen.buttons
