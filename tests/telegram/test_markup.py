"""Screens as Telegram takes them: simple Markdown becomes HTML it can parse, and nothing is ever too long for it."""

import json
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reading_html import shown, units

from bot.conversation.acts import Back, Button, Choose, Leaf, Open, Press, Screen, See, Settle, Start, StartOver
from bot.conversation.codec import decode
from bot.conversation.paging import paged
from bot.model import Consultation
from bot.telegram.markup import LABEL, LIMIT, escaped, html, keyboard, message, shortened
from bot.wording.sentences import EN

HERE = Consultation("c1", "n" * 10, "r", turn=999_999)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        pytest.param("Plain words.", "Plain words.", id="plain words"),
        pytest.param("**bold** and *slanted*", "<b>bold</b> and <i>slanted</i>", id="bold and italic"),
        pytest.param("***both***", "<i><b>both</b></i>", id="bold in italic"),
        pytest.param("**bold **inside** bold**", "<b>bold inside bold</b>", id="bold inside bold is bold once"),
        pytest.param("~~gone~~", "<s>gone</s>", id="struck out"),
        pytest.param("# Title\ntext", "<b>Title</b>\ntext", id="a heading is a bold line"),
        pytest.param("# **Title**\n\ntext", "<b>Title</b>\n\ntext", id="a bold heading is bold once"),
        pytest.param("- a\n- b", "\u2022 a\n\u2022 b", id="a list"),
        pytest.param("a:\n\n- b\n- c\n\nd", "a:\n\n\u2022 b\n\u2022 c\n\nd", id="a list between paragraphs"),
        pytest.param("a:\n- b", "a:\n\u2022 b", id="a list right below a line"),
        pytest.param("- a\n\n- b", "\u2022 a\n\n\u2022 b", id="a list with blank lines"),
        pytest.param("- a\n  - b\n    - c\n- d", "\u2022 a\n  \u2022 b\n    \u2022 c\n\u2022 d", id="lists in lists"),
        pytest.param("- a\n\n  more\n- b", "\u2022 a\n\n  more\n\u2022 b", id="an item of two paragraphs"),
        pytest.param("3. a\n4. b", "3. a\n4. b", id="a numbered list goes on from its number"),
        pytest.param("0. a\n1. b", "0. a\n1. b", id="even from nought"),
        pytest.param("-\n- a", "\u2022 a", id="an empty item is left out"),
        pytest.param("`a < b`", "<code>a &lt; b</code>", id="code"),
        pytest.param("**see `x`**", "<b>see x</b>", id="code inside bold is bold"),
        pytest.param("```\na\n  b\n```", "<pre>a\n  b</pre>", id="a block of code"),
        pytest.param("> said\n> **so**", "<blockquote>said <b>so</b></blockquote>", id="a quotation"),
        pytest.param("> a\n> > b\n\nc", "<blockquote>a\nb</blockquote>\n\nc", id="a quotation in a quotation is one"),
        pytest.param("- > a", "\u2022 a", id="a quotation in a list is words"),
        pytest.param("> - a\n> - b", "<blockquote>\u2022 a\n\u2022 b</blockquote>", id="a list in a quotation"),
        pytest.param("[w](https://x.org/?a=1&b=2)", '<a href="https://x.org/?a=1&amp;b=2">w</a>', id="a link"),
        pytest.param("[**w**](http://x.org)", '<a href="http://x.org"><b>w</b></a>', id="a bold link"),
        pytest.param("[w](tg://user?id=1)", '<a href="tg://user?id=1">w</a>', id="a link inside Telegram"),
        pytest.param("[w](javascript:alert(1))", "w", id="no link that runs"),
        pytest.param("[w](data:text/html,x) [v](file:///etc)", "w v", id="no link to anything else"),
        pytest.param("[w](other-article)", "w", id="no link without an address"),
        pytest.param('[w](https://x.org/"o="1)', '<a href="https://x.org/%22o=%221">w</a>', id="no way out of a link"),
        pytest.param("![a picture](https://x.org/p.png)", "a picture", id="a picture is its words"),
        pytest.param("<b>x</b> & <script>", "&lt;b&gt;x&lt;/b&gt; &amp; &lt;script&gt;", id="HTML is text"),
        pytest.param("a\nb", "a b", id="a line that goes on"),
        pytest.param("a  \nb", "a\nb", id="a line that ends"),
        pytest.param("a\n\n***\n\nb", "a\n\n\u2014\u2014\u2014\n\nb", id="a rule"),
        pytest.param("|x|y|\n|-|-|\n|1|2|\n|3|**4**|", "<b>x</b> | <b>y</b>\n1 | 2\n3 | <b>4</b>", id="a table"),
        pytest.param("**bold", "**bold", id="a mark without its end is text"),
        pytest.param("3 * 4 * 5", "3 * 4 * 5", id="a star between words is a star"),
        pytest.param("", "\u2026", id="nothing"),
        pytest.param(" \n\u200b", "\u2026", id="nothing to see"),
        pytest.param("[a]: https://x.org", "[a]: https://x.org", id="what says nothing is shown as it stands"),
        pytest.param("half \ud800 a sign\x00", "half \ufffd a sign\ufffd", id="what cannot be sent"),
    ],
)  # fmt: skip
def test_markdown_becomes_what_telegram_reads(text, written):
    assert html(text) == written
    assert shown(written)


