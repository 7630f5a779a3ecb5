"""What a button carries, and what comes back from anywhere."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.conversation.acts import Choose, Decline, Leaf, Leave, Look, Open, Press, Say, See, Settle, Start
from bot.conversation.codec import LIMIT, decode, encode

TWENTY, FORTY = "q" * 20, "R" * 40


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(Start(), id="an act of its own"),
        pytest.param(Choose(TWENTY, TWENTY), id="the longest answer"),
        pytest.param(Choose("size", "?"), id="not sure"),
        pytest.param(Settle(FORTY, "both"), id="the longest contradiction"),
        pytest.param(Open("article", FORTY), id="the longest article"),
        pytest.param(Open("question", TWENTY), id="the longest edit"),
        pytest.param(Open("privacy"), id="a screen"),
        pytest.param(Decline("see"), id="an offer"),
        pytest.param(Leaf(0), id="the first page"),
        pytest.param(Leaf(999_999), id="the last page that can be named"),
        pytest.param(Leave(), id="the way out"),
        pytest.param(See(), id="the advice"),
    ],
)
def test_every_act_of_a_button_fits_and_comes_back(act):
    press = Press("n" * 10, 999_999, act)

    data = encode(press)

    assert len(data.encode()) <= LIMIT
    assert decode(data) == press
    assert decode(data.encode()) == press


@pytest.mark.parametrize(
    "press",
    [
        pytest.param(Press("n1", 1, Say("hello")), id="typed text"),
        pytest.param(Press("n:1", 1, Start()), id="a nonce that would be read otherwise"),
        pytest.param(Press("n1", -1, Start()), id="a turn that cannot be"),
        pytest.param(Press("n1", 1, Choose("a b", "c")), id="an id that is none"),
        pytest.param(Press("n1", 1, Leaf(-1)), id="a page before the first"),
        pytest.param(Press("n1", 1, Leaf(1_000_000)), id="a page beyond the last that can be named"),
        pytest.param(Press("n1", 1, Open("question", "q" * 60)), id="too much for a button"),
    ],
)
def test_what_could_not_be_read_again_is_refused(press):
    with pytest.raises(ValueError, match="does not fit"):
        encode(press)


@given(st.text() | st.binary())
@example("")
@example("1:n1:1:")
@example("1:n1:01:s")
@example("2:n1:1:s")
@example("1:n1:1:sx")
@example("1:n1:1:c:size")
@example("1:n1:1:c:size:1-4\n")
@example("1:n1:1:t:X1:C")
@example("1:n1:1:g:")
@example("1:n1:1:g:01")
@example("1:n1:1:g:-1")
@example("1:n1:1:g:\u0661")
@example("1:n1:1:x:1")
@example("1:n1:" + "9" * 50 + ":s")
@example("1:n1:\u0661:s")
@example("\ud800")
def test_anything_else_is_a_look(data):
    assert isinstance(decode(data), Look | Press)


@given(st.from_regex(r"1:[a-z0-9]{1,4}:[0-9]{1,3}:[a-z](:[A-Za-z0-9?+-]{0,6}){0,3}", fullmatch=True))
def test_what_is_read_means_one_thing(data):
    press = decode(data)

    assert isinstance(press, Look) or decode(encode(press)) == press
