"""Which rules the personas cover, and that what the nearest persona lacks would do: not more, and not less."""

import pytest
from little_rules import RULES, complete_sets, little, model_rule

from bot.analysis.coverage import coverage
from bot.rulebook.format import ModelRule


def heard(content, answers):
    """Every rule that speaks in the advice on these answers, told by the engine."""
    advice = content.adviser.advise(answers)
    beside = {one.rule for one in (*advice.extras, *advice.contradictions)}
    against = {one.rule for reasons in advice.why_not.values() for one in reasons}
    return {*advice.decided_by, *beside, *against, *(content.book.need(name).rule for name in advice.needs)}


def with_changes(persona, lacks):
    return {**persona.answers, **{name: (option,) for name, option in lacks.items()}}


def differing(persona, answers):
    """How many answers of a persona another answer set does not have."""
    given = {name: options for name, options in persona.answers.items() if name in answers}
    return sum(answers[name] not in options for name, options in given.items())


def test_a_rule_is_covered_by_the_personas_in_whose_advice_it_speaks(shipped):
    found = coverage(shipped)

    said = {one.persona: heard(shipped, one.answers) for one in shipped.book.personas}
    for name in shipped.book.rules:
        assert found.covered.get(name, ()) == tuple(persona for persona, rules in said.items() if name in rules)
    assert [one.rule for one in found.uncovered] == [name for name in shipped.book.rules if name not in found.covered]


def test_with_what_it_lacks_the_nearest_persona_would_cover_the_rule(shipped):
    personas = {one.persona: one for one in shipped.book.personas}

    uncovered = coverage(shipped).uncovered

    assert {"H8", "T2", "X1", "S15"} <= {one.rule for one in uncovered}
    for one in uncovered:
        assert one.rule in heard(shipped, with_changes(personas[one.persona], one.lacks)), one.rule


def test_no_other_persona_is_nearer():
    content = little()
    sets = [(one, heard(content, {name: (option,) for name, option in one.items()})) for one in complete_sets()]

    uncovered = coverage(content).uncovered

    assert [one.rule for one in uncovered] == ["R2", "H2", "M1", "W1", "X1"]
    for one in uncovered:
        near = {
            persona.persona: min(differing(persona, answers) for answers, rules in sets if one.rule in rules)
            for persona in content.book.personas
        }
        assert near[one.persona] == min(near.values())
        assert one.persona == next(name for name, number in near.items() if number == min(near.values()))


def test_the_reason_names_persona_and_answers(shipped):
    (one,) = [one for one in coverage(shipped).uncovered if one.rule == "N10"]

    assert one.why == "Workshop of 22 with a server would, with size: 5-14"
    assert one.place.startswith("rules/models.yaml:")


def test_a_model_rule_that_fires_below_the_deciding_tier_is_not_covered():
    everywhere = {
        "persona": "A clinic",
        "answers": {"data": "regulated", "proof": "no", "size": "many"},
        "model": "full",
    }

    (one,) = [one for one in coverage(little(personas=[everywhere])).uncovered if one.rule == "F1"]

    assert isinstance(little().book.rules["F1"], ModelRule)
    assert dict(one.lacks) == {"data": "ordinary", "hours": "office"}


@pytest.mark.parametrize(
    ("changed", "rule", "why"),
    [
        pytest.param({"personas": []}, "F1", "there is no persona at all", id="no persona"),
        pytest.param(
            {"models": [*RULES["models"], model_rule("Z1", "standard", "light", {"proof": "no", "data": "ordinary"})]},
            "Z1",
            "no answer set would do; see fixpoint check",
            id="a rule that never decides",
        ),
    ],
)
def test_where_no_persona_is_near_that_is_the_reason(changed, rule, why):
    (one,) = [one for one in coverage(little(**changed)).uncovered if one.rule == rule]

    assert (one.why, one.persona, one.lacks) == (why, None, None)
