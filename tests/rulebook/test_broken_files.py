# ruff: noqa: E501 - in the table one row is one line
"""One slip at a time in a small sound rule set: where it is told, and in which words."""

import re

import pytest

from bot.content import load
from bot.errors import ContentError

# Rows: the file, what stood there, what stands there now, where it is told, and words of the message.
COLLIDING = ("nakmvxxv", "tbdxatiq")

# fmt: off
SLIPS = [
    pytest.param(("questions", "  ask: What data", "  aks: What data", "questions.yaml:2", '"aks" is no key here'), id="a question's key is misspelt"),
    pytest.param(("questions", "  why: Insurers ask.\n", "", "questions.yaml:12", "`why` is missing"), id="a question's why is gone"),
    pytest.param(("questions", "    no: {label: No, said: you could not show it}\n", "", "questions.yaml:13", "`options` holds 1, and must hold at least 2"), id="a question has one option"),
    pytest.param(("questions", "{label: Few, said: you are few}", "{said: you are few}", "questions.yaml:24", "`label` is missing"), id="an option has no label"),
    pytest.param(("questions", "{label: Some, said", "{label: Some, siad", "questions.yaml:25", '"siad" is no key here'), id="an option's key is misspelt"),
    pytest.param(("questions", "label: Many", "label: ManyManyManyManyManyManyManyManyMany", "questions.yaml:26", "`label`: string should have at most 32 characters"), id="a label is too long"),
    pytest.param(("questions", "label: Many", "label: some", "questions.yaml:26", 'two options say "some"'), id="two options have one label"),
    pytest.param(("questions", "label: Many", "label: 20", "questions.yaml:26", "`label` must be text"), id="a label is a number"),
    pytest.param(("questions", "can_change: yes", "can_change: maybe", "questions.yaml:16", '`can_change` cannot be "maybe"'), id="can_change is none of its words"),
    pytest.param(("questions", "can_change: yes", "can_change: no", "questions.yaml:16", "tells `change by`, although `can_change` is no"), id="a question that cannot change tells how"),
    pytest.param(("questions", "exposure: [[few], [some], [many]]", "exposure: [[few], [some]]", "questions.yaml:28", '"many" is missing in `exposure`'), id="an option is not ranked"),
    pytest.param(("questions", "exposure: [[few], [some], [many]]", "exposure: [[few], [some, few], [many]]", "questions.yaml:28", '"few" stands 2 times in `exposure`'), id="an option is ranked twice"),
    pytest.param(("questions", "[[ordinary], [regulated]]", "[[ordinary], [regulatd]]", "questions.yaml:8", '"regulatd" is not an option of data'), id="a rank is misspelt"),
    pytest.param(("questions", "[[ordinary], [regulated]]", "[ordinary, [regulated]]", "questions.yaml:8", "`exposure` must be a list"), id="a rank is a bare word"),
    pytest.param(("questions", "exposure: [[ordinary], [regulated]]", "exposure:", "questions.yaml:8", '"exposure" has no value'), id="an exposure without a value"),
    pytest.param(("questions", "some: 5,", "some: 50,", "questions.yaml:29", "20 for many is not above 50 for some"), id="numbers do not grow"),
    pytest.param(("questions", "some: 5,", 'some: "5",', "questions.yaml:29", "`some` must be a whole number"), id="a number is in quotes"),
    pytest.param(("questions", "some: 5, ", "", "questions.yaml:29", '"some" is missing in `numbers`'), id="a number is missing"),
    pytest.param(("questions", "when: {data: regulated}", "when: {size: few}", "questions.yaml:18", 'is asked only after reading "size", which is not asked'), id="a question reads one below"),
    pytest.param(("questions", "when: {data: regulated}", "when: {care: holds}", "questions.yaml:18", '"care" is concluded, and whether a question is asked hangs'), id="a question reads a need"),
    pytest.param(("questions", "when: {data: regulated}", "when: {proof: no}", "questions.yaml:18", 'is asked only after reading "proof", which is not asked'), id="a question reads itself"),
    pytest.param(("questions", "- question: size", "- question: Size", "questions.yaml:20", '"Size" is no id'), id="a question's id has a capital"),
    pytest.param(("questions", "- question: size", "- question: sise", "questions.yaml:20", 'nothing uses "sise", while "size" is used in'), id="a question's id is misspelt"),
    pytest.param(("questions", "- question: size", "- question: any", "questions.yaml:20", '"any" is a word of the rule language'), id="a question's id is a word of the language"),
    pytest.param(("questions", "- question: size", "- question: data", "questions.yaml:20", 'the id "data" stands already in rules/questions.yaml:1'), id="a question stands twice"),
    pytest.param(("questions", "    regulated: {", "    regulted: {", "questions.yaml:6", 'nothing uses "regulted", while "regulated" is used in'), id="an option's declaration is misspelt"),
    pytest.param(("questions", "    many: {", "    unsure: {", "questions.yaml:26", '"unsure" is a word of the rule language'), id="an option is a word of the language"),
    pytest.param(("questions", "    many: {", "    some: {", "questions.yaml:26", 'names "some" twice in one mapping (first in line 25)'), id="an option stands twice"),
    pytest.param(("questions", "- question: size\n", "", "questions.yaml:20", 'names "ask" twice in one mapping (first in line 11), and so'), id="an entry without its first line"),
    pytest.param(("needs", "  kind: exposure", "  knd: exposure", "needs.yaml:3", '"knd" is no key here'), id="a need's key is misspelt"),
    pytest.param(("needs", "  kind: exposure", "  kind: exposre", "needs.yaml:3", '`kind` cannot be "exposre"'), id="a need's kind is misspelt"),
    pytest.param(("needs", "  need: care", "  ned: care", "needs.yaml:2", '"ned" is no key here'), id="a need's id key is misspelt"),
    pytest.param(("needs", "  need: care", "  need: caer", "needs.yaml:2", 'nothing uses "caer", while "care" is used in'), id="a need's id is misspelt"),
    pytest.param(("needs", "  need: hands", "  need: hand", "needs.yaml:9", 'nothing uses "hand", while "hands" is used in'), id="a need is concluded, and nobody reads it"),
    pytest.param(("needs", "{data: regulated}", "{dta: regulated}", "needs.yaml:4", 'reads "dta", which no question asks and no rule concludes'), id="a need reads an unknown fact"),
    pytest.param(("needs", "{data: regulated}", "{data: regulatd}", "needs.yaml:4", '"regulatd" is not an option of data'), id="a need reads an unknown option"),
    pytest.param(("needs", "{data: regulated}", "{data: 5}", "needs.yaml:4", '"data" is a question, and its answer is one of its options'), id="a need reads a number"),
    pytest.param(("needs", "{data: regulated}", "{data: true}", "needs.yaml:4", "true is no option, number or test"), id="a need reads a truth value"),
    pytest.param(("needs", "when: {data: regulated}", "when: {}", "needs.yaml:4", "the condition is empty"), id="a need's condition is empty"),
    pytest.param(("needs", "when: {data: regulated}", "when:", "needs.yaml:4", '"when" has no value'), id="a need's condition has no value"),
    pytest.param(("needs", "{size: [some, many]}", "{size: [few, some, many]}", "needs.yaml:11", "the test names every option of size and says nothing"), id="a need names every option"),
    pytest.param(("needs", "{size: [some, many]}", "{size: {not: [few, some, many]}}", "needs.yaml:11", "the test names every option of size and could never hold"), id="a need excludes every option"),
    pytest.param(("needs", "{size: [some, many]}", "{hands: holds, size: [some, many]}", "needs.yaml:11", "waits for itself: hands -> hands"), id="a need waits for itself"),
    pytest.param(("needs", "{size: [some, many]}", "{exposures: 0}", "needs.yaml:11", "waits for itself: exposures -> hands -> exposures"), id="a need waits for the tally that counts it"),
    pytest.param(("needs", "{size: [some, many]}", "{size: [some, many}", "needs.yaml:11", "is not YAML: while parsing a flow sequence did not find"), id="a bracket is missing"),
    pytest.param(("needs", "{size: [some, many]}", "{size: [some, many]", "needs.yaml:11", "is not YAML: while parsing a flow mapping did not find"), id="a brace is missing"),
    pytest.param(("needs", "{size: [some, many]}", "{size: (some, many)}", "needs.yaml:11", '"many)" has no value'), id="a bracket is the wrong one"),
    pytest.param(("needs", "[some, many]", "[some many]", "needs.yaml:11", '"some many" is not an option of size'), id="a comma is missing"),
    pytest.param(("needs", "{size: [some", "{size:[some", "needs.yaml:11", "is not YAML: while scanning a plain scalar found unexpected"), id="a space after a colon is missing"),
    pytest.param(("needs", "- rule: R2", "- rule: R 2", "needs.yaml:8", '"R 2" is no id'), id="a rule's id has a blank"),
    pytest.param(("needs", "- rule: R2", "- rule: R1", "needs.yaml:8", 'the id "R1" stands already in rules/needs.yaml:1'), id="a rule's id stands twice"),
    pytest.param(("needs", "- rule: R2", "- rule: R01", "needs.yaml:8", 'the id "R01" ("R1") stands already in rules/needs.yaml:1'), id="a rule's id reads like another"),
    pytest.param(("needs", "- rule: R2", "- rule: 2", "needs.yaml:8", "`rule` must be text"), id="a rule's id is a number"),
    pytest.param(("needs", "article: caring\n\n- rule: R2", "article: carng\n\n- rule: R2", "needs.yaml:6", 'cites the article "carng", which is not in knowledge/'), id="an article is misspelt"),
    pytest.param(("needs", "counts: exposure", "counts: exposures", "needs.yaml:16", '`counts` cannot be "exposures"'), id="a tally counts a misspelt kind"),
    pytest.param(("needs", "counts: exposure", "counts: state", "needs.yaml:16", 'counts needs of kind "state", and there is none'), id="a tally counts what there is none of"),
    pytest.param(("needs", "- tally: exposures", "- tally: exposurs", "needs.yaml:15", 'nothing uses "exposurs", while "exposures" is used in'), id="a tally's id is misspelt"),
    pytest.param(("needs", "- tally: exposures", "- taly: exposures", "needs.yaml:15", '"taly" is no key here'), id="a tally's key is misspelt"),
    pytest.param(("needs", "  need: hands", "   need: hands", "needs.yaml:9", "is not YAML: mapping values are not allowed in this context"), id="a line is indented by one too many"),
    pytest.param(("needs", "  need: hands", " need: hands", "needs.yaml:9", "is not YAML: while parsing a block collection did not find"), id="a line is indented by one too few"),
    pytest.param(("needs", "  need: hands", "\tneed: hands", "needs.yaml:9", "is not YAML: while scanning for the next token found"), id="a tab indents a line"),
    pytest.param(("needs", "- rule: R2", "  rule: R2", "needs.yaml:8", 'names "rule" twice in one mapping (first in line 1), and so'), id="an entry without its dash"),
    pytest.param(("needs", "- rule: R2", "-rule: R2", "needs.yaml:8", "is not YAML: while parsing a block collection did not find"), id="a dash without its blank"),
    pytest.param(("needs", "  need: hands", "  need hands", "needs.yaml:10", "is not YAML: while scanning a simple key could not find"), id="a key without its colon"),
    pytest.param(("needs", "  need: hands", "  need:hands", "needs.yaml:10", "is not YAML: while scanning a simple key could not find"), id="a key without the blank after its colon"),
    pytest.param(("models", "- model: full", "- model: ful", "models.yaml:8", 'nothing uses "ful", while "full" is used in'), id="a model's id is misspelt"),
    pytest.param(("models", "level: 2", 'level: "2"', "models.yaml:11", "`level` must be a whole number"), id="a model's level is text"),
    pytest.param(("models", "level: 2", "level: -2", "models.yaml:11", "`level`: input should be greater than or equal to 0"), id="a model's level is below nought"),
    pytest.param(("models", "model: light\n  when", "model: full\n  when", "models.yaml:1", "no rule leads to this model"), id="a model without a rule"),
    pytest.param(("models", "also: [caring]", "also: [serving]", "models.yaml:14", 'cites "serving" twice'), id="a model cites an article twice"),
    pytest.param(("models", "model: light\n  when", "model: lihgt\n  when", "models.yaml:26", '"lihgt" is no model'), id="a rule's model is misspelt"),
    pytest.param(("models", "tier: trigger", "tier: triger", "models.yaml:17", '`tier` cannot be "triger"'), id="a rule's tier is misspelt"),
    pytest.param(("models", "{us: caring, eu: serving}", "{us: caring, ue: serving}", "models.yaml:22", '`also in` cannot hold "ue"'), id="a region is misspelt"),
    pytest.param(("models", "{care: holds, proof: no}", "{care: 1, proof: no}", "models.yaml:19", '"care" is a need, and a need holds or does not hold'), id="a need is given a number"),
    pytest.param(("models", "{care: holds, proof: no}", "{care: yes, proof: no}", "models.yaml:19", '"care" is a need, and a need holds or does not hold'), id="a need is given an option"),
    pytest.param(("models", "{care: holds, proof: no}", "{care: holds, proof: holds}", "models.yaml:19", '"proof" is a question, and its answer is one of its options'), id="a question is given a need's test"),
    pytest.param(("models", "{at least: 2}", "{at least: 3}", "models.yaml:34", "exposures can be 0 to 2, never 3"), id="a tally is beyond its range"),
    pytest.param(("models", "{at least: 2}", "{at least: 0}", "models.yaml:34", "the bounds allow every value of exposures"), id="a tally allows everything"),
    pytest.param(("models", "{at least: 2}", "{at least: 2, at most: 1}", "models.yaml:34", "the bounds exclude one another, so it could never hold"), id="the bounds of a tally exclude one another"),
    pytest.param(("models", "{at least: 2}", "{atleast: 2}", "models.yaml:34", '"atleast" is no test'), id="a bound is misspelt"),
    pytest.param(("models", "{at least: 2}", "{at least: 2.0}", "models.yaml:34", "`at least` and `at most` take a number (tally) or an option"), id="a bound is a decimal"),
    pytest.param(("models", "{care: holds, proof: no}", "{advised: full}", "models.yaml:19", "reads `advised`, which only whynot.yaml and extras.yaml may"), id="a model is read where none is advised yet"),
    pytest.param(("whynot", "model: light", "model: lit", "whynot.yaml:2", '"lit" is no model'), id="a why-not model is misspelt"),
    pytest.param(("whynot", "weight: 50", "weight: much", "whynot.yaml:3", "`weight` must be a whole number"), id="a weight is text"),
    pytest.param(("whynot", "weight: 50", "weight: 500", "whynot.yaml:3", "`weight`: input should be less than or equal to 100"), id="a weight has a digit too many"),
    pytest.param(("whynot", '{size}."', '{sise}."', "whynot.yaml:5", "quotes {sise}, which is no question"), id="a quoted question is misspelt"),
    pytest.param(("whynot", '{size}."', '{proof}."', "whynot.yaml:5", "quotes {proof}, which the condition does not read"), id="a quoted question may not have been asked"),
    pytest.param(("whynot", '{size}."', '{size."', "whynot.yaml:5", "has a brace without its partner"), id="a quoted question has no closing brace"),
    pytest.param(("whynot", '{size}."', "{size}.", "whynot.yaml:5", "is not YAML: while scanning a quoted scalar found"), id="a quote is missing at the end"),
    pytest.param(("whynot", "{size: {at least: some}}", "{proof: {at least: yes}}", "whynot.yaml:4", "`at least` and `at most` need ranks, and proof declares no"), id="a rank is asked of a question without ranks"),
    pytest.param(("whynot", "{at least: some}", "{at least: sme}", "whynot.yaml:4", '"sme" is not an option of size'), id="an unknown rank"),
    pytest.param(("whynot", "{at least: some}", "{at least: few}", "whynot.yaml:4", "the bounds allow every option of size"), id="a rank allows everything"),
    pytest.param(("whynot", "{size: {at least: some}}", "{size: some, advised: light}", "whynot.yaml:4", "tells why light is not advised only when it is advised"), id="why-not is said only when the model is advised"),
    pytest.param(("extras", "[full]", "[ful]", "extras.yaml:3", '"ful" is no model'), id="an advised model is misspelt"),
    pytest.param(("extras", "[full]", "[full, light]", "extras.yaml:3", "the test names every model"), id="every model is advised"),
    pytest.param(("extras", "first: yes", "first: no", "extras.yaml:2", '`first` cannot be "no"'), id="first is another word"),
    pytest.param(("extras", "say: Begin early.", 'say: "Begin {size}."', "extras.yaml:4", "has a brace, and only whynot.yaml quotes answers"), id="an extra quotes an answer"),
    pytest.param(("extras", "say: Begin early.", 'say: ""', "extras.yaml:4", "`say`: string should have at least 1 character"), id="a text is empty"),
    pytest.param(("extras", "say: Begin early.", "say:", "extras.yaml:4", '"say" has no value'), id="a text has no value"),
    pytest.param(("contradictions", "asks: size", "asks: sise", "contradictions.yaml:5", 'asks "sise" again, which is no question'), id="a reading asks an unknown question"),
    pytest.param(("contradictions", "asks: size", "asks: proof", "contradictions.yaml:5", 'asks "proof" again, which the condition does not read'), id="a reading asks what settles nothing"),
    pytest.param(("contradictions", "suggests: not sure", "suggests: unsure", "contradictions.yaml:5", '`suggests` cannot be "unsure"'), id="a reading suggests an unknown word"),
    pytest.param(("contradictions", "    - {label: It is so, asks: nothing}\n", "", "contradictions.yaml:4", "`readings` must hold two"), id="a contradiction has one reading"),
    pytest.param(("contradictions", "asks: size, suggests: not sure", "asks: nothing", "contradictions.yaml:6", "neither reading asks a question, so nothing could settle it"), id="both readings keep the answers"),
    pytest.param(("contradictions", "label: It is so", "label: We are more", "contradictions.yaml:6", "both readings say the same"), id="both readings say the same"),
    pytest.param(("traffic", "few: 30, some", "few: 31, some", "traffic.yaml:2", "the weights add up to 101"), id="the weights do not add up"),
    pytest.param(("traffic", "few: 30, some", 'few: "30", some', "traffic.yaml:2", "`few` must be a number"), id="a weight is in quotes"),
    pytest.param(("traffic", "few: 30, some", "fw: 30, some", "traffic.yaml:2", '"fw" is not an option of size'), id="a weight has no option"),
    pytest.param(("traffic", "few: 30, some: 40, many: 30", "few: 60, some: 40", "traffic.yaml:2", '"many" of size is missing'), id="an option has no weight"),
    pytest.param(("traffic", "    few: {ordinary: 90, regulated: 10}\n", "", "traffic.yaml:7", '"few" of size is missing'), id="a row has no option"),
    pytest.param(("traffic", "    few: {", "    fw: {", "traffic.yaml:7", '"fw" is not an option of size'), id="a row's option is misspelt"),
    pytest.param(("traffic", "given: size", "given: sise", "traffic.yaml:5", '"sise" is no question'), id="given is misspelt"),
    pytest.param(("traffic", "  given: size\n", "", "traffic.yaml:5", "a row for each option goes with `given`, and only with it"), id="given is gone"),
    pytest.param(("traffic", "question: size\n  weights: {few: 30, some: 40, many: 30}", "question: size\n  given: data\n  weights: {ordinary: {few: 30, some: 40, many: 30}, regulated: {few: 30, some: 40, many: 30}}", "traffic.yaml:2", "`given` must be a question whose own weights depend on"), id="given hangs on another"),
    pytest.param(("traffic", "\n- question: proof\n  weights: {yes: 50, no: 50}\n", "", "questions.yaml:10", '"proof" has no weights in traffic.yaml'), id="a question has no weights"),
    pytest.param(("traffic", "- question: proof", "- question: size", "traffic.yaml:11", 'weights of "size" stand already in rules/traffic.yaml:1'), id="a question has weights twice"),
    pytest.param(("traffic", "yes: 50, no: 50", "yes: 150, no: -50", "traffic.yaml:12", "`yes`: input should be less than or equal to 100"), id="a weight is below nought"),
    pytest.param(("personas", "size: few}\n  model", "size: fw}\n  model", "personas.yaml:2", '"fw" is not an option of size'), id="a persona's answer is misspelt"),
    pytest.param(("personas", "size: few}\n  model", "sise: few}\n  model", "personas.yaml:2", '"sise" is no question'), id="a persona's question is misspelt"),
    pytest.param(("personas", "{data: ordinary, size: few}", "{data: ordinary, proof: no, size: few}", "personas.yaml:2", 'answers "proof", which is not asked with these answers'), id="a persona answers what is not asked"),
    pytest.param(("personas", "model: light\n  rules", "model: ligth\n  rules", "personas.yaml:3", '"ligth" is no model'), id="a persona's model is misspelt"),
    pytest.param(("personas", "[F1]", "[F9]", "personas.yaml:4", '"F9" is no model rule'), id="a persona's rule is misspelt"),
    pytest.param(("personas", "[F1]", "[R1]", "personas.yaml:4", '"R1" is no model rule'), id="a persona's rule is of another kind"),
    pytest.param(("personas", "exposures: 0", "exposurs: 0", "personas.yaml:5", '"exposurs" is no key here and no tally'), id="a persona's tally is misspelt"),
    pytest.param(("personas", "exposures: 0", 'exposures: "0"', "personas.yaml:5", "`exposures` must be a whole number"), id="a persona's tally is text"),
    pytest.param(("personas", "exposures: 0", "exposures: 20", "personas.yaml:5", "exposures can be 0 to 2, never 20"), id="a persona's tally is beyond its range"),
    pytest.param(("personas", "settled: 1", "settled: 11", "personas.yaml:8", "`settled` is after 11 questions, and there are 3"), id="a persona is settled after too many questions"),
    pytest.param(("personas", "[F1]", "F1", "personas.yaml:4", "`rules` must be a list"), id="a persona's list is a word"),
    pytest.param(("personas", "change: none", "change: nothing", "personas.yaml:9", '`change` cannot be "nothing"'), id="a persona's change is another word"),
    pytest.param(("personas", "model: light}", "model: full}", "personas.yaml:17", "the change leads to full, which is advised without it"), id="a persona's change leads nowhere"),
    pytest.param(("personas", "  rules: [F1]", "  rulez: [F1]", "personas.yaml:4", '"rulez" is no key here and no tally'), id="a persona's key is misspelt"),
    pytest.param(("personas", "  model: light\n  rules", "  modle: light\n  rules", "personas.yaml:3", '"modle" is no key here'), id="a persona's required key is misspelt"),
    pytest.param(("personas", "except: [data]", "except: [dat]", "personas.yaml:10", '"dat" is no question'), id="an exception is no question"),
]
# fmt: on


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_where_it_is(slip, small, problems):
    file, was, now, where, words = slip
    name = f"rules/{file}.yaml"
    assert was in small[name]

    found = problems({**small, name: small[name].replace(was, now, 1)})

    assert any(f"{one.file}:{one.line}" == f"rules/{where}" and words in one.text for one in found), found
    assert len(found) <= 3, "one slip, very few problems"


