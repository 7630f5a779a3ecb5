"""How long a whole advice takes, for complete and for partial answers: `python benchmarks/advise.py`.

An advice is everything `Adviser.advise` says: the model, its reasons, why not the others, extras, contradictions, what
would change it. Beside it the outlook, which every question's screen wants: computed here, remembered by answers in a
conversation. The answers are random reachable sets, cut after so many questions as a consultation would be.
`--profile` shows instead where the time of complete sets goes.
"""

import argparse
import cProfile
import pstats
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from machine import KNOWLEDGE, RULES, answer_sets, described, one_core, quantile, table

from bot.content import load
from bot.inference.adviser import Adviser
from bot.inference.box import Box
from bot.inference.outlook import outlook
from bot.model import Answers

WANTED_MS = 2


def given(answers: Mapping[str, str], many: int | None = None) -> Answers:
    """The first so many answers of a set, as a consultation holds them."""
    return {key: (option,) for key, option in islice(answers.items(), many)}


def taken(call: Callable[[Answers], object], sets: Sequence[Answers]) -> tuple[list[float], list[float]]:
    """How long each took and how much CPU it cost, both sorted, in ms."""
    found: tuple[list[float], list[float]] = ([], [])
    for answers in sets:
        began, worked = time.perf_counter(), time.thread_time()
        call(answers)
        found[1].append((time.thread_time() - worked) * 1e3)
        found[0].append((time.perf_counter() - began) * 1e3)
    return sorted(found[0]), sorted(found[1])


def row(name: str, sets: Sequence[Answers], adviser: Adviser) -> Sequence[str]:
    """The line of one kind of answers."""
    looked = taken(lambda answers: outlook(Box(adviser.space, answers)), sets)
    return name, *_shown(*taken(adviser.advise, sets)), *_shown(*looked)


def _shown(seconds: Sequence[float], worked: Sequence[float]) -> Iterator[str]:
    for ordered, share in ((seconds, 0.5), (seconds, 0.99), (worked, 0.5)):
        yield f"{quantile(ordered, share):.2f}"


def ready() -> Adviser:
    """An adviser with engine and space made."""
    book = load(RULES, KNOWLEDGE).book
    adviser = Adviser(book, "benchmark")
    for persona in book.personas:
        adviser.advise(persona.answers)
    return adviser


def report(many: int) -> None:
    core, adviser = one_core(), ready()
    sets = answer_sets(adviser.space, many)
    kinds = {"complete": [given(one) for one in sets]}
    for count in range(len(adviser.book.questions)):
        kinds[f"the first {count}"] = [given(one, count) for one in sets[: many // 10] if len(one) > count]
    print(f"### A whole advice\n\n{described()}; {core}.")
    print(f"{many:,} random complete answer sets; a tenth of them cut after so many questions.\n")
    head = ("answers", "advice: median ms", "p99 ms", "CPU ms", "outlook: median ms", "p99 ms", "CPU ms")
    print(table(head, [row(kind, some, adviser) for kind, some in kinds.items()]))
    print(f"\nWanted: an advice on complete answers under {WANTED_MS} ms.")


def profile(many: int) -> None:
    _, adviser = one_core(), ready()
    sets = [given(one) for one in answer_sets(adviser.space, many)]
    watch = cProfile.Profile()
    watch.runcall(taken, adviser.advise, sets)
    for order in ("tottime", "cumtime"):
        pstats.Stats(watch).strip_dirs().sort_stats(order).print_stats(30)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", type=int, default=2_000)
    parser.add_argument("--profile", action="store_true", help="where the time goes")
    chosen = parser.parse_args()
    profile(chosen.sets) if chosen.profile else report(chosen.sets)


if __name__ == "__main__":
    main()
