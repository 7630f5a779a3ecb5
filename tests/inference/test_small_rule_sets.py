"""Rule sets that nobody would write: engine, space and the naive evaluator agree on every set of every one of them."""

import json
from collections.abc import Iterator
from contextlib import closing
from copy import deepcopy
from typing import Any

import pytest
from brute import TIERS, Brute
from hypothesis import given, settings
from hypothesis import strategies as st
from test_partial_against_brute import as_contract

from bot.inference.adviser import Adviser
from bot.inference.engine import Engine
from bot.inference.space import NO_MODEL, TWO_MODELS, Space
from bot.rulebook.binding import bind
from bot.rulebook.book import Rulebook
from bot.rulebook.files import Folder
from bot.rulebook.loading import Sheets, read_sheets

pytestmark = pytest.mark.repeats

Rules = dict[str, list[dict[str, Any]]]
SAY = {"say": "Said.", "article": "some-article"}
OPTIONS = ("no", "1", "01", "1e5", "true", "null", "1-4")  # words that a careless reader takes for something else


def question(name: str, options: list[str], when: Any = "always") -> dict[str, Any]:
    said = {one: {"label": f"It is {one}", "said": f"it is {one}"} for one in options}
    asked = {"question": name, "ask": "What?", "why": "So.", "options": said, "can_change": "yes"}
    return {**asked, "exposure": [[one] for one in options], "when": when}


def model(name: str) -> dict[str, Any]:
    return {
        "model": name,
        "said": name,
        "means": "A model.",
        "level": 0,
        "not given": "All.",
        "article": "some-article",
    }


def model_rule(rule: str, tier: str, name: str, when: Any) -> dict[str, Any]:
    return {"rule": rule, "tier": tier, "model": name, "when": when, **SAY}


def need(rule: str, name: str, kind: str, when: Any) -> dict[str, Any]:
    return {"rule": rule, "need": name, "kind": kind, "when": when, "in words": "a thing", "article": "some-article"}


def rule_files(questions: list[Any], models: list[Any], needs: list[Any] = (), extras: list[Any] = ()) -> Rules:
    empty: Rules = {name: [] for name in ("whynot", "contradictions", "traffic", "personas")}
    return {"questions": questions, "needs": list(needs), "models": models, "extras": list(extras), **empty}


def sheets_of(rules: Rules) -> Sheets:
    return read_sheets(Folder("rules", {f"{name}.yaml": json.dumps(entries) for name, entries in rules.items()}))


def book_of(rules: Rules) -> Rulebook:
    """The rules as the loader reads them, whatever the checker thinks of them."""
    sheets = sheets_of(rules)
    assert sheets.problems == []
    return bind(sheets)


def says_the_engine(engine: Engine, answers: dict[str, str]) -> tuple[Any, ...]:
    trace = engine.trace(answers)
    fired = {one.rule.rule for one in trace.fired} | {one.rule.rule for one in engine.beside(trace)}
    return set(trace.models), {one.rule.rule for one in trace.deciding}, fired


def says_the_space(space: Space, answers: dict[str, str]) -> tuple[Any, ...]:
    """Models (None: the space only says that there are two), deciding rules, all fired rules."""
    spot = tuple(
        next(
            at for at in range(len(axis)) if all(axis.option(one, at) == answers.get(one.id) for one in axis.questions)
        )
        for axis in space.axes
    )

    def here(array: Any) -> Any:
        return array[tuple(at if size > 1 else 0 for at, size in zip(spot, array.shape, strict=True))]

    number = int(here(space.models))
    models = None if number == TWO_MODELS else set() if number == NO_MODEL else {space.book.models[number].id}
    deciding = {one.rule for one in space.book.model_rules if here(space.decides(one))}
    return models, deciding, {name for name, rule in space.book.rules.items() if here(space.where(rule.when))}


def compared(rules: Rules) -> int:
    """Compare every answer set of a rule set; how many there were."""
    book, brute = book_of(rules), Brute(deepcopy(rules))
    space, sets = Space(book), brute.completions({})
    assert len(space) == len(sets)
    with closing(Engine(book)) as engine:
        for answers in sets:
            expected = brute.evaluate(answers)
            models, deciding, fired = says_the_engine(engine, answers)
            assert (models, deciding) == (set(expected.models), set(expected.deciding)), answers
            seen = says_the_space(space, answers)
            assert seen[:2] == (models if len(models) < 2 else None, deciding), answers
            if len(models) == 1:
                assert fired == expected.fired == seen[2], answers
    return len(sets)


