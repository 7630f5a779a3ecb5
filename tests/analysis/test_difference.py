"""The difference of two rule sets is counted exactly: as a naive evaluator counts it, pair by pair."""

import pytest
from differing import SMALL, Naive, edited, side_of

from bot.analysis.difference.declared import declaration, unmet
from bot.analysis.difference.report import difference

URGENT = """
- question: urgent
  ask: Is it urgent?
  why: It decides.
  options:
    now: {label: Now, said: it is urgent}
    later: {label: Later, said: it can wait}
    never: {label: Never, said: it never is}
  can_change: yes
"""
SECOND = (
    "\n- rule: Z1\n  tier: trigger\n  model: full\n  when: {urgent: never}\n  say: It never is.\n  article: caring\n"
)
PROOF_RULE = "  when: {care: holds, proof: no}\n"
ORDINARY = "    ordinary: {label: Ordinary, said: your data is ordinary}\n"
REGULATED = "    regulated: {label: Regulated, said: your data is regulated}\n"
PROOF_WEIGHTS = "- question: proof\n  weights: {yes: 50, no: 50}\n"
URGENT_WEIGHTS = "\n- question: urgent\n  weights: {now: 20, later: 30, never: 50}\n"
NO_PERSONAS = [("personas.yaml", SMALL["rules/personas.yaml"], "[]\n")]
WITH_URGENT = [
    ("questions.yaml", "  when: {data: regulated}\n", "  when: {data: regulated}\n" + URGENT),
    ("traffic.yaml", PROOF_WEIGHTS, PROOF_WEIGHTS + URGENT_WEIGHTS),
]

EDITS = {
    "nothing": [],
    "a flipped comparison": [
        ("models.yaml", "{at most: 1}", "{at most: 0}"),
        ("models.yaml", "least: 2}", "least: 1}"),
    ],
    "a comparison that leaves a hole": [("models.yaml", "{exposures: {at most: 1}}", "{exposures: {at most: 0}}")],
    "a comparison that overlaps": [("models.yaml", "{exposures: {at least: 2}}", "{exposures: {at least: 1}}")],
    "a dropped condition": [("models.yaml", PROOF_RULE, "  when: {proof: no}\n")],
    "a narrowed need": [("needs.yaml", "[some, many]", "[many]")],
    "another need read": [
        ("models.yaml", PROOF_RULE, "  when: {hands: holds, size: many, proof: yes}\n"),
        *NO_PERSONAS,
    ],
    "another model": [("models.yaml", "tier: trigger\n  model: full", "tier: trigger\n  model: light"), *NO_PERSONAS],
    "another tier": [("models.yaml", "tier: fallback\n  model: light", "tier: trigger\n  model: light")],
    "a removed rule": [
        (
            "models.yaml",
            SMALL["rules/models.yaml"][SMALL["rules/models.yaml"].index("- rule: H1") :].split("\n\n")[0],
            "",
        ),
        *NO_PERSONAS,
    ],
    "a renamed rule": [("models.yaml", "- rule: H1", "- rule: H9"), *NO_PERSONAS],
    "a renamed option": [
        (name, old, new)
        for name, old, new in [
            ("questions.yaml", "some", "several"),
            ("needs.yaml", "[some, many]", "[several, many]"),
            ("whynot.yaml", "at least: some", "at least: several"),
            ("traffic.yaml", "some:", "several:"),
            *NO_PERSONAS,
        ]
    ],
    "options in another order": [("questions.yaml", f"{ORDINARY}{REGULATED}", f"{REGULATED}{ORDINARY}")],
    "an added option": [
        (
            "questions.yaml",
            "said: you are many}\n",
            "said: you are many}\n    crowd: {label: Crowd, said: you are a crowd}\n",
        ),
        ("questions.yaml", "[some], [many]]", "[some], [many], [crowd]]"),
        ("questions.yaml", "many: 20}", "many: 20, crowd: 99}"),
        ("traffic.yaml", "weights: {few: 30, some: 40, many: 30}", "weights: {few: 30, some: 30, many: 30, crowd: 10}"),
        (
            "traffic.yaml",
            "    many: {ordinary: 70, regulated: 30}",
            "    many: {ordinary: 70, regulated: 30}\n    crowd: {ordinary: 50, regulated: 50}",
        ),
    ],
    "an added question": [*WITH_URGENT, ("models.yaml", "- rule: F1", SECOND.lstrip("\n") + "\n- rule: F1")],
    "a question asked more often": [("questions.yaml", "  when: {data: regulated}\n", ""), *NO_PERSONAS],
    "another extra": [("extras.yaml", "{advised: [full], hands: holds}", "{advised: [light]}"), *NO_PERSONAS],
    "another contradiction": [
        ("contradictions.yaml", "{size: few, data: regulated}", "{size: [few, some]}"),
        *NO_PERSONAS,
    ],
    "another why-not": [("whynot.yaml", "{size: {at least: some}}", "{size: many}")],
    "another exposure": [("questions.yaml", "[[few], [some], [many]]", "[[few], [many], [some]]")],
    "other traffic": [("traffic.yaml", "weights: {yes: 50, no: 50}", "weights: {yes: 10, no: 90}")],
}


