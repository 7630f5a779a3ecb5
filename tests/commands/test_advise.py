"""`fixpoint advise` keeps the contract of its JSON, and refuses what it cannot understand in one line."""

import json

import pytest
from running import fixpoint

from bot.app import opened_store
from bot.cli import main
from bot.settings import Settings

GIVEN = {"it": "nobody", "data": "regulated", "proof": ["partly", "no"]}
KEYS = [
    "status",
    "model",
    "possible",
    "ask_next",
    "needs",
    "tallies",
    "decided_by",
    "because",
    "why_not",
    "extras",
    "contradictions",
    "changes",
    "pair",
    "ignored",
    "revision",
]


@pytest.fixture
def advise(empty_folder, capsys):
    """Advice for answers, in this process: the exit code, stdout, stderr."""

    def advised(answers, *options):
        text = answers if isinstance(answers, str | bytes) else json.dumps(answers)
        (empty_folder / "answers.json").write_bytes(text.encode() if isinstance(text, str) else text)
        code = main(["advise", "answers.json", *map(str, options)])
        return code, *capsys.readouterr()

    return advised


@pytest.fixture
def advice(advise):
    """The advice as the JSON says it."""

    def found(answers, *options):
        code, out, _ = advise(answers, "--json", *options)
        assert code == 0
        return json.loads(out)

    return found


def test_the_advice_on_a_pipe_is_what_the_contract_shows(empty_folder, shipped):
    done = fixpoint("advise", "--json", cwd=empty_folder, given=json.dumps(GIVEN))

    found = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert list(found) == KEYS
    assert [found[key] for key in ("status", "model", "possible", "ask_next")] == [
        "settled",
        "managed",
        ["managed"],
        "hours",
    ]
    assert found["needs"] == ["no-capacity", "proof-gap", "run-security"]
    assert found["tallies"] == {"exposures": [1, 5], "aspirations": [0, 3]}
    assert found["decided_by"] == ["H2"]
    (because,) = found["because"]
    assert list(because) == ["rule", "facts", "say", "article"]
    assert (because["rule"], because["facts"]) == ("H2", GIVEN)
    assert list(found["why_not"]) == ["break-fix", "block-hours", "co-managed"]
    assert list(found["why_not"]["break-fix"][0]) == ["rule", "facts", "say"]
    assert found["why_not"]["break-fix"][0]["rule"] == "WB2"
    assert list(found["extras"][0]) == ["rule", "facts", "say", "article"]
    assert found["extras"][0]["rule"] == "S2"
    assert found["contradictions"] == []
    assert {tuple(one) for one in found["changes"]} == {("answers", "model", "can_change")}
    assert {one["can_change"] for one in found["changes"]} <= {"yes", "slowly", "no"}
    assert found["ignored"] == {}
    assert found["revision"] == shipped.revision


def test_where_no_single_answer_would_change_it_the_smallest_pair_is_given(advice, advise):
    given = {"it": "one-person", "gap": "cover", "data": "ordinary", "hours": "extended", "incidents": "rare"}
    given |= {"downtime": "minutes", "size": "30-99", "env": "complex", "budget": "steady", "relation": "plan"}

    pair = {"answers": {"gap": "nothing", "hours": "office"}, "model": "block-hours", "can_change": "slowly"}
    assert advice({**given, "growth": "some"})["pair"] == pair
    assert advice(GIVEN)["pair"] is None
    assert advice({})["pair"] is None
    _, out, _ = advise({**given, "growth": "some"})
    assert "lacks nothing much and office hours are enough: block hours" in " ".join(out.split())


def test_a_contradiction_is_told_with_its_answers(advice):
    (found,) = advice({"hours": "always", "budget": "per-break"})["contradictions"]

    assert list(found) == ["rule", "facts", "say"]
    assert (found["rule"], found["facts"]) == ("X1", {"hours": "always", "budget": "per-break"})


def test_nothing_answered_leaves_every_model_possible(advice, shipped):
    found = advice({})

    assert (found["status"], found["model"], found["ask_next"]) == ("open", None, "it")
    assert found["possible"] == [model.id for model in shipped.book.models]
    assert found["changes"] == []


def test_unsure_means_all_options(advice, shipped):
    every = list(shipped.book.question("hours").options)

    assert advice({"it": "nobody", "hours": "unsure"}) == advice({"it": "nobody", "hours": every})


def test_the_order_of_questions_and_options_means_nothing(advice):
    assert advice({"proof": ["no", "partly"], "data": "regulated", "it": "nobody"}) == advice(GIVEN)


def test_what_is_not_asked_is_ignored_and_named(advice):
    assert advice({**GIVEN, "gap": "cover"})["ignored"] == {"gap": "cover"}


def test_a_person_reads_the_advice_without_json(advise):
    code, out, err = advise(GIVEN)

    assert (code, err) == (0, "")
    for title in ("Managed services (MSP)", "You said", "Why", "Why not the others", "Besides", "What would change it"):
        assert title in out


