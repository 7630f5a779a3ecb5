"""Where a conversation goes: questions, talk-backs, second looks, endings, and the ways back."""

from dataclasses import replace

import pytest
from conversing import CALM, FRESH, REGULATED

from bot.conversation import paging
from bot.conversation.acts import (
    Back,
    Choose,
    Decline,
    Forget,
    Leaf,
    Leave,
    Look,
    Open,
    Press,
    See,
    Settle,
    Start,
    StartOver,
)
from bot.model import Count, Place

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
        pytest.param(["/start"], "promise", id="beginning at the promise shows the promise"),
        pytest.param(["/how", "/learn", "/start"], "promise", id="so does beginning on a page opened from it"),
        pytest.param([Start(), "/restart"], "promise", id="with nothing answered, nothing is asked"),
        pytest.param(["nobody", "/start"], "welcome-back", id="beginning in the middle offers to go on"),
        pytest.param(["nobody", "/start anna7"], "welcome-back", id="by a link too"),
        pytest.param(["nobody", "/start", "continue"], "question:data", id="going on"),
        pytest.param(["nobody", "/help", "/start", "Continue"], "help", id="going on where one was"),
        pytest.param(["nobody", "/start", "/start", "Continue"], "question:data", id="beginning twice"),
        pytest.param(["nobody", "/start", "Start over"], "promise", id="starting over"),
        pytest.param(["nobody", "/start", "ordinary"], "welcome-back", id="an answer there is asked back"),
        pytest.param([*CALM, "/start", "Continue"], "advice", id="going on with the advice"),
        pytest.param(["nobody", "/learn", "Bills that go up and down"], "article:bf-variable-costs",
                     id="an article of the list"),
        pytest.param(["nobody", "/learn", "Bills that go up and down", Back()], "learn", id="back to the list"),
        pytest.param(["nobody", "/learn", Back()], "question:data", id="back from the list"),
        pytest.param(["nobody", "/learn", "Bills that go up and down", "/cancel"], "question:data",
                     id="cancelling leaves all that is open"),
        pytest.param(["/privacy", "/forget", "/cancel"], "promise", id="cancelling returns to the promise"),
        pytest.param([*CALM, "/why", "/learn", "/cancel"], "advice", id="cancelling returns to the advice"),
        pytest.param([*CALM, Open("review"), Open("question", "hours"), "/cancel"], "advice",
                     id="cancelling leaves an edit"),
        pytest.param([*X1, "/help", "/cancel"], "talk-back:X1", id="cancelling returns to a talk-back"),
        pytest.param(["nobody", "why", "/cancel"], "question:data", id="cancelling leaves the why of a question"),
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
        pytest.param(Leave(), id="leaving when nothing is open"),
        pytest.param(Leaf(0), id="the page that is shown"),
        pytest.param(Leaf(-1), id="a page before the first"),
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


def test_cancelling_loses_nothing_and_says_so(play):
    before = play("nobody", "ordinary").consultation

    player = play("nobody", "ordinary", "/review", "/learn", "/cancel")

    assert player.toast.startswith("Nothing is lost")
    assert (player.consultation.answers, player.consultation.place) == (before.answers, before.place)


@pytest.mark.parametrize(
    ("place", "at"),
    [
        pytest.param(Place("article", "red-flags", "::::|x"), "question:data", id="a trail that cannot be read"),
        pytest.param(Place("help"), "question:data", id="no trail"),
        pytest.param(Place("help", "", "review::"), "question:data", id="a trail that lost its beginning"),
        pytest.param(Place("help", "", "question::|review:::x"), "question:data", id="a page that is no number"),
    ],
)
@pytest.mark.parametrize("way", ["/cancel", "/back"])
def test_there_is_always_a_way_out(play, place, at, way):
    player = play("nobody")
    player.consultation = replace(player.consultation, place=place)

    for _ in range(3):
        if player.at != at:
            player.take(way)

    assert player.at == at


def test_a_long_trail_keeps_its_beginning(play):
    player = play("nobody")
    for name in list(player.content.articles)[:30]:
        player.take(Open("article", name))

    assert player.take("/cancel").at == "question:data"


def test_a_page_stays_open_until_another_screen_is_opened(play):
    player = play("nobody", Open("theme", "all")).press("Next page").press("Next page")
    assert "Page 3 of 5." in player.text

    player.take(Open("article", "glossary"))
    assert "Page 1 of" in player.text

    player.press("Next page").take("/help", Back())
    assert (player.at, player.consultation.place.page) == ("article:glossary", 1)

    player.take(Back())
    assert "Page 3 of 5." in player.text

    assert "Page 1 of 5." in player.take("/help", Open("theme", "all")).text


def test_a_page_that_no_longer_is_there_is_the_last_one(play):
    player = play(Open("theme", "all"), Leaf(400))

    assert "Page 5 of 5." in player.text
    assert "Page 4 of 5." in player.press("Previous page").text


def test_a_receipt_holds_all_pages_of_an_advice(play, monkeypatch):
    monkeypatch.setattr(paging, "LONGEST", 300)  # every shipped advice fits on one page

    player = play(*CALM)

    assert "Page 1 of" in player.text
    assert "Page " not in player.receipts[-1].text
    assert "Receipt: R7K2" in player.receipts[-1].text