# Random rule sets


@st.composite
def conditions(draw: Any, asked: list[Any], needs: list[str], tallies: list[str], depth: int = 2) -> Any:
    """A condition on what is known below: every form of test that rules/README.md names."""
    facts = [*(one["question"] for one in asked), *needs, *tallies]
    chosen = draw(st.lists(st.sampled_from(facts), min_size=1, max_size=3, unique=True))
    found = {}
    for fact in chosen:
        if fact in needs:
            found[fact] = draw(st.sampled_from(["holds", "does not hold"]))
        elif fact in tallies:
            found[fact] = draw(
                st.sampled_from([0, 1, 2, {"at least": 1}, {"at most": 1}, {"at least": 1, "at most": 2}])
            )
        else:
            options = list(next(one for one in asked if one["question"] == fact)["options"])
            one, some = (
                draw(st.sampled_from(options)),
                draw(st.lists(st.sampled_from(options), min_size=1, unique=True)),
            )
            forms = [one, some, {"not": one}, {"not": some}, {"at least": one}, {"at most": one}]
            found[fact] = draw(st.sampled_from(forms))
    if depth and draw(st.booleans()):
        inner = conditions(asked, needs, tallies, depth - 1)
        found[draw(st.sampled_from(["any", "all"]))] = draw(st.lists(inner, min_size=1, max_size=3))
    return found


@st.composite
def rule_sets(draw: Any) -> Rules:
    """Two to four questions, some asked only after others, needs in levels with a tally between, rules of each tier."""
    questions: list[dict[str, Any]] = []
    for name in ("qa", "qb", "qc", "qd")[: draw(st.integers(2, 4))]:
        options = draw(st.lists(st.sampled_from(OPTIONS), min_size=2, max_size=3, unique=True))
        sometimes = bool(questions) and draw(st.booleans())
        when = draw(conditions(questions, [], [], 1)) if sometimes else "always"
        questions.append(question(name, options, when))
    low = [need(f"R{one}", f"low-{one}", "exposure", draw(conditions(questions, [], []))) for one in range(2)]
    names = [one["need"] for one in low]
    high = [need("R8", "high", "aspiration", draw(conditions(questions, names, ["firsts"])))]
    tallies = [{"tally": "firsts", "counts": "exposure"}, {"tally": "seconds", "counts": "aspiration"}]
    every = (questions, [*names, "high"], ["firsts", "seconds"])
    rules = [
        model_rule(f"M{number}", draw(st.sampled_from(TIERS)), draw(st.sampled_from(["some", "other"])), when)
        for number, when in enumerate(draw(st.lists(conditions(*every), min_size=1, max_size=5)))
    ]
    if draw(st.booleans()):
        rules.append(model_rule("Z", "fallback", "some", "always"))
    advised = [
        {"rule": "S1", "when": {"advised": "other"}, **SAY},
        {"rule": "S2", "when": {"advised": ["other"]}, **SAY},
    ]
    unlike = [{"rule": "S3", "when": {"advised": {"not": "some"}, "high": "holds"}, **SAY}]
    return rule_files(questions, [model("some"), model("other"), *rules], [*high, *low, *tallies], [*advised, *unlike])


def readable() -> st.SearchStrategy[Rules]:
    """Without the same condition twice in a list, which is refused where it is read."""
    return rule_sets().filter(lambda rules: not sheets_of(rules).problems)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(rules=readable())
def test_three_ways_to_evaluate_agree_on_every_set_of_a_random_rule_set(rules):
    assert compared(rules)


@st.composite
def with_answers(draw: Any) -> tuple[Rules, dict[str, tuple[str, ...]]]:
    """A rule set that always advises one model, and some of its answers, unsure ones among them."""
    rules = draw(readable())
    named = {"trigger": "some", "standard": "other", "fallback": "some"}
    for one in rules["models"]:
        if "rule" in one:
            one["model"] = named[one["tier"]]
    rules["models"].append(model_rule("Y", "fallback", "some", "always"))
    answers = {}
    for one in rules["questions"]:
        options = list(one["options"])
        chosen = draw(st.lists(st.sampled_from(options), max_size=len(options), unique=True))
        if chosen:
            answers[one["question"]] = tuple(option for option in options if option in chosen)
    return rules, answers


