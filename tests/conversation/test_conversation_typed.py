"""What typed text means at the screen that is shown."""

import pytest
from conversing import CALM, REGULATED

from bot.conversation.acts import Back, Choose, Open, See, StartOver
from bot.conversation.typed import meant

TO_SIZE = CALM[:5]
TO_ENV = CALM[:6]


def understood(player, text):
    return meant(text, player.screen, player.consultation, player.content)


@pytest.mark.parametrize(
    ("typed", "option"),
    [
        pytest.param("3", "1-4", id="3 is a head-count"),
        pytest.param("1", "1-4", id="1 is a head-count and no position"),
        pytest.param("5", "5-14", id="the least number of an option belongs to it"),
        pytest.param("14", "5-14", id="so does the greatest"),
        pytest.param(" 12 ", "5-14", id="spaces do not matter"),
        pytest.param("about 12 people", "5-14", id="words that add nothing do not matter"),
        pytest.param("we are 30", "30-99", id="nor do others"),
        pytest.param("1,200", "100-plus", id="a thousand may have a comma"),
        pytest.param("1.200", "100-plus", id="or a full stop"),
        pytest.param("5000", "100-plus", id="a big number is a big firm"),
        pytest.param("10-12", "5-14", id="a range within one option is that option"),
        pytest.param("5-14", "5-14", id="an option by its id"),
        pytest.param("5 \u2013 14", "5-14", id="with another dash"),
        pytest.param("1 to 4", "1-4", id="an option by its label"),
        pytest.param("100 or more", "100-plus", id="a label with a number in it"),
        pytest.param("\u0661\u0662", "5-14", id="digits of another script"),
        pytest.param("+7", "5-14", id="a plus sign"),
    ],
)
def test_a_number_of_people_is_understood(play, typed, option):
    assert understood(play(*TO_SIZE), typed) == Choose("size", option)


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("0", id="nobody"),
        pytest.param("-3", id="less than nobody"),
        pytest.param("\u22123", id="less than nobody with a real minus"),
        pytest.param("3.5", id="half a person"),
        pytest.param("9" * 30, id="more than there are"),
        pytest.param("9" * 6000, id="more than Python turns into a number"),
        pytest.param("3-20", id="a range across two options"),
    ],
)
def test_a_number_that_is_no_head_count_is_asked_for_kindly(play, typed):
    answer = understood(play(*TO_SIZE), typed)

    assert isinstance(answer, str)
    assert "12" in answer


@pytest.mark.parametrize("typed", ["1", "2", "-1", "3 people", "0", "1-2"])
def test_elsewhere_a_number_is_asked_back_with_the_labels(play, typed):
    answer = understood(play(*TO_ENV), typed)

    assert isinstance(answer, str)
    assert "Cloud apps and laptops" in answer


@pytest.mark.parametrize(
    ("before", "typed", "act"),
    [
        pytest.param((), "Nobody in particular", Choose("it", "nobody"), id="a label at the promise"),
        pytest.param(("nobody",), "REGULATED OR WE GET CHECKED", Choose("data", "regulated"), id="case and commas"),
        pytest.param(("nobody",), "regulated", Choose("data", "regulated"), id="an option's id"),
        pytest.param(("nobody",), "personl or card data", Choose("data", "personal"), id="a slip of the finger"),
        pytest.param(("nobody",), "card data", Choose("data", "personal"), id="a part of a label"),
        pytest.param(("nobody",), "Not sure", Choose("data", "?"), id="not sure"),
        pytest.param(("nobody",), "I don\u2019t know", Choose("data", "?"), id="not sure in other words"),
        pytest.param(("nobody",), "?", Open("why-ask", "data"), id="a question mark asks why"),
        pytest.param(("nobody",), "why do you ask", Open("why-ask", "data"), id="a button below the options"),
        pytest.param(("nobody",), "why", Open("why-ask", "data"), id="a command without its stroke"),
        pytest.param(("nobody",), "/why", Open("why-ask", "data"), id="why at a question"),
        pytest.param((*REGULATED, See()), "/why", Open("why"), id="why at the advice"),
        pytest.param(("nobody",), "/back@FixpointBot", Back(), id="a command with the bot's name"),
        pytest.param(("nobody",), "/BACK now", Back(), id="a command with words behind it"),
        pytest.param(("nobody",), "/not_sure", Choose("data", "?"), id="a command spelled otherwise"),
        pytest.param(("nobody",), "/advice", See(), id="advice"),
        pytest.param(("nobody",), "/forget", Open("forget"), id="forget asks first"),
        pytest.param(("nobody",), "/restart", StartOver(), id="restart"),
        pytest.param(("nobody", "regulated"), "no", Choose("proof", "no"), id="no is an answer where it is a label"),
    ],
)
def test_text_means_an_act(play, before, typed, act):
    assert understood(play(*before), typed) == act


@pytest.mark.parametrize(
    ("before", "typed", "named"),
    [
        pytest.param(("nobody",), "not regulated", "Regulated, or we get checked", id="a negation is not its opposite"),
        pytest.param(("nobody",), "purple", "Ordinary business contacts", id="something else"),
        pytest.param((), "purple", "Start", id="something else at the promise"),
        pytest.param(("nobody",), "unregulated", "Ordinary business contacts", id="an opposite made by its prefix"),
        pytest.param((), "nobody and a colleague", "A colleague, on the side", id="two answers at once"),
        pytest.param(TO_SIZE[:4], "4 hours", "In one or two hours", id="another number of hours"),
        pytest.param(("nobody",), "", "answers", id="nothing"),
        pytest.param(("nobody",), " \u200b \n", "answers", id="nothing that can be seen"),
        pytest.param(("nobody",), "\U0001f600", "answers", id="a picture"),
        pytest.param(("nobody",), "/purple", "/help", id="an unknown command"),
        pytest.param(("nobody",), "/", "/help", id="a bare stroke"),
    ],
)
def test_what_is_not_understood_is_answered_with_what_would_be_right(play, before, typed, named):
    answer = understood(play(*before), typed)

    assert isinstance(answer, str)
    assert named in answer
    assert "invalid" not in answer.lower()


def test_two_close_labels_are_both_offered(play):
    answer = understood(play(*CALM[:3]), "every mont or week or so")

    assert isinstance(answer, str)
    assert "Every month or so" in answer


def test_start_is_no_way_to_lose_answers(play):
    player = play("nobody", "/start")

    assert player.at == "question:data"
    assert "/restart" in player.toast
