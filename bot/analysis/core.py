"""The fewest answers after which something is so, whatever else is answered: of several those that cover most."""

import numpy as np

from bot.analysis.finding import Given, count, spoken, whenever, witness
from bot.analysis.reach import settling
from bot.inference.axes import NOT_ASKED
from bot.inference.box import Box
from bot.inference.space import Bools, Space

EXACT = 2_000_000
"""In a larger space the answers of one set are shortened instead: they are few then, and perhaps not the fewest."""


def core(space: Space, where: Bools) -> Given:
    """Answers with which it is always so. There must be a set in which it is."""
    if len(space) <= EXACT:
        whole = np.broadcast_to(where, space.shape)
        ways = settling(Box(space, {}), whole, np.broadcast_to(np.float64(1), space.shape), 1)
        if ways.shown:
            return {name: option for name, (option,) in ways.shown[0].answers.items()}
    return whenever(space, where, witness(space, where))


def covering(space: Space, where: Bools, answers: Given) -> str:
    """What such answers have to do with where it is so, in words: always then, or then as well."""
    sets, here = count(space, where), count(space, where & _within(space, answers))
    return f"{'always' if here == sets else f'{here:,} of them'} when {spoken(answers)}"


def _within(space: Space, answers: Given) -> Bools:
    """The answer sets that agree with answers."""
    found: Bools = np.ones((1,) * len(space.shape), bool)
    for name, option in answers.items():
        number = list(space.book.question(name).options).index(option)
        column = space.column(name)
        found = found & ((column == number) | (column == NOT_ASKED))
    return found