def test_what_only_follows_from_an_unknown_word_is_not_told(small, problems):
    small["rules/whynot.yaml"] = small["rules/whynot.yaml"].replace("{size: {at least: some}}", "{sise: holds}")

    assert [one.code for one in problems(small)] == ["unknown-fact"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("{hands: holds}", None, id="a need of itself"),
        pytest.param("{care: holds}", "{hands: holds}", id="two of each other"),
    ],
)
def test_needs_that_wait_for_themselves_are_told_and_nothing_that_follows(small, problems, first, second):
    needs = small["rules/needs.yaml"].replace("{size: [some, many]}", first)
    small["rules/needs.yaml"] = needs.replace("{data: regulated}", second) if second else needs
    small["rules/whynot.yaml"] = small["rules/whynot.yaml"].replace("{size: {at least: some}}", "{hands: holds}")

    found = problems(small)

    assert {one.code for one in found} == {"cycle"}
    assert all("waits for itself" in one.text for one in found)


def test_the_small_rule_set_is_sound(small, problems):
    assert problems(small) == ()


def test_every_problem_names_its_rule_unless_it_is_about_a_file(small, problems):
    for file, was, now, _, _ in (row.values[0] for row in SLIPS):
        name = f"rules/{file}.yaml"
        for problem in problems({**small, name: small[name].replace(was, now, 1)}):
            assert problem.rule, problem
            assert re.match(r"rules/[a-z]+\.yaml:[0-9]+:[0-9]+: [a-z]+ .+: .+", str(problem))


