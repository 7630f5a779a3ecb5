"""Whatever the content holds, it is shown as words: nothing of it becomes markup, a script or an address."""

import json

import pytest
from html_reading import Reading

from bot.handbook.article_pages import plain, rendered
from bot.handbook.markup import Html, choice, joined, slug, tag, text

KNOWN = frozenset({"caring"})
ACTING = '<a href="&quot;&gt;&lt;script&gt;" aria-label="l" hidden>x</a>'


@pytest.fixture(scope="module")
def hostile_pages(hostile_files):
    return {name: Reading(words) for name, words in hostile_files.items() if name.endswith(".html")}


def test_hostile_content_makes_sound_pages(hostile_pages):
    assert {name: page.faults for name, page in hostile_pages.items() if page.faults} == {}


def test_hostile_content_adds_no_element_that_could_act(hostile_pages):
    for name, page in hostile_pages.items():
        assert len(page.of("script")) == (2 if name == "index.html" else 0), name
        assert page.of("img", "iframe", "object", "embed", "base", "i", "u", "x") == [], name


def test_hostile_content_adds_no_address_outside(hostile_pages):
    addresses = {address for page in hostile_pages.values() for address in page.values("href", "src", "action")}

    assert [one for one in addresses if ":" in one and one != "data:,"] == []


def test_hostile_content_is_shown_as_it_was_written(hostile_pages):
    heading = hostile_pages["question-data.html"].one("h1").text

    assert heading == "What <b>data</b> & 'things' do you hold? </script><script>alert(1)</script>"


def test_what_is_searched_survives_as_data(hostile_pages):
    data, _ = hostile_pages["index.html"].of("script")
    entries = json.loads(data.text)

    assert "</" not in data.text
    assert any("</script><script>alert(1)</script>" in entry["words"] for entry in entries)
    assert any("<i>plain</i>" in entry["words"] for entry in entries)


def test_rules_whose_ids_differ_in_case_alone_have_files_of_their_own(hostile_files):
    names = [name.lower() for name in hostile_files]

    assert len(set(names)) == len(names)
    assert {"rule-H1.html", "rule-h1.2.html"} <= set(hostile_files)


def test_headings_of_an_article_stand_below_its_title_and_have_anchors_of_their_own(hostile_pages):
    page = hostile_pages["article-caring.html"]
    headings = [(one.name, one.attributes["id"]) for one in page.of("h2", "h3") if "id" in one.attributes]

    assert headings == [
        ("h2", "part-a-first-heading"),
        ("h2", "part-what-to-do"),
        ("h3", "part-what-to-do.2"),
        ("h2", "part-what-to-do.3"),
    ]


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("[a](caring)", '<p><a href="article-caring.html">a</a></p>\n'),
        ("[a *b*](caring 'title')", '<p><a href="article-caring.html" title="title">a <em>b</em></a></p>\n'),
        ("[a](missing)", "<p>a</p>\n"),
        ("[a](https://example.com/)", "<p>a</p>\n"),
        ("[a](javascript:alert)", "<p>[a](javascript:alert)</p>\n"),
        ("<https://example.com/>", "<p>https://example.com/</p>\n"),
        ("![words](caring)", "<p>words</p>\n"),
        ("<b>a</b>", "<p>&lt;b&gt;a&lt;/b&gt;</p>\n"),
        ("a\x00b\x1bc", "<p>a\ufffdb\ufffdc</p>\n"),
        ("###### deep", '<h6 id="part-deep">deep</h6>\n'),
    ],
)
def test_markdown_becomes_html_whose_links_lead_to_articles(body, html):
    assert rendered(body, KNOWN) == html


def test_the_words_of_an_article_are_searched_without_its_marks():
    assert plain("## One\n*two* [three](caring)\nfour `five`\n\n```\nsix\n```") == "One two three four five six"


@pytest.mark.parametrize(
    ("made", "html"),
    [
        (text("a<b>&\"'"), "a&lt;b&gt;&amp;&quot;&#x27;"),
        (text("\ud800\x07"), "\ufffd\ufffd"),
        (tag("p", "a<b", tag("b", "c&d")), "<p>a&lt;b<b>c&amp;d</b></p>"),
        (tag("a", "x", href='"><script>', aria_label="l", hidden=True, class_=None), ACTING),
        (tag("br"), "<br>"),
        (joined(["a<", Html("<br>")], "&"), "a&lt;&amp;<br>"),
        (choice(["a", "b<", "c"]), "a, b&lt; or c"),
        (choice(["a", "b"], "and"), "a and b"),
        (choice(["a"]), "a"),
        (choice([]), ""),
    ],
)
def test_what_is_not_html_already_is_escaped(made, html):
    assert made == html


def test_an_element_that_holds_nothing_is_given_nothing():
    with pytest.raises(ValueError, match="<br> holds nothing"):
        tag("br", "words")


@pytest.mark.parametrize(("words", "name"), [("What to do?", "what-to-do"), ("ÄÖ", "part"), ("24/7 Help", "24-7-help")])
def test_words_become_a_name_in_an_address(words, name):
    assert slug(words) == name
