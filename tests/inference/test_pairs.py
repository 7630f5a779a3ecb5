"""The smallest pair of changes, and what each answer carries, held against the naive evaluator."""

from itertools import combinations
from random import Random

import pytest

from bot.inference.box import Box
from bot.inference.changes import singles
from bot.inference.pairs import _by_axes, pair
from bot.rulebook.limits import MAX_OPTIONS

EASE = ("yes", "slowly", "no")
ONE_PERSON = {
    "it": "one-person",
    "gap": "cover",
    "data": "ordinary",
    "hours": "extended",
    "incidents": "rare",
    "downtime": "minutes",
    "size": "30-99",
    "env": "complex",
    "budget": "steady",
    "relation": "plan",
    "growth": "some",
}
"""No answer but the one about people inside would change the advice."""


def given(answers):
    return {name: (option,) if isinstance(option, str) else tuple(option) for name, option in answers.items()}


def found(space, answers):
    box = Box(space, given(answers))
    return pair(box, singles(box).changes)


def random_answers(space, seed):
    random = Random(seed)
    spots = [random.randrange(len(axis)) for axis in space.axes]
    named = {one.id: axis.option(one, at) for axis, at in zip(space.axes, spots, strict=True) for one in axis.questions}
    return {one.id: named[one.id] for one in space.book.questions if named[one.id] is not None}


def every_pair(brute, answers):
    """Every two other answers with what they open, after which another model is sure."""
    now = brute.sure_model(answers)
    for names in combinations(answers, 2):
        first, second = (
            [one for one in brute.questions[name]["options"] if one not in answers[name]] for name in names
        )
        for change in ({names[0]: one, names[1]: other} for one in first for other in second):
            for opened in brute.opened(answers, change):
                told = {**answers, **{name: (option,) for name, option in opened.items()}}
                asked = {name for one in brute.complete(told) for name in one}
                model = brute.sure_model(told)
                if set(names) <= asked and model not in (None, now):
                    yield names, opened, model


@pytest.mark.parametrize("seed", range(12))
def test_a_pair_is_offered_where_one_is_and_no_single_answer_would_do(seed, space, brute):
    answers = given(random_answers(space, seed))
    alone = {next(iter(change)) for change, _, _ in brute.changes(answers)}

    got = pair(Box(space, answers), singles(Box(space, answers)).changes)

    if alone - {"it"}:
        assert got is None
        return
    every = [one for one in every_pair(brute, answers) if not alone & set(one[0])]
    if got is None:
        assert every == []
        return
    assert (got.questions, dict(got.answers), got.model) in [(names, opened, model) for names, opened, model in every]
    assert got.can_change == hardest(brute, got.questions)
    rises = [rising(brute, answers, names, opened) for names, opened, _ in every]
    assert rising(brute, answers, got.questions, got.answers) == min(rises)
    easiest = [
        EASE.index(hardest(brute, names))
        for (names, _, _), rise in zip(every, rises, strict=True)
        if rise == min(rises)
    ]
    assert EASE.index(got.can_change) == min(easiest)


def hardest(brute, names):
    return max((brute.questions[name]["can_change"] for name in names), key=EASE.index)


def rising(brute, answers, names, opened):
    """How many of two changes mean more exposure."""
    ranks = {name: brute.questions[name].get("exposure", []) for name in names}

    def rank(name, option):
        return next((at for at, equal in enumerate(ranks[name]) if option in equal), -1)

    return sum(0 <= rank(name, answers[name][0]) < rank(name, opened[name]) for name in names)


@pytest.mark.parametrize("seed", range(30, 50))
def test_looked_up_together_or_axis_by_axis_it_is_the_same_pair(seed, space, monkeypatch):
    answers = random_answers(space, seed)
    together = found(space, answers)

    # Both ways are the real ones; only which of them is taken is overruled.
    monkeypatch.setattr("bot.inference.pairs._at_once", _by_axes)

    assert found(space, answers) == together


def test_a_pair_is_found_while_a_question_is_unsure(space):
    answers = {**ONE_PERSON, "growth": ("steady", "some", "big")}

    assert found(space, answers).answers == {"gap": "nothing", "hours": "office"}


def test_two_answers_are_named_that_would_do_together(space):
    got = found(space, ONE_PERSON)

    assert (got.answers, got.model, got.can_change) == ({"gap": "nothing", "hours": "office"}, "block-hours", "slowly")


def test_where_not_even_two_would_do_none_are_named(space):
    assert found(space, {**ONE_PERSON, "gap": "everything", "incidents": "weekly"}) is None


def test_a_pair_that_opens_a_question_lists_its_answer_too(space):
    sets = [random_answers(space, seed) for seed in range(200)]
    pairs = [one for one in (found(space, answers) for answers in sets) if one]

    assert pairs
    assert all(set(one.questions) <= set(one.answers) for one in pairs)


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param({"it": "nobody"}, id="an open matter"),
        pytest.param({"it": "nobody", "data": "regulated", "proof": "no"}, id="a single change does it"),
        pytest.param({"it": "team", "gap": "everything"}, id="everything else is open"),
    ],
)
def test_no_pair_is_made_up(answers, space):
    assert found(space, answers) is None


@pytest.mark.parametrize("seed", range(8))
def test_the_weight_of_an_answer_counts_what_every_other_one_leads_to(seed, space, brute):
    random = Random(seed)
    answers = given(random_answers(space, seed))
    if seed % 2:  # fewer answers, as an advice seen early has them
        answers = {name: answers[name] for name in answers if name != "growth" or random.random() < 0.5}
    box = Box(space, answers)
    if not box.settled:
        return

    for weight in singles(box).weights:
        leads = []
        for option in brute.questions[weight.question]["options"]:
            if option not in answers[weight.question]:
                told = {**answers, weight.question: (option,)}
                leads.append({brute.model(one) for one in brute.complete(told)})
        now = box.possible[0]
        assert weight.others == len(leads) < MAX_OPTIONS
        assert weight.would == sum(now not in models for models in leads)
        assert weight.might == sum(now in models and len(models) > 1 for models in leads)


def test_the_heaviest_answer_stands_first(space, content):
    persona = next(one for one in content.book.personas if one.model == "break-fix")

    shares = [one.share for one in singles(Box(space, persona.answers)).weights]

    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 0
