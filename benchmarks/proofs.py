"""How long the proofs over every answer set take, held against their targets: `python benchmarks/proofs.py`.

Everything runs on one core, the processes started here too. A process pays for everything, its imports as well; what is
measured in this process was run once before, and takes a content read anew each time. A look-ahead is measured in whole
random consultations, each with an adviser that remembers nothing yet of any answers (the decided space is there): the
first sight of a screen is computed, the second is found by its answers. No consultation profits from another here, as
it does in a running bot, so the first sights are the dearest that there are.
"""

import argparse
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from advise import given
from machine import KNOWLEDGE, RULES, SEED, answer_sets, described, one_core, quantile, table

from bot.analysis.certificate import certificate
from bot.analysis.difference.edits import Side
from bot.analysis.difference.report import difference
from bot.content import Content, load
from bot.inference.adviser import Adviser
from bot.inference.space import Space

FIXPOINT = Path(sys.executable).with_name("fixpoint")
RULE, EDITED = "when: {size: [30-99, 100-plus], no-capacity: holds}", "when: {size: 100-plus, no-capacity: holds}"
STAGES = ("0 to 3 answers", "4 answers", "5 answers and more")  # apart, lest the many late screens hide the fourth
LAST_LINE = re.compile(r"^(no|\d+) (finding|problem)s?\b")
COLD = """import sys, time
began = time.perf_counter()
from pathlib import Path
from bot.content import load
len(load(Path(sys.argv[1]), Path(sys.argv[2])).adviser.space)
print(time.perf_counter() - began)"""  # what a start waits for, Python itself left out
POLL = 0.2  # seconds between two looks of --watch: a save comes at any moment between them


@dataclass(frozen=True)
class Measured:
    """What was measured several times, in seconds; the target if there is one."""

    what: str
    runs: Sequence[float]
    target: float | None = None

    def row(self) -> Sequence[str]:
        """The line in the table."""
        middle, low, high = statistics.median(self.runs), min(self.runs), max(self.runs)
        if self.target is None:
            return self.what, _shown(middle), f"{_shown(low)} to {_shown(high)}", "", ""
        verdict = "met" if high < self.target else "missed" if middle >= self.target else "met, not by every run"
        return self.what, _shown(middle), f"{_shown(low)} to {_shown(high)}", f"< {_shown(self.target)}", verdict


def _shown(seconds: float) -> str:
    for unit, least in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= least:
            return f"{seconds / least:.3g} {unit}"
    return f"{seconds * 1e6:.3g} µs"


