"""`explain`, `why-not`, `check` and `test`: what a maintainer asks of the shipped rules and of an edited copy."""

import json
import shutil

import pytest
from running import CHECKOUT

from bot.cli import main

PROVEN = {"it": "nobody", "data": "regulated", "proof": "no"}


@pytest.fixture
def command(empty_folder, capsys):
    """A command in this process, on answers if there are any: the exit code, stdout, stderr."""

    def called(*arguments, answers=None):
        if answers is not None:
            (empty_folder / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
            arguments = (*arguments, "answers.json")
        code = main([str(one) for one in arguments])
        return code, *capsys.readouterr()

    return called


@pytest.fixture
def edited(empty_folder):
    """A copy of the rules in which a text of a file is replaced by another; without one only the folder."""

    def edit(name="", old="", new=""):
        folder = empty_folder / "my-rules"
        if not folder.exists():
            shutil.copytree(CHECKOUT / "rules", folder)
        if name:
            text = (folder / name).read_text(encoding="utf-8")
            assert old in text
            (folder / name).write_text(text.replace(old, new, 1) if old else text + new, encoding="utf-8")
        return folder

    return edit


def line_of(path, text):
    return next(number for number, line in enumerate(path.read_text("utf-8").splitlines(), 1) if text in line)


def test_the_tree_leads_from_the_model_back_to_the_answers(command):
    code, out, err = command("explain", "--json", answers=PROVEN)

    tree = json.loads(out)
    (rule,) = tree["below"]
    needs = {one["name"]: one for one in rule["below"]}
    assert (code, err) == (0, "")
    assert (tree["kind"], tree["name"], rule["kind"], rule["name"]) == ("model", "managed", "rule", "H2")
    assert needs["no-capacity"]["below"][0]["name"] == "it: nobody"
    assert needs["proof-gap"]["below"][0]["name"] == "proof: no"


def test_the_tree_is_drawn_for_a_person(command):
    code, out, _ = command("explain", answers=PROVEN)

    assert code == 0
    assert [word for word in ("managed", "H2", "no-capacity", "it: nobody", "proof: no") if word not in out] == []


@pytest.mark.parametrize("answers", [{}, {"it": "unsure"}, {"it": "team"}, {"it": "nobody", "size": ["1-4", "5-14"]}])
def test_the_tree_of_an_open_matter_says_what_is_possible(answers, command):
    code, out, _ = command("explain", answers=answers)

    assert code == 0
    assert "still open, possible:" in " ".join(out.split())


def test_each_rule_that_names_a_model_tells_what_is_in_its_way(command, shipped):
    code, out, _ = command("why-not", "managed", "--json", answers={"it": "nobody", "size": "1-4"})

    found = json.loads(out)
    states = {one["rule"]: one for one in found["rules"]}
    assert code == 0
    assert set(states) == {rule.rule for rule in shipped.book.model_rules if rule.model == "managed"}
    assert (states["H5"]["state"], states["H5"]["facts"]) == ("blocked", {"size": "1-4"})
    assert (states["H2"]["state"], states["H2"]["facts"]) == ("open", {})


@pytest.mark.parametrize(
    ("model", "answers", "says"),
    [
        pytest.param("managed", PROVEN, "These answers do lead to managed services", id="the model that is advised"),
        pytest.param("break-fix", PROVEN, "Not break/fix: these answers lead to managed", id="one that is ruled out"),
        pytest.param("managed", {}, "still possible, not settled", id="one that is open"),
        pytest.param("managed", {"it": "team"}, "Not managed services (MSP)", id="one ruled out in an open matter"),
    ],
)
def test_why_not_says_first_how_things_stand(model, answers, says, command):
    code, out, _ = command("why-not", model, answers=answers)

    assert code == 0
    assert says in out


@pytest.mark.parametrize(
    ("model", "says"),
    [("manged", 'did you mean "managed"?'), ("x", "choose one of: block-hours, break-fix, co-managed, managed")],
)
def test_an_unknown_model_is_refused_with_the_nearest_one(model, says, command):
    code, out, err = command("why-not", model, answers={})

    assert (code, out) == (2, "")
    assert err == f'fixpoint: "{model}" is no model; {says}\n'


def test_the_shipped_rules_have_no_findings(command, shipped):
    code, out, err = command("check", "--json")

    found = json.loads(out)
    assert (code, err, found["findings"]) == (0, "", [])
    assert found["sets"] == sum(one["sets"] for one in found["models"].values()) == 1_020_600
    assert found["revision"] == shipped.revision


def test_answers_that_no_rule_covers_are_found_with_an_example(command, edited, shipped):
    rules = edited("models.yaml", "when: {it: team}", "when: {it: team, gap: cover}")

    code, out, _ = command("check", "--rules", rules, "--json")

    findings = json.loads(out)["findings"]
    assert (code, [one["code"] for one in findings]) == (1, ["no-model"] * 2)
    for finding in findings:
        example = json.loads("{" + finding["text"].partition("{")[2])
        assert shipped.adviser.advise({name: (option,) for name, option in example.items()}).decided_by == ("F1",)


def test_rules_that_name_two_models_are_found_with_their_place(command, edited):
    second = (
        "\n- rule: Z1\n  title: a second one\n  tier: trigger\n  model: break-fix\n  when: {it: nobody, size: 30-99}\n"
        "  say: Nobody looks after thirty people.\n  article: model-break-fix\n"
    )
    rules = edited("models.yaml", "", second)

    code, out, _ = command("check", "--rules", rules)

    assert code == 1
    assert "models.yaml:" in out.splitlines()[0]
    assert "name more than one model" in out.splitlines()[0]
    assert "Z1" in out.splitlines()[0]
    assert out.splitlines()[-1] == "1 finding, 1 warning"


def test_a_rule_that_can_never_fire_is_found(command, edited):
    rules = edited("models.yaml", "when: {gap: everything}", "when: {gap: everything, it: nobody}")

    code, out, _ = command("check", "--rules", rules)

    assert code == 1
    assert "rule H6: never fires" in out


def test_every_problem_of_broken_files_is_listed_with_its_place(command, edited):
    edited("needs.yaml", "{downtime:", "{dowtime:")
    edited("extras.yaml", "article:", "artcle:")
    rules = edited("traffic.yaml", "", "\n- [broken\n")

    code, out, err = command("check", "--rules", rules)

    lines = err.splitlines()
    assert (code, out) == (2, "")
    assert f"{rules.name}/needs.yaml:{line_of(rules / 'needs.yaml', 'dowtime')}:" in err
    assert 'did you mean "downtime"?' in err
    assert {name for name in ("needs", "extras", "traffic") if f"{rules.name}/{name}.yaml:" in err} == {
        "needs",
        "extras",
        "traffic",
    }
    assert lines == sorted(lines, key=lambda line: line.split(":")[0])


@pytest.mark.parametrize("option", ["--rules", "--knowledge"])
def test_a_folder_that_is_missing_is_named(option, command):
    code, out, err = command("check", option, "nowhere")

    assert (code, out) == (2, "")
    assert "nowhere" in err.splitlines()[0]


def test_other_articles_are_read_where_they_are_named(command, empty_folder):
    articles = empty_folder / "my-articles"
    shutil.copytree(CHECKOUT / "knowledge", articles)
    (articles / "model-managed-twice.md").write_text("no head\n", encoding="utf-8")

    code, _, err = command("check", "--knowledge", articles)

    assert code == 2
    assert f"{articles.name}/model-managed-twice.md:1:" in err


def test_the_schemas_are_printed_or_written_as_they_are_shipped(command, empty_folder):
    code, out, _ = command("check", "--schema")
    written, names, _ = command("check", "--schema", "schemas")

    assert (code, written) == (0, 0)
    assert set(json.loads(out)) >= {"questions.yaml", "models.yaml", "needs.yaml"}
    for name in names.splitlines():
        path = empty_folder / name
        assert path.read_text("utf-8") == (CHECKOUT / "rules" / "schema" / path.name).read_text("utf-8")


def test_the_shipped_personas_hold(command, shipped):
    code, out, _ = command("test")
    coded, listed, _ = command("test", "--json")

    assert (code, coded) == (0, 0)
    assert out.splitlines()[-1] == f"{len(shipped.book.personas)} of {len(shipped.book.personas)} personas hold"
    assert {one["holds"] for one in json.loads(listed)} == {True}


def test_a_persona_that_changed_is_told_with_its_place_and_what_it_gets(command, edited):
    rules = edited("personas.yaml", "model: break-fix\n  rules: [N1]", "model: managed\n  rules: [N1]")
    place = f"{rules.name}/personas.yaml:{line_of(rules / 'personas.yaml', 'Two architects')}"

    code, out, _ = command("test", "--rules", rules)

    first, *rest = out.splitlines()
    assert code == 1
    assert first == "FAIL  Two architects: break-fix"
    assert rest[0].strip() == f"{place}: the model is break-fix, not managed"
    assert rest[-1].startswith("19 of 20")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("exposures: 0", "exposures: 2", "exposures are 0, not 2"),
        ("extras: [S9]", "extras: [S1]", "extras are S9, not S1"),
        ("rules: [N1]", "rules: [N2]", "rules are N1, not N2"),
        ("contradictions: []", "contradictions: [X1]", "contradictions are none, not X1"),
        ("settled: 7", "settled: 3", "settled after 7 questions, not 3"),
        ("size: 15-29}, model: block-hours", "size: 5-14}, model: managed", "does not lead to managed"),
    ],
)
def test_every_statement_of_a_persona_is_checked(old, new, says, command, edited):
    code, out, _ = command("test", "--rules", edited("personas.yaml", old, new))

    assert code == 1
    assert says in out


def test_a_rule_that_was_changed_shows_the_personas_it_changes(command, edited):
    rules = edited(
        "models.yaml",
        "when: {size: [30-99, 100-plus], no-capacity: holds}",
        "when: {size: 100-plus, no-capacity: holds}",
    )

    code, out, _ = command("test", "--rules", rules, "--json")

    changed = [one for one in json.loads(out) if not one["holds"]]
    assert code == 1
    assert "Charity of 45, a colleague helps" in [one["persona"] for one in changed]
