"""How long the whole answer space takes to decide, and how much memory: `python benchmarks/space.py`.

Each measurement is a process of its own, which loads the rules first and is then timed. Memory is measured twice: what
the process grew by at its peak, and what Python and numpy allocated (tracemalloc, in a run that is not timed).
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator, Mapping, Sequence

from machine import KNOWLEDGE, RULES, described, forget_peak, memory, one_core, table

from bot.content import load
from bot.inference.space import Space


def once() -> dict[str, float]:
    """Decide the space in this process, timed."""
    one_core()
    book = load(RULES, KNOWLEDGE).book
    forget_peak()
    before, began = memory(), time.perf_counter()
    space = Space(book)
    taken = time.perf_counter() - began
    return {"sets": len(space), "seconds": taken, "peak": memory("VmHWM") - before, "kept": memory() - before}


def allocated() -> dict[str, float]:
    """Decide the space in this process, watched by tracemalloc: the peak and what stays, in KiB."""
    book = load(RULES, KNOWLEDGE).book
    tracemalloc.start()
    space = Space(book)
    kept, peak = tracemalloc.get_traced_memory()
    return {"sets": len(space), "peak": peak / 1024, "kept": kept / 1024}


def apart(how: str) -> dict[str, float]:
    """The same in a fresh process."""
    done = subprocess.run([sys.executable, __file__, how], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def rows(found: Sequence[Mapping[str, float]], traced: Mapping[str, float]) -> Iterator[Sequence[str]]:
    """The lines of the table."""
    seconds = sorted(one["seconds"] for one in found)
    shown = (statistics.median(seconds), seconds[0], seconds[-1])
    yield "seconds", *(f"{one:.3f}" for one in shown)
    yield "million answer sets/s", *(f"{traced['sets'] / one / 1e6:.1f}" for one in shown)
    for what, says in (("peak", "at the peak"), ("kept", "afterwards")):
        grown = statistics.median(one[what] for one in found) / 1024
        yield f"the process grows by, {says}, MiB", f"{grown:.1f}", "", ""
        yield f"allocated {says} (tracemalloc), MiB", f"{traced[what] / 1024:.1f}", "", ""


def report(runs: int) -> None:
    found, traced = [apart("once") for _ in range(runs)], apart("allocated")
    print(f"### The whole answer space\n\n{described()}; {runs} processes, each bound to one core.\n")
    print(table((f"{traced['sets']:,} answer sets", "median", "fastest", "slowest"), rows(found, traced)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("how", nargs="?", choices=["report", "once", "allocated"], default="report")
    parser.add_argument("--runs", type=int, default=5)
    chosen = parser.parse_args()
    if chosen.how == "report":
        report(chosen.runs)
    else:
        print(json.dumps(once() if chosen.how == "once" else allocated()))


if __name__ == "__main__":
    main()
