"""Open and unsure answers: all that `advise` says is what enumerating the completions by hand says."""

from random import Random

import pytest
from brute import Brute, Known

from bot.inference.report import Advice, Reason

pytestmark = pytest.mark.repeats

CASES = 30
ROUNDS = 10
LARGEST = 300
SAMPLED = 4


def some_answers(brute: Brute, random: Random) -> dict[str, tuple[str, ...]]:
    """A complete set made open or unsure here and there, and sometimes with an answer to a question not asked."""
    drawn = {name: random.choice(list(one["options"])) for name, one in brute.questions.items()}
    if random.random() < 0.6:
        drawn |= {"hours": "office", "incidents": "rare", "downtime": random.choice(["day", "half-day"])}
    answers = {name: (option,) for name, option in drawn.items()}
    if random.random() < 0.8:
        answers = {name: options for name, options in answers.items() if name not in brute.ignored(answers)}
    for name in random.sample(list(answers), min(len(answers), random.randint(0, 5))):
        options = list(brute.questions[name]["options"])
        looser = dict(answers)
        if random.random() < 0.4:
            del looser[name]
        else:
            some = random.sample(options, random.randint(2, len(options)))
            looser[name] = tuple(option for option in options if option in some)
        if sum(1 for _ in brute.complete(looser)) <= LARGEST:
            answers = looser
    shuffled = list(answers.items())
    random.shuffle(shuffled)
    return dict(shuffled)


def as_contract(advice: Advice) -> dict[str, object]:
    """An advice in the words of the contract, rules by their ids."""
    return {
        "status": advice.status,
        "model": advice.model,
        "possible": list(advice.possible),
        "ask_next": advice.ask_next,
        "needs": list(advice.needs),
        "tallies": dict(advice.tallies),
        "decided_by": list(advice.decided_by),
        "because": [one.rule for one in advice.because],
        "why_not": {model: [one.rule for one in reasons] for model, reasons in advice.why_not.items()},
        "extras": [one.rule for one in advice.extras],
        "contradictions": [one.rule for one in advice.contradictions],
        "changes": [(dict(one.answers), one.model, one.can_change) for one in advice.changes],
        "ignored": dict(advice.ignored),
    }


def reasons(advice: Advice) -> list[Reason]:
    beside = [*advice.because, *advice.extras, *advice.contradictions]
    return beside + [one for sentences in advice.why_not.values() for one in sentences]


@pytest.mark.parametrize("seed", range(CASES))
def test_advice_on_part_of_the_answers_is_what_all_completions_share(seed, adviser, brute):
    random = Random(seed)
    for _ in range(ROUNDS):
        answers = some_answers(brute, random)

        assert as_contract(adviser.advise(answers)) == brute.advise(answers), answers


@pytest.mark.parametrize("seed", range(CASES))
def test_the_questions_left_are_those_of_every_way_to_go_on(seed, adviser, brute):
    random = Random(1000 + seed)
    for _ in range(ROUNDS):
        answers = some_answers(brute, random)

        outlook = adviser.outlook(answers)

        assert (outlook.fewest, outlook.most) == (brute.fewest(answers), brute.most(answers)), answers
        assert outlook.ask_next == next(iter(brute.wanted(answers)), None)
        assert list(outlook.possible) == brute.advise(answers)["possible"]
        assert list(outlook.contradictions) == brute.advise(answers)["contradictions"]


@pytest.mark.parametrize("seed", range(CASES))
def test_the_facts_of_a_reason_are_answers_that_make_it_hold(seed, adviser, brute):
    random = Random(2000 + seed)
    for _ in range(ROUNDS):
        answers = some_answers(brute, random)
        advice = adviser.advise(answers)
        for reason in reasons(advice):
            needed = {name: answers[name] for name in enough(brute, reason, answers)}

            assert list(reason.facts) == [name for name in brute.questions if name in reason.facts]
            for _ in range(SAMPLED):
                one = some_completion(brute, needed, random)
                assert reason.rule in brute.evaluate(one).fired, (reason, answers, one)


def some_completion(brute, answers, random):
    """One of the complete sets that agree with answers, drawn question by question."""
    found: dict[str, str] = {}
    for name, question in brute.questions.items():
        if brute.asked[name](Known(brute, found)):
            found[name] = random.choice(list(answers.get(name, tuple(question["options"]))))
    return found


def enough(brute, reason, answers):
    """The facts, what decides whether these are asked, and all answers where the model itself is a fact."""
    reads_model = "advised" in str(brute.rules[reason.rule]["when"])
    ask = {"it", "data"} if {"gap", "proof"} & set(reason.facts) else set()
    return {name for name in answers if reads_model or name in reason.facts or name in ask}


@pytest.mark.parametrize("seed", range(CASES))
def test_each_ending_of_an_open_matter_is_the_likeliest_one(seed, adviser, brute):
    random = Random(3000 + seed)
    for _ in range(ROUNDS // 2):
        answers = some_answers(brute, random)
        advice = adviser.advise(answers)
        sets = brute.completions(answers)

        assert tuple(advice.endings) == (() if advice.model else advice.possible)
        for model, ending in advice.endings.items():
            whole = next(one for one in sets if all(one.get(name) == option for name, option in ending.items()))
            best = max(brute.share(one) for one in sets if brute.model(one) == model)
            assert brute.model(whole) == model
            assert brute.share(whole) == pytest.approx(best)


@pytest.mark.parametrize("seed", range(CASES))
def test_no_sentence_quotes_what_was_not_answered(seed, adviser, brute):
    random = Random(4000 + seed)
    for _ in range(ROUNDS):
        advice = adviser.advise(some_answers(brute, random))

        assert not any("{" in one.say or "}" in one.say for one in reasons(advice))
