"""The shortest ways to a model: held against a count of every partial answer set, and on the real rules."""

from itertools import product

import pytest
from little_rules import QUESTIONS, RULES, little, model_rule, models_of

from bot.analysis.reach import reach


@pytest.fixture(scope="module")
def content():
    return little()


@pytest.fixture(scope="module")
def decided(content):
    return models_of(content)


def agrees(answers, given):
    return all(answers.get(name) in (None, *options) for name, options in given.items())


def shortest(decided, model, given):
    """Every partial answer set that settles the model and adds the fewest answers, found by trying all of them."""
    found = {}
    for options in product(*((None, *options) for options in QUESTIONS.values())):
        added = {name: one for name, one in zip(QUESTIONS, options, strict=True) if one is not None}
        if any(len(given.get(name, ())) == 1 or one not in given.get(name, (one,)) for name, one in added.items()):
            continue
        if "proof" in added and "data" not in added and "data" not in given:
            continue
        answers = {**given, **{name: (one,) for name, one in added.items()}}
        left = [(one, what) for one, what in decided if agrees(one, answers)]
        asked = {name for one, _ in left for name in one}
        if {what for _, what in left} == {model} and set(added) <= asked:
            found.setdefault(len(added), []).append(added)
    return (min(found), found[min(found)]) if found else (None, [])


GIVEN = [
    {},
    {"hours": ("always",)},
    {"data": ("ordinary", "regulated")},
    {"proof": ("no",)},
    {"data": ("regulated",), "size": ("few", "some")},
    {"data": ("regulated",), "proof": ("no",), "size": ("many",)},
    {"data": ("ordinary",), "hours": ("office",)},
]


@pytest.mark.parametrize("model", ["light", "middle", "full"])
@pytest.mark.parametrize("given", GIVEN, ids=str)
def test_the_shortest_ways_are_those_that_trying_everything_finds(model, given, content, decided):
    found = reach(content.adviser.space, model, given, most=100).settling

    fewest, ways = shortest(decided, model, given)
    assert (found.fewest, found.number) == (fewest, len(ways))
    assert sorted(map(str, (dict(one.adds) for one in found.shown))) == sorted(map(str, ways))


@pytest.mark.parametrize("model", ["light", "middle", "full"])
@pytest.mark.parametrize("given", GIVEN, ids=str)
def test_complete_ways_answer_everything_with_the_fewest_answers(model, given, content, decided):
    found = reach(content.adviser.space, model, given, most=100, complete=True).complete

    fitting = [one for one, what in decided if what == model and agrees(one, given)]
    adds = [sum(given.get(name) != (option,) for name, option in one.items()) for one in fitting]
    best = [one for one, number in zip(fitting, adds, strict=True) if number == min(adds)]
    assert (found.fewest, found.number) == (min(adds, default=None), len(best))
    shown = [{name: options[0] for name, options in one.answers.items()} for one in found.shown]
    assert sorted(map(str, shown)) == sorted(map(str, best))


def test_the_likeliest_way_stands_first_and_no_more_are_shown_than_asked_for(content):
    found = reach(content.adviser.space, "light", {"data": ("ordinary",)}, most=1)
    every = reach(content.adviser.space, "middle", {"data": ("regulated",), "proof": ("yes",)}, most=9).settling.shown

    assert len(found.settling.shown) == 1
    assert [one.mix for one in every] == sorted((one.mix for one in every), reverse=True)


def test_answers_that_are_not_asked_are_named_and_not_shown_as_part_of_a_way(content):
    found = reach(content.adviser.space, "light", {"data": ("ordinary",), "proof": ("no",)})

    assert dict(found.ignored) == {"proof": ("no",)}
    assert [dict(one.answers) for one in found.settling.shown] == [{"data": ("ordinary",), "hours": ("office",)}]


def test_an_answer_that_the_way_makes_idle_is_left_out(content):
    found = reach(content.adviser.space, "light", {"proof": ("no",)})

    assert [dict(one.answers) for one in found.settling.shown] == [{"data": ("ordinary",), "hours": ("office",)}]


@pytest.mark.parametrize(
    ("model", "fewest", "number"),
    [("break-fix", 7, 16), ("block-hours", 5, 22), ("co-managed", 2, 3), ("managed", 2, 4)],
)
def test_each_model_of_the_real_rules_is_settled_by_what_is_shown_and_by_nothing_less(model, fewest, number, shipped):
    found = reach(shipped.adviser.space, model, {}, most=50).settling

    assert (found.fewest, found.number, len(found.shown)) == (fewest, number, number)
    for way in found.shown:
        assert shipped.adviser.outlook(way.answers).possible == (model,)
        for name in way.adds:
            fewer = {one: options for one, options in way.answers.items() if one != name}
            assert not shipped.adviser.outlook(fewer).settled


def question(name, options, when="always"):
    spelt = {one: {"label": one, "said": f"it is {one}"} for one in options}
    return {"question": name, "ask": "What?", "why": "So.", "options": spelt, "can_change": "yes", "when": when}


EXCLUSIVE = [
    question("kind", ("study", "work")),
    question("studying", ("short", "long"), {"kind": "study"}),
    question("working", ("short", "long"), {"kind": "work"}),
    question("sponsor", ("yes", "no"), {"any": [{"studying": "long"}, {"working": "long"}]}),
]
EVERYWHERE = [
    question("kind", ("study", "work")),
    question("place", ("here", "there"), {"kind": "study"}),
    question("sponsor", ("yes", "no"), {"any": [{"kind": "work"}, {"place": "here"}, {"place": "there"}]}),
]


@pytest.mark.parametrize(
    ("questions", "fewest", "ways"),
    [
        pytest.param(
            EXCLUSIVE,
            3,
            [
                {"kind": "study", "studying": "long", "sponsor": "yes"},
                {"kind": "work", "working": "long", "sponsor": "yes"},
            ],
            id="asked after one or another of two questions that exclude one another",
        ),
        pytest.param(EVERYWHERE, 1, [{"sponsor": "yes"}], id="asked whatever is answered before"),
    ],
)
def test_a_question_that_hangs_on_others_is_answered_where_it_is_asked(questions, fewest, ways):
    models = [one for one in RULES["models"] if "tier" not in one and one["model"] != "middle"]
    rules = [
        model_rule("H1", "trigger", "full", {"sponsor": "yes"}),
        model_rule("F1", "fallback", "light", "always"),
    ]
    weights = [{"question": one["question"], "weights": dict.fromkeys(one["options"], 50)} for one in questions]
    changed = {"needs": [], "whynot": [], "extras": [], "contradictions": [], "personas": []}
    content = little(questions=questions, models=[*models, *rules], traffic=weights, **changed)

    found = reach(content.adviser.space, "full", {}, most=9).settling

    assert (found.fewest, found.number) == (fewest, len(ways))
    assert sorted(map(str, (dict(one.adds) for one in found.shown))) == sorted(map(str, ways))
