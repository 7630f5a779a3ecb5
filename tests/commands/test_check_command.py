"""`fixpoint check` beyond its findings: stored consultations, hints, and staying while files are saved."""

import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from threading import Timer

import pytest
from running import CHECKOUT

from bot.cli import main


@pytest.fixture
def command(empty_folder, capsys):
    """A command in this process: the exit code, stdout, stderr."""

    def called(*arguments):
        code = main([str(one) for one in arguments])
        return code, *capsys.readouterr()

    return called


@pytest.fixture
def rules(empty_folder):
    folder = empty_folder / "my-rules"
    shutil.copytree(CHECKOUT / "rules", folder)
    return folder


def replace(path, old, new):
    """Save a file as editors do: beside it, and then in its place."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    beside = path.with_suffix(".new")
    beside.write_text(text.replace(old, new, 1), encoding="utf-8")
    beside.replace(path)


@contextmanager
def watching(folder, *options):
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "check", "--watch", "--rules", str(folder), *options],
        cwd=folder.parent,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    patience = Timer(60, process.kill)  # who waits for a line that never comes is told so
    patience.start()
    try:
        yield process
    finally:
        patience.cancel()
        process.kill()
        process.wait()
        process.stdout.close()


def until(process, *endings):
    """What the process says up to a line with one of these endings."""
    said = []
    for line in process.stdout:
        said.append(line.rstrip("\n"))
        if said[-1].endswith(endings):
            return said
    raise AssertionError(said)


def test_watching_tells_each_save_what_it_did(rules):
    models, needs = rules / "models.yaml", rules / "needs.yaml"
    with watching(rules) as process:
        assert until(process, "finding", "findings")[-1] == "no findings"

        replace(models, "when: {gap: everything}", "when: {gap: everything, it: nobody}")
        said = until(process, "findings")
        assert said[:2] == ["", "saved: models.yaml"]
        assert "rule H6: never fires" in said[2]

        replace(needs, "{downtime:", "{dowtime:")
        assert 'did you mean "downtime"?' in " ".join(until(process, "problem", "problems"))

        replace(needs, "{dowtime:", "{downtime:")
        replace(models, "when: {gap: everything, it: nobody}", "when: {gap: everything}")
        until(process, "no findings")

        process.send_signal(signal.SIGINT)
        assert process.wait() == 130


def test_watching_as_json_prints_a_document_for_each_save(rules):
    with watching(rules, "--json") as process:
        replace(rules / "extras.yaml", "article:", "artcle:")
        first = json.loads("\n".join(_document(process)))
        while "problems" not in first:
            first = json.loads("\n".join(_document(process)))

    assert {one["code"] for one in first["problems"]} == {"unknown-key"}


def _document(process):
    for line in process.stdout:
        yield line
        if line == "}\n":
            return


def test_stored_consultations_are_counted_by_model(command, empty_folder):
    database = f"sqlite:///{empty_folder}/fixpoint.db"
    (empty_folder / "answers.json").write_text('{"it": "nobody", "data": "regulated", "proof": "no"}', encoding="utf-8")
    for _ in range(2):
        assert command("advise", "answers.json", "--json", "--database", database)[0] == 0

    code, out, _ = command("check", "--json", "--database", database)

    assert code == 0
    assert {model: one["stored"] for model, one in json.loads(out)["models"].items()} == {
        "break-fix": 0,
        "block-hours": 0,
        "co-managed": 0,
        "managed": 2,
    }


@pytest.mark.parametrize(
    ("database", "says"),
    [("postgres://x", "write sqlite:///"), ("sqlite:///nowhere.db", "nowhere.db does not exist")],
)
def test_a_database_that_is_none_is_refused(database, says, command):
    code, out, err = command("check", "--database", database)

    assert (code, out) == (2, "")
    assert says in err


def test_hints_are_shown_when_asked_for(command):
    without, shown = command("check"), command("check", "--hints")

    assert (without[0], shown[0]) == (0, 0)
    assert "hint:" not in without[1]
    assert shown[1].count("hint: ") == 3
    assert "3 hints, shown with --hints" in without[1]


def test_one_finding_is_no_findings(command, rules):
    replace(rules / "models.yaml", "floor: 5", "floor: 11")

    code, out, _ = command("check", "--rules", rules)

    assert (code, out.splitlines()[-1]) == (1, "1 finding")
    assert "less than its floor of 11 %" in out


def entries(*found):
    return json.dumps(list(found))


def wide(folder, *rules):
    """Rules with thirty questions of three options each: 205,891,132,094,649 answer sets."""
    folder.mkdir()
    option = {one: {"label": one, "said": one} for one in ("no", "some", "much")}
    questions = [
        {"question": f"q{number}", "ask": "What?", "why": "So.", "options": option, "can_change": "yes"}
        for number in range(30)
    ]
    about = {"means": "So.", "not given": "All.", "article": "decision-rules"}
    models = [{"model": name, "said": name, "level": level, **about} for level, name in enumerate(("less", "more"))]
    said = {"say": "So.", "article": "decision-rules"}
    (folder / "questions.yaml").write_text(entries(*questions))
    (folder / "models.yaml").write_text(entries(*models, *({"rule": f"M{at}", **said, **rule} for at, rule in rules)))
    for name in ("needs", "whynot", "extras", "contradictions", "traffic", "personas"):
        (folder / f"{name}.yaml").write_text("[]")
    return folder


WIDE = [(number, {"tier": "trigger", "model": "more", "when": {f"q{number}": "much"}}) for number in range(30)]
LESS = (99, {"tier": "fallback", "model": "less", "when": "always"})


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        pytest.param([*WIDE, LESS], [], id="sound"),
        pytest.param(
            [*WIDE, (99, {**LESS[1], "when": {"q0": "no"}})], ["no-model"], id="nothing for those who have little"
        ),
        pytest.param([*WIDE, LESS, (50, {**WIDE[3][1], "model": "less"})], ["two-models"], id="two that disagree"),
        pytest.param(
            [*WIDE, LESS, (50, {**WIDE[3][1], "tier": "standard"})], ["never-decisive", "masked"], id="one in two tiers"
        ),
        pytest.param([*WIDE, LESS, (50, WIDE[3][1])], ["never-decisive"] * 2, id="one twice"),
    ],
)
def test_too_many_answer_sets_to_look_at_are_proved_in_groups_and_the_rest_is_named(rules, told, command, empty_folder):
    code, out, _ = command("check", "--json", "--rules", wide(empty_folder / "wide", *rules))

    found = json.loads(out)
    assert (code, found["sets"]) == (1, 3**30)
    assert [one["code"] for one in found["findings"]] == [*told, "unproved"]
    assert sum(one["sets"] for one in found["models"].values()) + sum(
        one["sets"] for one in found["findings"] if one["code"] in ("no-model", "two-models")
    ) == (3**30)


def test_questions_that_hang_together_beyond_all_bounds_are_named(command, empty_folder):
    every = (0, {"tier": "trigger", "model": "more", "when": {f"q{number}": "much" for number in range(30)}})

    code, out, _ = command("check", "--rules", wide(empty_folder / "wide", every, LESS))

    assert code == 1
    assert "nothing was proved about any model" in out
    assert "q0, q1, q2" in out


def test_refused_content_is_told_as_data_too(command, rules):
    questions = (rules / "questions.yaml").read_text("utf-8")
    (rules / "questions.yaml").write_text(questions.replace("- question: hours", "- question: Hours"), "utf-8")

    code, out, err = command("check", "--json", "--rules", rules)

    found = json.loads(out)["problems"]
    assert code == 2
    assert len(found) == len(err.splitlines())
    assert all(f"{one['file']}:{one['line']}:" in err for one in found)


def test_a_folder_that_holds_rules_and_articles_is_told_which_one_to_name(command, empty_folder):
    shutil.copytree(CHECKOUT / "rules", empty_folder / "office" / "rules")
    shutil.copytree(CHECKOUT / "knowledge", empty_folder / "office" / "knowledge")

    code, _, err = command("check", "--rules", "office", "--knowledge", "office")

    assert code == 2
    assert "holds no rules; did you mean office/rules?" in err
    assert "holds no articles; did you mean office/knowledge?" in err


def test_hints_that_are_shown_are_not_announced(command):
    _, shown, _ = command("check", "--hints")
    _, hidden, _ = command("check")

    assert "shown with --hints" in hidden
    assert "shown with --hints" not in shown
