"""What is said while answers are open or unsure: only what every completion says, and nothing is assumed.

Each expectation is thought out from the specification; the naive evaluator has to say the same.
"""

import pytest

CALM = {"hours": "office", "incidents": "rare", "downtime": "day"}
RAW = {"it": "nobody", "data": "regulated", "proof": "no"}
CASES = [
    # id, answers, model, decided_by, because, contradictions, extras
    ("an empty chat", {}, None, [], [], [], []),
    ("two triggers at once", {**RAW, "size": "5-14"}, "managed", ["H1", "H2"], ["H1", "H2"], [], ["S2", "S7"]),
    (
        "a trigger that holds only perhaps is no reason",
        {**RAW, "size": ["1-4", "5-14"]},
        "managed",
        ["H2"],
        ["H2"],
        [],
        ["S2", "S7"],
    ),
    (
        "a proof that decides nothing is no reason beside two triggers that hold anyway",
        {**RAW, "proof": ["yes", "no"], "size": "30-99"},
        "managed",
        ["H1", "H5"],
        ["H1", "H5"],
        [],
        ["S7"],
    ),
    (
        "of three triggers only the one that holds for every size and proof is a reason",
        {"it": "nobody", "data": "regulated", "proof": "unsure", "size": ["5-14", "30-99"]},
        "managed",
        ["H1"],
        ["H1"],
        [],
        ["S7"],
    ),
    ("swamped", {"it": "team", "gap": "everything"}, "co-managed", ["H6"], ["H6"], [], ["S6"]),
    (
        "one person for a hundred, whatever is missing",
        {"it": "one-person", "size": "100-plus"},
        "co-managed",
        ["H12"],
        ["H12"],
        [],
        ["S6"],
    ),
    (
        "trigger or standard rule: the model is sure, the reasons are the exposures",
        {
            "it": "one-person", "gap": ["cover", "everything"], "data": "ordinary", "hours": "extended",
            "incidents": "monthly",
        },
        "co-managed",
        [],
        ["R02", "R04"],
        [],
        ["S1", "S6"],
    ),
    (
        "day and night, and a stop that hurts only tomorrow, is talked back before size is known",
        {"it": "nobody", "hours": "always", "downtime": "day"},
        None,
        [],
        [],
        ["X6"],
        [],
    ),
    (
        "a contradiction that holds only perhaps is not talked back",
        {"it": "nobody", "hours": ["extended", "always"], "downtime": "day"},
        None,
        [],
        [],
        [],
        [],
    ),
    (
        "nobody missing, and somebody day and night",
        {"gap": "nothing", "it": "team", "hours": "always"},
        None,
        [],
        [],
        ["X13"],
        [],
    ),
    (
        "a gap without somebody inside contradicts nothing",
        {"it": "nobody", "gap": "nothing", "incidents": "weekly"},
        None,
        [],
        [],
        [],
        [],
    ),
    (
        "a gap kept before it is known whether it is asked contradicts nothing yet",
        {"gap": "nothing", "incidents": "weekly"},
        None,
        [],
        [],
        [],
        [],
    ),
    (
        "contradictions stand in natural order",
        {"relation": "on-call", "growth": "big", "downtime": "minutes", "budget": "per-break", "data": "regulated"},
        None,
        [],
        [],
        ["X2", "X3", "X10"],
        ["S3"],
    ),
    (
        "evenings and a colleague are known before the model is",
        {"it": "colleague", "hours": "extended"},
        None,
        [],
        [],
        [],
        ["S1", "S16"],
    ),
    (
        "the proof gap is the first job whatever the model",
        {"data": "personal", "proof": ["partly", "no"], "hours": "extended", "it": "colleague"},
        None,
        [],
        [],
        [],
        ["S2", "S1", "S16"],
    ),
    (
        "proof that may not be asked closes no gap",
        {"data": ["ordinary", "personal"], "proof": "no", "hours": "extended"},
        None,
        [],
        [],
        [],
        ["S1"],
    ),
    (
        "a calm pair without a wish",
        {"it": ["nobody", "colleague"], "data": "ordinary", **CALM, "size": "1-4", "env": ["cloud", "server"]},
        "break-fix",
        ["N1"],
        ["N1"],
        [],
        ["S9"],
    ),
]  # fmt: skip


def answers_of(brute, raw):
    options = {name: tuple(question["options"]) for name, question in brute.questions.items()}
    wanted = {name: [one] if isinstance(one, str) else one for name, one in raw.items()}
    return {
        name: options[name] if some == ["unsure"] else tuple(one for one in options[name] if one in some)
        for name, some in wanted.items()
    }


@pytest.mark.parametrize(
    ("raw", "model", "decided_by", "because", "contradictions", "extras"),
    [pytest.param(*case[1:], id=case[0]) for case in CASES],
)
def test_what_is_said_holds_in_every_completion(
    raw, model, decided_by, because, contradictions, extras, adviser, brute
):
    advice = adviser.advise(answers_of(brute, raw))

    assert advice.model == model
    assert list(advice.decided_by) == decided_by
    assert [one.rule for one in advice.because] == because
    assert [one.rule for one in advice.contradictions] == contradictions
    assert [one.rule for one in advice.extras] == extras


PRACTICE = {"it": "nobody", "data": "regulated", "proof": "no", **CALM, "size": "1-4", "env": "cloud",
            "budget": "average", "relation": "prevent", "growth": "steady"}  # fmt: skip


def test_changes_flip_for_sure_and_stand_in_the_order_of_ease(adviser, brute):
    changes = adviser.advise(answers_of(brute, PRACTICE)).changes

    found = [(dict(one.answers), one.model, one.can_change) for one in changes]

    assert found == [
        ({"proof": "yes"}, "block-hours", "yes"),
        ({"data": "ordinary"}, "break-fix", "no"),
        ({"data": "personal"}, "block-hours", "no"),
        *(
            ({"it": people, "gap": gap}, "co-managed", "slowly")  # H10, whatever is missing; and `it` comes last
            for people in ("one-person", "team")
            for gap in ("nothing", "cover", "skills", "everything")
        ),
    ]


def test_a_change_that_only_may_flip_is_not_offered(adviser, brute):
    swamped = answers_of(brute, {"it": "one-person", "gap": "everything"})

    changes = adviser.advise(swamped).changes

    assert [dict(one.answers) for one in changes if "gap" in one.answers] == []
