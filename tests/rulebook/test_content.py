"""Content as a whole: its order, its revision, and its return from the source that was kept."""

import json
import re
from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_rules import SMALL, problems_of

from bot.content import Content, load, load_source
from bot.errors import ContentError
from bot.rulebook.problems import Problem

ENTRY = re.compile(r"^(?=- )", re.MULTILINE)


def shuffled(source: Mapping[str, str], random: Random) -> dict[str, str]:
    """The same rules in another order. Questions stay, because their order is the order of asking."""
    found = dict(source)
    for name, text in source.items():
        if not name.startswith("rules/") or name == "rules/questions.yaml":
            continue
        head, *entries = ENTRY.split(text)
        entries = [re.sub(r"\n#.*", "", entry).rstrip() + "\n" for entry in entries]
        models = [entry for entry in entries if entry.startswith("- model:")]
        others = [entry for entry in entries if not entry.startswith("- model:")]
        random.shuffle(others)
        found[name] = head + "".join(models + others)
    return found


@pytest.fixture(scope="module")
def content(real) -> Content:
    return load_source(real)


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_rules_never_matters(seed, real, content):
    other = load_source(shuffled(real, Random(seed)))

    assert other.revision != content.revision
    was, now = json.loads(content.normal()), json.loads(other.normal())
    for kind in was.keys() - {"personas"}:
        assert now[kind] == was[kind], kind
    by_name = {persona.persona: persona for persona in other.book.personas}
    assert by_name == {persona.persona: persona for persona in content.book.personas}
    assert other.book.need_levels == content.book.need_levels


def test_the_order_of_rules_never_changes_an_advice(real, content):
    other = load_source(shuffled(real, Random(7)))

    for persona in content.book.personas:
        was, now = content.adviser.advise(persona.answers), other.adviser.advise(persona.answers)
        assert now.model == was.model
        assert now.decided_by == was.decided_by
        assert now.because == was.because
        assert now.why_not == was.why_not
        assert now.extras == was.extras
        assert now.contradictions == was.contradictions


def test_content_comes_back_from_its_source(content):
    again = load_source(json.loads(json.dumps(dict(content.source))))

    assert again.revision == content.revision
    assert again.book == content.book
    assert again.articles == content.articles


def test_a_source_is_checked_as_files_are(content):
    name = "rules/needs.yaml"
    with pytest.raises(ContentError):
        load_source({**content.source, name: content.source[name].replace("kind:", "knd:", 1)})


def test_every_changed_character_changes_the_revision(small):
    was = load_source(small).revision
    small["rules/extras.yaml"] = small["rules/extras.yaml"].replace("Begin early.", "Begin earlier.")

    assert load_source(small).revision != was


def test_folders_and_their_source_are_one_content(small, tmp_path):
    for name, text in small.items():
        path = tmp_path / name.replace("rules/", "my-rules/")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    (tmp_path / "knowledge" / "README.md").write_text("For people.")
    (tmp_path / "knowledge" / ".draft.md").write_text("For an editor.")
    (tmp_path / "knowledge" / ".#locked.md").symlink_to("nobody@nowhere")

    found = load(tmp_path / "my-rules", tmp_path / "knowledge")

    assert found.revision == load_source(small).revision
    assert "my-rules/needs.yaml" in found.source


def test_the_normal_form_says_its_format_and_everything_that_was_written(small):
    form = json.loads(load_source(small).normal())

    assert form["format"] == 1
    assert [one["question"] for one in form["questions"]] == ["data", "proof", "size"]
    assert form["contradictions"][0]["when"] == {"all": [{"size": ["few"]}, {"data": ["regulated"]}]}
    assert "help" not in form["questions"][0]
    assert form["personas"][0]["exposures"] == 0


SCALAR = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from(["holds", "regulated", "few", "any", "size", "data", "always"])
)
KEYS = ["any", "all", "not", "at least", "size", "data", "care", "advised"]
FILES = ["needs", "models", "personas", "traffic", "contradictions"]
DATA = st.recursive(
    SCALAR,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=15,
)


@settings(deadline=None, max_examples=150)
@given(DATA, st.sampled_from(["rules/questions.yaml", "rules/needs.yaml", "rules/extras.yaml", "rules/whynot.yaml"]))
def test_any_data_as_a_condition_gives_problems_or_content(data, name):
    text = re.sub(r"when: .*", lambda _: "when: " + json.dumps(data), SMALL[name], count=1)

    for problem in problems_of({**SMALL, name: text}):
        assert isinstance(problem, Problem)
        assert 1 <= problem.line <= SMALL.get(problem.file, text).count("\n") + 1


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(FILES),
    st.text(max_size=40),
    st.integers(0, 900),
)
def test_any_text_anywhere_gives_problems_or_content(file, text, at):
    name = f"rules/{file}.yaml"
    problems_of({**SMALL, name: SMALL[name][:at] + text + SMALL[name][at:]})