def test_escaped_text_is_shown_as_it_stands():
    assert shown(escaped("<b>1 & 2</b> **x**")) == "<b>1 & 2</b> **x**"


MARKS = ["**", "*", "_", "`", "~~", "- ", "1. ", "> ", "# ", "|", "---", "\n", "\n\n", "[", "](", ")", "https://x.org",
         "<b>", "&", "&lt;", "![", "```", "    ", "\\", "\U0001f4bb", "\ud800", "word", "Two words. ", "\u0301", "\x00",
         "\u202e", "tg://x"]  # fmt: skip
WILD = st.lists(st.sampled_from(MARKS) | st.text(max_size=8), max_size=60).map("".join)
LONG = st.tuples(WILD, st.integers(1, 400)).map(lambda drawn: drawn[0] * drawn[1]).map(lambda text: text[:20_000])
ACTS = st.one_of(
    st.sampled_from(
        [Start(), StartOver(), Back(), See(), Leaf(3), Settle("R" * 40, "both"), Open("article", "a" * 40)]
    ),
    st.builds(Choose, st.just("q" * 20), st.integers(0, 150).map(lambda n: f"o{n}")),
)
BUTTONS = st.lists(st.builds(Button, st.text(max_size=90), ACTS), max_size=150).map(tuple)
SCREENS = st.builds(Screen, st.just("any"), WILD | LONG, BUTTONS, BUTTONS, st.booleans())


def check(screen, toast=""):
    sent = message(screen, HERE, toast)
    rows = json.loads(sent.keyboard)["inline_keyboard"]
    buttons = [button for row in rows for button in row]
    assert 1 <= units(shown(sent.text)) <= LIMIT
    assert len(buttons) <= 100
    assert [decode(button["callback_data"]) for button in buttons] == [
        Press("n" * 10, 999_999, button.act) for button in screen.buttons
    ]
    assert all(len(button["callback_data"].encode()) <= 64 for button in buttons)
    assert all(1 <= units(button["text"].strip()) <= LABEL for button in buttons)
    assert [len(row) for row in rows[: len(screen.options)]] == [1] * len(screen.options)
    assert all(len(row) in {1, 2} for row in rows)
    return sent


@settings(max_examples=200, deadline=None)
@given(screen=SCREENS, toast=WILD, page=st.integers(-1, 9))
@example(Screen("any", "x" * 9000), "", 2)
@example(Screen("any", "\U0001f4bb" * 9000), "\U0001f4bb" * 900, 0)
@example(Screen("any", "- " * 1500), "", 0)
@example(Screen("any", "|a" * 1500 + "|\n" + "|-" * 1500 + "|\n"), "", 0)
def test_a_page_of_any_screen_is_a_message_that_telegram_takes(screen, toast, page):
    check(paged(screen, page, EN), toast)


@settings(max_examples=100, deadline=None)
@given(text=LONG, toast=WILD)
@example("> - " * 1000 + "\n" * 5 + "&" * 4096, "toast")
def test_even_a_screen_that_was_never_paged_fits(text, toast):
    check(Screen("any", text), toast)


def test_a_toast_is_the_first_line_and_holds_no_marks():
    sent = check(Screen("any", "**Text**"), "Did you mean <b> or **c**?")

    assert sent.text == "<i>Did you mean &lt;b&gt; or **c**?</i>\n\n<b>Text</b>"


def test_options_stand_alone_and_short_navigation_stands_in_pairs():
    screen = Screen(
        "any",
        "text",
        (Button("Yes", Choose("q", "yes")), Button("No", Choose("q", "no"))),
        (
            Button("Not sure", Choose("q", "?")),
            Button("Why do you ask?", Open("why-ask", "q")),
            Button("Keep this answer and go on", See()),
            Button("Back", Back()),
        ),
    )

    rows = json.loads(keyboard(screen, "abc", 7))["inline_keyboard"]

    assert [[button["text"] for button in row] for row in rows] == [
        ["Yes"],
        ["No"],
        ["Not sure", "Why do you ask?"],
        ["Keep this answer and go on"],
        ["Back"],
    ]
    assert rows[0][0]["callback_data"] == "1:abc:7:c:q:yes"


@pytest.mark.parametrize("label", ["1:nnnnnnnnnn:999999:", "\u202e", "a\nb", '"]}', "\ud800", "x" * 200])
def test_any_label_is_a_label(label):
    check(Screen("any", "text", (Button(label, Start()),)))


@pytest.mark.parametrize(("nonce", "turn"), [("a:b", 1), ("", 1), ("n" * 11, 1), ("n", -1), ("n", 1_000_000)])
def test_a_button_that_could_not_be_read_again_is_refused(nonce, turn):
    with pytest.raises(ValueError, match="does not fit"):
        message(Screen("any", "text"), replace(HERE, nonce=nonce, turn=turn))


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        pytest.param("abc", 3, "abc", id="what fits is left alone"),
        pytest.param("abcd", 3, "ab\u2026", id="a long word is cut"),
        pytest.param("one two three", 9, "one two\u2026", id="words are kept whole"),
        pytest.param("\U0001f600\U0001f600", 3, "\U0001f600\u2026", id="a sign of two units is never halved"),
    ],
)
def test_a_text_is_shortened_to_as_much_as_fits(text, limit, cut):
    assert shortened(text, limit) == cut
