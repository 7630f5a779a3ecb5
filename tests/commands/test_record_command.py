"""`fixpoint record`: the entry is what `fixpoint test` accepts, and the file is changed only if all stays right."""

import json

import pytest
from running import CHECKOUT, fixpoint

from bot.content import load
from bot.rulebook.source import parse

CLINIC = {"it": "nobody", "data": "regulated", "proof": "no"}
WORKSHOP = {
    "it": "nobody",
    "data": "ordinary",
    "hours": "office",
    "incidents": "monthly",
    "downtime": "hours",
    "size": "15-29",
    "env": "cloud",
    "budget": "steady",
    "relation": "plan",
    "growth": "big",
}


def entry(text):
    node, problems = parse(text, "personas.yaml")
    assert problems == []
    (found,) = node.value
    return found


def test_a_complete_answer_set_becomes_an_entry_with_all_that_its_advice_says(told):
    code, out, err = told("record", "--name", "Workshop that grows", answers=WORKSHOP)

    assert (code, err) == (0, "")
    assert entry(out) == {
        "persona": "Workshop that grows",
        "answers": WORKSHOP,
        "model": "managed",
        "rules": ["N12"],
        "aspirations": 3,
        "exposures": 2,
        "contradictions": [],
        "extras": ["S3", "S7"],
        "settled": 6,
    }
    assert max(map(len, out.splitlines())) <= 120
    assert out.splitlines()[2].startswith("            ")


def test_what_is_open_or_not_sure_stays_so(told):
    code, out, _ = told("record", "--name", "A clinic", answers={**CLINIC, "proof": ["partly", "no"]})

    found = entry(out)
    assert code == 0
    assert found["answers"] == {**CLINIC, "proof": ["partly", "no"]}
    assert [key for key in ("settled", "exposures", "aspirations") if key in found] == []


def test_the_entry_as_data_is_the_entry_as_text(told):
    _, text, _ = told("record", "--name", "A clinic", answers=CLINIC)
    code, out, _ = told("record", "--name", "A clinic", "--json", answers=CLINIC)

    found = json.loads(out)
    assert code == 0
    assert (found["persona"], found["yaml"] + "\n", found["written"]) == (entry(text), text, None)


def test_answers_that_are_not_asked_are_left_out_and_named(told):
    code, out, err = told("record", "--name", "A clinic", answers={**CLINIC, "gap": "cover"})

    assert (code, entry(out)["answers"]) == (0, CLINIC)
    assert err == "fixpoint: not asked with these answers, and so left out: gap\n"


def test_answers_that_leave_several_models_are_no_persona(told):
    code, out, err = told("record", "--name", "Somebody", answers={"it": "nobody"})

    assert (code, out) == (1, "")
    assert err == "fixpoint: these answers leave break-fix, block-hours, managed open; answer data\n"


@pytest.mark.parametrize(
    "name",
    [
        "Two people: a law firm",
        "7",
        "1e5",
        "true",
        "- one",
        "#1",
        'A "clinic"',
        "it's",
        "[x]",
        "x #y",
        "Zoë & Co, 4",
        "a\\b",
        "?",
        "*x",
    ],
)
def test_any_name_reads_back_as_itself(name, told, my_rules):
    code, out, _ = told("record", f"--name={name}", "--rules", my_rules, "--write", answers=CLINIC)

    assert (code, entry(out)["persona"]) == (0, name)
    assert load(my_rules, CHECKOUT / "knowledge").book.personas[-1].persona == name


@pytest.mark.parametrize("name", ["", "  ", "a\x00b", "a\u202eb", "x" * 101])
def test_a_name_that_is_no_line_of_text_is_refused(name, told):
    code, out, err = told("record", "--name", name, answers=CLINIC)

    assert (code, out) == (2, "")
    assert err == "fixpoint: --name must be one line of 1 to 100 characters that can be seen\n"


def test_a_name_on_several_lines_is_made_one(told):
    _, out, _ = told("record", "--name", " A \n clinic ", answers=CLINIC)

    assert entry(out)["persona"] == "A clinic"


def test_written_it_stands_at_the_end_and_the_rest_is_as_it_was(told, my_rules):
    file = my_rules / "personas.yaml"
    file.chmod(0o640)
    before = file.read_bytes()

    code, out, err = told("record", "--name", "A clinic", "--rules", my_rules, "--write", answers=CLINIC)

    assert (code, err) == (0, f"fixpoint: added to {file}\n")
    assert file.read_bytes() == before + b"\n" + out.encode()
    assert file.stat().st_mode & 0o777 == 0o640
    assert sorted(one.name for one in my_rules.iterdir() if one.name.startswith(".")) == []
    assert told("test", "--rules", my_rules)[1].splitlines()[-1] == "21 of 21 personas hold"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda raw: raw.replace(b"\n", b"\r\n"), id="lines that end as on Windows"),
        pytest.param(lambda raw: b"\xef\xbb\xbf" + raw, id="a byte order mark"),
        pytest.param(lambda raw: raw.rstrip(b"\n"), id="no end of the last line"),
        pytest.param(lambda raw: b"# none yet\n[]\n", id="no persona yet"),
        pytest.param(lambda raw: b"[]", id="nothing else"),
    ],
)
def test_a_file_of_another_form_keeps_its_form(change, told, my_rules):
    file = my_rules / "personas.yaml"
    file.write_bytes(change(file.read_bytes()))
    before = file.read_bytes()

    code, _, _ = told("record", "--name", "A clinic", "--rules", my_rules, "--write", answers=CLINIC)

    after = file.read_bytes()
    assert code == 0
    assert after.startswith(before.rstrip().removesuffix(b"[]").rstrip())
    assert (b"\r\n" in after) == (b"\r\n" in before)
    assert after.count(b"\r\n") in (0, after.count(b"\n"))
    assert told("test", "--rules", my_rules)[0] == 0