def test_all_problems_are_told_at_once(small, problems):
    small["rules/needs.yaml"] = small["rules/needs.yaml"].replace("kind: exposure", "knd: exposure", 1)
    small["rules/models.yaml"] = small["rules/models.yaml"].replace("trigger", "triger")
    small["rules/extras.yaml"] = small["rules/extras.yaml"].replace("[full]", "[full")
    small["rules/personas.yaml"] = small["rules/personas.yaml"].replace("[F1]", "[F7]")
    small["knowledge/serving.md"] = small["knowledge/serving.md"].replace("title: Serving", "titel: Serving")

    found = {problem.file for problem in problems(small)}

    assert found == {
        "knowledge/serving.md",
        "rules/needs.yaml",
        "rules/models.yaml",
        "rules/extras.yaml",
        "rules/personas.yaml",
    }


def test_two_broken_entries_of_one_file_are_both_told(small, problems):
    text = (
        small["rules/needs.yaml"]
        .replace("{data: regulated}", "{data: regulated")
        .replace("[some, many]", "[some, many")
    )

    found = problems({**small, "rules/needs.yaml": text})

    assert {problem.line for problem in found} == {4, 11}


@pytest.mark.parametrize(
    "file", ["questions", "needs", "models", "whynot", "extras", "contradictions", "traffic", "personas"]
)
@pytest.mark.parametrize("text", [None, "", "# nothing\n", "a: b\n", "word\n", "- word\n", "- []\n", "7\n", "- - a\n"])
def test_a_file_that_is_gone_or_holds_no_entries_is_told(file, text, small, problems):
    name = f"rules/{file}.yaml"
    del small[name]
    if text is not None:
        small[name] = text

    found = problems(small)

    assert found[0].file == name or name in {problem.file for problem in found}
    assert len(found) <= 4


