"""Rows that agree are found as by comparing each with each, and joint answers one question apart as by hand."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.inference.agreeing import SILENT, agreeing

ROWS = st.integers(0, 4).flatmap(
    lambda width: st.tuples(*[st.lists(st.tuples(*[st.integers(SILENT, 2)] * width), max_size=12)] * 2)
)


def agree(one, other):
    return all(first == second or SILENT in (first, second) for first, second in zip(one, other, strict=True))


@given(ROWS)
def test_the_pairs_are_those_that_comparing_each_with_each_finds(rows):
    ones, others = rows

    every = product(enumerate(ones), enumerate(others))
    assert agreeing(ones, others) == [(one, other) for (one, mine), (other, its) in every if agree(mine, its)]


def differing(one, other):
    return sum(first != second and SILENT not in (first, second) for first, second in zip(one, other, strict=True))


def test_neighbours_are_one_answer_apart(shipped):
    for axis in shipped.adviser.space.axes:
        for position, near in enumerate(axis.neighbours):
            here = axis.positions[position]
            assert list(near) == [at for at, other in enumerate(axis.positions) if differing(here, other) == 1]


@pytest.mark.parametrize("options", [(0, 1), (1, 0)])
def test_positions_apart_differ_in_the_question_and_in_what_it_opens(options, shipped):
    first, second = options
    for axis in shipped.adviser.space.axes:
        for question in axis.questions:
            own = axis.number_of[question.id]
            wanted = [
                (one, other)
                for (one, mine), (other, its) in product(enumerate(axis.positions), repeat=2)
                if (mine[own], its[own]) == (first, second) and differing(mine, its) == 1
            ]
            assert axis.apart(question, first, second) == wanted