def both(edits, *, backwards=False):
    new = edited(SMALL, *edits)
    return (new, SMALL) if backwards else (SMALL, new)


@pytest.mark.parametrize("backwards", [False, True], ids=["there", "back"])
@pytest.mark.parametrize("edits", EDITS.values(), ids=EDITS)
def test_what_is_counted_is_what_a_naive_evaluator_counts(edits, backwards):
    old, new = both(edits, backwards=backwards)
    naive = Naive(old, new)

    found = difference(side_of(old), side_of(new))

    assert found.compared.pairs == len(naive.pairs)
    assert (found.compared.only_old, found.compared.only_new) == (naive.only_old, naive.only_new)
    assert {(cell.old, cell.new): cell.share.sets for cell in found.cells} == naive.cells
    assert found.changed.sets == sum(naive.cells.values())
    counted = {name: found.also[name].sets for name in ("reasons", "needs", "extras", "contradictions", "why_not")}
    assert counted == {name: naive.also({"why_not": "why_nots"}.get(name, name)) for name in counted}


PAPER = """
- question: paper
  ask: Is it on paper?
  why: It counts.
  options:
    yes: {label: Yes, said: it is on paper}
    no: {label: No, said: it is not on paper}
  can_change: yes
  when: {proof: no}
"""
CHAINED = edited(
    SMALL,
    ("questions.yaml", "  when: {data: regulated}\n", "  when: {data: regulated}\n" + PAPER),
    ("traffic.yaml", PROOF_WEIGHTS, PROOF_WEIGHTS + PROOF_WEIGHTS.replace("proof", "paper")),
    ("extras.yaml", "  when: {advised: [full], hands: holds}", "  when: {paper: no}"),
    *NO_PERSONAS,
)


@pytest.mark.parametrize("backwards", [False, True], ids=["there", "back"])
def test_a_question_asked_more_often_through_another_one_is_counted(backwards):
    sources = [CHAINED, edited(CHAINED, ("questions.yaml", "  when: {data: regulated}\n", ""))]
    old, new = reversed(sources) if backwards else sources
    naive = Naive(old, new)

    found = difference(side_of(old), side_of(new))

    assert naive.also("extras") > 0
    assert found.also["extras"].sets == naive.also("extras")


@pytest.mark.parametrize("edits", EDITS.values(), ids=EDITS)
def test_the_share_of_the_traffic_is_that_of_the_sets_that_change(edits):
    old, new = both(edits)

    assert difference(side_of(old), side_of(new)).changed.mix == pytest.approx(Naive(old, new).mix())


@pytest.mark.parametrize("edits", EDITS.values(), ids=EDITS)
def test_an_example_has_the_fewest_answers_and_leads_where_it_says(edits):
    old, new = both(edits)
    naive, sides = Naive(old, new), (side_of(old), side_of(new))

    for cell in difference(*sides).cells:
        first = cell.examples[0]
        assert len({**first.before, **first.answers}) == naive.fewest((cell.old, cell.new))
        for example in cell.examples:
            assert naive._sure({**example.before, **example.answers}, (cell.old, cell.new))


def test_a_question_taken_away_leaves_the_traffic_as_it_was_divided():
    old, new = both([*WITH_URGENT, ("models.yaml", "- rule: F1", SECOND.lstrip("\n") + "\n- rule: F1")], backwards=True)
    naive = Naive(old, new)
    wanted = sum(
        naive.new.share(now) * {"now": 0.2, "later": 0.3, "never": 0.5}[was["urgent"]]
        for (was, now), (before, after) in zip(naive.pairs, naive.found, strict=True)
        if before.model != after.model
    )

    found = difference(side_of(old), side_of(new))

    assert found.changed.mix == pytest.approx(wanted)
    assert found.compared.mix == pytest.approx(1)