@pytest.mark.parametrize("file", ["whynot", "traffic", "personas"])
def test_a_file_may_say_that_it_holds_nothing(file, small, problems):
    assert problems({**small, f"rules/{file}.yaml": "[]\n", "rules/personas.yaml": "[]\n"}) == ()


def test_a_file_of_another_name_is_told(small, problems):
    small["rules/persona.yaml"] = small.pop("rules/personas.yaml")

    first, second = problems(small)

    assert (first.file, first.hint) == ("rules/persona.yaml", 'did you mean "personas.yaml"?')
    assert (second.file, second.text) == ("rules/personas.yaml", "is missing")


def test_alternatives_that_multiply_are_refused(small, problems):
    lists = [f"{{any: [{{size: {a}}}, {{size: {b}}}, {{data: regulated, size: {c}}}]}}" for a, b, c in _mixtures()]
    text = small["rules/needs.yaml"].replace("{data: regulated}", f"{{all: [{', '.join(lists)}]}}")

    (found,) = problems({**small, "rules/needs.yaml": text})

    assert found.line == 4
    assert f"has {3 ** len(lists)} alternatives" in found.text


def _mixtures():
    names = ("few", "some", "many")
    return [(a, b, c) for a in names for b in names for c in names if a != b]


def test_keys_beyond_the_engine_are_refused(small, problems):
    needs = "".join(
        f"- rule: K{n}\n  need: k{n}\n  kind: exposure\n  when: {{size: few}}\n  in words: k\n  article: caring\n"
        for n in range(260)
    )

    found = problems({**small, "rules/needs.yaml": small["rules/needs.yaml"] + needs})

    assert any("more than the engine can hold (251)" in one.text for one in found)


