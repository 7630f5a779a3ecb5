"""Slips in articles: each is told with its line."""

import pytest

from bot.content import KNOWLEDGE
from bot.library.library import read_library
from bot.rulebook.files import Folder

CARING = """\
---
id: caring
title: Caring
summary: Why care.
covers: [BF1, MSP2]
related: [serving]
sources:
  - title: A study
    publisher: A house
    year: "2024"
    confidence: sourced
    compared: true
reviewed: 2026-11-23
---
## Care

See [serving](serving).
"""
SERVING = CARING.replace("caring", "serving").replace("[serving]", "[caring]").replace("(serving)", "(caring)")


def read(text: str):
    read = read_library(Folder("knowledge", {"caring.md": text, "serving.md": SERVING}))
    library, problems = read.library, read.problems
    return library.articles, problems


def test_sound_articles_are_read():
    articles, problems = read(CARING)

    assert problems == []
    assert articles["caring"].body == "## Care\n\nSee [serving](serving)."
    assert articles["caring"].sources[0].compared is True


@pytest.mark.parametrize(
    ("was", "now", "line", "words"),
    [
        pytest.param("id: caring", "id: carring", 2, "is not the name of the file", id="an id that is not the file's"),
        pytest.param("title: Caring", "titel: Caring", 3, '"titel" is no key here', id="a misspelt key"),
        pytest.param("title: Caring\n", "", 3, "`title` is missing", id="a key that is gone"),
        pytest.param("title: Caring", "title:", 3, "has no value", id="a key without a value"),
        pytest.param("BF1", "BF9", 5, "covers", id="a characteristic that is none"),
        pytest.param("[BF1, MSP2]", "[BF1, MSP2", 5, "is not YAML", id="a bracket that is missing"),
        pytest.param("related: [serving]", "related: [servin]", 6, '"servin"', id="a related article that is none"),
        pytest.param("related: [serving]", "related: [caring]", 6, "itself", id="an article related to itself"),
        pytest.param('year: "2024"', "year: 2024", 10, "year", id="a year that is a number"),
        pytest.param("confidence: sourced", "confidence: sure", 11, "confidence", id="a confidence that is none"),
        pytest.param("compared: true", "compared: yes", 12, "compared", id="a truth value that is a word"),
        pytest.param("compared: true", "compared: &a true", 12, "anchor", id="an anchor"),
        pytest.param("2026-11-23", "2026-13-23", 13, "reviewed", id="a day that is none"),
        pytest.param("2026-11-23", "20261123", 13, "reviewed", id="a day that is a number"),
        pytest.param("2026-11-23\n---", "2026-11-23\n--", 14, "no front matter", id="a closing line that is short"),
        pytest.param("---\nid", "--\nid", 1, "no front matter", id="an opening line that is short"),
        pytest.param("(serving)", "(servin)", 17, 'links to "servin"', id="a link to no article"),
        pytest.param("(serving)", "(serving", 17, "link without its )", id="a link without its bracket"),
        pytest.param("(serving)", "(https://example.org)", 17, "is no article", id="a link to a web page"),
        pytest.param("## Care\n\nSee [serving](serving).\n", "", 14, "has no text", id="an article without text"),
    ],
)
def test_a_slip_in_an_article_is_told_where_it_is(was, now, line, words):
    assert was in CARING

    _, problems = read(CARING.replace(was, now, 1))

    (problem,) = (one for one in problems if one.file == "knowledge/caring.md")
    assert words in str(problem)
    assert abs(problem.line - line) <= 1


def test_the_real_library_is_sound(request):
    folder = Folder.read(request.config.rootpath / "knowledge", KNOWLEDGE, "articles")

    read = read_library(folder)

    library, problems = read.library, read.problems

    assert problems == []
    assert len(library.articles) == sum(name.endswith(".md") for name in folder.texts) > 30
