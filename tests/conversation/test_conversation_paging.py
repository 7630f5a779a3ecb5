"""Long screens become pages: none is too long, nothing is lost, and they break where a reader would."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.conversation.acts import Back, Button, Choose, Leaf, Open, Screen
from bot.conversation.paging import LONGEST, paged, pages, units
from bot.wording.sentences import EN

PARAGRAPH = "One sentence here. Another one there. " * 10


def words(text):
    return re.sub(r"[*\s]+", "", text)


def options(count):
    return tuple(Button(f"option {n}", Choose("q", f"o{n}")) for n in range(count))


def articles(count):
    return tuple(Button(f"article {n}", Open("article", f"a{n}")) for n in range(count))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("abc", 3, id="plain letters"),
        pytest.param("\u00fc\u20ac", 2, id="letters of the basic plane"),
        pytest.param("a\U0001f4bbb", 4, id="a sign above it counts twice"),
        pytest.param("\ud800", 1, id="half a pair counts as it stands"),
        pytest.param("", 0, id="nothing"),
    ],
)
def test_length_is_counted_as_telegram_does(text, count):
    assert units(text) == count


@pytest.mark.parametrize(
    ("text", "limit", "found"),
    [
        pytest.param("a\n\nb", 10, ("a\n\nb",), id="what fits is one page as it stands"),
        pytest.param("aaaa\n\nbbbb\n\ncccc", 10, ("aaaa\n\nbbbb", "cccc"), id="between paragraphs"),
        pytest.param("aa\n\nbb\n\ncc\n\ndd", 13, ("aa\n\nbb", "cc\n\ndd"), id="pages of the same length"),
        pytest.param("aaaa\n\n**T**\n\nbbbb", 16, ("aaaa", "**T**\n\nbbbb"), id="a title stays with its text"),
        pytest.param("- aaaa\n- bbbb\n- cccc", 14, ("- aaaa\n- bbbb", "- cccc"), id="between items"),
        pytest.param("Aaa bbb. Ccc ddd. Eee.", 19, ("Aaa bbb. Ccc ddd.", "Eee."), id="between sentences"),
        pytest.param("aaa bbb ccc ddd", 13, ("aaa bbb ccc", "ddd"), id="between words"),
        pytest.param("abcdefghijkl", 8, ("abcdef", "ghijkl"), id="anywhere"),
        pytest.param("aa **bb cc** dd ee", 15, ("aa **bb cc**", "dd ee"), id="not inside bold if it can be helped"),
        pytest.param("**aa bb cc dd ee**", 15, ("**aa bb cc dd**", "**ee**"), id="bold that goes on is opened again"),
        pytest.param("\n\n \n\n" * 9, 10, ("",), id="nothing"),
    ],
)
def test_where_pages_break(text, limit, found):
    assert pages(text, limit) == found


@settings(max_examples=200)
@given(
    text=st.lists(
        st.sampled_from(
            ["**", "\n\n", "\n", "- ", " ", ". ", "\U0001f4bb", "word ", "\ud800", "x" * 50, "**Title**\n\n"]
        )
        | st.text(max_size=5),
        max_size=80,
    ).map("".join),
    limit=st.integers(20, 200),
    times=st.integers(1, 20),
)
@example("*" * 500, 20, 1)
@example("**" + "\U0001f4bb" * 300, 20, 1)
def test_no_page_is_too_long_and_none_loses_a_word(text, limit, times):
    found = pages(text * times, limit)

    assert all(units(page) <= limit for page in found)
    assert words("".join(found)) == words(text * times)
    assert all(page.strip() for page in found) or found == ("",) or len(found) == 1


def test_no_page_is_a_line_or_two():
    found = pages("\n\n".join([PARAGRAPH] * 9), 3000)

    assert len(found) == 2
    assert min(map(units, found)) > 1400


def test_buttons_lead_from_page_to_page_and_options_stay():
    screen = Screen("any", "\n\n".join([PARAGRAPH] * 20), options(3), (Button("Back", Back()),))

    first, second, third = (paged(screen, page, EN) for page in range(3))

    assert [button.label for button in first.buttons] == ["option 0", "option 1", "option 2", "Next page", "Back"]
    assert [button.act for button in second.navigation] == [Leaf(2), Leaf(0), Back()]
    assert [button.act for button in third.navigation] == [Leaf(1), Back()]
    assert first.text.endswith("\n\nPage 1 of 3.")
    assert third == paged(screen, 99, EN)
    assert first == paged(screen, -5, EN)


def test_a_list_shows_a_few_at_a_time_under_the_same_words():
    screen = Screen("any", "Choose.", articles(43), (Button("Back", Back()),), listed=True)

    shown = [paged(screen, page, EN) for page in range(5)]

    assert [button for page in shown for button in page.options] == list(screen.options)
    assert [len(page.options) for page in shown] == [9, 9, 9, 9, 7]
    assert shown[4].text == "Choose.\n\nPage 5 of 5."


def test_a_screen_that_fits_is_left_as_it_is():
    screen = Screen("any", "x" * LONGEST, options(24), (Button("Back", Back()),))

    assert paged(screen, 3, EN) is screen


@settings(max_examples=60)
@given(many=st.integers(0, 300), below=st.integers(0, 300), length=st.integers(0, 20_000), listed=st.booleans())
@example(many=0, below=145, length=LONGEST - 15, listed=False)  # the line that tells the page has to fit as well
def test_every_button_stands_on_some_page(many, below, length, listed):
    screen = Screen("any", "word " * (length // 5), options(many), (*articles(below), Button("Back", Back())), listed)

    first = paged(screen, 0, EN)
    count = int((re.search(r"of (\d+)\.$", first.text) or ["", "1"])[1])
    shown = [paged(screen, page, EN) for page in range(count)]

    assert {button for page in shown for button in page.buttons} >= set(screen.buttons)
    assert all(len(page.buttons) <= 100 and units(page.text) <= LONGEST for page in shown)
    assert all(page.navigation[-1] == Button("Back", Back()) for page in shown)
