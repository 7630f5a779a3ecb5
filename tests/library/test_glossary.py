"""The glossary: what is a term, and where an article uses it first."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library.articles import Article
from bot.library.glossary import GLOSSARY, Term, first_uses, read_terms
from bot.library.library import read_library
from bot.rulebook.files import Folder

FRONT = """\
---
id: {id}
title: Words
summary: Words.
covers: []
related: []
sources:
  - {{title: Judgement, publisher: us, year: "2026", confidence: rule of thumb, compared: true}}
reviewed: 2026-11-23
---
"""
RMM = Term(("RMM",), "remote monitoring and management", "tools")
BLOCK = Term(("Block hours", "prepaid hours"), "", "work paid ahead")
SLA = Term(("SLA",), "service level agreement", "promised times")


def article(body, name="other"):
    sources = [{"title": "t", "publisher": "p", "year": "y", "confidence": "sourced", "compared": True}]
    front = {"id": name, "title": "T", "summary": "S", "covers": [], "related": [], "reviewed": "2026-11-23"}
    return Article.model_validate({**front, "sources": sources, "body": body})


def uses(body, *terms):
    return [(body[start:end], term.name) for start, end, term in first_uses(article(body), terms)]


def test_points_of_the_list_are_terms():
    body = "## Terms\n- **RMM** (remote monitoring): tools.\n- **True-up, true-down**: the number is adjusted.\n"
    read = read_library(Folder("knowledge", {"glossary.md": FRONT.format(id="glossary") + body}))
    library, problems = read.library, read.problems

    assert problems == []
    assert library.terms[0] == Term(("RMM",), "remote monitoring", "tools.")
    assert library.terms[1] == Term(("True-up", "true-down"), "", "the number is adjusted.")
    assert library.terms[1].slug == "true-up"


def test_a_point_that_is_no_term_is_told_with_its_line():
    problems = read_library(
        Folder("knowledge", {"glossary.md": FRONT.format(id="glossary") + "- RMM: tools.\n"})
    ).problems

    (problem,) = problems
    assert (problem.line, problem.code) == (11, "term")


def test_without_a_glossary_there_are_no_terms():
    assert read_terms(None) == ((), [])


@pytest.mark.parametrize(
    ("body", "found"),
    [
        pytest.param("An RMM helps. RMM again.", [("RMM", "RMM")], id="only the first use"),
        pytest.param("Two RMMs.", [("RMMs", "RMM")], id="the plural"),
        pytest.param("An rmm.", [], id="a short form is written in capitals"),
        pytest.param("Buy block hours or Prepaid Hours.", [("block hours", "Block hours")], id="words in any capitals"),
        pytest.param("An SLA with RMM.", [("SLA", "SLA"), ("RMM", "RMM")], id="in the order of the text"),
        pytest.param("The RMM-like SLAP.", [], id="not as part of a word"),
        pytest.param("See [RMM](other) and `RMM`, **RMM**.", [], id="not in links, code and bold"),
        pytest.param("# RMM\nAn RMM.", [("RMM", "RMM")], id="not in headings"),
    ],
)
def test_first_uses(body, found):
    assert uses(body, RMM, BLOCK, SLA) == found


def test_the_glossary_marks_nothing_in_itself():
    assert list(first_uses(article("RMM", GLOSSARY), (RMM,))) == []


@given(st.lists(st.sampled_from(["RMM", "SLA", "block hours", "and", "**", "`", "[x](y)", "\n", "# "]), max_size=30))
def test_uses_never_overlap_and_stand_in_order(words):
    body = " ".join(words)
    found = [(start, end) for start, end, _ in first_uses(article(body), (RMM, BLOCK, SLA))]

    assert found == sorted(found)
    assert all(end <= begun for (_, end), (begun, _) in pairwise(found))


def test_every_real_term_can_be_found_in_its_own_name(shipped):
    for term in shipped.library.terms:
        assert all(term.is_in(f"This is {name}.") for name in term.names), term