def test_a_renamed_option_is_named_and_its_sets_are_in_one_space_only():
    old, new = both(EDITS["a renamed option"])

    found = difference(side_of(old), side_of(new))

    (edit,) = [one.edit for one in found.edits if one.edit.kind == "question"]
    assert "some looks renamed to several" not in edit.detail  # its words differ too
    assert "options removed: some; options added: several" in edit.detail
    assert (found.compared.only_old, found.compared.only_new) == (3, 3)
    assert not found.compared.same_space
    assert found.changed.sets == 0


def test_an_option_with_the_same_words_looks_renamed():
    edits = [(name, old.replace("some", "some"), new) for name, old, new in EDITS["a renamed option"][1:]]
    edits = [("questions.yaml", "    some:", "    several:"), ("questions.yaml", "[some]", "[several]"), *edits]
    old, new = both([*edits, ("questions.yaml", "few: 1, some: 5", "few: 1, several: 5")])

    (edit,) = [one.edit for one in difference(side_of(old), side_of(new)).edits if one.edit.kind == "question"]

    assert "some looks renamed to several" in edit.detail


@pytest.mark.parametrize(
    ("file", "old", "new", "sets"),
    [
        pytest.param("models.yaml", "say: You could not show it.", "say: There is no proof.", 3, id="a model rule"),
        pytest.param("extras.yaml", "say: Begin early.", "say: Begin soon.", 4, id="an extra"),
        pytest.param("contradictions.yaml", "say: Few, and", "say: So few, and", 2, id="a contradiction"),
        pytest.param("whynot.yaml", "Not light: you", "No, you", 4, id="a why-not sentence"),
        pytest.param("needs.yaml", "in words: hands", "in words: more hands", 6, id="a need"),
        pytest.param("models.yaml", "means: We look.", "means: We watch.", 5, id="a model"),
        pytest.param("questions.yaml", "said: you are few", "said: you are but few", 3, id="an option"),
        pytest.param("models.yaml", "also in: {us: caring", "also in: {us: serving", 3, id="an article of a rule"),
    ],
)
def test_where_only_words_change_it_says_for_how_many(file, old, new, sets):
    found = difference(*map(side_of, both([(file, old, new)])))

    assert found.changed.sets == 0
    assert {name: one.sets for name, one in found.also.items() if one.sets} == {"words": sets, "anything": sets}
    assert [one.edit.decides for one in found.edits] == [False]


@pytest.mark.parametrize(
    ("old", "new", "counted"),
    [
        pytest.param(
            "- rule: W1\n  model: light", "- rule: W1\n  model: full", {"why_not": 6, "anything": 6}, id="model"
        ),
        pytest.param("weight: 50", "weight: 60", {"words": 4, "anything": 4}, id="weight"),
    ],
)
def test_a_why_not_sentence_for_another_model_or_of_another_weight_is_said_otherwise(old, new, counted):
    found = difference(*map(side_of, both([("whynot.yaml", old, new)])))

    assert {name: one.sets for name, one in found.also.items() if one.sets} == counted


def test_a_comment_and_another_order_in_the_file_are_no_edit():
    rules = SMALL["rules/models.yaml"]
    first, rest = rules[rules.index("- rule: F1") :].split("\n\n", 1)
    moved = {**SMALL, "rules/models.yaml": f"# so\n{rules[: rules.index('- rule: F1')]}{rest}\n{first}\n"}

    found = difference(side_of(SMALL), side_of(moved))

    assert found.revisions[0] != found.revisions[1]
    assert found.edits == ()
    assert found.nothing


def test_an_edit_is_told_with_the_line_it_stands_in_on_both_sides():
    new = edited(SMALL, ("models.yaml", "{at most: 1}", "{at most: 0}"))
    new["rules/models.yaml"] = "# a line more\n" + new["rules/models.yaml"]
    lines = [text["rules/models.yaml"].splitlines() for text in (SMALL, new)]

    found = difference(side_of(SMALL, prefix="main:"), side_of(new, prefix="here/"))

    (one,) = found.edits
    at = lines[0].index("  when: {exposures: {at most: 1}}") + 1
    assert one.edit.old_place == f"main:rules/models.yaml:{at}"
    assert one.edit.new_place == one.edit.place == f"here/rules/models.yaml:{at + 1}"
    assert (one.edit.before, one.edit.after) == ("exposures is at most 1", "exposures is at most 0")
    assert lines[1][at] == "  when: {exposures: {at most: 0}}"