def timed(call: Callable[[], object]) -> float:
    """Seconds that it took."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def edited(folder: Path) -> Path:
    """A copy of the real rules in which one rule says something else."""
    copy = folder / "edited"
    shutil.copytree(RULES, copy)
    shutil.copytree(KNOWLEDGE, folder / "knowledge")
    _save(copy / "models.yaml", RULE, EDITED)
    return copy


def _save(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    if text.count(old) != 1:
        raise SystemExit(f'{file.name}: "{old}" stands there {text.count(old)} times; name another rule in proofs.py')
    file.write_text(text.replace(old, new))


def read() -> Content:
    """The real content, nothing of it decided yet."""
    return load(RULES, KNOWLEDGE)


def process(folder: Path, *words: object) -> float:
    """A whole process of the program, from its start to its end. Ends the benchmark if it fails."""
    command = [FIXPOINT, *map(str, words)]
    began = time.perf_counter()
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder, env=_environment(folder))
    taken = time.perf_counter() - began
    if done.returncode:
        raise SystemExit(f"fixpoint {words[0]} ended with {done.returncode}: {done.stderr}{done.stdout}")
    return taken


def _environment(folder: Path) -> Mapping[str, str]:
    return {**os.environ, "FIXPOINT_DATABASE": f"sqlite:///{folder}/fixpoint.db"}


def contents(runs: int, folder: Path) -> Iterator[Measured]:
    """Loading, the certificate and the difference."""
    shipped, copy = ("--rules", RULES, "--knowledge", KNOWLEDGE), edited(folder)

    def decided() -> None:
        len(read().adviser.space)

    def compared() -> None:
        difference(Side("old", read()), Side("new", load(copy, KNOWLEDGE)))

    yield Measured("content read and its space decided, new process with imports", _cold(runs), 0.5)
    yield Measured("the same again in a process that did it before", _repeated(decided, runs), 0.5)
    fresh = [read() for _ in range(runs + 1)]
    took = [timed(lambda content=content: certificate(content)) for content in fresh]
    yield Measured("certificate, the space decided in it", took[1:], 1)
    yield Measured("`fixpoint check`, the whole process", _checks(runs, folder, shipped), 1)
    yield Measured("difference of one changed rule, reading both", _repeated(compared, runs), 2)
    diffs = [process(folder, "diff", copy, *shipped) for _ in range(runs + 1)][1:]
    yield Measured("`fixpoint diff`, the whole process", diffs, 2)


def _cold(runs: int) -> list[float]:
    words = [sys.executable, "-c", COLD, RULES, KNOWLEDGE]
    return [float(subprocess.run(words, check=True, capture_output=True).stdout) for _ in range(runs + 1)][1:]


def _checks(runs: int, folder: Path, shipped: Sequence[object]) -> list[float]:
    return [process(folder, "check", *shipped) for _ in range(runs + 1)][1:]


def _repeated(call: Callable[[], object], runs: int) -> list[float]:
    call()
    return [timed(call) for _ in range(runs)]


def watched(runs: int, folder: Path) -> Measured:
    """From a save to the last line of the report that `fixpoint check --watch` prints about it."""
    copy, chance = folder / "watched", random.Random(SEED)
    shutil.copytree(RULES, copy)
    words = [FIXPOINT, "check", "--watch", "--rules", copy, "--knowledge", KNOWLEDGE]
    said = subprocess.DEVNULL
    took = []
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=said, text=True, cwd=folder, env=_environment(folder)
    ) as child:
        try:
            _reported(child)
            for run in range(runs):
                time.sleep(POLL + chance.uniform(0, POLL))
                _save(copy / "models.yaml", *((EDITED, RULE) if run % 2 else (RULE, EDITED)))
                took.append(timed(lambda: _reported(child)))
        finally:
            child.kill()
    return Measured("`--watch`, from the save to the whole answer", took, 1)


def _reported(child: subprocess.Popen[str]) -> None:
    """Read on to the end of one report."""
    for line in child.stdout:
        if LAST_LINE.match(line):
            return
    raise SystemExit("fixpoint check --watch ended by itself")


def screens(runs: int, many: int) -> Iterator[Measured]:
    """The look-ahead: p99 of each run, over consultations of its own."""
    content = read()
    space, found = content.adviser.space, {}
    for run in range(runs):
        for name, seconds in _looked(content, space, many, SEED + run).items():
            ordered = sorted(seconds)
            for share, says in ((0.5, "median"), (0.99, "p99")):
                found.setdefault((name, says), []).append(quantile(ordered, share))
    for (name, says), seconds in found.items():
        yield Measured(f"look-ahead, {name}: {says}", seconds, _target(name) if says == "p99" else None)


def _target(name: str) -> float:
    return 0.020 if name.startswith(STAGES[0]) else 0.001


def _looked(content: Content, space: Space, many: int, seed: int) -> Mapping[str, list[float]]:
    """How long each screen of some consultations took to look ahead."""
    found = {f"{stage}, {sight} sight": [] for stage in STAGES for sight in ("first", "second")}
    for answers in answer_sets(space, many, seed):
        adviser = Adviser(content.book, content.revision)
        adviser.space = space  # decided once; what is remembered by answers begins empty
        for count in range(len(answers) + 1):
            known, stage = given(answers, count), STAGES[max(0, min(count - 3, 2))]
            for sight in ("first", "second"):
                took = timed(lambda adviser=adviser, known=known: adviser.outlook(known))
                found[f"{stage}, {sight} sight"].append(took)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=7, help="of each measurement")
    parser.add_argument("--consultations", type=int, default=300, help="in each run of the look-ahead")
    chosen = parser.parse_args()
    core = one_core()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        found = [*contents(chosen.runs, place), watched(chosen.runs, place)]
        found += screens(chosen.runs, chosen.consultations)
    print(
        f"### The proofs\n\n{described()}; {core}.\n{chosen.runs} runs of each. A look-ahead is the median or the p99"
    )
    print(f"of each run, over every screen of {chosen.consultations} random consultations.\n")
    print(table(("what", "median", "range", "target", "reached"), [one.row() for one in found]))


if __name__ == "__main__":
    main()
