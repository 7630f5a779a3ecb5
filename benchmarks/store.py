"""How fast answers are stored, encrypted and flushed to the disk: `python benchmarks/store.py`.

Sixteen callers in a closed loop, each with chats of its own. An answer is read, stepped and written, with its update,
its counter and the screen shown, and returns after COMMIT with synchronous=FULL. The same is run with one COMMIT for
each answer: on a shared machine the ratio and the CPU time say more than the rate. `--folder` names the disk to use.
"""

import argparse
import asyncio
import os
import platform
import secrets
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.model import ChatId, Consultation, Count, Place, Turn, UpdateId
from bot.store.crypt import Keys
from bot.store.sqlite import LARGEST_BATCH, SqliteStore, open_store

# Half-way through: about 550 bytes of JSON.
ANSWERS = {f"question-{number:02}": (f"option-{number:02}",) for number in range(9)}
HALF_WAY = Consultation(id="b3kq9x2m", nonce="r7t2", revision="5f0c1a9d2e3b", answers=ANSWERS, source="dentists-autumn")


def answer(was: Consultation | None) -> Turn:
    now = was or HALF_WAY
    place = Place("question", f"question-{now.turn % 12:02}")
    return Turn(replace(now, turn=now.turn + 1, place=place), counts=(Count("answered", "dentists-autumn"),))


async def caller(store: SqliteStore, number: int, updates: Iterator[int], many: int, waits: list[float]) -> None:
    for turn in range(many):
        chat = ChatId(1_000_000 + number * 50 + turn % 50)
        began = time.perf_counter()
        await store.turn(chat, UpdateId(next(updates)), answer)
        waits.append(time.perf_counter() - began)
        store.shown(chat, 4711, turn // 50 + 1)


async def run(folder: Path, callers: int, answers: int, largest: int) -> tuple[float, float, list[float]]:
    store = await open_store(folder / f"{secrets.token_hex(4)}.db", Keys([secrets.token_bytes(32)]), largest=largest)
    waits: list[float] = []
    updates = iter(range(sys.maxsize))
    try:
        began, worked = time.perf_counter(), time.process_time()
        async with asyncio.TaskGroup() as group:
            for number in range(callers):
                group.create_task(caller(store, number, updates, answers // callers, waits))
        return time.perf_counter() - began, time.process_time() - worked, waits
    finally:
        await store.close()


def flush(folder: Path) -> float:
    """The median of an fsync of 4 KiB."""
    taken = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(100):
            file.write(b"x" * 4096)
            file.flush()
            began = time.perf_counter()
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--callers", type=int, default=16)
    parser.add_argument("--answers", type=int, default=30_000, help="of each run; a tenth with a COMMIT for each")
    parser.add_argument("--runs", type=int, default=3, help="the best and the median are shown")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    chosen = parser.parse_args()
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    print(f"machine: {os.cpu_count()} x {processor()}, {system}")
    print(f"SQLite {sqlite3.sqlite_version}, {chosen.folder}: fsync {flush(chosen.folder) * 1e6:.0f} µs")
    print(f"{chosen.callers} callers, synchronous=FULL, AES-256-GCM\n")
    print(f"{'':24}{'answers/s':>10}{'best':>9}{'p50 ms':>9}{'p99 ms':>9}{'CPU µs/answer':>15}")
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        grouped = report("group commit", chosen, Path(folder), chosen.answers, LARGEST_BATCH)
        alone = report("a COMMIT per answer", chosen, Path(folder), chosen.answers // 10, 1)
    print(f"\ngroup commit stores {grouped / alone:.1f} times as many")


def report(name: str, chosen: argparse.Namespace, folder: Path, answers: int, largest: int) -> float:
    runs = [asyncio.run(run(folder, chosen.callers, answers, largest)) for _ in range(chosen.runs)]
    rates = sorted(len(waits) / taken for taken, _, waits in runs)
    waits = sorted(wait for _, _, waits in runs for wait in waits)
    cpu = statistics.median(worked / len(waits) for _, worked, waits in runs)
    rate, p50, p99 = statistics.median(rates), waits[len(waits) // 2], waits[len(waits) * 99 // 100]
    print(f"{name:24}{rate:10,.0f}{rates[-1]:9,.0f}{p50 * 1e3:9.2f}{p99 * 1e3:9.2f}{cpu * 1e6:15.0f}")
    return rate


def processor() -> str:
    file = Path("/proc/cpuinfo")
    lines = file.read_text().splitlines() if file.exists() else []
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    main()