@pytest.mark.parametrize(
    ("name", "answers", "says"),
    [
        ("two  Architects", CLINIC, '"Two architects" is called so already (my-rules/personas.yaml:5)'),
        (
            "A charity",
            "Charity of 45, a colleague helps",
            '"Charity of 45, a colleague helps" has these answers already',
        ),
    ],
)
def test_a_persona_that_is_there_already_is_not_written_again(name, answers, says, told, my_rules, shipped):
    if isinstance(answers, str):
        (answers,) = [dict(one.answers) for one in shipped.book.personas if one.persona == answers]
    file = my_rules / "personas.yaml"
    before = file.read_bytes()

    shown, text, note = told("record", "--name", name, "--rules", my_rules, answers=answers)
    code, out, err = told("record", "--name", name, "--rules", my_rules, "--write", answers=answers)

    assert (shown, code, out) == (0, 1, "")
    assert entry(text)["model"]
    assert says in note
    assert err.startswith(f"fixpoint: nothing was written: {says}")
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "[{persona: A, answers: {it: nobody, size: 30-99}, model: managed}]\n",
            "nothing was written: with it, my-rules/",
        ),
        (
            "  - {persona: A, answers: {it: nobody, size: 30-99}, model: managed}\n",
            "nothing was written: with it, my-rules/",
        ),
    ],
)
def test_a_file_to_whose_end_nothing_can_be_added_stays_as_it_is(text, says, told, my_rules):
    file = my_rules / "personas.yaml"
    file.write_text(text)

    code, out, err = told("record", "--name", "A clinic", "--rules", my_rules, "--write", answers=CLINIC)

    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert says in err
    assert file.read_text() == text


def test_without_a_folder_nothing_is_written(told):
    code, out, err = told("record", "--name", "A clinic", "--write", answers=CLINIC)

    assert (code, out) == (2, "")
    assert err == "fixpoint: --write needs the folder to write to; name it with --rules DIR\n"


@pytest.fixture
def receipt(tmp_path):
    """The id and the database of the receipt of an advice."""
    url = f"sqlite:///{tmp_path}/kept.db"
    done = fixpoint("advise", "--json", "--database", url, cwd=tmp_path, given=json.dumps(WORKSHOP))
    return json.loads(done.stdout)["receipt"], url


def test_a_receipt_becomes_a_persona(told, receipt):
    number, url = receipt

    code, out, err = told("record", "--name", "Growing", "--receipt", number, "--database", url)

    found = entry(out)
    assert code == 0
    assert (found["answers"], found["model"], found["rules"]) == (WORKSHOP, "managed", ["N12"])
    assert [line for line in err.splitlines() if "FIXPOINT_DATA_KEY" not in line] == []


def test_a_receipt_of_other_rules_says_what_has_become_of_it(told, receipt, my_rules, shipped):
    number, url = receipt
    file = my_rules / "models.yaml"
    text = file.read_text("utf-8")
    rule = "when: {size: 15-29, no-capacity: holds, exposures: {at least: 2}}"
    assert rule in text
    file.write_text(text.replace(rule, rule.replace("2}}", "3}}")), "utf-8")

    code, out, err = told("record", "--name", "Growing", "--receipt", number, "--database", url, "--rules", my_rules)

    assert (code, entry(out)["model"], entry(out)["rules"]) == (0, "block-hours", ["F4"])
    assert f"the receipt says managed (rules {shipped.revision}); these rules (" in err
    assert err.endswith(") say block-hours\n")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--receipt", "nosuch"], 'there is no receipt "nosuch"'),
        (["--receipt", "x", "--database", "sqlite:///nowhere.db"], "nowhere.db does not exist"),
        (["--receipt", "x", "--database", "mysql://x"], "write sqlite:///path/to/fixpoint.db"),
        (["--receipt", "x", "answers.json"], "two sources; name one"),
    ],
)
def test_a_receipt_that_is_not_there_is_refused(arguments, says, told, receipt):
    named = arguments if "--database" in arguments else [*arguments, "--database", receipt[1]]

    code, out, err = told("record", "--name", "A clinic", *named)

    assert (code, out) == (2, "")
    assert says in err


def test_a_receipt_whose_answers_are_no_longer_asked_is_told_as_such(told, receipt, my_rules):
    number, url = receipt
    for file in my_rules.glob("*.yaml"):
        file.write_text(file.read_text("utf-8").replace("nobody", "none-at-all"), "utf-8")

    code, out, err = told("record", "--name", "A clinic", "--receipt", number, "--database", url, "--rules", my_rules)

    assert (code, out) == (2, "")
    assert "its answers do not fit these: it:" in err.splitlines()[-1]
