"""How much memory `fixpoint run` takes with a full database, and how soon it answers: `python benchmarks/memory.py`.

Memory is the peak as Linux counts it (VmHWM) after a run of load.py, with the consultations of other chats stored
before: once with every screen shown, once with every chat behind, so that screens are drawn again from the start on.
The first screen is that of an empty data folder, from the start of the process until the screen reaches Telegram, on
one core; the first of these runs is not counted.
"""

import argparse
import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bots import FIXPOINT, LOAD, environment
from machine import SEED, described, table

FIRST_CHAT = 7_000_000
TEMPLATES = 50
LONGEST = 9
WANTED_MB, WANTED_SECONDS = 120.0, 1.0


async def fill(folder: Path, many: int, *, shown: bool) -> None:
    """Store so many consultations: some that were really held, each kept for many chats."""
    from bot.app import open_content, opened  # noqa: PLC0415 - only the process that fills the database
    from bot.model import ChatId, Turn  # noqa: PLC0415 - as above
    from bot.settings import Settings  # noqa: PLC0415 - as above

    settings = Settings(_env_file=None, database=f"sqlite:///{folder}/fixpoint.db")
    async with opened(settings, open_content(settings), lambda _: None) as consulting:
        held = [await hold(consulting, number) for number in range(TEMPLATES)]
        for start in range(0, many, 1000):
            async with asyncio.TaskGroup() as group:
                for number in range(start, min(start + 1000, many)):
                    kept = replace(held[number % len(held)], id=f"{number:016x}", nonce=f"n{number}")
                    step = consulting.store.turn(ChatId(FIRST_CHAT + number), None, lambda _, kept=kept: Turn(kept))
                    group.create_task(step)
            for number in range(start, min(start + 1000, many)):
                turn = held[number % len(held)].turn
                consulting.store.shown(ChatId(FIRST_CHAT + number), 2, turn if shown else turn - 1)


async def hold(consulting, number: int):
    """A consultation of a few random presses that lead onward."""
    from bot.conversation.acts import Press, Start  # noqa: PLC0415 - only the process that fills the database
    from bot.model import ChatId  # noqa: PLC0415 - as above

    chat, chance = ChatId(FIRST_CHAT - 1 - number), random.Random(SEED + number)
    shown = await consulting.look(chat)
    act = Start()
    for _ in range(chance.randint(2, LONGEST)):
        shown = await consulting.handle(chat, Press(shown.consultation.nonce, shown.consultation.turn, act))
        if not shown.screen.options:
            break
        act = chance.choice(shown.screen.options).act
    return shown.consultation


def filled(folder: Path, many: int, *, shown: bool) -> None:
    """Fill a database in a process of its own."""
    command = (sys.executable, __file__, f"--fill={folder}", f"--stored={many}", *(["--shown"] if shown else []))
    subprocess.run(command, check=True, env=environment(), cwd=folder)


def run(users: int, presses: int, database: Path | None = None) -> dict[str, float]:
    """One run of load.py, on a copy of the database if there is one. Fixpoint replaces the shell that copies."""
    copy = f'cp {database}/fixpoint.db* "$DATA_DIR"/ && ' if database else ""
    bot = ("sh", "-c", f"{copy}exec {FIXPOINT} run")
    options = (f"--users={users}", f"--active={min(users, 50)}", f"--presses={presses}")
    with tempfile.TemporaryDirectory() as folder:
        command = (sys.executable, LOAD / "load.py", *options, "--", *bot)
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=environment(), cwd=folder, check=False)
    if done.returncode:
        raise SystemExit(f"load.py ended with {done.returncode}: {done.stdout}")
    return json.loads(done.stdout)


def stored(chosen: argparse.Namespace) -> None:
    """The table of memory."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        for label, many, shown in (
            ("an empty database", 0, True),
            (f"{chosen.stored:,} consultations", chosen.stored, True),
            (f"{chosen.stored:,} consultations, all behind", chosen.stored, False),
        ):
            folder = Path(name) / str(len(rows))
            folder.mkdir()
            if many:
                filled(folder, many, shown=shown)
            runs = [run(chosen.users, 8, folder if many else None) for _ in range(chosen.rounds)]
            size = (folder / "fixpoint.db").stat().st_size / 1e6 if many else 0.0
            rows.append(memory_row(label, runs, size))
    print(table(("", "peak MB", "wanted", "first screen s", "updates/s", "p99 ms", "database MB"), rows), end="\n\n")


def memory_row(label: str, runs: Sequence[dict[str, float]], size: float) -> Sequence[str]:
    """A line of it: the highest peak, medians for the rest."""
    first, rate, p99 = (statistics.median(one[name] for one in runs) for name in ("first_screen_s", "per_s", "p99_ms"))
    peak = max(one["rss_mb"] for one in runs)
    return label, f"{peak:.1f}", f"< {WANTED_MB:g}", f"{first:.2f}", f"{rate:,.0f}", f"{p99:.0f}", f"{size:.1f}"


def first_screen(many: int) -> None:
    """The table of the start."""
    runs = [run(1, 1)["first_screen_s"] for _ in range(many + 1)][1:]
    row = ("first screen s, empty folder", f"{statistics.median(runs):.2f}", f"{min(runs):.2f}", f"{max(runs):.2f}")
    print(table(("", "median", "fastest", "slowest", "wanted"), [(*row, f"< {WANTED_SECONDS:g}")]))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stored", type=int, default=10_000, help="consultations in the database")
    parser.add_argument("--users", type=int, default=200, help="of the load run, eight presses each")
    parser.add_argument("--rounds", type=int, default=2, help="load runs for each database; the highest peak counts")
    parser.add_argument("--starts", type=int, default=7)
    parser.add_argument("--fill", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--shown", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.fill:
        asyncio.run(fill(chosen.fill, chosen.stored, shown=chosen.shown))
        return 0
    print(
        f"### Memory and the first screen\n\n{described()}; {chosen.starts} starts, {os.cpu_count()} cores.\n",
        flush=True,
    )
    stored(chosen)
    first_screen(chosen.starts)
    return 0


if __name__ == "__main__":
    sys.exit(main())