def test_an_article_is_told_with_its_first_line_that_differs():
    new = {**SMALL, "knowledge/serving.md": SMALL["knowledge/serving.md"].replace("Some text.", "Other text.")}

    (one,) = difference(side_of(SMALL), side_of(new)).edits

    assert (one.edit.kind, one.edit.keys, one.edit.place) == ("article", ("body",), "knowledge/serving.md:15")


def test_the_rules_that_decided_that_decide_and_that_were_edited_are_named_with_their_counts():
    old, new = both([("needs.yaml", "[some, many]", "[many]")])

    (cell,) = difference(side_of(old), side_of(new)).cells

    assert [(one.rule, one.sets) for one in cell.before] == [("F2", 1)]
    assert [(one.rule, one.sets) for one in cell.now] == [("F1", 1)]
    assert [(one.rule, one.sets, one.edited) for one in cell.because] == [("R2", 1, "changed")]
    assert cell.because[0].place == "rules/needs.yaml:11"


def test_a_declared_change_is_met_and_any_other_is_not():
    found, other = (difference(*map(side_of, both(EDITS[name]))) for name in ("a narrowed need", "another model"))

    assert unmet(declaration(found), found) == ()
    assert unmet({"sets": 1, "mix": found.changed.mix + 0.00004}, found) == ()
    assert "full -> light: 3 answer sets, declared 1" in unmet(declaration(found), other)
    assert unmet({"matrix": {}}, found) == ("full -> light: 1 answer sets, declared 0",)
    assert unmet({"mix": found.changed.mix + 0.001}, found) != ()


def test_nothing_that_changes_is_as_declared_whatever_was_declared():
    found = difference(side_of(SMALL), side_of(SMALL))

    assert unmet({"sets": 96}, found) == ()


def test_another_order_of_the_questions_is_told_and_changes_no_count():
    questions = SMALL["rules/questions.yaml"].split("\n\n")
    new = {**SMALL, "rules/questions.yaml": "\n\n".join([questions[2].strip(), *questions[:2]]) + "\n"}

    found = difference(side_of(SMALL), side_of(new))

    (one,) = found.edits
    assert (one.edit.kind, one.edit.place) == ("order", "rules/questions.yaml:1")
    assert found.nothing
    assert found.compared.pairs == 9


THEMES = "- theme: care\n  title: Care\n- theme: cost\n  title: What it costs\n"
LONG = ", ".join(f"word{number}" for number in range(9))
GERMAN = "- question: size\n  ask: Wie viele sind Sie?\n"
SERVING = "---\nid: serving\ntitle: Dienen\n---\nEin Text.\n"


@pytest.mark.parametrize(
    ("files", "was", "now", "told"),
    [
        ("knowledge/themes.yaml", THEMES, "", ("theme", "care", "removed", (), "knowledge/themes.yaml:1")),
        (
            "knowledge/themes.yaml",
            THEMES,
            THEMES.replace("What it", "All it"),
            ("theme", "cost", "changed", ("title",), "knowledge/themes.yaml:4"),
        ),
        (
            "knowledge/synonyms.yaml",
            "[]",
            "- alike: [price, cost]\n",
            ("alike", "price, cost", "added", (), "knowledge/synonyms.yaml:1"),
        ),
        (
            "knowledge/synonyms.yaml",
            f"- alike: [{LONG}, a]\n- alike: [{LONG}, b]\n",
            f"- alike: [{LONG}, a]\n",
            ("alike", "word0, word1, word2, word3, word4, wo...", "removed", (), "knowledge/synonyms.yaml:2"),
        ),
        ("rules/de/questions.yaml", "[]", GERMAN, ("question in de", "size", "added", (), "rules/de/questions.yaml:1")),
        (
            "rules/de/questions.yaml",
            GERMAN,
            GERMAN.replace("Sie?", "wir?"),
            ("question in de", "size", "changed", ("ask",), "rules/de/questions.yaml:2"),
        ),
        (
            "knowledge/de/serving.md",
            SERVING,
            SERVING.replace("Ein", "Kein"),
            ("article in de", "serving", "changed", ("text",), "knowledge/de/serving.md:5"),
        ),
    ],
)
def test_an_edit_of_what_only_speaks_is_told_and_changes_no_advice(files, was, now, told):
    old, new = ({**SMALL, files: text} if text else dict(SMALL) for text in (was, now))

    found = difference(side_of(old), side_of(new))

    one = found.edits[0].edit
    assert (one.kind, one.name, one.change, one.keys, one.place) == told
    assert not any(one.edit.decides for one in found.edits)
    assert found.nothing
