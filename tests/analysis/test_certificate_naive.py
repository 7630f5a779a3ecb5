"""The certificate of rule sets that nobody would write, against counting one answer set after the other."""

import json
from itertools import combinations, product
from random import Random

import pytest

from bot.analysis.certificate import certificate
from bot.analysis.factors import factored, groups
from bot.content import Content
from bot.library.library import Library
from bot.rulebook.binding import bind
from bot.rulebook.conditions import All, AnyOf, Part
from bot.rulebook.files import Folder
from bot.rulebook.loading import read_sheets

TIERS = ("trigger", "standard", "fallback")
OPTIONS = {"a": ("a1", "a2", "a3"), "b": ("b1", "b2"), "c": ("c1", "c2", "c3"), "d": ("d1", "d2")}
LEVELS = {"low": 0, "mid": 1, "high": 2}


def some(random, when_advised=False):
    """A condition: a list of tests, sometimes with a branch."""
    found = {}
    for name in random.sample(sorted(OPTIONS), random.randint(1, 2)):
        found[name] = random.sample(OPTIONS[name], random.randint(1, len(OPTIONS[name]) - 1))
    if random.random() < 0.4:
        found[random.choice(("n1", "n2"))] = random.choice(("holds", "does not hold"))
    if random.random() < 0.3:
        found["exposures"] = {random.choice(("at least", "at most")): random.randint(0, 2)}
    if random.random() < 0.2:
        found["any"] = [{"a": "a1"}, {"d": "d1"}]
    return {**found, "advised": "low"} if when_advised else found


def written(seed):
    """The files of a rule set."""
    random = Random(seed)
    questions = [
        {
            "question": name,
            "ask": "What?",
            "why": "So.",
            "options": {one: {"label": one, "said": one} for one in options},
            "can_change": "yes",
            "when": {"a": ["a1", "a2"]} if name == "b" else "always",
            **({} if name == "d" else {"exposure": [[one] for one in options]}),
            **({"wish": "yes"} if name == "d" else {}),
        }
        for name, options in OPTIONS.items()
    ]
    needs = [
        {"rule": "R1", "need": "n1", "kind": "exposure", "when": {"a": ["a2", "a3"]}, **WORDS},
        {"rule": "R2", "need": "n2", "kind": "exposure", "when": {"any": [{"c": "c3"}, {"b": "b2"}]}, **WORDS},
        {"tally": "exposures", "counts": "exposure"},
    ]
    rules = [
        {
            "rule": f"M{number}",
            "tier": random.choice(TIERS),
            "model": random.choice(sorted(LEVELS)),
            "when": some(random),
            **SAY,
        }
        for number in range(random.randint(3, 7))
    ]
    rules.append(
        {"rule": "M99", "tier": "fallback", "model": "low", "when": random.choice(["always", {"a": "a1"}]), **SAY}
    )
    models = [
        {"model": name, "said": name, "means": "So.", "level": level, "not given": "All.", "article": "some-article"}
        for name, level in LEVELS.items()
    ]
    return {
        "questions": questions,
        "needs": needs,
        "models": [*models, *rules],
        "whynot": [{"rule": "W1", "model": "high", "weight": 5, "when": some(random), "say": "So."}],
        "extras": [{"rule": "S1", "when": some(random, when_advised=True), **SAY}],
        "contradictions": [],
        "traffic": [],
        "personas": [],
    }


SAY = {"say": "Said.", "article": "some-article"}
WORDS = {"in words": "a thing", "article": "some-article"}


