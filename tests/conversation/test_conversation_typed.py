"""What typed text means at the screen that is shown."""

import re
from dataclasses import replace

import pytest
from conversing import CALM, REGULATED

from bot.conversation import typed
from bot.conversation.acts import Ask, Back, Button, Choose, Leave, Open, Screen, See, Speak
from bot.conversation.typed import command, meant
from bot.model import Place
from bot.wording.sentences import EN

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
        pytest.param("a dozen", "5-14", id="a dozen"),
        pytest.param("about half a dozen people", "5-14", id="half a dozen"),
        pytest.param("two dozen", "15-29", id="two dozen"),
        pytest.param("just me", "1-4", id="one person alone"),
        pytest.param("two of us", "1-4", id="a number in a word"),
        pytest.param("Twenty-five", "15-29", id="a number in two words"),
        pytest.param("a hundred", "100-plus", id="a hundred"),
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
        pytest.param(("nobody",), "/restart", Open("welcome-back"), id="restart asks first"),
        pytest.param(("nobody",), "/start", Open("welcome-back"), id="start"),
        pytest.param(("nobody",), "/cancel", Leave(), id="cancel"),
        pytest.param(("nobody",), "/person", Open("person"), id="a person"),
        pytest.param(("nobody",), "Can I talk to a human?", Open("person"), id="a person in other words"),
        pytest.param(("nobody",), "what is your phone number", Open("person"), id="a number to ring"),
        pytest.param(("nobody",), "How do I get in touch with you?", Open("person"), id="a way to reach them"),
        pytest.param(CALM, "please call me back", Open("person"), id="a person after the advice"),
        pytest.param(("nobody",), "/learn", Open("learn"), id="learn"),
        pytest.param((*REGULATED, See()), "why not break/fix?", Open("why-not", "break-fix"), id="why not a model"),
        pytest.param((*REGULATED, See()), "Why not co-managed IT", Open("why-not", "co-managed"), id="why not another"),
        pytest.param(("nobody",), "why not break/fix?", Ask("why not break/fix?"), id="why not before an advice"),
        pytest.param(("nobody",), "deutsch", Speak("de"), id="the name of a language"),
        pytest.param(("nobody",), "/language de", Speak("de"), id="the code of a language behind its command"),
        pytest.param(("nobody",), "/language xx", Open("language"), id="a code that is none"),
        pytest.param(("nobody", "ordinary"), "and evenings?", Ask("and evenings?"), id="a question that goes on"),
        pytest.param(("nobody", Ask("what is rmm")), "regulated", Choose("data", "regulated"), id="below an answer"),
        pytest.param(("nobody", Ask("what is rmm")), "not sure", Choose("data", "?"), id="not sure below an answer"),
        pytest.param(("nobody", "ordinary"), "24/7", Choose("hours", "always"), id="24/7"),
        pytest.param(("nobody", "ordinary"), "around the clock", Choose("hours", "always"), id="around the clock"),
        pytest.param(("nobody", "ordinary"), "always", Choose("hours", "always"), id="an option's id in plain words"),
        pytest.param(CALM[:3], "Never", Choose("incidents", "rare"), id="never is hardly ever"),
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
        pytest.param(("nobody", "regulated"), "never", "Partly", id="never, where no label is near it"),
        pytest.param(TO_SIZE, "a few", "5 to 14", id="a number that is none"),
        pytest.param(("nobody",), "a dozen", "Ordinary business contacts", id="a dozen where no number is asked for"),
        pytest.param(TO_SIZE[:2], "monthly", "Office hours", id="how often, where no number is asked for"),
        pytest.param(TO_SIZE[:4], "4 hours", "In one or two hours", id="another number of hours"),
        pytest.param(CALM[:5], "next", '"Not sure" is one', id="going on without an answer"),
        pytest.param(("nobody",), "seven", "A number could mean", id="a number in a word where none is asked for"),
        pytest.param(("nobody", Ask("what is rmm")), "purple", "Ordinary business contacts", id="below an answer"),
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

    assert player.labels == ["Continue", "Start over"]
    assert dict(player.consultation.answers) == {"it": ("nobody",)}


def test_no_line_about_what_was_typed_is_longer_than_telegram_shows(play):
    player = play("nobody")
    wide = Screen("learn", "text", tuple(Button(f"{n:02} " + "x" * 36, Open("article", f"a{n}")) for n in range(10)))
    player.consultation = replace(player.consultation, place=Place("learn"))

    lines = [meant(text, wide, player.consultation, player.content) for text in ("7", "purple", "xxxxxxxxxxxxx")]

    assert all(isinstance(line, str) and '"00 x' in line and len(line) <= 200 for line in lines)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("/mydata", "mydata", id="plain"),
        pytest.param(" /My_Data@FixpointBot now ", "mydata", id="spelled otherwise, for this bot, with words behind"),
        pytest.param("mydata", "", id="without its stroke"),
        pytest.param("/", "", id="a bare stroke"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_the_name_of_a_command(text, name):
    assert command(text) == name


def test_help_lists_every_command_there_is():
    listed = set(re.findall(r"/([a-z]+)", EN.help))
    spelled_otherwise = {"delete", "answers", "articles", "library", "startover", "new", "human", "contact"}

    assert listed == (set(typed._PAGES) | {"why", "notsure", "mydata"}) - spelled_otherwise
