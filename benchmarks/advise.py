"""How long a whole advice takes, for complete and for partial answers: `python benchmarks/advise.py`.

An advice is everything `Adviser.advise` says: the model, its reasons, why not the others, extras, contradictions, what
would change it. The answers are random reachable sets, cut after so many questions as a consultation would be. `cold`
has no outlook remembered; `warm` has, as when the screen before was about the same answers. `--profile` shows instead
where the time of complete sets goes.
"""

import argparse
import cProfile
import pstats
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from machine import KNOWLEDGE, RULES, answer_sets, described, one_core, quantile, table

from bot.content import load
from bot.inference.adviser import REMEMBERED, Adviser
from bot.inference.box import Box
from bot.inference.outlook import outlook
from bot.inference.report import Outlook
from bot.model import Answers

WANTED_MS = 2


class Forgetful(Adviser):
    """An adviser that remembers no outlook."""

    def outlook(self, answers: Answers) -> Outlook:
        """The outlook, computed."""
        return outlook(Box(self.space, answers))


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


def row(name: str, sets: Sequence[Answers], cold: Adviser, warm: Adviser) -> Sequence[str]:
    """The line of one kind of answers."""
    for answers in sets:
        warm.outlook(answers)
    return name, *_shown(*taken(cold.advise, sets)), *_shown(*taken(warm.advise, sets))


def _shown(seconds: Sequence[float], worked: Sequence[float]) -> Iterator[str]:
    for ordered, share in ((seconds, 0.5), (seconds, 0.99), (worked, 0.5)):
        yield f"{quantile(ordered, share):.2f}"


def advisers() -> tuple[Adviser, Adviser]:
    """One that forgets and one that remembers, with engine and space made."""
    book = load(RULES, KNOWLEDGE).book
    found = Forgetful(book, "benchmark"), Adviser(book, "benchmark")
    for one in found:
        one.advise(dict(book.personas[0].answers))
    return found


def report(many: int) -> None:
    core, (cold, warm) = one_core(), advisers()
    sets = answer_sets(cold.space, min(many, REMEMBERED))
    taken(cold.advise, [given(one) for one in sets[:100]])
    kinds = {"complete": [given(one) for one in sets]}
    for count in range(len(cold.book.questions)):
        kinds[f"the first {count}"] = [given(one, count) for one in sets[: many // 10] if len(one) > count]
    print(f"### A whole advice\n\n{described()}; {core}.")
    print(f"{len(sets):,} random complete answer sets; a tenth of them cut after so many questions.\n")
    head = ("answers", "cold: median ms", "p99 ms", "CPU ms", "warm: median ms", "p99 ms", "CPU ms")
    print(table(head, [row(kind, some, cold, warm) for kind, some in kinds.items()]))
    print(f"\nWanted: under {WANTED_MS} ms for complete answers.")


def profile(many: int) -> None:
    _, (cold, _) = one_core(), advisers()
    sets = [given(one) for one in answer_sets(cold.space, many)]
    watch = cProfile.Profile()
    watch.runcall(taken, cold.advise, sets)
    for order in ("tottime", "cumtime"):
        pstats.Stats(watch).strip_dirs().sort_stats(order).print_stats(30)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", type=int, default=2_000)
    parser.add_argument("--profile", action="store_true", help="where the time goes, cold")
    chosen = parser.parse_args()
    profile(chosen.sets) if chosen.profile else report(chosen.sets)


if __name__ == "__main__":
    main()
