"""The adviser is made late, once, and the same for every thread that asks for it."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep

from bot.content import load_source
from bot.inference.once import once

FIRST_SCREEN = """
import sys
from bot.content import load
from bot.conversation.view import view
from bot.wording.sentences import Voice
from bot.model import Consultation
from bot.settings import content_folders

content = load(*content_folders(None, None))
assert view(Consultation("id", "nonce", content.revision), content, "us", Voice("Acme")).options
print(*sorted({"numpy", "durable", "durable_rules_engine"} & set(sys.modules)))
"""


class Slow:
    """Something that takes its time to be made, and counts how often it was."""

    def __init__(self):
        self.made = 0

    @once
    def thing(self):
        self.made += 1
        sleep(0.02)
        return object()


def test_threads_that_ask_at_the_same_time_wait_for_one_and_the_same():
    slow, together = Slow(), Barrier(4)

    def ask(_):
        together.wait()
        return slow.thing

    with ThreadPoolExecutor(4) as threads:
        found = set(threads.map(ask, range(4)))

    assert found == {slow.thing}
    assert slow.made == 1


def test_a_question_asked_while_the_adviser_is_warmed_gets_the_advice_of_that_adviser(content, adviser):
    young = load_source(content.source)

    with ThreadPoolExecutor(2) as threads:
        warming = threads.submit(young.warm)
        asked = threads.submit(lambda: young.adviser.outlook({}))
        warming.result()

    assert asked.result() == adviser.outlook({})
    assert {"engine", "space"} <= young.adviser.__dict__.keys()
    young.adviser.engine.close()


def test_the_first_screen_waits_for_neither_the_engine_nor_the_answer_space():
    shown = subprocess.run([sys.executable, "-c", FIRST_SCREEN], check=True, capture_output=True, text=True, timeout=60)

    assert shown.stdout.split() == []
