"""What open, "not sure" and not-asked answers mean: a table of cases, thought out by hand from the specification."""

import pytest

CALM = {"it": "nobody", "data": "ordinary", "hours": "office", "incidents": "rare", "downtime": "day", "size": "1-4"}
WHOLE = {**CALM, "env": "cloud", "budget": "per-break", "relation": "on-call", "growth": "steady"}
EVERY = ["break-fix", "block-hours", "co-managed", "managed"]
BELOW_CO_MANAGED = ["break-fix", "block-hours", "managed"]
TEAM = {"it": "team", "data": "ordinary", "hours": "office", "incidents": "rare", "downtime": "day", "size": "5-14"}
UNSURE_ANYWHERE = "unsure"

CASES = [
    # id, answers, possible, ask_next
    ("nothing answered: everything is possible", {}, EVERY, "it"),
    ("nobody inside: never co-managed", {"it": "nobody"}, BELOW_CO_MANAGED, "data"),
    ("one person inside: never managed", {"it": "one-person"}, EVERY[:3], "gap"),
    ("a gap is asked only with people inside", {"it": "team"}, EVERY[:3], "gap"),
    ("swamped people settle it at once", {"it": "team", "gap": "everything"}, ["co-managed"], "data"),
    ("proof is asked after sensitive data", {"it": "nobody", "data": "personal"}, BELOW_CO_MANAGED, "proof"),
    ("proof is not asked after ordinary data", {"it": "nobody", "data": "ordinary"}, BELOW_CO_MANAGED, "hours"),
    ("regulated and unproven with nobody: managed", {"it": "nobody", "data": "regulated", "proof": "no"}, ["managed"], "hours"),
    ("unsure between two settled proofs", {"it": "nobody", "data": "regulated", "proof": ["partly", "no"]}, ["managed"], "hours"),
    ("unsure with a proof that would do", {"it": "nobody", "data": "regulated", "proof": UNSURE_ANYWHERE},
     ["block-hours", "managed"], "hours"),
    ("a colleague is as good as nobody", {**WHOLE, "it": ["nobody", "colleague"]}, ["break-fix"], None),
    ("unsure whether people are inside: the gap may matter", {**WHOLE, "it": ["nobody", "team"]},
     ["break-fix", "block-hours", "co-managed"], "gap"),
    ("the gap is given in case it matters", {**WHOLE, "it": ["nobody", "team"], "gap": "nothing"}, ["break-fix"], None),
    ("all is unsure: no answer alone settles it, so the first is asked", dict.fromkeys(("it", "gap", "data", "proof", *list(WHOLE)[2:]), UNSURE_ANYWHERE),
     EVERY, "it"),
    ("only size is unsure, and it matters", {**WHOLE, "size": UNSURE_ANYWHERE}, BELOW_CO_MANAGED, "size"),
    ("only growth is unsure, and nothing hangs on it", {**WHOLE, "growth": UNSURE_ANYWHERE}, ["break-fix"], None),
    ("settled, and a question is left: it is still the next", {k: v for k, v in WHOLE.items() if k != "growth"}, ["break-fix"], "growth"),
    ("settled, one open and one unsure: the open one is next",
     {**{k: v for k, v in WHOLE.items() if k != "growth"}, "budget": UNSURE_ANYWHERE}, ["break-fix"], "growth"),
    ("the first open question comes before any unsure one", {"it": UNSURE_ANYWHERE}, EVERY, "gap"),
    ("a complete set has nothing left to ask", WHOLE, ["break-fix"], None),
    ("a day of two options", {**WHOLE, "downtime": ["day", "half-day"]}, ["break-fix"], None),
    ("an hour among the options hurts", {**WHOLE, "downtime": ["half-day", "hours"]}, ["break-fix", "block-hours"], "downtime"),
    ("two unsure, one settles more", {**WHOLE, "downtime": ["day", "hours"], "growth": UNSURE_ANYWHERE}, ["break-fix", "block-hours"],
     "downtime"),
    ("unsure data asks for proof while it matters", {**WHOLE, "data": UNSURE_ANYWHERE}, BELOW_CO_MANAGED, "proof"),
    ("unsure data with proof given", {**WHOLE, "data": UNSURE_ANYWHERE, "proof": "yes"}, ["break-fix", "block-hours"], "data"),
    ("a team with gap open and nothing at risk", {**TEAM, "env": "cloud", "budget": "average", "relation": "on-call", "growth": "steady"},
     ["break-fix", "block-hours", "co-managed"], "gap"),
    ("a team unsure of its gap", {**TEAM, "gap": UNSURE_ANYWHERE, "env": "cloud", "budget": "average", "relation": "on-call",
     "growth": "steady"}, ["break-fix", "block-hours", "co-managed"], "gap"),
]  # fmt: skip