class Counted:
    """A rule set, looked at one answer set after the other."""

    def __init__(self, book):
        self.book = book
        self.sets = [
            {name: option for name, option in zip(OPTIONS, chosen, strict=True) if name != "b" or chosen[0] != "a3"}
            for chosen in product(*OPTIONS.values())
            if chosen[0] != "a3" or chosen[1] == "b1"
        ]

    def holds(self, condition, answers, model=None):
        if isinstance(condition, All):
            return all(self.holds(part, answers, model) for part in condition.parts)
        if isinstance(condition, AnyOf):
            return any(self.holds(part, answers, model) for part in condition.parts)
        assert isinstance(condition, Part)
        test = condition.test
        if condition.fact == "advised":
            return model in test.values
        if condition.fact in ("n1", "n2"):
            return self.holds(self.book.need(condition.fact).when, answers) == test.wanted
        if condition.fact == "exposures":
            number = sum(self.holds(need.when, answers) for need in self.book.needs)
            return (test.least or 0) <= number <= (9 if test.most is None else test.most)
        return answers.get(condition.fact) in test.values

    def deciding(self, answers, without=None):
        fired = [one for one in self.book.model_rules if one.rule != without and self.holds(one.when, answers)]
        for tier in TIERS:
            here = [one for one in fired if one.tier == tier]
            if here:
                return here
        return []

    def models(self, answers, without=None):
        return frozenset(one.model for one in self.deciding(answers, without))

    def model(self, answers):
        named = self.models(answers)
        return next(iter(named)) if len(named) == 1 else None

    def pairs(self, question, first, second):
        """The pairs of answer sets that differ in one question, and in what it opens or closes."""
        for one in (one for one in self.sets if one.get(question) == first):
            for other in (other for other in self.sets if other.get(question) == second):
                if all(one[name] == other[name] for name in one.keys() & other.keys() - {question}):
                    yield one, other


def content_of(seed):
    files = {f"{name}.yaml": json.dumps(entries) for name, entries in written(seed).items()}
    sheets = read_sheets(Folder("rules", files))
    assert sheets.problems == []
    return Content(bind(sheets), Library(), f"r{seed}", {})


@pytest.fixture(scope="module", params=range(30))
def both(request):
    content = content_of(request.param)
    return Counted(content.book), certificate(content)


def told(proven, code):
    return {one.rule.partition(" ")[2] for one in proven.findings if one.code == code}


def _ending(models):
    """What comes out: a model, none, or no single one."""
    return "none" if not models else "several" if len(models) > 1 else next(iter(models))


def test_each_rule_is_counted_as_one_by_one(both):
    counted, proven = both
    for rule in counted.book.model_rules:
        fires = [one for one in counted.sets if counted.holds(rule.when, one)]
        decides = [one for one in fires if rule in counted.deciding(one)]
        decisive = [one for one in decides if _ending(counted.models(one)) != _ending(counted.models(one, rule.rule))]
        found = proven.rules[rule.rule]
        assert (found.fires, found.decides, found.decisive) == (len(fires), len(decides), len(decisive)), rule.rule


def test_rules_that_never_speak_are_those_that_never_do_one_by_one(both):
    counted, proven = both
    dead, masked, idle = set(), set(), set()
    for rule in counted.book.rules.values():
        advised = {"WhyNot": lambda one, rule: counted.model(one) != rule.model}
        fires = [
            one
            for one in counted.sets
            if counted.holds(rule.when, one, counted.model(one))
            and advised.get(type(rule).__name__, lambda *_: True)(one, rule)
        ]
        if not fires:
            dead.add(rule.rule)
        elif rule in counted.book.model_rules:
            decides = [one for one in fires if rule in counted.deciding(one)]
            if not decides:
                masked.add(rule.rule)
            elif all(_ending(counted.models(one)) == _ending(counted.models(one, rule.rule)) for one in decides):
                idle.add(rule.rule)

    assert (told(proven, "dead"), told(proven, "masked"), told(proven, "never-decisive")) == (dead, masked, idle)


def test_the_masks_of_a_rule_fire_wherever_it_would_count(both):
    counted, proven = both
    for found in proven.findings:
        if found.code in ("masked", "never-decisive"):
            rule = counted.book.rules[found.rule.partition(" ")[2]]
            masks = [counted.book.rules[name] for name in found.rules]
            where = [
                one
                for one in counted.sets
                if counted.holds(rule.when, one) and (found.code == "masked" or rule in counted.deciding(one))
            ]
            assert all(any(counted.holds(mask.when, one) for mask in masks) for one in where)


def test_sets_with_no_model_or_two_are_found_with_the_smallest(both):
    counted, proven = both
    for code, wrong in (
        ("no-model", [one for one in counted.sets if not counted.models(one)]),
        ("two-models", [one for one in counted.sets if len(counted.models(one)) > 1]),
    ):
        found = [one for one in proven.findings if one.code == code]
        assert sum(one.sets for one in found) == len(wrong)
        for one in found:
            assert one.witness in wrong
            assert all(answers in wrong for answers in counted.sets if one.whenever.items() <= answers.items())
        if found:
            assert min(len(one.witness) for one in found) == min(len(one) for one in wrong)


