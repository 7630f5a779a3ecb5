"""What the specification promises of every answer set, and of the order in which rules happen to stand."""

import json
from contextlib import closing
from random import Random

import numpy as np
import pytest
from ruamel.yaml import YAML

from bot.content import load_source
from bot.inference.adviser import Adviser
from bot.inference.axes import NOT_ASKED
from bot.inference.outlook import settled_after
from bot.rulebook.conditions import All, Part, parts

DIRECTED = ["downtime", "hours", "incidents", "env", "size"]


@pytest.fixture(scope="module")
def levels(space):
    ladder = np.array([model.level for model in space.book.models], np.int8)
    return ladder[space.models]


@pytest.mark.parametrize("question", DIRECTED)
def test_more_exposure_never_lowers_the_level(question, space, levels):
    asked, axis = space.book.question(question), space.axis_of[question].index
    ranks = [asked.rank(option) for option in asked.options]

    assert ranks == sorted(ranks)
    assert (np.diff(levels, axis=axis) >= 0).all()


@pytest.mark.parametrize(("first", "then"), [("data", "proof"), ("it", "gap")])
def test_more_exposure_never_lowers_the_level_where_a_question_opens_another(first, then, space, levels):
    """Data and proof, each with the other kept or newly asked; gap with the same people."""
    axis = space.axis_of[first]
    pair = [space.book.question(name) for name in (first, then)]
    ranks = [[one.rank(axis.option(one, at) or "") for one in pair] for at in range(len(axis))]
    along = np.moveaxis(levels, axis.index, 0)
    for here, (low, low_then) in enumerate(ranks):
        for there, (high, high_then) in enumerate(ranks):
            same_answer = axis.positions[here][0] == axis.positions[there][0]
            more = same_answer and high_then > low_then
            more |= first == "data" and high > low and low_then in (-1, high_then)
            if more:
                assert (along[there] >= along[here]).all(), (axis.positions[here], axis.positions[there])


def test_the_median_of_the_questions_until_settled_is_seven(space):
    after, mix = settled_after(space), space.mix()

    assert mix[after <= 6].sum() < 0.5 <= mix[after <= 7].sum()


def test_every_question_that_a_sentence_quotes_was_asked(space):
    quoted = {one.rule: [name for name in space.axis_of if f"{{{name}}}" in one.say] for one in space.book.why_nots}
    for one in space.book.why_nots:
        for name in quoted[one.rule]:
            assert not (space.where(one.when) & (space.column(name) == NOT_ASKED)).any(), (one.rule, name)

    assert sum(map(len, quoted.values())) > len(quoted) // 2


@pytest.mark.parametrize("number", range(20))
def test_all_that_a_persona_states_is_true(number, adviser, book, brute):
    persona = book.personas[number]

    advice = adviser.advise(persona.answers)

    assert (advice.model, advice.decided_by) == (persona.model, persona.rules)
    assert {name: bounds[0] for name, bounds in advice.tallies.items()} == dict(persona.tallies)
    assert tuple(one.rule for one in advice.contradictions) == persona.contradictions
    assert sorted(one.rule for one in advice.extras) == sorted(persona.extras)
    assert first_settled(adviser, persona.answers) == persona.settled
    changes = [(dict(one.answers), one.model) for one in advice.changes if one.question not in persona.exempt]
    if persona.change == "none":
        assert changes == []
    else:
        wanted = {name: options[0] for name, options in persona.change.answers.items()}
        assert (wanted, persona.change.model) in changes


def first_settled(adviser, answers):
    """After how many answers, in order, nothing can change the model any more."""
    counts = range(len(answers) + 1)
    return next(count for count in counts if adviser.outlook(dict(list(answers.items())[:count])).settled)


def shuffled(source, random):
    """The same rule files with their rules in another order; questions and models keep theirs, for it has a meaning."""
    yaml = YAML(typ="safe", pure=True)
    for name, text in source.items():
        if name.endswith(("needs.yaml", "models.yaml", "whynot.yaml", "extras.yaml", "contradictions.yaml")):
            entries = yaml.load(text)
            models = [one for one in entries if "model" in one and "rule" not in one]
            rules = [one for one in entries if one not in models]
            random.shuffle(rules)
            yield name, json.dumps([*models, *rules])
        else:
            yield name, text


@pytest.mark.parametrize("seed", range(2))
def test_the_order_of_rules_in_a_file_never_matters(seed, content, adviser, space, book):
    other = load_source(dict(shuffled(content.source, Random(seed))))
    again = Adviser(other.book, content.revision)

    assert (again.space.models == space.models).all()
    with closing(again.engine):
        for persona in book.personas:
            for count in (len(persona.answers), 4, 2):
                answers = dict(list(persona.answers.items())[:count])
                assert again.advise(answers) == adviser.advise(answers)
            complete = {name: options[0] for name, options in persona.answers.items()}
            assert again.engine.trace(complete).fired == adviser.engine.trace(complete).fired


def where_only_this_fails(rule, part, space):
    """Where a rule fails through one of its parts alone, every other part holds."""
    others = [one for one in rule.when.parts if one is not part] if isinstance(rule.when, All) else []
    return np.broadcast_to(~space.where(part) & space.where(All(tuple(others))), space.shape)


def boundaries(rule, part, space, random):
    """A set where the rule fails through this part alone, and all sets that differ from it along one axis."""
    spots = np.flatnonzero(where_only_this_fails(rule, part, space))
    if not len(spots):
        return
    spot = [int(one) for one in np.unravel_index(int(random.choice(spots)), space.shape)]
    yield tuple(spot)
    for axis in space.axes:
        yield from (
            (*spot[: axis.index], at, *spot[axis.index + 1 :]) for at in range(len(axis)) if at != spot[axis.index]
        )


def named(spot, space):
    found = {one.id: axis.option(one, at) for axis, at in zip(space.axes, spot, strict=True) for one in axis.questions}
    return {one.id: found[one.id] for one in space.book.questions if found[one.id] is not None}


def test_engine_space_and_naive_evaluator_agree_on_the_boundary_of_every_part(engine, space, book, brute):
    random, crossed = Random(3), 0
    for rule in book.rules.values():
        where = np.broadcast_to(space.where(rule.when), space.shape)
        for part in rule.when.parts if isinstance(rule.when, All) else (rule.when,):
            seen = {bool(where[spot]) for spot in boundaries(rule, part, space, random)}
            crossed += len(seen) == 2
            for spot in list(boundaries(rule, part, space, random))[::3]:
                answers = named(spot, space)
                expected, trace = brute.evaluate(answers), engine.trace(answers)
                fired = {one.rule.rule for one in (*trace.fired, *engine.beside(trace))}
                assert fired == expected.fired, answers
                assert (rule.rule in fired) == bool(where[spot]), (rule.rule, answers)
                assert trace.models == expected.models == (book.models[space.models[spot]].id,)

    assert crossed > 0.8 * sum(1 for rule in book.rules.values() for part in parts(rule.when) if isinstance(part, Part))
