"""`fixpoint diff`: folders and git revisions, what it says of them, and what it refuses."""

import json
import re

import pytest
from diffing import H5, H5_SHORT, MOVED, git, line_of
from running import CHECKOUT

from bot.cli import main


@pytest.fixture
def checkout(copied):
    """A checkout whose last commit asks for a hundred people, and whose files are as committed."""
    folder = copied("checkout")
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message=first")
    git(folder, "tag", "first")
    path = folder / "rules" / "models.yaml"
    path.write_text(path.read_text("utf-8").replace(H5, H5_SHORT), encoding="utf-8")
    git(folder, "commit", "--quiet", "--all", "--message=second")
    return folder


def test_two_folders_are_compared_over_every_answer_set(diff, narrowed):
    code, out, err = diff("old", "new", "--json")

    found = json.loads(out)
    (cell,) = found["cells"]
    place = f"new/rules/models.yaml:{line_of(narrowed[1] / 'rules' / 'models.yaml', H5_SHORT)}"
    assert (code, err) == (0, "")
    assert found["changed"]["sets"] == found["matrix"]["managed"]["block-hours"] == MOVED
    assert (cell["from"], cell["to"], cell["sets"]) == ("managed", "block-hours", MOVED)
    assert [(one["rule"], one["edited"], one["place"]) for one in cell["because"]] == [("H5", "changed", place)]
    assert [one["name"] for one in found["edits"]] == ["H5"]
    assert found["compared"]["same_space"]
    assert (found["stored"], found["expected"]) == (None, None)


def test_an_example_is_an_input_of_advise(diff, narrowed, empty_folder, capsys):
    _, out, _ = diff("old", "new", "--json")

    for example in json.loads(out)["cells"][0]["examples"]:
        (empty_folder / "answers.json").write_text(json.dumps(example["answers"]), encoding="utf-8")
        models = []
        for folder in narrowed:
            main(["advise", "answers.json", "--json", "--rules", str(folder / "rules")])
            models.append(json.loads(capsys.readouterr().out)["model"])
        assert models == ["managed", "block-hours"]


def test_the_report_for_a_person_says_the_same(diff, narrowed):
    code, out, err = diff("old", "new")

    assert (code, err) == (0, "")
    assert "16,200 of 1,020,600 answer sets get another model: 1.59 %, and 2.11 % of the traffic." in out
    assert "managed -> block-hours: 16,200 (1.59 %), 2.11 % of the traffic" in out
    assert re.search(r"edited +H5 \(16,200, changed\) new/rules/models\.yaml:\d+", out)
    assert "| fixpoint advise --rules new/rules --knowledge new/knowledge\n" in out


def test_a_folder_of_rules_alone_has_the_shipped_articles(diff, copied):
    copied("old", parts=("rules",))
    copied("alone", ("rules/models.yaml", H5, H5_SHORT), parts=("rules",))

    code, out, _ = diff("old", "alone/rules", "--json")

    found = json.loads(out)
    assert (code, found["changed"]["sets"]) == (0, MOVED)
    assert [one["kind"] for one in found["edits"]] == ["model rule"]


def test_without_a_second_side_the_present_rules_are_the_new_ones(diff, copied):
    copied("old", ("rules/models.yaml", H5, H5_SHORT))

    code, out, _ = diff("old", "--json")
    _, named, _ = diff("old", "--rules", "old/rules", "--knowledge", "old/knowledge", "--json")

    assert (code, json.loads(out)["matrix"]["block-hours"]["managed"]) == (0, MOVED)
    assert json.loads(named)["changed"]["sets"] == 0


def test_the_second_side_may_stand_behind_an_option(diff, narrowed):
    code, out, _ = diff("old", "--json", "new")

    assert (code, json.loads(out)["changed"]["sets"]) == (0, MOVED)


@pytest.mark.parametrize("arguments", [("first", "."), ("first", "main"), ("HEAD~1", "HEAD"), ("first", "rules")])
def test_a_revision_is_read_from_the_checkout_of_the_other_side(arguments, diff, checkout, monkeypatch):
    monkeypatch.chdir(checkout)
    present = () if arguments[1] in {".", "rules"} else ("--rules", "rules", "--knowledge", "knowledge")

    code, out, err = diff(*arguments, *present, "--json")

    found = json.loads(out)
    assert (code, err) == (0, "")
    assert found["matrix"]["managed"]["block-hours"] == MOVED
    line = line_of(checkout / "rules" / "models.yaml", H5_SHORT)
    assert [(one["name"], one["old_place"]) for one in found["edits"]] == [
        ("H5", f"{arguments[0]}:rules/models.yaml:{line}")
    ]


