"""Where a conversation goes: questions, talk-backs, second looks, endings, and the ways back."""

import pytest
from conversing import CALM, FRESH, REGULATED

from bot.conversation.acts import Back, Choose, Decline, Forget, Look, Open, Press, See, Settle, Start, StartOver
from bot.model import Count

X1 = ("nobody", "ordinary", "always", "rare", "half-day", "5-14", "cloud", "per-break")


@pytest.mark.parametrize(
    ("taken", "at"),
    [
        pytest.param([], "promise", id="it begins with the promise"),
        pytest.param([Start()], "question:it", id="start leads to the first question"),
        pytest.param(["nobody"], "question:data", id="an answer typed at the promise starts and counts"),
        pytest.param(["team"], "question:gap", id="own IT people are asked what they lack"),
        pytest.param(["nobody", "regulated"], "question:proof", id="regulated data is asked for proof"),
        pytest.param(["nobody", Back()], "question:it", id="back shows the question before"),
        pytest.param(["nobody", "ordinary", "office", Back(), Back(), "personal"], "question:proof",
                     id="an edited answer opens what it makes relevant"),
        pytest.param(["nobody", "ordinary", "office", Back(), Back(), "ordinary"], "question:incidents",
                     id="after going back it continues with the first unanswered question"),
        pytest.param([*CALM], "advice", id="a complete answer set leads to the advice"),
        pytest.param([*REGULATED], "question:hours", id="a settled model still asks on"),
        pytest.param([*REGULATED, See()], "advice", id="a settled model may be seen early"),
        pytest.param([*REGULATED, See(), Back()], "question:hours", id="an early advice goes back to the questions"),
        pytest.param(["nobody", See()], "question:data", id="an unsettled model is not shown"),
        pytest.param([*CALM, Back()], "question:growth", id="back from a complete advice shows the last question"),
        pytest.param([*X1], "talk-back:X1", id="a contradiction is talked back at once"),
        pytest.param([*X1, Settle("X1", "A")], "question:budget", id="the first reading asks its question again"),
        pytest.param([*X1, Settle("X1", "B")], "question:hours", id="the second reading asks the other"),
        pytest.param([*X1, Settle("X1", "both")], "question:relation", id="both are true goes on"),
        pytest.param([*X1, Settle("X1", "A"), Back()], "talk-back:X1", id="back from the re-asked question talks back"),
        pytest.param([*X1, Back()], "question:budget", id="back from the talk-back shows the last of its answers"),
        pytest.param([*X1, Back(), "per-break"], "talk-back:X1", id="the same answer is talked back again"),
        pytest.param([*X1, Back(), "steady"], "question:relation", id="another answer needs no talk-back"),
        pytest.param([*X1, Settle("X1", "A"), "per-break"], "question:relation", id="it is talked back only once"),
        pytest.param(["nobody", Open("why-ask", "data"), Back()], "question:data", id="back from why"),
        pytest.param(["nobody", Open("why-ask", "data"), "regulated"], "question:proof", id="why takes an answer"),
        pytest.param([*CALM, Open("why"), Open("article", "model-break-fix"), Back()], "why",
                     id="back from an article"),
        pytest.param([*CALM, Open("why"), Open("article", "model-break-fix"), Back(), Back()], "advice",
                     id="and back again to the advice"),
        pytest.param([*CALM, Open("review"), Open("question", "hours"), Back()], "review", id="back from an edit"),
        pytest.param([*CALM, Open("review"), Open("question", "hours"), "office"], "advice", id="an edit of nothing"),
        pytest.param([*CALM, Open("review"), Open("question", "data"), "personal"], "question:proof",
                     id="an edit re-opens what became relevant"),
        pytest.param([*CALM, Open("review"), Open("question", "it"), "team", "nothing", Open("review"),
                      Open("question", "it"), "nobody"], "advice", id="an answer no longer asked for is ignored"),
        pytest.param([*CALM, StartOver()], "promise", id="starting over begins with the promise"),
        pytest.param(["nobody", Open("privacy"), Open("forget"), Back(), Back()], "question:data",
                     id="deletion turned down returns to the question"),
    ],
)  # fmt: skip
def test_an_act_leads_on(play, taken, at):
    assert play(*taken).at == at


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(Choose("size", "1-4"), id="an answer to another question"),
        pytest.param(Choose("data", "purple"), id="an option that does not exist"),
        pytest.param(Choose("horoscope", "?"), id="a question that does not exist"),
        pytest.param(Settle("X1", "A"), id="a reading without a talk-back"),
        pytest.param(Settle("X99", "C"), id="a contradiction that does not exist"),
        pytest.param(Start(), id="a second start"),
        pytest.param(Forget(), id="a deletion without the question before it"),
        pytest.param(See(), id="an advice that is not settled"),
        pytest.param(Decline("see"), id="an offer that was not made"),
        pytest.param(Open("nowhere"), id="a screen that does not exist"),
        pytest.param(Open("article", "nothing"), id="an article that does not exist"),
        pytest.param(Open("why"), id="reasons before the advice"),
        pytest.param(Open("question", "size"), id="an edit of what is not answered"),
        pytest.param(Open("talk-back", "X1"), id="a talk-back without its answers"),
        pytest.param(Open("why-ask", "size"), id="why another question is asked"),
    ],
)
def test_what_does_not_belong_here_changes_nothing_and_is_answered_kindly(play, act):
    before = play("nobody").consultation

    player = play("nobody", act)

    assert player.consultation == before
    assert player.toast