def test_the_direction_is_compared_pair_by_pair(both):
    counted, proven = both
    every = []
    for name in ("a", "b", "c"):
        compared, wrong = 0, []
        for first, second in combinations(OPTIONS[name], 2):
            for one, other in counted.pairs(name, first, second):
                before, after = counted.model(one), counted.model(other)
                compared += bool(before and after)
                if before and after and LEVELS[before] > LEVELS[after]:
                    wrong.append((one, other))
        assert proven.direction.compared.get(name, 0) == compared
        assert proven.direction.wrong.get(name, 0) == len(wrong)
        every += wrong
    found = [one for one in proven.findings if one.code == "direction"]
    assert sum(one.sets for one in found) == len(every)
    assert all((one.witness, one.instead) in every for one in found)
    if found:
        smallest = min(len(one.witness) + len(one.instead) for one in found)
        assert smallest == min(len(less) + len(more) for less, more in every)
    blamed = [one.rules for one in found]
    assert len(blamed) == len(set(blamed))


def test_options_alike_are_those_of_one_model_one_by_one(both):
    counted, proven = both
    extra = counted.book.extras[0]
    for name, options in OPTIONS.items():
        alike, idle = [], []
        for first, second in combinations(options, 2):
            pairs = list(counted.pairs(name, first, second))
            if all(counted.models(one) == counted.models(other) or min(
                len(counted.models(one)), len(counted.models(other))) > 1 for one, other in pairs):  # fmt: skip
                says = [
                    [counted.holds(extra.when, answers, counted.model(answers)) for answers in pair] for pair in pairs
                ]
                (alike if any(one != other for one, other in says) else idle).append((first, second))
        assert (name in told(proven, "alike")) == bool(alike) or name in told(proven, "idle-question")
        assert (name in told(proven, "idle-option") | told(proven, "idle-question")) == bool(idle)


def test_wishes_buy_what_they_buy_one_by_one(both):
    counted, proven = both
    bought = []
    for one in counted.sets:
        models = [counted.model({**one, "d": option}) for option in OPTIONS["d"]]
        exposed = any(counted.holds(need.when, one) for need in counted.book.needs)
        if not exposed and counted.model(one) == "high" and any(model in ("low", "mid") for model in models):
            bought.append(one)

    assert proven.wishes.bought == len(bought)
    assert [one.witness in bought for one in proven.findings if one.code == "bought"] == [True] * bool(bought)


def test_every_model_that_no_set_gets_is_unreachable(both):
    counted, proven = both
    reached = {counted.model(one) for one in counted.sets}

    assert told(proven, "unreachable") == set(LEVELS) - reached


SILENT = ("dead", "masked", "never-decisive")


def test_group_by_group_the_same_is_proved(both):
    counted, proven = both
    found = factored(Content(counted.book, Library(), "", {}))

    rules = {f"rule {one.rule}" for one in counted.book.model_rules}
    silent = {(one.code, one.rule) for one in proven.findings if one.code in SILENT and one.rule in rules}
    assert (found.sets, found.models) == (proven.sets, {name: one.sets for name, one in proven.shares.items()})
    assert {(one.code, one.rule) for one in found.findings if one.code in SILENT} == silent
    assert found.findings[-1].code == "unproved"


@pytest.mark.parametrize("code", ["no-model", "two-models"])
def test_group_by_group_the_smallest_witness_is_found(code, both):
    counted, proven = both
    whole = [one for one in proven.findings if one.code == code]
    apart = [one for one in factored(Content(counted.book, Library(), "", {})).findings if one.code == code]

    assert sum(one.sets for one in apart) == sum(one.sets for one in whole)
    assert [len(one.witness) for one in apart] == sorted(len(one.witness) for one in whole)[:1]
    assert {len(counted.models(one.witness)) > 1 for one in apart} <= {code == "two-models"}


def test_questions_are_grouped_by_the_rules_that_rest_on_them():
    assert {len(groups(content_of(seed).book)) for seed in range(30)} > {1}


def test_what_the_rules_say_too_little_about_is_told_as_not_proved(both):
    _, proven = both

    assert [one.partition(";")[0] for one in proven.unproved] == ["anything about who will come"]
    assert "  not proved: anything about who will come" in proven.summary()
