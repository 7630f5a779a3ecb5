"""Addresses, what came of each link, and how that reads in a chat and on a terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UsageError
from bot.staff.links import Row, answer, deep_link, funnel, is_name, listing, named, table
from bot.store import Counted, Link

ANNA = Link("annaanna22", "Anna", "2025-11-23T12:00:00+00:00")
FAIR = Link("fairfair22", "Trade fair", "2025-11-24T12:00:00+00:00")
LOST = Link("xstxstxs22", "", "2025-11-25T12:00:00+00:00")
URL = "https://t.me/acme_advisor_bot?start=annaanna22"


def counted(link, step, model="", n=1, day="2025-11-23"):
    return Counted(day, link, step, model, n)


COUNTS = [
    counted("annaanna22", "begun", n=5),
    counted("annaanna22", "begun", n=3, day="2025-11-24"),
    counted("annaanna22", "answered", n=70),
    counted("annaanna22", "advised", "break-fix", n=2),
    counted("annaanna22", "advised", "managed", n=2),
    counted("annaanna22", "advised", "managed", n=2, day="2025-11-24"),
    counted("annaanna22", "unsure"),
    counted("annaanna22", "reopened", "break-fix"),
    counted("annaanna22", "disagreed", n=9),
    counted("fairfair22", "begun"),
    counted("", "begun", n=100),
    counted("cli", "advised", "managed", n=100),
    counted("gonegone22", "advised", "managed", n=100),
]


@pytest.mark.parametrize("username", ["acme_advisor_bot", "@acme_advisor_bot"])
def test_the_address_opens_the_bot_with_the_key(username):
    assert deep_link(username, "annaanna22") == URL


@pytest.mark.parametrize(
    "username", ["", "bot", "a" * 33, "acme bot", "acme/bot", "https://t.me/acme", "\u00e4cme_bot"]
)
def test_what_is_no_name_of_a_bot_is_refused(username):
    with pytest.raises(UsageError, match="is not what a bot is called on Telegram"):
        deep_link(username, "annaanna22")


@pytest.mark.parametrize("key", ["", "a" * 65, "a b", "a&b", "a=b", "\u00e4", "a\n"])
def test_what_telegram_would_not_hand_on_is_refused(key):
    with pytest.raises(ValueError, match="1 to 64 of"):
        deep_link("acme_advisor_bot", key)


def test_a_key_may_be_as_long_as_telegram_allows():
    assert deep_link("acme", "aZ09_-" + "x" * 58).endswith("x" * 58)


def test_each_link_has_its_own_figures_in_the_order_made():
    anna, fair, lost = funnel(COUNTS, [ANNA, FAIR, LOST])

    assert anna == Row(ANNA, 8, {"managed": 4, "": 1, "break-fix": 1})
    assert list(anna.by_model) == ["managed", "", "break-fix"]
    assert (anna.finished, fair.finished, lost.finished) == (6, 0, 0)
    assert (fair.started, lost.started) == (1, 0)


def test_who_changes_an_answer_after_the_advice_has_not_finished_until_the_next_advice():
    first = [counted("annaanna22", "begun"), counted("annaanna22", "advised", "managed")]
    changed = [*first, counted("annaanna22", "reopened", "managed")]
    again = [*changed, counted("annaanna22", "advised", "break-fix")]

    assert [funnel(counts, [ANNA])[0].by_model for counts in (first, changed, again)] == [
        {"managed": 1},
        {},
        {"break-fix": 1},
    ]


def test_the_answer_says_what_came_of_the_link():
    assert answer(ANNA, URL, funnel(COUNTS, [ANNA, FAIR])) == (
        f"Anna\n{URL}\n\n8 started, 6 finished (75%)\n  4 managed (67%)\n  1 no single model (17%)\n  1 break-fix (17%)"
    )


def test_the_answer_about_a_new_link_says_that_nobody_came_yet():
    assert answer(ANNA, URL, funnel([], [ANNA])) == f"Anna\n{URL}\n\nNobody has started yet."


def test_no_share_is_told_that_makes_no_sense():
    more_finished_than_started = [counted("annaanna22", "advised", "managed", n=2), counted("annaanna22", "begun")]

    assert "1 started, 2 finished\n" in answer(ANNA, URL, funnel(more_finished_than_started, [ANNA]))


def test_the_list_has_a_paragraph_for_each_link():
    assert listing(funnel(COUNTS, [ANNA, FAIR, LOST])) == (
        "Anna\n8 started, 6 finished (75%)\nmanaged 4, no single model 1, break-fix 1\n\n"
        "Trade fair\n1 started, 0 finished (0%)\n\n"
        "(name lost) xstxstxs22\nNobody has started yet."
    )


@given(st.lists(st.text(min_size=1, max_size=64), max_size=120), st.integers(0, 30))
def test_the_list_fits_into_one_message(names, started):
    links = [Link(f"key{number:07}", name, ANNA.created) for number, name in enumerate(names)]
    counts = [counted(one.key, "begun", n=started) for one in links]

    text = listing(funnel(counts, links))

    assert len(text.encode("utf-16-le", "surrogatepass")) // 2 <= 4096
    left_out = int(text.split()[0]) if "older links are left out" in text else 0
    assert text.count("started") == len(names) - left_out - sum("started" in name for name in names[:left_out])


def test_the_oldest_links_are_left_out_of_a_list_that_is_too_long():
    links = [Link(f"key{number:07}", f"Link {number}", ANNA.created) for number in range(400)]

    paragraphs = listing(funnel([], links)).split("\n\n")

    assert (
        paragraphs[0]
        == f"{401 - len(paragraphs)} older links are left out here; on the server, fixpoint link lists them all."
    )
    assert paragraphs[-1] == "Link 399\nNobody has started yet."
    assert 90 < len(paragraphs) < 140


def test_the_table_stays_in_line_whatever_the_name():
    wide = Link("widewide22", "\u5b89\u5a1c cafe\u0301", ANNA.created)

    assert table(funnel(COUNTS, [ANNA, FAIR, wide])).splitlines() == [
        "LINK        KEY         MADE        STARTED  FINISHED  BY ADVICE",
        "Anna        annaanna22  2025-11-23  8        6 (75%)   managed 4, no single model 1, break-fix 1",
        "Trade fair  fairfair22  2025-11-24  1        0 (0%)",
        "\u5b89\u5a1c cafe\u0301   widewide22  2025-11-23  0        0",
    ]


@pytest.mark.parametrize(
    ("name", "found"), [("  TRADE  fair ", FAIR), ("anna", ANNA), ("Bob", None), ("", None), ("x" * 65, None)]
)
def test_a_link_is_found_by_its_name(name, found):
    assert named([ANNA, LOST, FAIR], name) == found


@pytest.mark.parametrize(
    ("name", "is_one"), [("Anna", True), ("x" * 64, True), ("x" * 65, False), (" ", False), ("a\x00", False)]
)
def test_what_can_be_a_name_is_told_before_it_is_used(name, is_one):
    assert is_name(name) is is_one