@pytest.mark.parametrize(
    ("nonce", "turn"),
    [
        pytest.param("n1", 0, id="a button of an earlier turn"),
        pytest.param("n1", 7, id="a button of a turn to come"),
        pytest.param("n0", 1, id="a button of an older consultation"),
    ],
)
def test_a_stale_press_changes_nothing(play, nonce, turn):
    before = play("nobody").consultation

    player = play("nobody", Press(nonce, turn, Choose("data", "ordinary")))

    assert player.consultation == before
    assert player.toast


def test_a_look_changes_nothing_and_says_nothing(play):
    player = play("nobody", Look())

    assert (player.consultation.turn, player.toast) == (1, "")


def test_going_back_keeps_every_answer(play):
    player = play("nobody", "ordinary", "office", Back(), Back(), Back())

    assert list(player.consultation.answers) == ["it", "data", "hours"]
    assert "Your answer so far: Nobody in particular." in player.text


def test_an_edit_keeps_every_other_answer(play):
    before = play(*CALM).consultation.answers

    after = play(*CALM, Open("review"), Open("question", "size"), "5-14").consultation.answers

    assert after == {**before, "size": ("5-14",)}


@pytest.mark.parametrize(
    ("taken", "how"),
    [
        pytest.param([Settle("X1", "both")], "unresolved", id="both are true"),
        pytest.param([Settle("X1", "A"), "steady"], "A", id="the first reading, with another answer"),
        pytest.param([Settle("X1", "B"), "office"], "B", id="the second reading, with another answer"),
        pytest.param([Settle("X1", "A"), "per-break"], "unresolved", id="asked again and answered the same"),
    ],
)
def test_how_a_contradiction_was_settled_is_recorded(play, taken, how):
    assert play(*X1, *taken).consultation.resolved["X1"] == how


def test_a_reading_that_keeps_the_answers_is_recorded_and_goes_on(play):
    calm_with_a_fee = [*CALM[:7], "steady"]

    player = play(*calm_with_a_fee, Settle("X4", "A"))

    assert player.at == "question:relation"
    assert player.consultation.resolved == {"X4": "A"}


def test_a_contradiction_that_stays_is_said_with_the_advice(play):
    player = play(*X1, Settle("X1", "both"), "prevent", "steady", See())

    assert player.at.startswith("advice")
    assert "exclude each other" in player.text


def test_not_sure_is_asked_back_once_if_it_matters_and_then_both_endings_are_shown(play):
    player = play(*CALM[:5], "not sure", *CALM[6:])

    assert player.at == "question:size"
    assert player.consultation.place.origin == "ask-back"
    player.take("not sure")
    assert player.at == "unsure"
    assert "break/fix" in player.text
    assert "block hours" in player.text


def test_not_sure_that_cannot_matter_is_not_asked_back(play):
    assert play(*REGULATED, "not sure", *["not sure"] * 7).at == "advice"


def test_an_unsure_ending_is_left_by_answering_what_it_hangs_on(play):
    player = play(*CALM[:5], "not sure", *CALM[6:], "not sure")

    player.press("Answer: How many people need a working computer?").take("1 to 4")

    assert player.at == "advice"


def test_the_offer_to_see_early_can_be_turned_down_and_the_command_still_works(play):
    player = play(*REGULATED)
    assert "See the advice now" in player.labels

    player.take(Decline("see"))
    assert "See the advice now" not in player.labels
    assert "Nothing you could still answer" not in player.text

    assert player.take("/advice").at == "advice"


def test_every_change_is_one_turn(play):
    assert play("nobody", Open("how"), Back(), "ordinary", Look()).consultation.turn == 4


def test_an_advice_leaves_one_receipt_until_an_answer_changes(play):
    player = play(*CALM)
    assert [one.id for one in player.receipts] == ["R7K2"]
    assert player.receipts[0].text == player.text
    assert player.receipts[0].rules == ("N1",)
    assert "R7K2" in player.text

    player.take(Back(), "steady")
    assert len(player.receipts) == 1

    player.take(Back(), "some")
    assert player.at == "advice"
    assert len(player.receipts) == 2


def test_steps_are_counted_for_the_link(play):
    player = play(Start(), *CALM, source="anna")

    assert player.counts[0] == Count("begun", "anna")
    assert player.counts.count(Count("answered", "anna")) == 10
    assert player.counts[-1] == Count("advised", "anna", "break-fix")


def test_starting_over_is_a_new_consultation_that_keeps_where_it_came_from(play):
    player = play(*CALM, StartOver(), source="anna")

    now = player.consultation
    assert (now.id, now.nonce, now.source, dict(now.answers)) == (FRESH.id, FRESH.nonce, "anna", {})


def test_deletion_takes_two_steps(play):
    player = play("nobody", "/forget")
    assert not player.forgotten
    assert player.press("Yes, delete everything").forgotten
