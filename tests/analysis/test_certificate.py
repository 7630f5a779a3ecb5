"""The certificate of the real rules, with the counts of the specification, and of real rules that were edited."""

import json
import re

import pytest

from bot.analysis.certificate import certificate
from bot.content import Content, load_source

STANDINGS = """
H1 69984 69984 656 9.28
H2 58320 58320 2808 11.22
H3 40824 40824 688 3.28
H4 17010 17010 640 0.71
H5 81648 81648 32400 3.75
H6 204120 204120 128790 3.75
H7 102060 102060 3564 1.98
H8 25515 25515 432 0.30
H9 68040 68040 2916 0.75
H10 116640 116640 11961 1.53
H11 29160 29160 756 0.91
H12 81648 81648 5994 0.75
T1 187920 113103 113103 2.21
T2 34344 23328 23328 0.47
T3 432 432 432 0.03
O1 187920 77058 56781 5.85
O2 40824 22275 1998 2.55
O3 70578 27918 27918 1.45
O4 288 288 288 0.19
N1 432 432 432 6.64
N2 128 128 128 1.42
N3 432 432 432 1.68
N4 72 72 72 0.64
N5 48 48 48 0.16
N6 11664 5994 5994 0.21
N7 11340 6480 4320 1.24
N8 4932 3132 972 0.54
N9 26460 7668 7668 3.63
N10 7372 3876 3876 4.41
N11 128 96 96 0.07
N12 36936 13176 13176 5.98
N13 1408 1056 1056 1.03
F1 408240 70902 70902 1.18
F2 408240 30438 30438 4.79
F3 40392 12348 12348 14.47
F4 162000 5616 5616 12.65
F5 1728 736 736 2.69
"""
"""For each model rule: fires, decides, decisive, and the share of the mix in which it decides, in percent."""

FREE = "  no direction: [{options: [ordinary, personal], because: So.}]\n"


@pytest.fixture(scope="module")
def proven(shipped):
    return certificate(shipped)


@pytest.fixture
def findings(shipped):
    """The findings of the real rules in which a text of a file is replaced; without one, something is added."""

    def found(name, old, new, *more):
        source = dict(shipped.source)
        path = next(one for one in source if one.endswith(name))
        for before, after in ((old, new), *more):
            assert before in source[path]
            source[path] = source[path].replace(before, after, 1) if before else source[path] + after
        return certificate(load_source(source)).findings

    return found


def model_rule(name, tier, model, when):
    return (
        f"\n- rule: {name}\n  tier: {tier}\n  model: {model}\n  when: {when}\n  say: So.\n  article: decision-rules\n"
    )


def test_nothing_is_wrong_with_the_real_rules(proven):
    assert proven.findings == ()
    assert proven.sets == 1_020_600


@pytest.mark.parametrize("line", STANDINGS.split("\n")[1:-1])
def test_each_rule_fires_decides_and_is_decisive_as_specified(line, proven):
    rule, *numbers, share = line.split()
    standing = proven.rules[rule]

    assert [standing.fires, standing.decides, standing.decisive] == [int(one) for one in numbers]
    assert round(standing.decides_mix * 100, 2) == pytest.approx(float(share), abs=0.011)


def test_the_specification_names_every_model_rule(shipped):
    assert [line.split()[0] for line in STANDINGS.split("\n")[1:-1]] == [
        *(f"H{number}" for number in range(1, 13)),
        *(f"T{number}" for number in range(1, 4)),
        *(f"O{number}" for number in range(1, 5)),
        *(f"N{number}" for number in range(1, 14)),
        *(f"F{number}" for number in range(1, 6)),
    ]
    assert len(shipped.book.model_rules) == 37


