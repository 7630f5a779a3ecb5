"""A library in another language: articles and entries as far as they are translated, and the originals beside them."""

import pytest
from test_library_files import FILES

from bot.library.library import read_library
from bot.library.translating import translate_library
from bot.rulebook.files import Folder

CARING = """\
---
id: caring
title: Sich kümmern
summary: Warum man sich kümmert.
asked: ["Warum kümmern?"]
reviewed: 2026-11-24
---
## Kümmern

Siehe [Dienen](serving).
"""


ORIGINALS = {**FILES, "serving.md": FILES["caring.md"].replace("id: caring", "id: serving")}


def german(**files):
    original = Folder("knowledge", dict(ORIGINALS))
    inner = original.within("de")
    inner.texts = {name.replace("_", "."): text for name, text in files.items()}
    return translate_library(read_library(original), inner)


def test_a_translated_article_has_the_words_of_its_file_and_the_sources_of_its_original():
    found = german(caring_md=CARING)
    article, original = (
        found.library.articles["caring"],
        read_library(Folder("knowledge", ORIGINALS)).library.articles["caring"],
    )

    assert found.problems == []
    assert (article.title, article.asked) == ("Sich kümmern", ("Warum kümmern?",))
    assert article.body.startswith("## Kümmern")
    assert (article.sources, article.covers, article.related) == (original.sources, original.covers, original.related)
    assert found.library.spots["caring"] == ("knowledge/de/caring.md", 8)


def test_an_article_that_is_not_translated_is_there_in_the_original_and_marked():
    found = german(caring_md=CARING).library

    assert found.foreign == {"serving"}


def test_a_file_without_text_translates_the_rest():
    found = german(caring_md=CARING.partition("## ")[0])

    assert found.problems == []
    assert found.library.articles["caring"].title == "Sich kümmern"
    assert "caring" in found.library.foreign
    assert [one.keys for one in found.missing if one.name == "article caring"] == [("text",)]


def test_titles_of_themes_and_characteristics_are_translated_and_claims_belong_to_their_language():
    found = german(
        themes_yaml="- theme: care\n  title: Sorge\n",
        standards_yaml="- claim: C1-DE\n  never: Das ist immer wahr.\n  pattern: immer wahr\n  because: nie so\n",
        synonyms_yaml="- alike: [preis, kosten]\n",
    )

    assert found.problems == []
    assert [theme.title for theme in found.library.themes] == ["Sorge"]
    assert [claim.id for claim in found.library.claims] == ["C1-DE"]
    assert ("preis", "kosten") in found.library.alike


SLIPS = {
    "another id": ("caring.md", CARING.replace("id: caring", "id: serving"), "is not the name of the file"),
    "what it rests on": ("caring.md", CARING.replace("title:", "sources: []\ntitle:"), '"sources" is not translated'),
    "no front matter": ("caring.md", "Nur Text.\n", "has no front matter"),
    "a standard": ("standards.yaml", "- standard: article\n  grade: 3\n", "the standard is that of all languages"),
    "a file that is none": ("theme.yaml", "[]\n", "is no file of a translation"),
}


@pytest.mark.parametrize(("file", "text", "told"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_told_where_it_is(file, text, told):
    found = german(**{file.replace(".", "_"): text}).problems

    assert any(told in str(one) for one in found), found
    assert all(one.file.startswith("knowledge/de/") for one in found)


OUTDATED = {
    "an article that is gone": ("carring.md", CARING, 'did you mean "caring"?'),
    "a theme that is gone": ("themes.yaml", "- theme: car\n  title: Auto\n", "translates an entry that does not exist"),
}


@pytest.mark.parametrize(("file", "text", "told"), OUTDATED.values(), ids=OUTDATED)
def test_what_no_longer_fits_the_original_is_left_out_and_told(file, text, told):
    found = german(**{file.replace(".", "_"): text})

    (problem,) = found.outdated
    assert told in str(problem)
    assert problem.file == f"knowledge/de/{file}"
    assert found.problems == []
    assert found.library.articles["caring"].title == "Caring"