@settings(max_examples=150, deadline=None, derandomize=True)
@given(drawn=with_answers())
def test_advice_on_part_of_the_answers_is_right_for_random_rule_sets(drawn):
    rules, answers = drawn
    brute, adviser = Brute(deepcopy(rules)), Adviser(book_of(rules), "random")
    with closing(adviser.engine):
        expected = brute.advise(answers)
        outlook = adviser.outlook(answers)

        assert {**as_contract(adviser.advise(answers)), "because": 0} == {**expected, "because": 0}
        assert outlook.ask_next == next(iter(brute.wanted(answers)), None)
        assert outlook.fewest == brute.fewest(answers)
        assert outlook.most >= brute.most(answers)


# Rule sets made by hand


def nested_any() -> Iterator[dict[str, Any]]:
    """Two alternatives side by side, three times: each rule is compiled to eight."""
    for number, option in enumerate(OPTIONS[:3]):
        pairs = [{"any": [{"qa": option}, {"qb": one}]} for one in OPTIONS[:3]]
        yield model_rule(f"A{number}", TIERS[number], "some", {"all": pairs})


QUESTIONS = [question(name, list(OPTIONS[:4])) for name in ("qa", "qb", "qc")]
MODELS = [model("some"), model("other")]
MANY = [
    model_rule(f"M{number}", TIERS[number % 3], "some", {"qa": {"not": OPTIONS[number % 4]}, "qb": {"at least": "1"}})
    for number in range(130)
]
LEVELS = [
    need("R1", "low", "exposure", {"qa": ["no", "1"]}),
    need("R2", "low-too", "exposure", {"qb": {"not": "no"}}),
    need("R3", "middle", "aspiration", {"firsts": {"at least": 1}, "low-too": "does not hold"}),
    need("R4", "high", "state", {"any": [{"middle": "holds", "firsts": 1}, {"seconds": 0, "qc": "01"}]}),
    {"tally": "firsts", "counts": "exposure"},
    {"tally": "seconds", "counts": "aspiration"},
]


@pytest.mark.parametrize(
    ("rules", "sets"),
    [
        pytest.param(rule_files(QUESTIONS, [*MODELS, *MANY]), 64, id="130 rules in one level, all about one model"),
        pytest.param(rule_files(QUESTIONS, [*MODELS, *nested_any()]), 64, id="any beside any beside any"),
        pytest.param(
            rule_files(QUESTIONS, [*MODELS, model_rule("M1", "standard", "some", {"high": "holds"})], LEVELS),
            64,
            id="needs that read needs and tallies, over three levels",
        ),
        pytest.param(
            rule_files(
                QUESTIONS, [*MODELS, model_rule("M1", "standard", "some", {"all": [{"qa": "no"}, {"qa": "1"}]})]
            ),
            64,
            id="a rule that never holds",
        ),
        pytest.param(
            rule_files(
                [QUESTIONS[0], question("qb", ["no", "1"], {"qa": "no"}), question("qc", ["no", "1"], {"qb": "no"})],
                [*MODELS, model_rule("M1", "standard", "some", {"qc": {"not": "no"}})],
            ),
            6,
            id="a question asked after a question that is not always asked",
        ),
        pytest.param(
            rule_files(
                QUESTIONS[:1],
                [*MODELS, model_rule("M1", "standard", "other", "always")],
                extras=[{"rule": "S1", "when": {"advised": ["other"]}, **SAY}],
            ),
            4,
            id="a list of one model",
        ),
    ],
)
def test_three_ways_to_evaluate_agree_on_a_difficult_rule_set(rules, sets):
    assert compared(rules) == sets


def test_a_change_that_opens_two_questions_one_after_the_other_lists_both():
    rules = rule_files(
        [
            question("qa", ["no", "1"]),
            question("qb", ["no", "1"], {"qa": "1"}),
            question("qc", ["no", "1"], {"qb": "1"}),
        ],
        [
            *MODELS,
            model_rule("M1", "trigger", "some", {"any": [{"qb": "no"}, {"qc": "1"}]}),
            model_rule("M2", "fallback", "other", "always"),
        ],
    )
    adviser = Adviser(book_of(rules), "nested")

    with closing(adviser.engine):
        found = [dict(one.answers) for one in adviser.advise({"qa": ("no",)}).changes]

    assert found == [{"qa": "1", "qb": "no"}, {"qa": "1", "qb": "1", "qc": "1"}]
