"""durable_rules and numpy say the same: on random answer sets and on every boundary of every rule."""

from collections.abc import Iterator, Mapping
from random import Random

import numpy as np
import pytest

from bot.inference.adviser import Adviser, Disagreement
from bot.inference.box import Box
from bot.inference.engine import Engine
from bot.inference.space import Space
from bot.rulebook.book import Rulebook
from bot.rulebook.format import ModelRule

pytestmark = pytest.mark.repeats

SEEDS, SETS = 20, 1_000
BESIDE = 12


def random_set(book: Rulebook, space: Space, random: Random) -> dict[str, str]:
    found: dict[str, str] = {}
    for axis in space.axes:
        at = random.randrange(len(axis))
        found |= {one.id: option for one in axis.questions if (option := axis.option(one, at)) is not None}
    return {one.id: found[one.id] for one in book.questions if one.id in found}


def said_by_engine(engine: Engine, answers: Mapping[str, str]) -> tuple[object, ...]:
    trace = engine.trace(answers)
    beside = {one.rule.rule for one in engine.beside(trace)}
    return trace.models, {one.rule.rule for one in trace.deciding}, {one.rule.rule for one in trace.fired} | beside


def said_by_space(space: Space, answers: Mapping[str, str]) -> tuple[object, ...]:
    box = Box(space, {name: (option,) for name, option in answers.items()})
    fired = {name for name, rule in space.book.rules.items() if box.always(rule.when)}
    deciding = {name for name in fired if isinstance(rule := space.book.rules[name], ModelRule) and box.decides(rule)}
    return box.possible, deciding, fired


@pytest.fixture(scope="module")
def everywhere(space, book):
    """Where each model rule fires."""
    return [(rule, space.where(rule.when)) for rule in book.model_rules]


@pytest.mark.parametrize("seed", range(SEEDS))
def test_they_agree_on_random_answer_sets(seed, engine, space, book, everywhere):
    random = Random(seed)
    for _ in range(SETS):
        answers = random_set(book, space, random)
        trace = engine.trace(answers)
        spot = tuple(int(np.arange(size)[part][0]) for size, part in zip(
            space.shape, space.region({name: (option,) for name, option in answers.items()}), strict=True))  # fmt: skip

        assert trace.models == (book.models[int(space.models[spot])].id,), answers
        for rule, where in everywhere:
            here = where[tuple(at if size > 1 else 0 for at, size in zip(spot, where.shape, strict=True))]
            assert bool(here) == any(one.rule is rule for one in trace.fired), (rule.rule, answers)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_they_agree_on_every_rule_that_fires(seed, engine, space, book):
    random = Random(seed)
    for _ in range(BESIDE):
        answers = random_set(book, space, random)

        assert said_by_engine(engine, answers) == said_by_space(space, answers), answers


def boundaries(rule, book: Rulebook, space: Space, random: Random) -> Iterator[dict[str, str]]:
    """Sets where a rule holds, and all their neighbours that differ in one axis: its boundary lies between."""
    where = np.broadcast_to(space.where(rule.when), space.shape)
    flat = np.flatnonzero(where)
    for one in random.sample(range(len(flat)), 1):
        spot = [int(at) for at in np.unravel_index(int(flat[one]), space.shape)]
        yield named(spot, space, book)
        for axis in space.axes:
            for at in range(len(axis)):
                if at != spot[axis.index]:
                    yield named([*spot[: axis.index], at, *spot[axis.index + 1 :]], space, book)


def named(spot: list[int], space: Space, book: Rulebook) -> dict[str, str]:
    found = {
        one.id: option
        for axis, at in zip(space.axes, spot, strict=True)
        for one in axis.questions
        if (option := axis.option(one, at)) is not None
    }
    return {one.id: found[one.id] for one in book.questions if one.id in found}


def test_they_agree_on_every_boundary_of_every_rule(engine, space, book):
    random = Random(7)
    for rule in book.rules.values():
        for answers in boundaries(rule, book, space, random):
            assert said_by_engine(engine, answers) == said_by_space(space, answers), (rule.rule, answers)


def test_no_advice_is_given_when_they_differ(book):
    adviser = Adviser(book, "tampered")
    answers = {name: options for persona in book.personas[:1] for name, options in persona.answers.items()}
    spot = adviser.space.region(answers)
    adviser.space.models[spot] = (adviser.space.models[spot] + 1) % len(book.models)

    with pytest.raises(Disagreement):
        adviser.advise(answers)