@pytest.mark.parametrize(
    ("rule", "percent"),
    [("S1", 25.7), ("S2", 43.6), ("S6", 18.8), ("S12", 5.9), ("S17", 7.5), ("X1", 1.96), ("X4", 5.11), ("X8", 0.03)],
)
def test_what_is_said_besides_has_the_share_of_the_mix_that_is_specified(rule, percent, proven):
    digits = len(str(percent).partition(".")[2])

    assert round(proven.rules[rule].mix * 100, digits) == percent


def test_no_pair_of_answer_sets_breaks_the_direction(proven):
    pairs = proven.direction.compared

    assert sum(pairs.values()) - pairs["gap"] == 8_820_900
    assert set(pairs) == {"gap", "data", "proof", "hours", "incidents", "downtime", "size", "env"}
    assert proven.direction.as_json()["violations"] == 0
    assert proven.direction.exempt["it"] > 0


def test_wishes_tip_the_dearest_model_in_the_specified_share_and_never_alone(proven):
    assert proven.wishes.questions == ("budget", "relation", "growth")
    assert (round(proven.wishes.tip * 100, 1), proven.wishes.bought) == (18.8, 0)


@pytest.mark.parametrize(
    ("model", "sets", "percent"),
    [
        ("break-fix", 1_832, 10.8),
        ("block-hours", 120_040, 35.8),
        ("co-managed", 714_420, 18.8),
        ("managed", 184_308, 34.7),
    ],
)
def test_each_model_gets_the_specified_share(model, sets, percent, proven):
    share = proven.shares[model]

    assert (share.sets, share.stored) == (sets, None)
    assert share.mix * 100 == pytest.approx(percent, abs=0.06)


def test_stored_consultations_stand_beside_the_shares(shipped):
    found = certificate(shipped, {"managed": 3, "break-fix": 1})

    assert {model: one["stored"] for model, one in found.as_json()["models"].items()} == {
        "break-fix": 1,
        "block-hours": 0,
        "co-managed": 0,
        "managed": 3,
    }
    assert "3 of 4 stored consultations" in found.summary()


def test_hints_tell_what_could_be_one_rule_and_fail_nothing(proven):
    assert {(one.code, one.rule, *one.rules) for one in proven.hints} == {
        ("mergeable", "rule O1", "T1"),
        ("mergeable", "rule F1", "F2"),
        ("mergeable", "rule F3", "F4"),
    }


def test_an_answer_set_without_a_model_is_told_at_the_rule_that_nearly_covers_it(findings, shipped):
    found = findings("models.yaml", "when: {it: team}", "when: {it: team, gap: cover}")

    assert [one.whenever["gap"] for one in found] == ["nothing", "skills"]
    for one in found:
        assert (one.code, one.rules, one.line) == ("no-model", ("F1",), shipped.book.spots["F1"][1])
        assert len(one.witness) == 11
        assert "widen F1, which holds there but for `gap is cover`" in one.hint


def test_disagreeing_rules_are_told_once_with_all_of_them(findings):
    (found,) = findings("models.yaml", "", model_rule("Z1", "trigger", "break-fix", "{it: nobody, size: 30-99}"))

    assert (found.code, found.rule, found.sets) == ("two-models", "rule Z1", 20_412)
    assert found.rules == ("Z1", "H1", "H2", "H3", "H4", "H5")
    assert found.whenever == {"it": "nobody", "size": "30-99"}
    assert len(found.witness) == 10
    assert json.loads(found.text[found.text.index("{") :]) == found.witness


