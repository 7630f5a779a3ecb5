"""durable_rules as we drive it: right, quiet, in a fixed order, and flat in memory."""

import subprocess
import sys
import threading
from pathlib import Path
from random import Random

import pytest

from bot.inference.engine import Engine

ROOT = Path(__file__).resolve().parents[2]

FLAT = """
import resource
from pathlib import Path
from bot.content import load
content = load(Path("rules"), Path("knowledge"))
sets = [{name: options[0] for name, options in one.answers.items()} for one in content.book.personas]
engine = content.adviser.engine
def grown(times):
    for number in range(times):
        engine.beside(engine.trace(sets[number % len(sets)]))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before = grown(2000)
print(grown(12000) - before)
"""

RELOADED = """
import resource
from pathlib import Path
from bot.content import load
from bot.inference.engine import Engine
book = load(Path("rules"), Path("knowledge")).book
def grown(times):
    for _ in range(times):
        engine = Engine(book)
        engine.trace({name: options[0] for name, options in book.personas[0].answers.items()})
        engine.close()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before = grown(30)
print(grown(150) - before)
"""


@pytest.fixture(scope="module")
def persona(book):
    return {name: options[0] for name, options in book.personas[19].answers.items()}


def test_a_trace_names_every_rule_that_fired_with_what_it_read(engine, persona):
    trace = engine.trace(persona)

    deciding = {one.rule.rule: dict(one.facts) for one in trace.deciding}

    assert deciding == {
        "H3": {"hours": "always", "downtime": "minutes", "size": "15-29", "no-capacity": 1},
        "H4": {"downtime": "minutes", "incidents": "weekly", "no-capacity": 1},
    }
    assert trace.known["exposures"] == 5


def test_the_order_of_the_answers_never_matters(engine, persona):
    plain = engine.trace(persona)
    random = Random(1)
    for _ in range(20):
        shuffled = list(persona.items())
        random.shuffle(shuffled)

        trace = engine.trace(dict(shuffled))

        assert trace.fired == plain.fired
        assert trace.deciding == plain.deciding


def test_no_thread_is_started(book):
    before = threading.active_count()
    engine = Engine(book)
    engine.trace({"it": "nobody"})

    assert threading.active_count() == before
    engine.close()


def test_two_engines_do_not_disturb_each_other(book, persona):
    first, second = Engine(book), Engine(book)
    calm = {name: options[0] for name, options in book.personas[0].answers.items()}

    models = [(first.trace(persona).models, second.trace(calm).models) for _ in range(50)]
    first.close()

    assert set(models) == {(("managed",), ("break-fix",))}
    assert second.trace(persona).models == ("managed",)
    second.close()


@pytest.mark.parametrize("program", [pytest.param(FLAT, id="evaluating"), pytest.param(RELOADED, id="compiling anew")])
def test_memory_stays_flat(program):
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert int(done.stdout) < 4_000, f"grew by {done.stdout} KiB"
