"""Every answer set through both interpreters: `python -m tests.inference.full_comparison` (about three minutes).

Models and deciding rules must be the same for each of the 1,020,600 sets; else it names a few and ends with 1.
"""

import sys
import time
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bot.content import load
from bot.inference.engine import Engine
from bot.inference.space import Space

ROOT = Path(__file__).resolve().parents[2]
SHOWN = 5


def answer_sets(space: Space) -> Iterator[dict[str, str]]:
    """Every complete answer set, in the order of the space."""
    parts = [
        [
            {one.id: option for one in axis.questions if (option := axis.option(one, at)) is not None}
            for at in range(len(axis))
        ]
        for axis in space.axes
    ]
    for found in product(*parts):
        yield {name: option for part in found for name, option in part.items()}


def verdicts(space: Space) -> Iterator[tuple[int, int]]:
    """For every set the number of its model, and its deciding rules as bits."""
    bits = np.zeros(space.shape, np.uint64)
    for number, rule in enumerate(space.book.model_rules):
        bits |= np.where(space.decides(rule), np.uint64(1 << number), np.uint64(0))
    return zip(space.models.ravel().tolist(), bits.ravel().tolist(), strict=True)


def differences(engine: Engine, space: Space) -> Iterator[str]:
    """Each set for which the engine and the space do not say the same, with what both say."""
    models = [model.id for model in space.book.models]
    bit = {rule.rule: 1 << number for number, rule in enumerate(space.book.model_rules)}
    for answers, (model, deciding) in zip(answer_sets(space), verdicts(space), strict=True):
        trace = engine.trace(answers)
        if trace.models != (models[model],) or sum(bit[one.rule.rule] for one in trace.deciding) != deciding:
            rules = [rule for rule, value in bit.items() if value & deciding]
            yield f"{answers}: engine {trace.models} {[one.rule.rule for one in trace.deciding]}, space {rules}"


def full_comparison() -> int:
    """Compare all sets and say so; the exit code."""
    began = time.monotonic()
    content = load(ROOT / "rules", ROOT / "knowledge")
    adviser = content.adviser
    found = list(islice(differences(adviser.engine, adviser.space), SHOWN))
    print(*found, sep="\n", end="\n" if found else "")
    seconds = time.monotonic() - began
    print(f"{len(adviser.space):,} answer sets: {'they differ' if found else 'no difference'} ({seconds:.0f} s)")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(full_comparison())
