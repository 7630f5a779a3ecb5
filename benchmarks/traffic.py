"""How many presses a bot on Telegram handles, ours beside others: `python benchmarks/traffic.py`.

load/load.py plays Telegram and the users, on loopback: the server on core 0, the bot on core 1. Rounds alternate
between the bots, and ratios are of runs of the same round. Fixpoint stores every answer encrypted, with
synchronous=FULL, before it is confirmed; what a peer stores stands in its line. `--profile` shows where our time goes.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bots import KEYS, LOAD, OURS, OURS_HOOKED, Bot, bots, environment
from machine import described, revision, table

LONGEST = 240
"""Seconds that one run may take."""

HEAD = ("bot", "updates/s", "best", "p50 ms", "p99 ms", "CPU ms/update", "peak MB", "first screen s", "speed", "CPU")
WANTED_CPU = 1.0
WANTED = {"aiogram-sqlite": 2.0, "ptb-pickle": 4.0}
WANTED_P99 = ("aiogram-sqlite", "ptb-pickle")


@dataclass
class Found:
    """The runs of one bot, in the order of the rounds; None for a run that did not come to its end."""

    bot: Bot
    runs: list[dict[str, float] | None] = field(default_factory=list)

    def all(self, name: str) -> list[float]:
        """What was measured in each good run."""
        return [run[name] for run in self.runs if run]

    def median(self, name: str) -> float:
        """The median of the good runs."""
        return statistics.median(self.all(name))


def run(bot: Bot, chosen: argparse.Namespace) -> dict[str, float] | None:
    """One run of load.py; None, and why, if the bot did not bring every user to the end."""
    options = [f"--{name}={getattr(chosen, name)}" for name in ("users", "active", "presses")]
    command = (sys.executable, LOAD / "load.py", *options, f"--mode={bot.mode}", f"--limit={LONGEST}", "--")
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            (*command, *bot.command),
            stdout=subprocess.PIPE,
            text=True,
            env=environment(),
            cwd=bot.folder or folder,
            check=False,
        )
    if done.returncode:
        print(f"{bot.key} failed: {done.stdout.strip()}", file=sys.stderr)
        return None
    return dict(json.loads(done.stdout))


def compare(chosen: argparse.Namespace) -> list[Found]:
    """Round after round of all bots; each round begins with another one."""
    found = [Found(bot) for bot in bots(chosen.only)]
    present = [one for one in found if one.bot.command]
    for number in range(chosen.rounds):
        at = number % len(present)
        for one in present[at:] + present[:at]:
            one.runs.append(run(one.bot, chosen))
    return found


def ratio(ours: Found, other: Found, name: str) -> float | None:
    """What we measured over what they did, as the median of the rounds."""
    pairs = zip(ours.runs, other.runs, strict=True)
    quotients = [mine[name] / theirs[name] for mine, theirs in pairs if mine and theirs]
    return statistics.median(quotients) if quotients else None


def row(one: Found, ours: Found | None) -> Sequence[str]:
    """The line of a bot; the last two columns are relative to ours."""
    if not one.all("per_s"):
        return one.bot.name, one.bot.why or "failed", *[""] * (len(HEAD) - 2)
    speed, cpu = (ratio(one, ours, name) if ours else None for name in ("per_s", "cpu_ms"))
    failed = one.runs.count(None)
    return (
        f"{one.bot.name} ({failed} failed)" if failed else one.bot.name,
        f"{one.median('per_s'):,.0f}",
        f"{max(one.all('per_s')):,.0f}",
        f"{one.median('p50_ms'):.0f}",
        f"{one.median('p99_ms'):.0f}",
        f"{one.median('cpu_ms'):.2f}",
        f"{one.median('rss_mb'):.0f}",
        f"{one.median('first_screen_s'):.2f}",
        f"{speed:.2f}" if speed else "",
        f"{cpu:.2f}" if cpu else "",
    )


def judged(found: Sequence[Found]) -> Iterator[Sequence[str]]:
    """What is wanted, and what it came to."""
    by_key = {one.bot.key: one for one in found if one.all("per_s")}
    for ours in (by_key[key] for key in (OURS.key, OURS_HOOKED.key) if key in by_key):
        name = ours.bot.name.replace("*", "")
        cpu = ours.median("cpu_ms")
        yield f"{name}: CPU ms/update", f"< {WANTED_CPU:g}", f"{cpu:.2f}", _met(cpu < WANTED_CPU)
        for key, times in WANTED.items():
            if key in by_key and (faster := ratio(ours, by_key[key], "per_s")):
                said = f"{name}: updates/s, times those of {by_key[key].bot.name}"
                yield said, f"at least {times:g}", f"{faster:.2f}", _met(faster >= times)
        for key in WANTED_P99:
            if key in by_key:
                mine, theirs = ours.median("p99_ms"), by_key[key].median("p99_ms")
                yield f"{name}: p99 ms", f"below the {theirs:.0f} of {key}", f"{mine:.0f}", _met(mine < theirs)


def _met(yes: bool) -> str:
    return "met" if yes else "**missed**"


def report(chosen: argparse.Namespace) -> int:
    found = compare(chosen)
    ours = next((one for one in found if one.bot.key == OURS.key and one.all("per_s")), None)
    updates = chosen.users * (chosen.presses + 1)
    print(f"### Presses on Telegram\n\n{described()}, PTB {revision('python-telegram-bot')}.\n")
    print(
        f"{updates:,} updates of {chosen.users:,} users, {chosen.active} at a time; medians of {chosen.rounds} rounds."
    )
    print("The last two columns are relative to Fixpoint polling, by the median of the rounds.\n")
    print(table(HEAD, [row(one, ours) for one in found]), end="\n\n")
    print(table(("wanted", "target", "found", ""), judged(found)))
    return 1 if any(None in one.runs for one in found if one.bot.key.startswith("fixpoint")) else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("only", nargs="*", metavar="BOT", help=f"of {', '.join(KEYS)}; all when none is named")
    parser.add_argument("--users", type=int, default=400)
    parser.add_argument("--active", type=int, default=50, help="users at the same time")
    parser.add_argument("--presses", type=int, default=8, help="of each user, after /start")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--mode", choices=("poll", "webhook"), default="poll", help="for --profile")
    parser.add_argument("--profile", action="store_true", help="sample Fixpoint under this load instead")
    chosen = parser.parse_args()
    if unknown := set(chosen.only) - set(KEYS):
        parser.error(f"no such bot: {', '.join(sorted(unknown))}")
    if len(os.sched_getaffinity(0)) < 2:
        print("one core only: the server and the bot share it, and the figures are worth little", file=sys.stderr)
    if chosen.profile:
        from sampling import profile  # noqa: PLC0415 - nothing else needs py-spy

        return profile(chosen)
    return report(chosen)


if __name__ == "__main__":
    sys.exit(main())
