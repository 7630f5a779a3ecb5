"""The graph says what the rule files say, all of it or what matters, and its drawings can be read by others."""

import re

import pytest
from little_rules import RULES, little, question

from bot.analysis.drawing import as_dot, as_mermaid
from bot.analysis.graph import graph
from bot.rulebook.conditions import reads


@pytest.fixture(scope="module")
def whole(shipped):
    return graph(shipped.adviser.space, {})


def named(found, kind):
    return [node.name for node in found.of(kind)]


def edges(found):
    return {(edge.source, edge.target): edge.needs for edge in found.edges}


def test_everything_that_the_advice_hangs_on_stands_in_the_graph(whole, shipped):
    book = shipped.book

    assert named(whole, "question") == [one.id for one in book.questions]
    assert named(whole, "need") == [one.id for one in book.needs]
    assert named(whole, "tally") == [one.id for one in book.tallies]
    assert sorted(named(whole, "rule")) == sorted(one.rule for one in book.model_rules)
    assert named(whole, "model") == [one.id for one in book.models]


def test_every_fact_that_a_rule_reads_leads_to_it(whole, shipped):
    book, found = shipped.book, edges(whole)

    def node(fact):
        kind = "need" if book.is_need(fact) else "tally" if book.is_tally(fact) else "question"
        return f"{kind}:{fact}"

    wanted = {(node(fact), f"rule:{rule.rule}") for rule in book.model_rules for fact in reads(rule.when)}
    wanted |= {(node(fact), f"need:{need.id}") for need in book.needs for fact in reads(need.when)}
    wanted |= {(node(fact), f"question:{one.id}") for one in book.questions for fact in reads(one.when)}
    wanted |= {(f"need:{need.id}", f"tally:{one.id}") for one in book.tallies for need in book.counted(one.id)}
    wanted |= {(f"rule:{rule.rule}", f"model:{rule.model}") for rule in book.model_rules}
    assert set(found) == wanted


def test_an_edge_says_what_is_wanted():
    found = edges(graph(little().adviser.space, {}))

    assert found["question:size", "rule:H1"] == "at least some"
    assert found["tally:exposures", "rule:M1"] == "at least 1"
    assert found["question:hours", "need:watch"] == "always"
    assert found["rule:F1", "model:light"] == ""


def test_what_alternatives_need_of_one_fact_stands_on_one_edge(whole):
    assert edges(whole)["question:data", "need:run-security"] == "regulated / personal"
    assert len(edges(whole)) == len(whole.edges)


def test_a_need_that_must_not_hold_and_an_answer_that_must_not_be_given_say_so():
    changed = [*RULES["models"]]
    changed[4] = {**changed[4], "when": {"watch": "does not hold", "size": {"not": "few"}, "care": "holds"}}

    found = edges(graph(little(models=changed).adviser.space, {}))

    assert found["need:watch", "rule:H2"] == "not"
    assert found["question:size", "rule:H2"] == "not few"


def test_with_answers_only_what_may_still_decide_is_left():
    found = graph(little().adviser.space, {"data": ("ordinary",)})

    assert named(found, "rule") == ["M1", "F1"]
    assert named(found, "model") == ["light", "middle"]
    assert (named(found, "need"), named(found, "question")) == (["watch"], ["hours"])
    assert [node.name for node in found.nodes.values() if node.sure] == []


def test_what_is_sure_is_marked():
    found = graph(little().adviser.space, {"data": ("ordinary",), "hours": ("always",), "size": ("few", "some")})

    assert named(found, "rule") == ["M1"]
    assert {node.name for node in found.nodes.values() if node.sure} == {"hours", "watch", "exposures", "M1", "middle"}
    assert found.nodes["question:hours"].lines == ("hours", "answered: always")
    assert found.nodes["tally:exposures"].lines == ("exposures", "1")


def test_a_settled_matter_of_the_real_rules_shows_the_deciding_rule_and_what_it_rests_on(shipped):
    answers = {"it": ("nobody",), "data": ("regulated",), "proof": ("no",)}

    found = graph(shipped.adviser.space, answers)

    assert named(found, "model") == ["managed"]
    assert found.nodes["rule:H2"].sure
    assert not found.nodes["rule:H5"].sure
    assert "gap" not in named(found, "question")
    assert {"it", "data", "proof"} <= set(named(found, "question"))


def test_the_graph_is_the_same_each_time(shipped, whole):
    again = graph(shipped.adviser.space, {})

    assert as_dot(again) == as_dot(whole)
    assert as_mermaid(again) == as_mermaid(whole)


def test_dot_holds_every_node_and_edge_once(whole):
    lines = [line.strip() for line in as_dot(whole).splitlines()]

    nodes = [re.match(r'"([^"]+)" \[label=', line) for line in lines]
    drawn = [re.match(r'"([^"]+)" -> "([^"]+)"', line) for line in lines]
    assert sorted(one[1] for one in nodes if one) == sorted(whole.nodes)
    assert [(one[1], one[2]) for one in drawn if one] == [(one.source, one.target) for one in whole.edges]
    assert as_dot(whole).count("{") == as_dot(whole).count("}")


def test_mermaid_holds_every_node_and_edge_once(whole):
    text = as_mermaid(whole)

    lines = text.splitlines()
    nodes = {one[1] for line in lines if (one := re.fullmatch(r'  (\w+)(?:\(\[|\(|\{\{|\[|\[\[)"[^"]*".+', line))}
    drawn = [one for line in lines if (one := re.fullmatch(r'  (\w+) -->(?:\|"[^"]*"\|)? (\w+)', line))]
    assert lines[0] == "flowchart LR"
    assert len(nodes) == len(whole.nodes)
    assert len(drawn) == len(whole.edges)
    assert {one[number] for one in drawn for number in (1, 2)} <= nodes


def test_words_that_mean_something_to_a_drawing_program_are_only_words_there():
    sly = {**question("size"), "ask": 'Say "\\n" or <b>#1;</b> or `it` or a|b?'}
    changed = [RULES["questions"][0], RULES["questions"][1], sly, RULES["questions"][3]]
    found = graph(little(questions=changed).adviser.space, {})

    (dot,) = [line for line in as_dot(found).splitlines() if '"question:size" [' in line]
    (mermaid,) = [line for line in as_mermaid(found).splitlines() if line.startswith("  question__size(")]
    assert r"Say \"\\n\" or" in dot
    assert mermaid.partition("<br>")[2] == (
        'Say #34;#92;n#34; or #60;b#62;#35;1;#60;/b#62; or #96;it#96;<br>or a#124;b?"])'
    )


def test_as_data_every_edge_joins_two_nodes(whole):
    found = whole.as_json()

    ids = {node["id"] for node in found["nodes"]}
    assert {edge[end] for edge in found["edges"] for end in ("source", "target")} <= ids
    assert found["nodes"][0] == {
        "id": "question:it",
        "kind": "question",
        "name": "it",
        "lines": ["it", "Who looks after your computers today?"],
        "sure": False,
    }
