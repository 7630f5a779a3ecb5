"""A translation is laid over the rules entry by entry: what it says is said, what it lacks stays as it is."""

import pytest
from small_rules import SMALL

from bot.content import load_source
from bot.errors import ContentError
from bot.rulebook.files import Folder

QUESTIONS = """\
- question: data
  ask: Welche Daten haben Sie?
  options:
    regulated: {label: Geregelt, said: Ihre Daten geregelt sind}
  heard:
    regulated: [patientendaten]
"""
NEEDS = "- rule: R1\n  in words: Schutz\n"
WHY_NOT = '- rule: W1\n  say: "Nicht das kleine, weil {size}."\n'
CONTRADICTIONS = """\
- rule: X1
  say: Wenige, und geregelt?
  readings:
    - {label: Wir sind mehr}
    - {label: So ist es}
"""


def german(**files):
    translated = {f"rules/de/{name}.yaml": text for name, text in files.items()}
    return load_source({**SMALL, **translated})


def problems(file, text):
    with pytest.raises(ContentError) as caught:
        load_source({**SMALL, f"rules/de/{file}": text})
    return [str(one) for one in caught.value.problems]


def test_what_a_translation_says_is_said_and_what_it_lacks_is_said_in_the_original():
    spoken = german(questions=QUESTIONS).spoken("de").book.question("data")

    assert spoken.ask == "Welche Daten haben Sie?"
    assert spoken.why == "Some data needs care."
    assert spoken.options["regulated"].label == "Geregelt"
    assert spoken.options["ordinary"].label == "Ordinary"


def test_what_is_typed_is_heard_in_the_words_of_the_translation():
    spoken = german(questions=QUESTIONS).spoken("de").book.question("data")

    assert spoken.heard == {"regulated": ("patientendaten",)}


def test_what_is_missing_is_listed_with_its_place_in_the_original():
    missing = german(questions=QUESTIONS, needs=NEEDS).translations["de"].missing

    assert {one.name: one.keys for one in missing if one.file.endswith(("questions.yaml", "needs.yaml"))} == {
        "question data": ("why", "options.ordinary.label", "options.ordinary.said"),
        "question proof": (
            *("ask", "why", "options.yes.label", "options.yes.said", "options.no.label", "options.no.said"),
            "change by",
        ),
        "question size": (
            *("ask", "why", "options.few.label", "options.few.said", "options.some.label", "options.some.said"),
            *("options.many.label", "options.many.said"),
        ),
        "rule R2": ("in words",),
    }
    assert [(one.file, one.line) for one in missing if one.name == "rule R2"] == [("rules/needs.yaml", 8)]


def test_all_languages_share_one_engine_and_one_space():
    content = german(questions=QUESTIONS)
    spoken = content.spoken("de")

    assert spoken.adviser.space is content.adviser.space
    assert spoken.adviser.engine is content.adviser.engine


ANSWERS = {"data": ("regulated",), "proof": ("no",), "size": ("some",)}


def test_an_advice_is_decided_the_same_and_said_otherwise():
    content = german(questions=QUESTIONS, needs=NEEDS, whynot=WHY_NOT)
    was, now = content.adviser.advise(ANSWERS), content.spoken("de").adviser.advise(ANSWERS)

    assert (now.model, now.decided_by, now.changes) == (was.model, was.decided_by, was.changes)
    assert was.why_not["light"][0].say == "Not light: you said you are some."
    assert now.why_not["light"][0].say == "Nicht das kleine, weil you are some."


def test_a_list_is_laid_over_point_by_point():
    readings = german(contradictions=CONTRADICTIONS).spoken("de").book.contradictions[0].readings

    assert [(one.label, one.asks) for one in readings] == [("Wir sind mehr", "size"), ("So ist es", "nothing")]


def test_another_language_makes_another_revision():
    assert german(questions=QUESTIONS).revision != load_source(SMALL).revision


def test_what_was_kept_is_read_again_with_its_translations():
    content = german(questions=QUESTIONS)
    again = load_source(dict(sorted(content.source.items())))

    assert again.revision == content.revision
    assert again.spoken("de").book.question("data").ask == "Welche Daten haben Sie?"


