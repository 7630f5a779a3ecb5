"""Where the time of a running Fixpoint goes: py-spy looks at its stacks from outside, 250 times a second.

A sample belongs to the innermost layer that it stands in, so that JSON called by aiohttp is JSON; in the second table
it belongs to the innermost file of ours, with everything that this file called. Only the event loop's thread is looked
at, because py-spy takes a waiting SQLite for a working one; what the others use is read from Linux.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bots import LOAD, OURS, OURS_HOOKED, environment
from machine import described, table

RATE = 250
SHOWN = 20
WARMED_UP = 3.0
"""Seconds after the start that are not looked at."""

LAYERS = (
    ("json", r"(?<![a-z])json/"),
    ("aiohttp and yarl", r"aiohttp/|yarl/|multidict/|propcache/|aiosignal/|frozenlist/|async_timeout/"),
    ("uvicorn, h11, starlette", r"uvicorn/|h11/|starlette/"),
    ("python-telegram-bot", r"telegram/(_|ext/|request/|error)"),
    ("encryption", r"bot/store/crypt\.py|cryptography/"),
    ("store, event loop's side", r"bot/store/"),
    ("inference (outlook, advice)", r"bot/inference/"),
    ("rulebook", r"bot/rulebook/"),
    ("conversation (step, view)", r"bot/conversation/|bot/consult\.py|bot/content\.py|bot/library/"),
    ("markup", r"bot/telegram/markup\.py|markdown_it/"),
    ("front end (bot/telegram)", r"bot/telegram/"),
    ("asyncio and sockets", r"asyncio/|selectors\.py|socket\.py|contextvars"),
)
SPY = Path(sys.executable).with_name("py-spy")
THREADS = "other threads (SQLite)"
OURS_FRAME = re.compile(r"\(((?:\S*/)?bot/(?!commands/)[\w/]+\.py)")


@dataclass(frozen=True)
class Sampled:
    """The stacks of the event loop's thread with how often each was seen, and the CPU seconds of it and of the rest."""

    stacks: Counter[str]
    loop: float
    others: float


def profile(chosen: argparse.Namespace) -> int:
    """Fixpoint under the load of `traffic.py`, looked at for a while in the middle."""
    if not SPY.exists():
        raise SystemExit("traffic.py: py-spy is missing; install what benchmarks/requirements.txt says of it")
    bot = OURS if chosen.mode == "poll" else OURS_HOOKED
    options = [f"--{name}={getattr(chosen, name)}" for name in ("active", "presses", "mode")]
    with tempfile.TemporaryDirectory() as folder:
        command = (sys.executable, LOAD / "load.py", *options, "--users=1000000", "--limit=25", "--", *bot.command)
        load = subprocess.Popen(command, env=environment(), cwd=folder, stdout=subprocess.PIPE, text=True)
        try:
            time.sleep(WARMED_UP)
            sampled = sample(child(load.pid), 15.0)
        finally:
            told, _ = load.communicate()
    print(f"### Where the time goes\n\n{described()}; {bot.mode}, {chosen.active} users at a time.\n")
    report(sampled)
    print(f"\n```\n{told.strip()}\n```")
    return 0


def child(pid: int) -> int:
    """The process that another one has started."""
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])


def sample(pid: int, seconds: float) -> Sampled:
    """Look at a process for so long."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "stacks"
        options = (
            "--format=raw",
            f"--rate={RATE}",
            f"--duration={seconds:.0f}",
            f"--output={file}",
            "--full-filenames",
        )
        before = _worked(pid)
        subprocess.run((SPY, "record", f"--pid={pid}", *options), check=True, capture_output=True)
        loop, others = (now - then for now, then in zip(_worked(pid), before, strict=True))
        found: Counter[str] = Counter()
        for line in file.read_text().splitlines():
            stack, _, many = line.rpartition(" ")
            if "_bootstrap_inner" not in stack:
                found[stack] += int(many)
    return Sampled(found, loop, others)


def _worked(pid: int) -> tuple[float, float]:
    """CPU seconds of the first thread, and of all others."""
    threads = {
        int(task.name): int((task / "schedstat").read_text().split()[0]) / 1e9
        for task in Path(f"/proc/{pid}/task").iterdir()
    }
    return threads[pid], sum(threads.values()) - threads[pid]


def report(sampled: Sampled) -> None:
    """Both tables."""
    layers: Counter[str] = Counter()
    files: Counter[str] = Counter()
    for stack, many in sampled.stacks.items():
        frames = stack.split(";")[::-1]
        layers[layer(frames)] += many
        files[ours(frames)] += many
    print(table(("layer", "share of CPU"), shares(layers, sampled)), end="\n\n")
    print(table(("our file, with what it calls", "share of CPU"), shares(files, sampled)))


def shares(found: Counter[str], sampled: Sampled) -> Iterator[Sequence[str]]:
    """The lines, the largest first."""
    whole = sampled.loop + sampled.others
    parts = {name: many / found.total() * sampled.loop for name, many in found.items()}
    parts[THREADS] = sampled.others
    for name, seconds in sorted(parts.items(), key=lambda part: -part[1])[:SHOWN]:
        yield name, f"{seconds / whole:.1%}"


def layer(frames: Iterable[str]) -> str:
    """The innermost layer of a stack that is given from the inside out."""
    for frame in frames:
        for name, pattern in LAYERS:
            if re.search(pattern, frame):
                return name
    return "other"


def ours(frames: Iterable[str]) -> str:
    """The innermost file of ours."""
    found = next((match[1] for frame in frames if (match := OURS_FRAME.search(frame))), None)
    return f"bot/{found.rpartition('/bot/')[2]}" if found else "none: event loop, aiohttp's own callbacks"
