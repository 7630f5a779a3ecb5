"""Slips in the YAML files of knowledge/: each is told with its line. Without the files there is a library as well."""

import pytest

from bot.library.library import models_of, read_library
from bot.rulebook.files import Folder

ARTICLE = """\
---
id: caring
title: Caring
summary: Why care.
covers: [BF1]
related: []
theme: care
sources:
  - {title: Judgement, publisher: us, year: "2026", confidence: rule of thumb, compared: true}
reviewed: 2026-11-23
---
Some text.
"""
FILES = {
    "caring.md": ARTICLE,
    "themes.yaml": "- theme: care\n  title: Care\n",
    "characteristics.yaml": """\
- characteristic: BF1
  title: Help
  article: caring
  models: {light: Some., full: All.}
""",
    "standards.yaml": """\
- standard: article
  words: {least: 1, most: 350}
  except: [caring]

- claim: C1
  never: It is always so.
  pattern: '\\balways\\b'
  because: it is not
  allowed: [caring]
""",
    "synonyms.yaml": "- alike: [price, cost]\n",
}


def read(**changed):
    files = {**FILES, **{name.replace("_", "."): text for name, text in changed.items()}}
    found = read_library(Folder("knowledge", {name: text for name, text in files.items() if text is not None}))
    return found.library, found.problems


def test_sound_files_are_read():
    library, problems = read()

    assert problems == []
    assert [theme.title for theme in library.themes] == ["Care"]
    assert library.characteristics[0].models == {"light": "Some.", "full": "All."}
    assert library.claims[0].found_in("This is always true.")
    assert library.alike == (("price", "cost"),)
    assert library.entries["claim C1"] == ("knowledge/standards.yaml", 5)


def test_articles_alone_are_a_library():
    library, problems = read(themes_yaml=None, characteristics_yaml=None, standards_yaml=None, synonyms_yaml=None)

    assert problems == []
    assert (library.themes, library.claims, library.standard) == ((), (), None)


@pytest.mark.parametrize(
    ("file", "was", "now", "line", "words"),
    [
        pytest.param("themes.yaml", "theme: care", "theme: cure", 7, '"care" is no theme', id="a theme that is none"),
        pytest.param("themes.yaml", "title: Care", "titel: Care", 2, '"titel" is no key here', id="a misspelt key"),
        pytest.param("themes.yaml", "- theme: care\n", "- theme: care\n  title: A\n\n- theme: care\n", 4, "stands already", id="a theme twice"),
        pytest.param("characteristics.yaml", "caring", "carring", 3, '"carring" is no article', id="an article that is none"),
        pytest.param("characteristics.yaml", "BF1", "BF7", 1, 'cannot be "BF7"', id="a characteristic that is none"),
        pytest.param("characteristics.yaml", "All.", "x" * 121, 4, "at most 120", id="too many words for a phone"),
        pytest.param("standards.yaml", "except: [caring]", "except: [curing]", 3, '"curing" is no article', id="an exception that is none"),
        pytest.param("standards.yaml", "\\balways\\b", "\\bnever\\b", 7, "does not find what stands under `never`", id="a pattern that misses its example"),
        pytest.param("standards.yaml", "\\balways\\b", "(always", 7, "regular expression", id="a pattern that is none"),
        pytest.param("standards.yaml", "least: 1", "least: one", 2, "whole number", id="a length that is a word"),
        pytest.param("synonyms.yaml", "[price, cost]", "[price]", 1, "at least 2", id="a word alone"),
    ],
)  # fmt: skip
def test_a_slip_is_told_where_it_is(file, was, now, line, words):
    assert was in FILES[file]

    _, problems = read(**{file.replace(".", "_"): FILES[file].replace(was, now)})

    assert any(words in str(one) and one.line == line for one in problems), problems


def test_a_file_of_another_name_is_no_part_of_it():
    problems = read_library(Folder("knowledge", {**FILES, "theme.yaml": "[]"})).problems

    (problem,) = problems
    assert (problem.file, problem.code) == ("knowledge/theme.yaml", "unknown-file")
    assert 'did you mean "themes.yaml"?' in problem.hint


@pytest.mark.parametrize(
    ("models", "told"),
    [
        pytest.param(["light", "full"], [], id="the models there are"),
        pytest.param(["light", "full", "more"], ["says nothing of more"], id="one too few"),
        pytest.param(["light", "fully"], ['"full" is no model of models.yaml'], id="one that is none"),
        pytest.param(["other", "rules"], [], id="those of other rules"),
    ],
)
def test_characteristics_speak_of_every_model(models, told):
    library, _ = read()

    assert [problem.text for problem in models_of(library, models)] == told
