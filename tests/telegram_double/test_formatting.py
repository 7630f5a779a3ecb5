import pytest

from .errors import Refused
from .formatting import commands, read_html, units


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("plain", "plain", []),
        ("  <b>a</b> \n", "a", [("bold", 0, 1)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("<STRONG>a</STRONG><em>b</em><ins>c</ins>", "abc", [("bold", 0, 1), ("italic", 1, 1), ("underline", 2, 1)]),
        ("\U0001f600 <u>b</u>", "\U0001f600 b", [("underline", 3, 1)]),
        ("<s>1</s><del>2</del>", "12", [("strikethrough", 0, 1), ("strikethrough", 1, 1)]),
        ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
        ("<blockquote>q</blockquote>", "q", [("blockquote", 0, 1)]),
        ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
        ("<code>a &lt; b</code>", "a < b", [("code", 0, 5)]),
        ("&lt;b&gt; &amp;amp; &quot;&#39;&#x27;", "<b> &amp; \"''", []),
        ("<b></b>x", "x", []),
        ("a<b> </b>", "a", []),
        ("<b>a</>", "a", [("bold", 0, 1)]),
    ],
)
def test_html_is_read_as_telegram_shows_it(source, text, entities):
    shown, found, remarks = read_html(source)
    assert (shown, remarks) == (text, [])
    assert [(one["type"], one["offset"], one["length"]) for one in found] == entities


def test_a_link_keeps_its_address_and_a_listing_its_language():
    _, (link, listing), _ = read_html(
        '<a href="https://a.example/?x=1&amp;y">l</a><pre><code class="language-py">c</code></pre>'
    )
    assert link["url"] == "https://a.example/?x=1&y"
    assert listing == {"type": "pre", "offset": 1, "length": 1, "language": "py"}


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("a <", "Unclosed start tag at byte offset 2"),
        ("é<p>x</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("x<br>", 'Unsupported start tag "br"'),
        ("x<br/>", 'Unsupported start tag "br"'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler"'),
        ('<a ="x">y</a>', 'Empty attribute name in the tag "a"'),
    ],
)
def test_html_that_telegram_refuses_is_refused(source, words):
    with pytest.raises(Refused) as refused:
        read_html(source)
    assert words in refused.value.description
    assert refused.value.description.startswith("Bad Request: can't parse entities: ")


@pytest.mark.parametrize(
    ("source", "remark"),
    [
        ("fish & chips", "a bare & at byte offset 5"),
        ("a > b", "a bare > at byte offset 0"),
        ("&nbsp;", "a bare &"),
        ("<b onclick='x'>a</b>", "<b> with onclick"),
        ("<code><b>x</b></code>", "<b> inside <code>"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "a block quote inside a block quote"),
        ('<a href="/relative">x</a>', "of which Telegram makes plain text"),
    ],
)
def test_html_that_passes_by_luck_is_remarked_upon(source, remark):
    assert any(remark in one for one in read_html(source)[2])


def test_commands_are_found_in_what_people_type():
    found = commands("/start abc \U0001f600 /help@fixpoint_bot a/b /x/y")
    assert [(one["offset"], one["length"]) for one in found] == [(0, 6), (14, 18)]


def test_length_is_counted_in_utf16_units():
    assert units("a\U0001f600é") == 4