IGNORED = [
    ("a gap with nobody inside", {"it": "nobody", "gap": "cover"}, {"gap": ("cover",)}),
    ("a gap that may be asked is kept", {"it": ["nobody", "team"], "gap": "cover"}, {}),
    ("a gap before anybody said who looks after IT is kept", {"gap": "cover"}, {}),
    ("proof with ordinary data", {"data": "ordinary", "proof": "no"}, {"proof": ("no",)}),
    ("proof with data unsure is kept", {"data": ["ordinary", "personal"], "proof": "no"}, {}),
    ("an unsure proof with ordinary data", {"data": "ordinary", "proof": ["no", "yes"]}, {"proof": ("yes", "no")}),
]


def answers_of(book, raw):
    found = {}
    for name, wanted in raw.items():
        options = tuple(book.question(name).options)
        chosen = options if wanted == UNSURE_ANYWHERE else (wanted,) if isinstance(wanted, str) else tuple(wanted)
        found[name] = tuple(option for option in options if option in chosen)
    return found


@pytest.mark.parametrize(("raw", "possible", "ask_next"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_open_and_unsure_answers(raw, possible, ask_next, adviser, book):
    advice = adviser.advise(answers_of(book, raw))

    assert list(advice.possible) == possible
    assert advice.status == ("settled" if len(possible) == 1 else "open")
    assert advice.model == (possible[0] if len(possible) == 1 else None)
    assert advice.ask_next == ask_next


@pytest.mark.parametrize(("raw", "ignored"), [pytest.param(*case[1:], id=case[0]) for case in IGNORED])
def test_an_answer_to_a_question_that_is_not_asked_is_ignored(raw, ignored, adviser, book):
    assert adviser.advise(answers_of(book, raw)).ignored == ignored


@pytest.mark.parametrize(("raw", "ignored"), [pytest.param(*case[1:], id=case[0]) for case in IGNORED if case[2]])
def test_an_ignored_answer_changes_nothing(raw, ignored, adviser, book):
    answers = answers_of(book, raw)
    without = {name: options for name, options in answers.items() if name not in ignored}

    said, bare = adviser.advise(answers), adviser.advise(without)

    assert (said.possible, said.needs, said.tallies, said.ask_next) == (
        bare.possible, bare.needs, bare.tallies, bare.ask_next,
    )  # fmt: skip


def test_an_empty_chat_is_never_called_calm(adviser):
    advice = adviser.advise({})

    assert advice.tallies == {"exposures": (0, 5), "aspirations": (0, 3)}
    assert (advice.needs, advice.decided_by, advice.because, advice.extras) == ((), (), (), ())


def test_the_example_of_the_contract(adviser):
    advice = adviser.advise({"it": ("nobody",), "data": ("regulated",), "proof": ("partly", "no")})

    assert (advice.model, advice.ask_next, advice.decided_by) == ("managed", "hours", ("H2",))
    assert advice.needs == ("no-capacity", "proof-gap", "run-security")
    assert advice.tallies == {"exposures": (1, 5), "aspirations": (0, 3)}
    assert advice.because[0].facts == {"it": ("nobody",), "data": ("regulated",), "proof": ("partly", "no")}


@pytest.mark.parametrize("number", range(20))
def test_a_persona_gets_its_advice(number, adviser, book):
    persona = book.personas[number]

    advice = adviser.advise(persona.answers)

    assert (advice.model, advice.decided_by) == (persona.model, persona.rules)
    assert {one.rule for one in advice.extras} == set(persona.extras)
