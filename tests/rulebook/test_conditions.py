"""What `when` may say, and what could not mean anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from bot.rulebook.conditions import (
    ALWAYS,
    All,
    AnyOf,
    Condition,
    Counts,
    Holds,
    Is,
    IsNot,
    Part,
    Ranks,
    alternatives,
    parse_condition,
    reads,
)

A, B = Part("a", Is(("x",))), Part("b", Is(("y",)))


@pytest.mark.parametrize(
    ("raw", "condition"),
    [
        pytest.param("always", ALWAYS, id="always"),
        pytest.param({"a": "x"}, A, id="an option"),
        pytest.param({"a": ["x", "y"]}, Part("a", Is(("x", "y"))), id="one of a list"),
        pytest.param({"a": {"not": "x"}}, Part("a", IsNot(("x",))), id="not an option"),
        pytest.param({"a": {"not": ["x", "y"]}}, Part("a", IsNot(("x", "y"))), id="none of a list"),
        pytest.param({"a": {"at least": "x"}}, Part("a", Ranks("x", None)), id="a rank and higher"),
        pytest.param({"a": {"at most": "x"}}, Part("a", Ranks(None, "x")), id="a rank and lower"),
        pytest.param({"a": {"at least": "x", "at most": "y"}}, Part("a", Ranks("x", "y")), id="ranks between"),
        pytest.param({"a": "holds"}, Part("a", Holds(wanted=True)), id="a need that holds"),
        pytest.param({"a": "does not hold"}, Part("a", Holds(wanted=False)), id="a need that does not"),
        pytest.param({"a": 0}, Part("a", Counts(0, 0)), id="a number exactly"),
        pytest.param({"a": {"at least": 2}}, Part("a", Counts(2, None)), id="a number or more"),
        pytest.param({"a": {"at least": 2, "at most": 3}}, Part("a", Counts(2, 3)), id="numbers between"),
        pytest.param({"a": "x", "b": "y"}, All((A, B)), id="several parts hold together"),
        pytest.param({"any": [{"a": "x"}, {"b": "y"}]}, AnyOf((A, B)), id="any"),
        pytest.param({"all": [{"a": "x"}, {"b": "y"}]}, All((A, B)), id="all"),
        pytest.param({"any": [{"a": "x", "b": "y"}, {"b": "y"}]}, AnyOf((All((A, B)), B)), id="any of conjunctions"),
    ],
)
def test_a_condition_becomes_a_tree(raw: object, condition: Condition):
    assert parse_condition(raw) == condition


@pytest.mark.parametrize(
    ("raw", "at", "words"),
    [
        pytest.param({}, (), "is empty", id="an empty condition"),
        pytest.param("never", (), "is a mapping", id="a word other than always"),
        pytest.param(None, (), "is a mapping", id="no condition at all"),
        pytest.param([{"a": "x"}], (), "is a mapping", id="a list"),
        pytest.param({"any": []}, ("any",), "takes a list", id="any of nothing"),
        pytest.param({"any": {"a": "x"}}, ("any",), "takes a list", id="any of a mapping"),
        pytest.param({"any": [{}]}, ("any", 0), "is empty", id="any with an empty branch"),
        pytest.param({"any": ["always"]}, ("any", 0), "is a mapping", id="always inside any"),
        pytest.param({"any": [{"a": "x"}, {"a": "x"}]}, ("any", 1), "stands twice", id="any with a branch twice"),
        pytest.param({"a": []}, ("a",), "list is empty", id="one of nothing"),
        pytest.param({"a": ["x", "x"]}, ("a", 1), "stands twice", id="an option twice"),
        pytest.param({"a": ["x", 7]}, ("a", 1), "7 is no option", id="a number among options"),
        pytest.param({"a": [["x"]]}, ("a", 0), "is no option", id="a list among options"),
        pytest.param({"a": True}, ("a",), "true is no option", id="a truth value"),
        pytest.param({"a": None}, ("a",), "an empty value is no option", id="an empty value"),
        pytest.param({"a": 1.5}, ("a",), "1.5 is no option", id="a decimal"),
        pytest.param({"a": {}}, ("a",), "test is empty", id="an empty test"),
        pytest.param({"a": {"nott": "x"}}, ("a", "nott"), '"nott" is no test', id="a misspelt test"),
        pytest.param({"a": {"not": "x", "at least": "y"}}, ("a",), "stands alone", id="not beside a bound"),
        pytest.param({"a": {"not": []}}, ("a", "not"), "list is empty", id="not one of nothing"),
        pytest.param({"a": {"not": 5}}, ("a", "not", 0), "5 is no option", id="not a number"),
        pytest.param({"a": {"at least": 1, "at most": "x"}}, ("a",), "a number (tally) or", id="mixed bounds"),
        pytest.param({"a": {"at least": True}}, ("a",), "a number (tally) or", id="a truth value as a bound"),
        pytest.param({"a": {"at least": None}}, ("a",), "a number (tally) or", id="an empty bound"),
        pytest.param({"a": {"at least": 1.5}}, ("a",), "a number (tally) or", id="a decimal as a bound"),
    ],
)
def test_what_means_nothing_is_refused_with_its_place(raw: object, at: tuple, words: str):
    with pytest.raises(PydanticCustomError) as caught:
        parse_condition(raw)

    assert words in caught.value.context["text"]
    assert caught.value.context["at"] == at


@pytest.mark.parametrize(
    ("raw", "count"),
    [
        ({"a": "x"}, 1),
        ({"any": [{"a": "x"}, {"b": "x"}]}, 2),
        ({"all": [{"any": [{"a": "x"}, {"b": "x"}]}, {"any": [{"c": "x"}, {"d": "x"}, {"e": "x"}]}]}, 6),
        ({"all": [{"any": [{f"a{n}": "x"}, {f"b{n}": "x"}]} for n in range(100)]}, 2**100),
    ],
)
def test_alternatives_are_counted_without_being_made(raw: object, count: int):
    assert alternatives(parse_condition(raw)) == count


def test_the_facts_read_stand_once_in_the_order_written():
    assert reads(parse_condition({"b": "x", "any": [{"a": "x"}, {"b": "y"}]})) == ("b", "a")


DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["any", "all", "not", "at least", "at most", "a", "holds"]) | st.text(max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=30,
)


@given(DATA)
def test_any_data_is_a_condition_or_a_problem(raw: object):
    condition: Condition | PydanticCustomError
    try:
        condition = parse_condition(raw)
    except PydanticCustomError as error:
        condition = error

    if isinstance(condition, PydanticCustomError):
        assert isinstance(condition.context["at"], tuple)
    else:
        assert alternatives(condition) >= 1
