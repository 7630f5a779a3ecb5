"""The pair of every rule: it makes the difference here and not there, and one question lies between."""

from dataclasses import replace

import pytest
from little_rules import RULES, little, model_rule, models_of

from bot.analysis.standing import Standings
from bot.analysis.witnesses import witnesses


def only(content, rules):
    """The same content with these model rules alone, whatever the checker would think of it."""
    kept = tuple(one for one in content.book.model_rules if one.rule in rules)
    return replace(content, book=replace(content.book, model_rules=kept))


@pytest.fixture(scope="module")
def real(shipped):
    return {one.rule: one for one in witnesses(shipped)}


def told(answers):
    return {name: (option,) for name, option in answers.items()}


def test_every_rule_of_the_real_rules_has_a_pair(real, shipped):
    assert list(real) == list(shipped.book.rules)
    assert [name for name, one in real.items() if one.here is None or one.there is None] == []


def test_a_pair_differs_in_the_answer_to_one_question_and_in_what_that_opens_or_closes(real):
    for one in real.values():
        here, there = one.here.answers, one.there.answers
        both = [name for name in here if name in there]
        assert sum(here[name] != there[name] for name in both) == 1, one.rule
        assert {name: there[name] for name in there if here.get(name) != there[name]} == one.change


def test_what_is_said_of_both_sides_is_what_the_engine_says(real, shipped):
    for one in real.values():
        for side in (one.here, one.there):
            advice = shipped.adviser.advise(told(side.answers))
            assert (advice.model, advice.decided_by) == (side.model, side.rules), one.rule


def test_a_rule_that_names_no_model_fires_here_and_not_there(real, shipped):
    for name in ("S16", "X3", "R05", "WC2"):
        for side, fires in ((real[name].here, True), (real[name].there, False)):
            advice = shipped.adviser.advise(told(side.answers))
            found = {one.rule for one in (*advice.extras, *advice.contradictions)}
            found |= {one.rule for reasons in advice.why_not.values() for one in reasons}
            found |= {shipped.book.need(need).rule for need in advice.needs}
            assert (name in found) is fires, name


def test_a_model_rule_of_the_real_rules_flips_the_model(real, shipped):
    for rule in shipped.book.model_rules:
        one = real[rule.rule]
        assert (one.here.model, one.here.rules) == (rule.model, (rule.rule,))
        assert one.there.model != rule.model


def test_the_numbers_are_those_of_the_specification(real):
    decisive = {"H1": 656, "H3": 688, "H6": 128_790, "N5": 48, "O2": 1_998, "F5": 736}

    assert {name: real[name].sets for name in decisive} == decisive
    assert round(real["S16"].mix, 3) == 0.352


@pytest.mark.parametrize("rule", ["H1", "H2", "M1", "F1"])
def test_a_rule_is_decisive_where_its_absence_changes_the_model(rule):
    (one,) = witnesses(little(), [rule])
    fewer = only(little(), {"H1", "H2", "M1", "F1"} - {rule}).adviser.space

    def model_without(answers):
        models = fewer.models[fewer.region(told(answers))]
        number = int(models.flat[0])
        return fewer.book.models[number].id if number < len(fewer.book.models) else None

    assert sum(model_without(answers) != model for answers, model in models_of(little())) == one.sets
    assert model_without(one.here.answers) != one.here.model
    assert rule not in one.there.rules or model_without(one.there.answers) == one.there.model


def test_a_rule_that_never_makes_a_difference_has_no_pair():
    idle = model_rule("H9", "trigger", "full", {"proof": "no", "size": "many"})  # H1 says the same of more

    (one,) = witnesses(little(models=[*RULES["models"], idle]), ["H9"])

    assert (one.sets, one.here, one.there, one.change) == (0, None, None, None)


def test_a_rule_that_makes_the_difference_everywhere_has_one_side_only():
    rules = only(little(), {"F1"})

    (one,) = witnesses(rules, ["F1"])

    assert one.sets == len(rules.adviser.space)
    assert (one.here.model, one.there) == ("light", None)


def test_another_model_on_the_other_side_is_preferred_to_another_rule_for_the_same():
    (one,) = witnesses(little(), ["H1"])

    assert (one.here.rules, one.here.model) == (("H1",), "full")
    assert one.there.model in {"light", "middle"}
    assert len(one.change) == 1
    assert Standings(little().adviser.space).of["H1"].decisive == one.sets
