"""Every page of the handbook of the shipped content: it is there, it is sound, and everything in it leads somewhere."""

import re
from itertools import pairwise
from urllib.parse import urlsplit

import pytest

from bot.handbook.frame import STYLE_FILE
from bot.handbook.material import sentence

SECTIONS = ("models", "questions", "rules", "articles", "graph", "certificate")


def test_every_rule_model_question_and_article_has_its_page(pages, shipped):
    book = shipped.book
    wanted = {
        "index.html",
        *(f"{name}.html" for name in SECTIONS),
        *(f"rule-{rule}.html" for rule in book.rules),
        *(f"model-{model.id}.html" for model in book.models),
        *(f"question-{question.id}.html" for question in book.questions),
        *(f"article-{article}.html" for article in shipped.articles),
    }

    assert set(pages) == wanted


def test_every_page_is_well_formed(pages):
    assert {name: page.faults for name, page in pages.items() if page.faults} == {}


def test_no_id_stands_twice_in_a_page(pages):
    assert [name for name, page in pages.items() if len(set(page.ids)) != len(page.ids)] == []


def test_every_link_and_every_anchor_leads_somewhere(pages, files):
    astray = []
    for name, page in pages.items():
        for address in page.values("href", "action"):
            file, _, anchor = address.partition("#")
            target = file or name
            if address == "data:,":
                continue
            if target not in files or (anchor and anchor not in pages[target].ids):
                astray.append((name, address))

    assert astray == []


def test_no_page_names_an_address_outside(pages):
    loaded = [
        address
        for page in pages.values()
        for address in page.values("src", "href", "action", "data", "poster", "srcset", "xlink:href", "formaction")
    ]

    assert {urlsplit(address).scheme for address in loaded} == {"", "data"}
    assert [address for address in loaded if address.startswith(("/", "\\"))] == []


def test_the_style_sheet_loads_nothing(files):
    assert re.findall(r"url\(|@import|https?:", files[STYLE_FILE]) == []


def test_only_the_front_page_has_a_script_and_its_words_are_the_allowed_ones(pages):
    scripts = {name: page.of("script") for name, page in pages.items() if page.of("script")}

    assert set(scripts) == {"index.html"}
    assert [one.attributes.get("type") for one in scripts["index.html"]] == ["application/json", None]


def test_no_page_has_a_handler_or_a_style_of_its_own(pages):
    names = {key for page in pages.values() for one in page.elements for key in one.attributes}

    assert [key for key in names if key.startswith("on") or key == "style"] == []


def test_every_page_has_one_of_each_landmark_and_one_first_heading(pages):
    for page in pages.values():
        assert page.one("html").attributes["lang"] == "en"
        for name in ("title", "header", "nav", "main", "footer", "h1", "form"):
            assert len(page.of(name)) == 1
        assert page.one("nav").attributes["aria-label"]
        assert page.one("h1").text.strip()
        assert page.one("main").inside("main") is None


def test_no_heading_leaves_out_a_level(pages):
    for name, page in pages.items():
        levels = [int(one.name[1]) for one in page.of("h1", "h2", "h3", "h4", "h5", "h6")]
        assert levels[0] == 1, name
        assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == [], name


def test_every_title_is_its_own(pages):
    titles = [page.one("title").text for page in pages.values()]

    assert len(set(titles)) == len(titles)


def test_every_field_has_a_label_and_every_link_has_words(pages):
    for name, page in pages.items():
        labelled = {one.attributes["for"] for one in page.of("label")}
        assert {one.attributes["id"] for one in page.of("input")} <= labelled
        assert [one.attributes for one in page.of("a", "button", "summary") if not one.text.strip()] == [], name


def test_every_table_has_a_caption_and_headings_with_a_scope(pages):
    for name, page in pages.items():
        ours = [one for one in page.of("table") if one.above.attributes.get("class") != "prose"]
        assert len(page.of("caption")) == len(ours), name
        assert {one.attributes.get("scope") for one in page.of("th")} <= {"row", "col"}, name


