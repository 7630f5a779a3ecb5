"""What the benchmarks share: the machine in one line, one core, memory as Linux counts it, answer sets, tables."""

import os
import platform
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RULES, KNOWLEDGE = ROOT / "rules", ROOT / "knowledge"
SEED = 20


def described() -> str:
    """The processor, its cores, the system and Python; the load tells how much to trust the tails."""
    file = Path("/proc/cpuinfo")
    lines = file.read_text().splitlines() if file.exists() else []
    model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    load = f"{os.getloadavg()[0]:.1f}"
    system = f"{platform.system()} {platform.release().partition('-')[0]}"
    return f"{model}, {os.cpu_count()} cores, {system}, Python {platform.python_version()}, load average {load}"


def revision(package: str) -> str:
    """The installed version of a package."""
    return version(package)


def one_core() -> str:
    """Bind this process, and every thread it starts, to one core: the last that it may use."""
    if not hasattr(os, "sched_setaffinity"):
        return "not bound to a core"
    core = max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})
    return f"bound to core {core}"


def memory(field: str = "VmRSS") -> int:
    """KiB of this process: VmRSS now, VmHWM at the peak."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field + ":"))


def forget_peak() -> None:
    """Let VmHWM begin again at the present size."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which a share of sorted values lies."""
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def answer_sets(space, many: int, seed: int = SEED) -> list[Mapping[str, str]]:
    """Random complete answer sets, each reachable one as likely as any other; the same for the same seed."""
    chance = random.Random(seed)
    return [_answers(space, [chance.randrange(len(axis)) for axis in space.axes]) for _ in range(many)]


def _answers(space, positions: Sequence[int]) -> Mapping[str, str]:
    options = {
        question.id: axis.option(question, position)
        for axis, position in zip(space.axes, positions, strict=True)
        for question in axis.questions
    }
    return {one.id: options[one.id] for one in space.book.questions if options[one.id] is not None}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first are numbers."""
    return "\n".join(_lines(head, rows))


def _lines(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"| --- |{' ---: |' * (len(head) - 1)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