SLIPS = {
    "a file that is none": ("question.yaml", "[]", 'is no file of a translation; did you mean "questions.yaml"?'),
    "a file that says nothing": ("traffic.yaml", "[]", "rules/de/traffic.yaml:1:1: is no file of a translation"),
    "no list": ("questions.yaml", "data: x", "is no list of entries"),
    "an entry without a name": (
        "questions.yaml",
        "- ask: Wie?",
        "questions.yaml:1:3: names no entry that it translates",
    ),
    "an entry twice": ("questions.yaml", "- question: data\n- question: data", "stands already in line 1"),
    "a misspelt key": ("questions.yaml", "- question: data\n  asks: Was?", '"asks" is no key here'),
    "what decides": ("questions.yaml", "- question: data\n  can_change: yes", '"can_change" is not translated'),
    "a key of an option": ("questions.yaml", "- question: data\n  options: {regulated: {x: X}}", '"x" is no key here'),
    "a list for a sentence": ("questions.yaml", "- question: data\n  ask: [A]", "rules/de/questions.yaml:2"),
    "a label twice": ("questions.yaml", "- question: data\n  options: {regulated: {label: Ordinary}}", "Ordinary"),
}


@pytest.mark.parametrize(("file", "text", "told"), SLIPS.values(), ids=SLIPS)
def test_a_slip_in_a_translation_is_told_where_it_is(file, text, told):
    found = problems(file, f"{text}\n")

    assert any(told in one for one in found), found
    assert all(one.startswith("rules/de/") for one in found)


OUTDATED = {
    "an entry that is gone": ("questions.yaml", "- question: date\n  ask: Was?", 'did you mean "question data"?'),
    "an option that is gone": ("questions.yaml", "- question: data\n  options: {some: {label: X}}", "not in what"),
    "words for an option that is gone": ("questions.yaml", "- question: data\n  heard: {some: [x]}", "not in what"),
    "an answer that is quoted no more": ("whynot.yaml", '- rule: W1\n  say: "Weil {siez}."', "quotes {siez}"),
    "a reading too few": ("contradictions.yaml", "- rule: X1\n  readings: [{label: Eins}]", "has 1 points"),
}


@pytest.mark.parametrize(("file", "text", "told"), OUTDATED.values(), ids=OUTDATED)
def test_what_no_longer_fits_the_original_is_left_out_and_told_and_stops_nobody(file, text, told):
    content = load_source({**SMALL, f"rules/de/{file}": f"{text}\n"})
    translation = content.translations["de"]

    (problem,) = translation.outdated
    assert told in str(problem)
    assert problem.file == f"rules/de/{file}"
    assert translation.book.questions == content.book.questions
    assert translation.book.why_nots == content.book.why_nots
    assert translation.book.contradictions == content.book.contradictions


def test_the_rest_of_an_outdated_entry_is_still_said():
    text = "- question: data\n  ask: Welche Daten?\n  options: {some: {label: X}}\n"

    assert german(questions=text).spoken("de").book.question("data").ask == "Welche Daten?"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("DE", "is no folder of a language; call it by two small letters: de"),
        ("de-AT", "is no folder of a language; call it by two small letters: de"),
        ("en", "is no folder of a language; the originals are English"),
    ],
)
def test_a_folder_called_nearly_like_a_language_is_told(tmp_path, name, told):
    (tmp_path / name).mkdir()
    (tmp_path / name / "needs.yaml").write_text("[]", encoding="utf-8")

    (problem,) = Folder.read(tmp_path, ("*.yaml",), "rules", "").problems

    assert told in str(problem)


@pytest.mark.parametrize("name", ["fr", "schema", "my-drafts"])
def test_a_folder_without_files_and_one_of_another_name_are_no_language(tmp_path, name):
    (tmp_path / name).mkdir()

    folder = Folder.read(tmp_path, ("*.yaml",), "rules", "")

    assert (folder.inner, folder.problems) == ({}, [])


def test_the_id_of_an_original_need_not_come_first():
    turned = SMALL["rules/needs.yaml"].replace("- rule: R1\n  need: care\n", "- need: care\n  rule: R1\n")
    assert turned != SMALL["rules/needs.yaml"]

    content = load_source({**SMALL, "rules/needs.yaml": turned, "rules/de/needs.yaml": NEEDS})

    assert content.spoken("de").book.need("care").words == "Schutz"
