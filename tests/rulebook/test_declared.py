"""What a question and a model declare for the proofs: options alike on purpose, exceptions, wishes, floors."""

import pytest

from bot.content import load_source

SAME = "  same model: [{options: [%s], because: So it is.}]\n"
FREE = "  no direction: [{options: [%s], because: So it is.}]\n"


@pytest.fixture
def with_line(small):
    """The small rules with a line below the size's `exposure`, or below the proof, which has no ranks."""

    def source(line, after="  exposure: [[few], [some], [many]]\n"):
        text = small["rules/questions.yaml"]
        assert after in text
        return {**small, "rules/questions.yaml": text.replace(after, after + line, 1)}

    return source


def test_what_is_declared_is_kept_with_its_reason(with_line):
    content = load_source(with_line(SAME % "few, some" + FREE % "some, many"))

    question = content.book.question("size")
    assert [(one.options, one.because) for one in question.same_model] == [(("few", "some"), "So it is.")]
    assert [one.options for one in question.no_direction] == [("some", "many")]
    assert '"same model": [{"options": ["few", "some"], "because": "So it is."}]' in content.normal()


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        pytest.param(SAME % "few, smoe", "unknown-option", 'did you mean "some"?', id="an option misspelt"),
        pytest.param(SAME % "few, few", "duplicate", '"few" stands 2 times', id="an option twice"),
        pytest.param(SAME % "few", "too-short", "must hold at least 2", id="one option alone"),
        pytest.param("  same model: [{options: [few, some]}]\n", "missing-key", "`because` is missing", id="no reason"),
        pytest.param(
            "  same model: [{options: [few, some], becuase: So.}]\n", "unknown-key", '"because"', id="a key misspelt"
        ),
        pytest.param("  wish: yes\n", "shape", "a wish is no exposure", id="a wish with ranks"),
        pytest.param("  wish: no\n", "unknown-word", "`wish`", id="a wish that is none"),
    ],
)
def test_a_slip_in_what_is_declared_is_told_where_it_stands(line, code, says, with_line, problems):
    source = with_line(line)
    (found,) = problems(source)

    written = source["rules/questions.yaml"].split("\n").index(line.rstrip("\n")) + 1
    assert (found.code, found.line) == (code, written)
    assert says in str(found)


def test_an_exception_from_the_direction_needs_ranks(with_line, problems):
    (found,) = problems(with_line(FREE % "yes, no", after="  change by: a project\n"))

    assert (found.code, found.rule) == ("no-ranks", "question proof")


@pytest.mark.parametrize("floor", ["0", "101", "5.5", '"5"'])
def test_a_floor_is_a_whole_percentage(floor, small, problems):
    text = small["rules/models.yaml"].replace("  level: 0\n", f"  level: 0\n  floor: {floor}\n", 1)

    assert "model light" in [one.rule for one in problems({**small, "rules/models.yaml": text})]