@pytest.mark.parametrize(
    ("rule", "code", "masks"),
    [
        pytest.param(
            ("standard", "managed", "{size: 5-14, no-capacity: holds, exposures: {at least: 4}}"),
            "never-decisive",
            ("N9",),
            id="within another of its tier",
        ),
        pytest.param(
            ("trigger", "managed", "{data: regulated, no-capacity: holds, size: [30-99, 100-plus]}"),
            "never-decisive",
            ("H1",),
            id="a trigger within another",
        ),
        pytest.param(
            (
                "standard",
                "block-hours",
                "{it: team, gap: cover, exposures: {at most: 1}, hours: always, downtime: day}",
            ),
            "never-decisive",
            ("F1",),
            id="what the tier below says anyhow",
        ),
        pytest.param(
            ("fallback", "break-fix", "{size: 30-99, no-capacity: holds}"),
            "masked",
            ("H5",),
            id="a higher tier decides",
        ),
        pytest.param(("trigger", "managed", "{it: team, no-capacity: holds}"), "dead", (), id="it excludes itself"),
    ],
)
def test_a_rule_that_makes_no_difference_is_named_with_what_masks_it(rule, code, masks, findings):
    (found,) = findings("models.yaml", "", model_rule("Z1", *rule))

    assert (found.code, found.rule, found.rules) == (code, "rule Z1", masks)
    assert bool(found.witness) == (code != "dead")


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("extras.yaml", "{it: colleague}", "{it: colleague, gap: cover}", "rule S16"),
        ("whynot.yaml", "{advised: break-fix}", "{advised: break-fix, data: regulated}", "rule WH1"),
        ("contradictions.yaml", "{it: nobody, size: 100-plus}", "{it: nobody, gap: cover, size: 100-plus}", "rule X8"),
        ("needs.yaml", "{budget: steady}", "{budget: steady, proof: yes, data: ordinary}", "rule R07"),
    ],
)
def test_rules_of_every_kind_must_fire(name, old, new, told, findings):
    assert told in [one.rule for one in findings(name, old, new) if one.code == "dead"]


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "about"),
    [
        ("questions.yaml", "options: [average, per-break]", "options: [steady, average]", "not-the-same", "budget"),
        ("questions.yaml", "options: [average, per-break]", "options: [steady, average]", "alike", "budget"),
        ("models.yaml", "{gap: skills, data", "{gap: [cover, skills], size: 1-4, data", "direction", "size"),
        ("questions.yaml", "  exposure: [[ordinary]", FREE + "  exposure: [[ordinary]", "needless", "data"),
        ("models.yaml", "floor: 5", "floor: 11", "floor", "break-fix"),
    ],
)
def test_what_is_declared_must_be_true(name, old, new, code, about, findings):
    found = findings(name, old, new)

    assert (code, about) in [(one.code, one.rule.partition(" ")[2]) for one in found]


def test_options_that_nothing_tells_apart_are_idle(findings):
    found = findings("extras.yaml", "when: {it: colleague}", "when: {it: [nobody, colleague]}")

    assert found == ()  # X8 and X11 still tell them apart


def test_a_question_that_no_rule_reads_matters_to_nobody(findings, shipped):
    question = (
        "\n- question: mood\n  ask: How are you?\n  why: So.\n  options:\n    well: {label: Well, said: you are well}\n"
        "    ill: {label: Ill, said: you are ill}\n  can_change: yes\n"
    )
    source = {**shipped.source}
    for path in source:
        if path == "rules/questions.yaml":
            source[path] += question
        if path == "rules/traffic.yaml":
            source[path] += "\n- question: mood\n  weights: {well: 50, ill: 50}\n"

    (found,) = certificate(load_source(source)).findings

    assert (found.code, found.rule) == ("idle-question", "question mood")


def test_wishes_that_buy_the_dearest_model_alone_are_told_with_the_rule(findings):
    when = "{size: 15-29, no-capacity: holds, exposures: 0, aspirations: 3}"
    (found,) = findings("models.yaml", "", model_rule("Z1", "standard", "managed", when))

    assert (found.code, found.rule, found.rules) == ("bought", "rule Z1", ("Z1",))
    assert (found.witness["budget"], found.witness["relation"]) == ("steady", "plan")


def test_a_model_that_nothing_leads_to_is_unreachable(shipped):
    source = dict(shipped.source)
    path = next(one for one in source if one.endswith("models.yaml"))
    source[path] = source[path].replace("tier: standard\n  model: break-fix", "tier: standard\n  model: block-hours")
    source[path] += model_rule("Z1", "fallback", "break-fix", "{it: team, exposures: {at least: 5}}")

    found = certificate(load_source(source)).findings

    assert ("unreachable", "model break-fix") in [(one.code, one.rule) for one in found]


