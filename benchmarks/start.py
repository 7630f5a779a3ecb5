"""How long `fixpoint check` and a whole piped consultation take from a standing start: `python benchmarks/start.py`.

Every run is a new process with a new temporary database; the files are in the page cache and the bytecode is compiled,
as on any machine that has run it once. Time is from the start of the process to its end, memory its peak (wait4). This
process stays small on purpose: Linux counts what a child had before its exec.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from machine import KNOWLEDGE, RULES, described, table

FIXPOINT = Path(sys.executable).with_name("fixpoint")
PERSONA = 14  # she is asked all twelve questions
WANTED = {"check": (2.0, None), "chat": (1.5, 120)}


@dataclass(frozen=True)
class Run:
    """One process: seconds from start to end, seconds of CPU, peak memory in MiB, what it wrote."""

    seconds: float
    cpu: float
    peak: float
    wrote: str


def run(command: str, lines: Sequence[str], folder: Path) -> Run:
    """One command with lines piped into it. Ends the benchmark if it fails."""
    given, written, said = folder / "given", folder / "written", folder / "said"
    given.write_text("".join(f"{line}\n" for line in lines))
    environment = {**os.environ, "FIXPOINT_DATABASE": f"sqlite:///{folder}/fixpoint.db"}
    with given.open() as stdin, written.open("w") as stdout, said.open("w") as stderr:
        began = time.perf_counter()
        child = subprocess.Popen(
            [FIXPOINT, command], stdin=stdin, stdout=stdout, stderr=stderr, env=environment, cwd=folder
        )
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"fixpoint {command} ended with {child.returncode}: {said.read_text()}{written.read_text()}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, written.read_text())


def consultation() -> tuple[str, list[str]]:
    """What the advice must name, and the lines to type. Read by a process of its own, to keep this one small."""
    shown = subprocess.run([sys.executable, __file__, "--lines"], check=True, capture_output=True, text=True)
    model, *lines = shown.stdout.splitlines()
    return model, lines


def print_lines() -> None:
    """The words of the persona's model, `Start`, and her answers by their labels, one a line."""
    from bot.content import load  # noqa: PLC0415 - the process that measures stays small

    book = load(RULES, KNOWLEDGE).book
    persona = book.personas[PERSONA - 1]
    print(book.model(persona.model).said, "Start", sep="\n")
    for name, (option, *_) in persona.answers.items():
        print(book.question(name).options[option].label)


def runs(command: str, lines: Sequence[str], many: int) -> list[Run]:
    """The command so many times, after once for the caches; each in a folder of its own."""
    found = []
    for _ in range(many + 1):
        with tempfile.TemporaryDirectory() as folder:
            found.append(run(command, lines, Path(folder)))
    return found[1:]


def row(name: str, command: str, found: Sequence[Run]) -> Sequence[str]:
    """The line of one command."""
    seconds = sorted(one.seconds for one in found)
    cpu, peak = statistics.median(one.cpu for one in found), statistics.median(one.peak for one in found)
    limits = " and ".join(_limits(*WANTED[command]))
    return name, f"{statistics.median(seconds):.2f}", f"{seconds[0]:.2f}", f"{cpu:.2f}", f"{peak:.0f}", limits


def _limits(seconds: float, peak: float | None) -> Iterator[str]:
    yield f"< {seconds} s"
    if peak:
        yield f"< {peak} MiB"


def report(many: int) -> None:
    model, lines = consultation()
    print(f"### A standing start\n\n{described()}; {many} processes each, a new database for each.\n", flush=True)
    talks = runs("chat", lines, many)
    for talk in talks:
        if model not in talk.wrote:
            raise SystemExit(f"the consultation did not end with {model}:\n{talk.wrote[-1500:]}")
    rows = [
        row("`fixpoint check`", "check", runs("check", (), many)),
        row(f"`fixpoint chat`, {len(lines)} lines piped", "chat", talks),
    ]
    print(table(("command", "median s", "fastest s", "CPU s", "peak MiB", "wanted"), rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--lines", action="store_true", help="show what is piped, and leave")
    chosen = parser.parse_args()
    print_lines() if chosen.lines else report(chosen.runs)


if __name__ == "__main__":
    main()
