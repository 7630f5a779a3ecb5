"""Known edits of the real rules have known effects: the counts stand in the specification, or are counted otherwise."""

import re

import pytest
from differing import TESTS, brute_of, edited, side_of

from bot.analysis.difference.edits import Side
from bot.analysis.difference.report import difference

ROOT = TESTS.parent

DECISIVE = {
    "H1": 656,
    "H3": 688,
    "H5": 32_400,
    "H6": 128_790,
    "O1": 56_781,
    "O4": 288,
    "N5": 48,
    "N12": 13_176,
    "F5": 736,
}
"""In how many answer sets a rule is decisive: there, and only there, the advice is another one without it."""


@pytest.fixture(scope="module")
def real():
    files = [*(ROOT / "rules").glob("*.yaml"), *(ROOT / "knowledge").glob("*.[my]*")]
    texts = {f"{file.parent.name}/{file.name}": file.read_text("utf-8") for file in files if file.name != "README.md"}
    return {**texts, "rules/personas.yaml": "[]\n"}  # they name rules that are taken away here


@pytest.fixture(scope="module")
def before(real):
    return side_of(real, "before")


def without(rule):
    def edit(source):
        entries = re.split(r"(?m)^(?=- )", source["rules/models.yaml"])
        kept = [one for one in entries if not one.startswith(f"- rule: {rule}\n")]
        assert len(kept) == len(entries) - 1
        return {**source, "rules/models.yaml": "".join(kept)}

    return edit


def brutally(old, new, answers):
    """The models of a complete answer set, found by the naive evaluator."""
    return tuple(
        brute.model({key: one for key, one in answers.items() if key in brute.questions}) for brute in (old, new)
    )


@pytest.mark.parametrize(("rule", "sets"), DECISIVE.items())
def test_without_a_rule_the_sets_change_in_which_it_is_decisive(rule, sets, real, before):
    found = difference(before, side_of(without(rule)(real)))

    assert found.changed.sets == sets == sum(cell.share.sets for cell in found.cells)
    assert [(one.edit.name, one.edit.change) for one in found.edits] == [(rule, "removed")]
    for cell in found.cells:
        assert {(one.rule, one.edited) for one in cell.because} == {(rule, "removed")}
        assert (rule, "removed") in {(one.rule, one.edited) for one in cell.before}


@pytest.mark.parametrize(
    "edits",
    [
        pytest.param([("models.yaml", "exposures: {at least: 3}", "exposures: {at least: 4}")], id="a comparison"),
        pytest.param([("needs.yaml", "when: {hours: [extended, always]}", "when: {hours: always}")], id="a need"),
        pytest.param(
            [("models.yaml", "when: {downtime: minutes, incidents: weekly,", "when: {downtime: minutes,")],
            id="a condition dropped",
        ),
        pytest.param(
            [
                (name, "extended", "evenings")
                for name in ("questions.yaml", "needs.yaml", "extras.yaml", "traffic.yaml")
            ],
            id="an option renamed",
        ),
    ],
)
def test_every_example_goes_from_one_model_to_the_other_by_the_naive_evaluator(edits, real, before):
    new = edited(real, *[one for one in edits if one[1] in real[f"rules/{one[0]}"]])
    old_brute, new_brute = brute_of(real), brute_of(new)
    side = side_of(new)

    found = difference(before, side, examples=3)

    for cell in found.cells:
        for example in cell.examples:
            was = before.content.adviser.advise(
                {key: (one,) for key, one in (example.before or example.answers).items()}
            )
            now = side.content.adviser.advise({key: (one,) for key, one in example.answers.items()})
            assert (was.model, now.model) == (cell.old, cell.new)
            assert brutally(old_brute, new_brute, example.likely) == (cell.old, cell.new)
            for left_out in example.answers:
                fewer = {key: (one,) for key, one in example.answers.items() if key != left_out}
                boxes = [one.content.adviser.advise(fewer).possible for one in (before, side)]
                assert boxes != [(cell.old,), (cell.new,)]
    assert (found.compared.only_old, found.compared.only_new) in {(0, 0), (340_200, 340_200)}


def test_a_question_that_is_added_multiplies_the_pairs_and_nothing_else(real, before):
    question = (
        "\n- question: insured\n  ask: Are you insured?\n  why: It matters.\n  options:\n"
        "    yes: {label: Yes, said: you are insured}\n    no: {label: No, said: you are not insured}\n"
        "  can_change: yes\n"
    )
    new = dict(real)
    new["rules/questions.yaml"] += question
    new["rules/traffic.yaml"] += "\n- question: insured\n  weights: {yes: 50, no: 50}\n"
    new["rules/models.yaml"] = new["rules/models.yaml"].replace(
        "when: {gap: everything}", "when: {gap: everything, insured: yes}"
    )

    found = difference(before, side_of(new))

    assert found.compared.pairs == found.sets[1] == 2 * 1_020_600
    assert (found.compared.only_old, found.compared.only_new, found.compared.mix) == (0, 0, pytest.approx(1))
    assert found.changed.sets == DECISIVE["H6"]  # with the one of its two options that the rule does not accept
    assert {one.edit.name for one in found.edits if one.edit.decides} == {"insured", "H6"}
    for cell in found.cells:
        assert cell.examples[0].answers["insured"] == "no"
        assert "insured" not in cell.examples[0].before


def test_rules_that_are_the_same_differ_in_nothing(real, before):
    found = difference(before, side_of(real))

    assert found.nothing
    assert found.edits == found.cells == ()
    assert sum(found.table[model][model] for model in found.table) == 1_020_600


def test_an_edit_of_words_tells_which_languages_still_say_what_they_said(shipped):
    source = dict(shipped.source)
    for file, old, new in (
        ("rules/models.yaml", "say: One IT person for", "say: One person for"),
        ("rules/questions.yaml", "ask: Who looks", "ask: Who else looks"),
        ("knowledge/msp-scalability.md", "\n## ", "\nMore.\n\n## "),
        ("rules/needs.yaml", "in words: ", "in words: just "),
        ("rules/de/needs.yaml", "in words: ", "in words: einfach "),
    ):
        assert old in source[file], file
        source[file] = source[file].replace(old, new, 1)

    found = {one.edit.name: one.edit.detail for one in difference(Side("old", shipped), side_of(source)).edits}

    behind = {name for name, detail in found.items() if "de still says what it said before" in detail}
    assert {"it", "msp-scalability"} <= behind
    assert len(behind) == 3
    assert "R01" in found