def test_an_article_that_nothing_leads_to_is_told(shipped):
    source = dict(shipped.source)
    folder = next(one for one in source if one.endswith(".md")).rpartition("/")[0]
    text = source[f"{folder}/size-thresholds.md"].replace("id: size-thresholds", "id: lonely")
    source[f"{folder}/lonely.md"] = re.sub(r"(?m)^asked:\n(  - .*\n)+", "", text)

    (found,) = (one for one in certificate(load_source(source)).findings if one.code == "unreached")

    assert (found.file, found.line) == (f"{folder}/lonely.md", 1)


def test_every_finding_can_be_told_as_plain_data(findings):
    found = findings("models.yaml", "when: {gap: everything}", "when: {gap: everything, it: nobody}")

    for one in found:
        plain = one.as_json()
        assert {"code", "file", "line", "rule", "text", "do"} <= set(plain)
        assert json.loads(json.dumps(plain)) == plain
    assert {one.code for one in found} == {"dead", "direction"}


def test_a_witness_of_the_direction_test_is_two_sets_that_differ_as_told(findings, shipped):
    rules = findings("models.yaml", "exposures: {at least: 3}}\n  say: Three or more risks meet, and",
                     "exposures: {at least: 3, at most: 4}}\n  say: Three or more risks meet, and")  # fmt: skip
    found = next(one for one in rules if one.rule.startswith("rule "))
    (differs,) = (name for name in found.witness if found.witness[name] != found.instead.get(name))

    assert differs in found.text
    assert (found.rule, found.line) == (f"rule {found.rules[0]}", shipped.book.spots[found.rules[0]][1])
    assert shipped.adviser.advise({name: (one,) for name, one in found.witness.items()}).model == "managed"


def test_the_content_is_only_looked_at(shipped):
    assert isinstance(shipped, Content)
    assert certificate(shipped).as_json() == certificate(shipped).as_json()


def test_gaps_that_no_one_rule_would_close_are_told_one_by_one(findings):
    found = findings("models.yaml", "when: {it: team}", "when: {it: team, gap: cover}",
                     ("when: {size: 1-4, no-capacity: holds, exposures: {at least: 1}}",
                      "when: {size: 1-4, no-capacity: holds, exposures: {at least: 2}}"))  # fmt: skip

    gaps = [one for one in found if one.code == "no-model"]
    assert {one.rules for one in gaps} == {("F1",), ("F2",)}
    assert len({str(one.whenever) for one in gaps}) == len(gaps)
    assert all(one.sets > 0 for one in gaps)


def test_a_question_whose_condition_never_holds_is_told_once(shipped):
    source = dict(shipped.source)
    questions = source["rules/questions.yaml"]
    source["rules/questions.yaml"] = questions.replace(
        "when: {data: [personal, regulated]}", "when: {it: nobody, gap: cover}"
    )
    source["rules/personas.yaml"] = "[]"

    found = certificate(load_source(source)).findings

    (never,) = [one for one in found if one.code == "never-asked"]
    assert never.rule == "question proof"
    assert "`it is nobody` and `gap is cover` never hold together" in never.text
    assert [one.code for one in found if one.rule == "question proof"] == ["never-asked"]


def test_the_rules_to_blame_for_many_questions_are_told_once(findings):
    found = findings("models.yaml", "no-capacity: holds, exposures: {at least: 4}", "no-capacity: holds, exposures: 4")

    blamed = [one.rules for one in found if one.code == "direction"]
    assert len(blamed) == len(set(blamed)) < 7
    several = next(one for one in found if "in data, proof, hours" in one.text)
    assert several.rule == f"rule {several.rules[0]}"