def test_what_is_not_committed_yet_is_told(diff, checkout, monkeypatch):
    monkeypatch.chdir(checkout)
    path = checkout / "rules" / "extras.yaml"
    path.write_text(
        path.read_text("utf-8").replace("when: {hours: extended}", "when: {hours: always}"), encoding="utf-8"
    )

    code, out, _ = diff("HEAD", ".", "--json")

    found = json.loads(out)
    assert (code, found["changed"]["sets"], found["also"]["extras"]["sets"]) == (0, 0, 2 * 340_200)
    assert [(one["kind"], one["name"]) for one in found["edits"]] == [("extra", "S1")]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("no-such-revision", "."), "no-such-revision is no folder and no revision"),
        (("--json", "knowledge"), "knowledge holds neither rules/ nor questions.yaml"),
        (("empty", "."), "revision empty has no rules"),
        ((".", ".", "--examples", "-1"), "--examples"),
        ((".", ".", "--database", "postgresql://x"), "--database"),
        ((".", ".", "--database", "sqlite:///nowhere.db"), "nowhere.db is not there"),
        ((".", ".", "--expect", "nowhere.yaml"), "nowhere.yaml cannot be read"),
        ((".", ".", "--html", "nowhere/page.html"), "nowhere/page.html cannot be written"),
        ((".", ".", "--write-expect", "nowhere/change.yaml"), "nowhere/change.yaml cannot be written"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(arguments, says, diff, checkout, monkeypatch):
    monkeypatch.chdir(checkout)
    git(checkout, "checkout", "--quiet", "--orphan", "other")
    git(checkout, "rm", "--quiet", "-r", "--cached", ".")
    git(checkout, "commit", "--quiet", "--allow-empty", "--message=nothing")
    git(checkout, "tag", "empty")

    code, out, err = diff(*arguments)

    assert (code, out) == (2, "")
    assert says in err
    assert len(err.splitlines()) == 1


def test_without_git_a_revision_is_refused_in_one_line(diff, checkout, monkeypatch, tmp_path):
    monkeypatch.chdir(checkout)
    monkeypatch.setenv("PATH", str(tmp_path))

    code, out, err = diff("HEAD", ".")

    assert (code, out) == (2, "")
    assert err == "fixpoint: HEAD is no folder, and without git it cannot be a revision; name a folder\n"


def test_problems_of_a_side_are_listed_with_where_they_are(diff, narrowed):
    path = narrowed[1] / "rules" / "needs.yaml"
    path.write_text(path.read_text("utf-8").replace("{downtime:", "{dowtime:"), encoding="utf-8")

    code, out, err = diff("old", "new")

    assert (code, out) == (2, "")
    assert err.startswith(f"new/rules/needs.yaml:{line_of(path, 'dowtime')}:")


def test_where_a_side_does_not_load_what_was_edited_is_told_with_its_place(diff, narrowed):
    needs = narrowed[1] / "rules" / "needs.yaml"
    entry = re.search(r"(?m)^- rule: R06\n(?:  .*\n)+", needs.read_text("utf-8"))[0]
    needs.write_text(needs.read_text("utf-8").replace(entry, ""), encoding="utf-8")
    (narrowed[1] / "knowledge" / "glossary.md").unlink()

    code, out, err = diff("old", "new")

    stood = line_of(narrowed[0] / "rules" / "needs.yaml", "- rule: R06")
    moved = line_of(narrowed[1] / "rules" / "models.yaml", H5_SHORT)
    assert (code, out) == (2, "")
    assert 'reads "scalability", which no question asks and no rule concludes' in err
    assert f"old/rules/needs.yaml:{stood}:1: rule R06: is gone in new\n" in err
    assert f"new/rules/models.yaml:{moved}:1: rule H5: differs from old in when\n" in err
    assert "old/knowledge/glossary.md:1:1: article: is gone in new\n" in err


def test_where_nothing_differs_it_says_so(diff, copied):
    copied("old")

    code, out, _ = diff("old", "old")

    assert code == 0
    assert "No answer set gets another model. Nothing differs." in out


def test_where_only_words_differ_it_says_so(diff, copied):
    copied("old")
    copied("new", ("rules/extras.yaml", "say: Plan hours for the change", "say: Plan some hours for the change"))

    code, out, _ = diff("old", "new")

    assert code == 0
    assert "No answer set gets another model. What differs: same model, a rule says it otherwise." in out
    assert re.search(r"new/rules/extras\.yaml:\d+: extra S3 changed: say", out)


def test_where_the_spaces_differ_it_says_what_was_compared(diff, copied):
    files = [
        f"rules/{name}.yaml" for name in ("questions", "needs", "extras", "traffic", "personas", "models", "whynot")
    ]
    copied("old")
    texts = {file: (CHECKOUT / file).read_text("utf-8") for file in files}
    copied("new", *[(file, "extended", "evenings") for file, text in texts.items() if "extended" in text])

    code, out, _ = diff("old", "new")

    assert code == 0
    assert "Compared: 680,400 pairs" in out
    assert "Not compared: 340,200 sets exist only in the old space, 340,200 only in the new one." in out
    assert "options removed: extended; options added: evenings; extended looks renamed to evenings" in out


def test_what_git_sets_for_its_hooks_leads_nowhere_else(diff, checkout, monkeypatch, tmp_path):
    monkeypatch.chdir(checkout)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))

    code, out, _ = diff("first", ".", "--json")

    assert (code, json.loads(out)["changed"]["sets"]) == (0, MOVED)