def test_names_that_the_engine_cannot_tell_apart_are_refused(small, problems):
    one, other = COLLIDING
    text = small["rules/needs.yaml"].replace("need: hands", f"need: {one}")
    extra = f"- rule: R3\n  need: {other}\n  kind: exposure\n  when: {{size: few}}\n  in words: k\n  article: caring\n"
    extras = small["rules/extras.yaml"].replace("hands: holds", f"{one}: holds")

    found = problems({**small, "rules/needs.yaml": text + extra, "rules/extras.yaml": extras})

    assert [problem.code for problem in found] == ["hash"]
    assert f'"{one}"' in found[0].text
    assert f'"{other}"' in found[0].text


def test_too_many_answer_sets_are_refused(small, problems):
    options = ", ".join(f"o{n}: {{label: L{n}, said: s{n}}}" for n in range(20))
    more = "".join(
        f"- question: q{n}\n  ask: a\n  why: b\n  options: {{{options}}}\n  can_change: no\n" for n in range(6)
    )

    found = problems(
        {**small, "rules/questions.yaml": small["rules/questions.yaml"] + more, "rules/traffic.yaml": "[]\n"}
    )

    assert [problem.code for problem in found] == ["too-many-sets"]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        pytest.param(b"- rule: R1\xff\n", "is not UTF-8", id="not UTF-8"),
        pytest.param(b"#" * (1 << 20) + b"\n", "is over 1 MiB", id="over 1 MiB"),
    ],
)
def test_a_file_that_is_no_text_is_told_alone(raw, words, small, tmp_path):
    for name, text in small.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    (tmp_path / "rules/needs.yaml").write_bytes(raw)

    with pytest.raises(ContentError) as caught:
        load(tmp_path / "rules", tmp_path / "knowledge")

    (found,) = caught.value.problems
    assert (found.file, found.line) == (f"{tmp_path}/rules/needs.yaml", 1)
    assert words in found.text


def test_folders_that_do_not_exist_are_told(tmp_path):
    with pytest.raises(ContentError) as caught:
        load(tmp_path / "no-rules", tmp_path / "no-knowledge")

    assert {(one.file, one.text) for one in caught.value.problems} == {
        (f"{tmp_path}/no-rules", "is no folder"),
        (f"{tmp_path}/no-knowledge", "is no folder"),
    }


@pytest.mark.parametrize("here", ["", "office", "office/mine"], ids=["above", "beside", "inside"])
def test_a_problem_is_named_as_it_is_found_from_here(here, small, tmp_path, monkeypatch):
    for name, text in small.items():
        path = tmp_path / "office" / "mine" / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(text.replace("  why: Insurers ask.\n", ""))
    monkeypatch.chdir(tmp_path / here)

    with pytest.raises(ContentError) as caught:
        load(tmp_path / "office/mine/rules", tmp_path / "office/mine/knowledge")

    (found,) = caught.value.problems
    assert (tmp_path / here / found.file).samefile(tmp_path / "office/mine/rules/questions.yaml")
    assert not found.file.startswith("/")
