"""`fixpoint reach`: what is printed, from where it begins, and what is refused."""

import json

import pytest
from running import fixpoint


def test_what_is_shown_is_input_of_advise_and_leads_there(told, shipped):
    code, out, err = told("reach", "managed")

    first, *lines = out.splitlines()
    assert (code, err) == (0, "")
    assert first == "2 answers settle managed services (MSP), whatever is still open; all 4 such sets:"
    assert len(lines) == 4
    for line in lines:
        answers = json.loads(line.partition("%")[2])
        assert shipped.adviser.advise({k: (v,) for k, v in answers.items()}).model == "managed"


def test_given_answers_are_kept_and_added_to(told):
    code, out, _ = told("reach", "break-fix", "--json", "--most", "2", answers={"it": "nobody", "gap": "cover"})

    found = json.loads(out)
    assert code == 0
    assert (found["fewest"], found["number"], len(found["ways"])) == (6, 8, 2)
    assert (found["given"], found["ignored"]) == ({"it": "nobody"}, {"gap": "cover"})
    assert {one["answers"]["it"] for one in found["ways"]} == {"nobody"}
    assert [set(one["answers"]) - set(one["adds"]) for one in found["ways"]] == [{"it"}, {"it"}]
    assert "complete" not in found


def test_complete_answer_sets_are_shown_if_asked_for(told, shipped):
    code, out, _ = told("reach", "co-managed", "--complete", "--json", "--most", "3")
    read, lines, _ = told("reach", "co-managed", "--complete", "--most", "3")

    found = json.loads(out)["complete"]
    assert (code, read) == (0, 0)
    assert (found["fewest"], len(found["ways"])) == (11, 3)
    for one in found["ways"]:
        advice = shipped.adviser.advise({k: (v,) for k, v in one["answers"].items()})
        assert (advice.model, advice.ask_next) == ("co-managed", None)
    assert "Complete answer sets, with 11 answers; 3 of 89,154 such sets" in lines


def test_a_model_that_cannot_be_reached_is_a_finding(told):
    code, out, err = told("reach", "break-fix", answers={"it": "nobody", "size": "30-99"})
    coded, data, _ = told("reach", "break-fix", "--json", "--complete", answers={"it": "nobody", "size": "30-99"})

    assert (code, err, coded) == (1, "", 1)
    assert out == "No answers lead to break/fix from here; fixpoint why-not break-fix tells what is in the way.\n"
    assert (json.loads(data)["fewest"], json.loads(data)["ways"], json.loads(data)["complete"]["number"]) == (
        None,
        [],
        0,
    )


def test_answers_that_settle_the_model_already_need_no_more(told):
    code, out, _ = told("reach", "managed", answers={"it": "nobody", "size": "30-99"})

    assert code == 0
    assert out.splitlines()[0] == "These answers lead to managed services (MSP), whatever is still open:"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["manged"], 'fixpoint: "manged" is no model; did you mean "managed"?'),
        (["managed", "--most", "0"], '"0" is no number from 1 to 1000000'),
        (["managed", "--most", "many"], '"many" is no number from 1 to 1000000'),
        (["managed", "nowhere.json"], "nowhere.json cannot be read"),
    ],
)
def test_what_cannot_be_understood_is_refused_in_one_line(arguments, says, told):
    code, out, err = told("reach", *arguments)

    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert says in err


@pytest.mark.parametrize("arguments", [[], ["-"], ["--json", "-"]])
def test_answers_may_be_piped_in_with_or_without_saying_so(arguments, tmp_path):
    done = fixpoint("reach", "managed", *arguments, "--json", cwd=tmp_path, given='{"size": "30-99"}')

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["given"] == {"size": "30-99"}


def test_an_empty_pipe_means_no_answers_unless_it_is_named(tmp_path):
    silent = fixpoint("reach", "managed", cwd=tmp_path)
    named = fixpoint("reach", "managed", "-", cwd=tmp_path)

    assert (silent.returncode, silent.stderr) == (0, "")
    assert (named.returncode, named.stdout) == (2, "")
    assert "the answers are not JSON" in named.stderr
