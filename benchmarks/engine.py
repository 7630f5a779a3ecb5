"""How fast the engine fires the rules, with its trace, beside other rule engines: `python benchmarks/engine.py`.

Same rules, same answers, one core, one run. Before anything is timed every engine must name the same model and fire the
same needs and model rules on the personas and on random reachable answer sets. Rounds alternate between the engines, so
that a busy moment of the machine hits them all; CPU time says more than the rate where others use the machine too.
It wants benchmarks/requirements.txt: `make bench` makes the venv.
"""

import argparse
import statistics
import time
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from machine import KNOWLEDGE, RULES, answer_sets, described, memory, one_core, quantile, table

from bot.content import load
from bot.rulebook.book import Rulebook

try:
    from peers import Contestant, contestants
except ModuleNotFoundError as missing:
    raise SystemExit(f"{missing}: the peers stand in benchmarks/requirements.txt, `make bench` installs them") from None

WARM_UP = 2_000


@dataclass
class Timed:
    """What the rounds of one contestant took."""

    contestant: Contestant
    taken: array
    done: int = 0
    rates: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    grown: int = 0

    def round(self, sets: Sequence[Mapping[str, str]], many: int) -> None:
        """Evaluate so many answer sets, each timed; note the rate, the CPU time and what the memory grew by."""
        evaluate, clock, taken, size = self.contestant.evaluate, time.perf_counter, self.taken, len(sets)
        before, worked, began = memory(), time.process_time(), clock()
        for number in range(self.done, self.done + many):
            one = clock()
            evaluate(sets[number % size])
            taken[number] = clock() - one
        self.rates.append(many / (clock() - began))
        self.worked.append((time.process_time() - worked) / many)
        self.grown += memory() - before
        self.done += many

    @property
    def rate(self) -> float:
        """Evaluations a second: the median of the rounds."""
        return statistics.median(self.rates)

    @property
    def cpu(self) -> float:
        """Seconds of CPU for an evaluation: the median of the rounds."""
        return statistics.median(self.worked)

    def row(self, ours: "Timed") -> Sequence[str]:
        """Its line in the table."""
        ordered = sorted(self.taken)
        p50, p99 = (f"{quantile(ordered, share) * 1e3:.3f}" for share in (0.5, 0.99))
        speed = f"{ours.cpu / self.cpu:.2f}"
        return self.contestant.name, f"{self.rate:,.0f}", p50, p99, f"{self.cpu * 1e6:.0f}", speed, f"{self.grown:+,}"


def check(every: Sequence[Contestant], sets: Sequence[Mapping[str, str]]) -> None:
    """Refuse to time engines that do not agree on every model, need and model rule."""
    ours = every[0]
    for answers in sets:
        wanted = ours.outcome(ours.evaluate(answers))
        for other in every[1:]:
            found = other.outcome(other.evaluate(answers))
            if found != wanted:
                raise SystemExit(f"{other.name} differs on {dict(answers)}: {found}, not {wanted}")


def timed(every: Sequence[Contestant], sets: Sequence[Mapping[str, str]], many: int, rounds: int) -> list[Timed]:
    """Every contestant over all rounds, in turn."""
    found = [Timed(one, array("d", bytes(8 * many * rounds))) for one in every]
    for one in found:
        for number in range(WARM_UP):
            one.contestant.evaluate(sets[number % len(sets)])
    for _ in range(rounds):
        for one in found:
            one.round(sets, many)
    return found


def grown(one: Contestant, sets: Sequence[Mapping[str, str]], many: int) -> str:
    """What the process grew by over so many evaluations, at every quarter."""
    before, found = memory(), []
    for _ in range(4):
        for number in range(many // 4):
            one.evaluate(sets[number % len(sets)])
        found.append(f"{memory() - before:+,}")
    return f"Memory of ours over {many:,} more evaluations, at every quarter: {', '.join(found)} KiB."


def verdict(found: Sequence[Timed]) -> str:
    """Which peers are faster and which slower than ours, by CPU time."""
    ours = found[0].cpu
    faster = [f"{one.contestant.name} {ours / one.cpu:.1f} times" for one in found[2:] if one.cpu < ours]
    slower = [f"{one.contestant.name} {one.cpu / ours:.1f} times" for one in found[2:] if one.cpu >= ours]
    return f"Faster than ours: {'; '.join(faster) or 'none'}.\nSlower than ours: {'; '.join(slower) or 'none'}."


def heading(book: Rulebook, core: str, chosen: argparse.Namespace) -> str:
    """What was compared, on what."""
    rules = f"{len(book.needs)} needs, {len(book.tallies)} tallies and {len(book.model_rules)} model rules"
    checked = f"{len(book.personas)} personas and {chosen.sets} random answer sets"
    return (
        f"### The engine beside its peers\n\n{described()}; {core}.\n"
        f"The real rules: {rules}. All engines agree on {checked}, and are timed on them:\n"
        f"{chosen.evaluations:,} evaluations each, in {chosen.rounds} rounds that alternate.\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--evaluations", type=int, default=50_000, help="of each engine")
    parser.add_argument("--memory", type=int, default=200_000, help="evaluations of ours over which memory is watched")
    parser.add_argument("--rounds", type=int, default=25, help="medians of the rounds are shown")
    parser.add_argument("--sets", type=int, default=200, help="random reachable answer sets beside the personas")
    chosen = parser.parse_args()
    core, content = one_core(), load(RULES, KNOWLEDGE)
    sets = [{key: options[0] for key, options in one.answers.items()} for one in content.book.personas]
    sets += answer_sets(content.adviser.space, chosen.sets)
    every = contestants(content.book, content.adviser.engine)
    check(every, sets)
    print(heading(content.book, core, chosen), flush=True)
    found = timed(every, sets, chosen.evaluations // chosen.rounds, chosen.rounds)
    head = ("engine", "evaluations/s", "median ms", "p99 ms", "CPU µs", "speed by CPU, ours = 1", "memory, KiB")
    print(table(head, [one.row(found[0]) for one in found]))
    print(f"\n{verdict(found)}\n{grown(every[0], sets, chosen.memory)}")


if __name__ == "__main__":
    main()
