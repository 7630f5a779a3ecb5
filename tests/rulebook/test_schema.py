"""The schemas for editors: current, true of the real files, and of use against slips."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from bot.rulebook.format import FILES
from bot.rulebook.schema import schema, texts, write
from bot.rulebook.source import parse

RULES = Path(__file__).parents[2] / "rules"


def errors(file: str, text: str) -> list[object]:
    node, problems = parse(text, file)
    assert not problems
    return list(Draft202012Validator(schema(file)).iter_errors(node.value))


@pytest.mark.parametrize("name", texts())
def test_the_schema_in_rules_is_current(name):
    assert (RULES / "schema" / name).read_text() == texts()[name], "run `fixpoint schema`"


def test_writing_makes_one_file_for_each_rule_file(tmp_path):
    write(tmp_path)

    assert {path.name for path in (tmp_path / "schema").iterdir()} == set(texts())


@pytest.mark.parametrize("file", FILES)
def test_a_schema_is_a_schema(file):
    Draft202012Validator.check_schema(schema(file))


@pytest.mark.parametrize("file", FILES)
def test_the_real_file_fits_its_schema_and_names_it(file):
    text = (RULES / file).read_text()

    assert text.startswith(f"# yaml-language-server: $schema=schema/{Path(file).stem}.schema.json\n")
    assert errors(file, text) == []


@pytest.mark.parametrize(
    ("file", "was", "now"),
    [
        pytest.param("needs.yaml", "  need: hands", "  ned: hands", id="a misspelt key"),
        pytest.param("needs.yaml", "kind: exposure", "kind: exposre", id="a misspelt kind"),
        pytest.param("needs.yaml", "when: {size: [some, many]}", "when: {}", id="an empty condition"),
        pytest.param("needs.yaml", "when: {size: [some, many]}", "when: {size: []}", id="an empty list"),
        pytest.param("models.yaml", "tier: trigger", "tier: triger", id="a misspelt tier"),
        pytest.param("models.yaml", "level: 0", "level: '0'", id="a number in quotes"),
        pytest.param("questions.yaml", "can_change: yes", "can_change: maybe", id="a word that is none"),
        pytest.param("personas.yaml", "exposures: 0", "exposures: none", id="a tally that is no number"),
        pytest.param("traffic.yaml", "few: 30", "few: '30'", id="a weight in quotes"),
        pytest.param("contradictions.yaml", "    - {label: It is so, asks: nothing}\n", "", id="a single reading"),
    ],
)
def test_a_slip_does_not_fit_the_schema(file, was, now, small):
    text = small[f"rules/{file}"]
    assert was in text
    assert errors(file, text) == []

    assert errors(file, text.replace(was, now, 1))


def test_the_folder_of_schemas_is_no_rule_file(tmp_path, small, problems):
    from bot.content import load  # noqa: PLC0415 - only here are folders read

    for name, text in small.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    write(tmp_path / "rules")

    assert load(tmp_path / "rules", tmp_path / "knowledge").source.keys() == small.keys()
