"""Translations are held against their originals, and what is not translated is listed."""

from dataclasses import replace

import pytest

from bot.analysis.articles.reached import unfound
from bot.analysis.certificate import certificate
from bot.analysis.translated import mistranslated, untranslated
from bot.content import load_source

ARTICLE = "knowledge/de/msp-scalability.md"


@pytest.fixture
def changed(shipped):
    """The shipped content after an edit of one file; with `new` empty without the file."""

    def edit(file, old, new):
        source = dict(shipped.source)
        assert old in source[file]
        source[file] = source[file].replace(old, new, 1)
        return load_source(source)

    return edit


def test_a_title_and_a_question_that_an_article_lists_find_it_in_every_language(shipped):
    assert told(one for code in shipped.translations for one in unfound(shipped.spoken(code))) == []


def told(findings):
    return [str(one) for one in findings]


def test_the_german_of_this_repository_is_whole_and_says_nothing_of_its_own(shipped):
    assert "de" in shipped.translations
    assert told(mistranslated(shipped)) == []
    assert told(untranslated(shipped)) == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("\n## ", "\n87 % der Firmen wachsen.\n\n## ", "figure-of-no-source"),
        ("\n## ", "\n1.234,50 Euro im Monat.\n\n## ", "figure-of-no-source"),
        ("summary: ", "summary: Um 77 % besser. ", "figure-of-no-source"),
        ("\n## ", "\n| a | b |\n| - | - |\n| c | d |\n\n## ", "telegram"),
    ],
)
def test_what_the_original_does_not_stand_for_is_found_with_its_place(changed, old, new, code):
    source = changed(ARTICLE, old, new)

    (found,) = [one for one in mistranslated(source) if one.code == code]
    assert found.file == ARTICLE
    assert source.source[ARTICLE].splitlines()[found.line - 1]


def test_figures_are_compared_by_their_digits_however_a_language_parts_them(shipped):
    dearest = shipped.spoken("de").articles["downtime-cost-figures"].body

    assert "5.600" in dearest
    assert "5,600" in shipped.articles["downtime-cost-figures"].body


def test_a_claim_is_found_in_the_sentence_of_a_translated_rule(changed, shipped):
    file = "rules/de/models.yaml"
    claim = next(one for one in shipped.spoken("de").library.claims if one.within == "sentence")
    line = next(one for one in shipped.source[file].splitlines() if one.startswith("  means: "))

    found = [
        one for one in mistranslated(changed(file, line, f"  means: {claim.never!r}")) if one.code == "banned-claim"
    ]

    assert [one.file for one in found] == [file]
    assert claim.id in found[0].text


def test_what_is_not_translated_is_listed_where_the_original_stands(changed, shipped):
    content = changed("rules/de/needs.yaml", "- rule: R01\n", "- rule: R99\n")

    missing, outdated = sorted(untranslated(content), key=lambda one: one.code, reverse=True)

    assert (missing.code, missing.file, missing.rule) == ("untranslated", "rules/needs.yaml", "rule R01")
    assert "lacks `in words` in Deutsch" in missing.text
    assert (outdated.code, outdated.file) == ("outdated", "rules/de/needs.yaml")


def test_a_translation_older_than_its_original_is_told(changed):
    (found,) = untranslated(changed(ARTICLE.replace("/de", ""), "reviewed: 2026-11-23", "reviewed: 2026-11-30"))

    assert (found.code, found.file) == ("stale", ARTICLE)


def test_an_article_that_is_not_translated_is_one_warning_and_no_finding(shipped):
    content = load_source({name: text for name, text in shipped.source.items() if name != ARTICLE})

    (found,) = untranslated(content)

    assert found.rule == "article msp-scalability"
    assert "`text`" in found.text
    assert told(mistranslated(content)) == []


def test_a_language_without_a_catalogue_is_warned_of(shipped):
    content = load_source({**shipped.source, "rules/xx/needs.yaml": "[]\n"})

    found = [one for one in untranslated(content) if one.file.endswith("xx.yaml")]

    assert [one.text for one in found] == ["is missing"]
    assert "xx" not in content.languages


def test_a_language_that_was_just_begun_is_a_line_a_file(shipped):
    content = load_source({**shipped.source, "rules/xx/needs.yaml": "[]\n"})

    found = [one for one in untranslated(content) if one.rule == "language xx"]

    assert 5 < len(found) < 15
    assert any("12 entries lack words in xx: question it, question gap," in one.text for one in found)


@pytest.mark.parametrize(
    ("file", "old", "new", "entry"),
    [
        ("rules/de/extras.yaml", "say: ", "say: Das spart 87 Prozent. ", "rule S1"),
        ("rules/de/questions.yaml", "ask: ", "ask: Unter 4711, oder? ", "question it"),
        ("knowledge/de/themes.yaml", "title: ", "title: 87 Gründe ", "theme models"),
        ("knowledge/de/characteristics.yaml", "managed: ", "managed: Um 87 % besser. ", "characteristic BF1"),
    ],
)
def test_a_figure_in_an_entry_must_stand_in_its_original(changed, file, old, new, entry):
    (found,) = [one for one in mistranslated(changed(file, old, new)) if one.code == "figure-of-no-source"]

    assert (found.file, found.rule) == (file, entry)


def test_a_language_without_claims_of_its_own_is_warned_of(shipped):
    file = "knowledge/de/standards.yaml"
    content = load_source({name: text for name, text in shipped.source.items() if name != file})

    (found,) = untranslated(content)

    assert (found.file, found.text) == (file, "names no claims that nobody may make")


def test_an_article_that_does_not_say_when_it_was_reviewed_is_warned_of(changed):
    (found,) = untranslated(changed(ARTICLE, "reviewed: ", "# "))

    assert "`reviewed`" in found.text


def test_a_link_that_leads_nowhere_costs_the_link_and_not_the_article(changed):
    content = changed(ARTICLE, "](", "](x")

    (found,) = untranslated(content)

    assert (found.code, found.file, found.rule) == ("outdated", ARTICLE, "article msp-scalability")
    assert content.spoken("de").articles["msp-scalability"].title == "Platz zum Wachsen und zum Schrumpfen"


def test_the_certificate_counts_them_as_warnings(changed):
    found = certificate(changed("rules/de/needs.yaml", "- rule: R01\n", "- rule: R99\n"))

    assert found.findings == ()
    assert {one.code for one in found.warnings} == {"untranslated", "outdated"}
    assert replace(found).summary().endswith("no findings, 2 warnings")