def test_the_way_past_the_head_comes_first(pages):
    for page in pages.values():
        first = page.of("a")[0]
        assert first.attributes["href"] == "#main"
        assert page.one("main").attributes["tabindex"] == "-1"


def test_the_navigation_says_where_one_is(pages):
    def current(name):
        return [
            (one.attributes["href"], one.attributes["aria-current"])
            for one in pages[name].of("a")
            if "aria-current" in one.attributes
        ]

    assert current("rules.html") == [("rules.html", "page")]
    assert current("rule-H1.html") == [("rules.html", "true")]
    assert current("index.html") == []


@pytest.mark.parametrize("name", ["rule-H1.html", "rule-R03.html", "rule-WM3.html", "rule-S6.html", "rule-X13.html"])
def test_a_rule_says_its_sentence_its_condition_and_a_pair(pages, shipped, name):
    rule = shipped.book.rules[name.removeprefix("rule-").removesuffix(".html")]
    words = pages[name].words

    assert sentence(rule) in words
    assert "When it holds" in words
    assert "A pair that shows it" in words
    assert shipped.book.spots[rule.rule][0] in words


def test_a_condition_links_the_facts_it_reads(pages):
    links = {one.attributes["href"]: one.text for one in pages["rule-H1.html"].of("a") if one.inside("main")}

    assert links["question-data.html"] == "data"
    assert links["rule-R09.html"] == "no-capacity"
    assert "article-compliance-triggers-us.html" in links
    assert "article-compliance-triggers-eu.html" in links


def test_the_pair_of_a_rule_marks_the_answer_that_differs(pages, made):
    witness = made.figures.rules["N4"].witness
    marked = [one.text for one in pages["rule-N4.html"].of("mark")]
    (changed,) = witness.change
    options = made.book.question(changed).options

    assert marked == [options[side.answers[changed]].label for side in (witness.here, witness.there)]


def test_an_article_links_to_other_articles_and_lists_its_sources(pages, shipped):
    article = shipped.articles["bf-on-demand-support"]
    page = pages["article-bf-on-demand-support.html"]
    prose = [one.attributes["href"] for one in page.of("a") if one.inside("main")]

    assert "article-downtime-estimate-your-own.html" in prose
    assert [one.text for one in page.of("cite")] == [source.title for source in article.sources]
    assert "N5" in page.words  # cites it


def test_a_term_links_to_its_meaning_where_an_article_uses_it_first(pages, shipped):
    links = [one for one in pages["article-cyber-insurance-requirements.html"].of("a") if one.text == "EDR"]
    (term,) = [one for one in shipped.library.terms if one.name == "EDR"]

    assert [one.attributes["href"] for one in links] == [f"article-glossary.html#{term.slug}"]
    assert links[0].attributes["title"] == term.text
    (point,) = [one for one in pages["article-glossary.html"].of("li") if one.attributes.get("id") == term.slug]
    assert term.text in point.text


def test_articles_are_listed_by_theme(pages, shipped):
    headings = [one.text for one in pages["articles.html"].of("h2")]

    assert headings == [theme.title for theme in shipped.library.themes]


def test_the_certificate_is_there_in_words_and_as_data(pages, files, shipped):
    assert "no findings" in pages["certificate.html"].words
    assert shipped.revision in files["certificate.json"]


def test_without_graphviz_the_graph_is_a_list_of_everything_that_decides(pages, shipped):
    page = pages["graph.html"]
    linked = {one.attributes["href"] for one in page.of("a")}

    assert page.of("svg") == []
    assert {f"rule-{rule.rule}.html" for rule in shipped.book.model_rules} <= linked
    assert {f"model-{model.id}.html" for model in shipped.book.models} <= linked


def test_the_page_says_which_content_and_version_it_is_of(pages, shipped):
    assert all(shipped.revision in page.one("footer").text for page in pages.values())