def test_a_person_reads_that_the_matter_is_open(advise):
    code, out, _ = advise({"it": "nobody"})

    assert code == 0
    assert "Still open" in out
    assert "What is the most sensitive data you hold?" in out


def test_a_file_with_a_mark_of_its_byte_order_is_read(advise):
    code, out, _ = advise(b"\xef\xbb\xbf" + json.dumps(GIVEN).encode(), "--json")

    assert (code, json.loads(out)["model"]) == (0, "managed")


async def test_with_a_database_the_advice_can_be_read_back_by_its_receipt(empty_folder, shipped):
    url = f"sqlite:///{empty_folder}/kept/advice.db"

    done = fixpoint("advise", "--json", "--database", url, cwd=empty_folder, given=json.dumps(GIVEN))

    found = json.loads(done.stdout)
    assert list(found) == [*KEYS, "receipt"]
    async with opened_store(Settings(database=url), lambda line: None) as store:
        receipt = await store.receipt(found["receipt"])
    assert (receipt.model, receipt.rules, receipt.revision) == ("managed", ("H2",), shipped.revision)
    assert receipt.answers == {"it": ("nobody",), "data": ("regulated",), "proof": ("partly", "no")}
    assert found["because"][0]["say"] in receipt.text


def test_without_a_database_nothing_is_written(advise, empty_folder):
    advise(GIVEN)

    assert [path.name for path in empty_folder.iterdir()] == ["answers.json"]


MISTAKES = {
    "an unknown question": ('{"dwontime": "day"}', 'did you mean "downtime"?'),
    "a question like no other": ('{"zzzz": "day"}', "choose one of: it, gap, data"),
    "a question with a line break in it": ('{"si\\nze": "1-4"}', '"si\\nze" is no question'),
    "an unknown option": ('{"data": "regulatd"}', 'data: "regulatd" is no option; did you mean "regulated"?'),
    "an option like no other": ('{"hours": "zzzz"}', "choose one of:"),
    "an option of another question": ('{"hours": "regulated"}', "choose one of:"),
    "an unknown option in a list": ('{"proof": ["partly", "nope"]}', 'proof: "nope" is no option'),
    "a number": ('{"size": 3}', "size: 3 is no option; choose one of: 1-4, 5-14, 15-29, 30-99, 100-plus"),
    "a truth value": ('{"proof": true}', "proof: true is no option; choose one of: yes, partly, no"),
    "null": ('{"it": null}', "it: null is no option; choose one of:"),
    "an object": ('{"it": {"is": "nobody"}}', "choose one of:"),
    "a list in a list": ('{"it": [["nobody"]]}', "choose one of:"),
    "an empty list": ('{"it": []}', "the list is empty"),
    "an empty option": ('{"it": ""}', "choose one of:"),
    "a question answered twice": ('{"it": "nobody", "it": "team"}', '"it" is answered twice; keep one'),
    "a list": ("[]", 'one JSON object, like {"it": "nobody"}'),
    "a word": ('"nobody"', "one JSON object"),
    "nothing": ("", "not JSON"),
    "a comma too many": ('{"it": "nobody",}', "line 1, column 17"),
    "YAML": ("it: nobody", "not JSON"),
    "a number without end": ('{"size": ' + "9" * 5_000 + "}", "not JSON"),
    "a depth without end": ("[" * 50_000, "not JSON"),
    "half a character": ('{"\\ud800": "1-4"}', '"\\ud800" is no question'),
    "no UTF-8": (b'{"it": "\xff"}', "answers.json is not UTF-8"),
    "too much": (" " * 200_000, "answers.json holds more than"),
}


@pytest.mark.parametrize(("text", "says"), MISTAKES.values(), ids=MISTAKES)
def test_what_cannot_be_understood_is_refused_in_one_line(text, says, advise):
    code, out, err = advise(text, "--json")

    (line,) = err.splitlines()
    assert (code, out) == (2, "")
    assert line.startswith("fixpoint: ")
    assert says in line


@pytest.mark.parametrize("name", ["missing.json", ".", "a\0b"], ids=["a missing file", "a folder", "no name at all"])
def test_a_file_that_cannot_be_read_is_named(name, empty_folder, capsys):
    code = main(["advise", name])

    out, err = capsys.readouterr()
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert "cannot be read" in err


def test_input_that_is_no_text_is_refused_on_a_pipe_too(empty_folder):
    done = fixpoint("advise", cwd=empty_folder, given=b"\xff", text=False)

    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"fixpoint: standard input is not UTF-8; save it as UTF-8\n"


@pytest.mark.parametrize("url", ["postgresql://here/there", "advice.db", "sqlite:///"])
def test_a_database_that_cannot_be_is_refused_before_anything_is_printed(url, advise):
    code, out, err = advise(GIVEN, "--database", url)

    assert (code, out, len(err.splitlines())) == (2, "", 1)
