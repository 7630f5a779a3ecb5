"""`fixpoint explain --rules` and the coverage of `fixpoint test`; and that --rules still names a folder."""

import json

import pytest
from running import CHECKOUT


def place(rule):
    """Where a rule that names a model stands."""
    lines = (CHECKOUT / "rules" / "models.yaml").read_text("utf-8").splitlines()
    return f"rules/models.yaml:{lines.index(f'- rule: {rule}') + 1}"


def test_a_rule_is_told_with_both_sides_of_its_edge(told):
    code, out, err = told("explain", "--rules", "H3")

    head, when, how_often, here, changed, there = out.splitlines()
    assert (code, err) == (0, "")
    assert head == f"H3  trigger, names managed  {place('H3')}"
    assert when.startswith("  when hours is always and downtime is half-day or hours or minutes")
    assert how_often.startswith("  is decisive in 688 of 1,020,600 answer sets, ")
    assert here.endswith("-> managed by H3")
    assert changed == "  not with: hours: office"
    assert there.endswith("-> block-hours by F5")


def test_every_rule_is_told_when_none_is_named(told, shipped):
    code, out, _ = told("explain", "--rules", "--json")

    found = json.loads(out)
    assert code == 0
    assert [one["rule"] for one in found["rules"]] == list(shipped.book.rules)
    assert (found["sets"], found["revision"]) == (1_020_600, shipped.revision)
    assert {one["kind"] for one in found["rules"]} == {
        "need",
        "trigger",
        "standard",
        "fallback",
        "why-not",
        "extra",
        "contradiction",
    }


def test_a_folder_and_rules_may_both_be_named(told, my_rules):
    file = my_rules / "models.yaml"
    file.write_text(file.read_text("utf-8").replace("size: [30-99, 100-plus], no-cap", "size: 30-99, no-cap"), "utf-8")

    _, before, _ = told("explain", "--rules", "H5")
    code, after, _ = told("explain", "--rules", my_rules, "--rules", "H5", "--rules", "X4")

    assert code == 0
    assert "when size is 30-99 or 100-plus and" in before
    assert "when size is 30-99 and" in after
    assert "H5  trigger, names managed  my-rules/models.yaml:" in after
    assert "X4  contradiction  my-rules/contradictions.yaml:" in after


def test_a_folder_alone_leads_to_the_tree_as_with_every_command(told, my_rules):
    code, out, _ = told("explain", "--json", "--rules", my_rules, answers={"it": "nobody", "size": "30-99"})

    assert code == 0
    assert json.loads(out)["below"][0]["name"] == "H5"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--rules", "H33"], '"H33" is no rule and no folder of rules; did you mean "H3"?'),
        (["--rules", "nowhere"], '"nowhere" is no rule and no folder of rules; fixpoint explain --rules lists every'),
        (["--rules", "./nowhere"], "nowhere:1:1: is no folder"),
        (["answers.json", "--rules"], "leave out the file of answers"),
    ],
)
def test_what_is_neither_a_rule_nor_a_folder_is_refused(arguments, says, told):
    code, out, err = told("explain", *arguments)

    assert (code, out) == (2, "")
    assert says in err


def test_a_rule_that_is_never_decisive_is_told_as_such(told, my_rules):
    file = my_rules / "models.yaml"
    when = "when: {size: 100-plus, it: nobody}"
    more = f"\n- {{rule: H99, tier: trigger, model: managed, {when}, say: So., article: size-thresholds}}\n"
    file.write_text(file.read_text("utf-8") + more, "utf-8")

    code, out, _ = told("explain", "--rules", my_rules, "--rules", "H99")

    assert code == 0
    assert out.splitlines()[-1] == "  never decisive; see fixpoint check"
    assert "is decisive in 0 of 1,020,600 answer sets" in out


def test_the_personas_are_checked_and_what_they_leave_out_is_named(told, shipped):
    code, out, _ = told("test")

    lines = out.splitlines()
    whole = len(shipped.book.rules)
    uncovered = lines[lines.index(f"{whole - 35} of {whole} rules are covered by a persona; not:") + 1 : -1]
    assert code == 0
    assert len(uncovered) == 35
    assert f"      {place('H8')}: H8: Online shop of 12, one IT person would, with it: team" in uncovered
    assert lines[-1] == "20 of 20 personas hold"


def test_the_coverage_alone_is_printed_as_data(told):
    code, out, _ = told("test", "--coverage", "--json")
    read, lines, _ = told("test", "--coverage")

    found = json.loads(out)
    assert (code, read) == (0, 0)
    assert found["covered"]["H4"] == ["Hotel with 28 staff"]
    assert {
        "rule": "N10",
        "place": place("N10"),
        "sets": 3876,
        "persona": "Workshop of 22 with a server",
        "lacks": {"size": "5-14"},
    } in found["uncovered"]
    assert len(lines.splitlines()) == 1 + len(found["uncovered"])
