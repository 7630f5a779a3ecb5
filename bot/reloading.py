"""Changed content for a bot that runs: noticed, checked in a child process, taken up whole or not at all.

A bad rule file may crash or hang the engine's C code, so nothing is compiled here that a child has not proved, with the
whole certificate. Refused are findings of any kind; not even looked at are files that are still being written, and what
is loaded must be what the child has checked. Whatever is refused, the content in force stays in force.
"""

import asyncio
import gc
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import bot
from bot.consult import Consulting
from bot.content import Content, load
from bot.errors import ContentError, StoreError
from bot.rulebook.files import saved

log = logging.getLogger("fixpoint")

EVERY = 1.0
"""Seconds between two looks at the files."""
QUIET = 0.5
"""Seconds without a change after which files count as saved, all of them."""
LONGEST_CHECK = 120.0
TRIES = 5
LOGGED = 10
POLITE = 10
"""How much the check gives way to whoever is talking with the bot, as `nice` counts."""

Stamp: TypeAlias = frozenset[tuple[str, int, int, int]]
"""What tells one state of the files from another without reading them."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the content lies. A folder may be a link that is turned to another one: it is followed at every look."""

    rules: Path
    knowledge: Path

    def stamp(self) -> Stamp:
        """The files as they are now."""
        return frozenset(one for folder in (self.rules, self.knowledge) for one in _entries(folder))


def _entries(folder: Path) -> Iterator[tuple[str, int, int, int]]:
    for one in saved(folder):
        try:
            state = one.stat()
            yield str(one), state.st_ino, state.st_size, state.st_mtime_ns
        except OSError:
            yield str(one), 0, 0, 0


@dataclass(frozen=True, slots=True)
class Taken:
    """The changed content is in force, in place of the revision `before`."""

    revision: str
    before: str


@dataclass(frozen=True, slots=True)
class Same:
    """The files hold what is in force already."""

    revision: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The changed content stays out, and `revision` in force. Each problem is a line, with its place in the files."""

    revision: str
    problems: tuple[str, ...]


Outcome: TypeAlias = Taken | Same | Refused
Tell: TypeAlias = Callable[[Outcome, frozenset[int]], None]
"""What is called with every outcome, and with those who had asked."""


class Reloading:
    """Watches the files beside the conversation. Whatever comes while it works is one more round, not many.

    `seen` is how the files were before the content in force was read.
    """

    def __init__(self, consulting: Consulting, folders: Folders, seen: Stamp) -> None:
        self._consulting, self._folders, self._seen = consulting, folders, seen
        self._wanted = asyncio.Event()
        self._asking: set[int] = set()

    def ask(self, who: int | None = None) -> None:
        """Look now, even though nothing seems to have changed. Who asks is named with the outcome."""
        if who is not None:
            self._asking.add(who)
        self._wanted.set()

    async def run(self, tell: Tell) -> None:
        """Go on for ever; what goes wrong is an outcome like any other."""
        while True:
            await self._due()
            asked, asking = self._wanted.is_set(), frozenset(self._asking)
            self._asking.clear()
            self._wanted.clear()
            outcome = await self._outcome()
            _log(outcome, asked=asked)
            tell(outcome, asking)

    async def _due(self) -> None:
        """Come back when somebody asks or the files are no longer as they were seen."""
        while not self._wanted.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wanted.wait(), EVERY)
            if await self._stamp() != self._seen:
                return

    async def _outcome(self) -> Outcome:
        try:
            return await self._renewed()
        except StoreError as error:
            why = f"the content is in order, but it cannot be kept: {error}"
        except Exception as error:
            log.exception("changed content could not be taken up")
            why = f"the content could not be taken up ({type(error).__name__}); the log says more"
        return self._refused(why)

    async def _renewed(self) -> Outcome:
        for _ in range(TRIES):
            self._seen = await self._quiet()
            found = await checked(self._folders)
            if await self._stamp() != self._seen:
                continue  # somebody is still at it: what was found is of yesterday
            if found.problems:
                return self._refused(*found.problems)
            before = self._consulting.content.revision
            if found.revision == before:
                return Same(before)
            content = await asyncio.to_thread(_loaded, self._folders, found.revision)
            if content is not None:
                await self._consulting.renew(content)
                gc.collect(1)  # what loading left behind, which takes 3 ms
                gc.freeze()  # all else stays: a full collection would look through it in somebody's press
                return Taken(content.revision, before)
        return self._refused("the files go on changing while they are being checked")

    async def _quiet(self) -> Stamp:
        """How the files are, once they have been so for a moment."""
        stamp = await self._stamp()
        while True:
            await asyncio.sleep(QUIET)
            was, stamp = stamp, await self._stamp()
            if was == stamp:
                return stamp

    async def _stamp(self) -> Stamp:
        return await asyncio.to_thread(self._folders.stamp)

    def _refused(self, *problems: str) -> Refused:
        return Refused(self._consulting.content.revision, problems)


def _loaded(folders: Folders, revision: str) -> Content | None:
    """The content, ready for the first question; None if it is not what was checked."""
    try:
        content = load(folders.rules, folders.knowledge)
    except ContentError:
        return None
    if content.revision != revision:
        return None
    content.warm()
    return content


def _log(outcome: Outcome, *, asked: bool) -> None:
    match outcome:
        case Taken(revision, before):
            log.info("the content %s is in force, in place of %s", revision, before)
        case Refused(revision, problems):
            log.warning("the changed content is refused, and %s stays in force: %d problems", revision, len(problems))
            for problem in problems[:LOGGED]:
                log.warning("%s", problem)
        case Same(revision) if asked:
            log.info("the content %s is in force already", revision)


@dataclass(frozen=True, slots=True)
class Checked:
    """What the child has found: problems, or the revision that has none."""

    revision: str = ""
    problems: tuple[str, ...] = ()


async def checked(folders: Folders, longest: float = LONGEST_CHECK) -> Checked:
    """Have `fixpoint check` prove the content in a process of its own."""
    folder = ("--rules", str(folders.rules.absolute()), "--knowledge", str(folders.knowledge.absolute()))
    # -P and the path: whatever the current folder holds, the child is the same program as this one.
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "bot", "check", "--json", *folder),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=_environment(),
        start_new_session=True,  # a signal for the bot is none for the check
    )
    try:
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, child.pid, POLITE)
        out, errors = await asyncio.wait_for(child.communicate(), longest)
    except TimeoutError:
        return Checked(problems=(f"the check took longer than {longest:.0f} s",))
    finally:
        if child.returncode is None:
            child.kill()
            await child.communicate()
    return read(child.returncode or 0, out.decode(errors="replace"), errors.decode(errors="replace"))


def _environment() -> dict[str, str]:
    """Ours without settings: the folders are named, and a check needs no secrets."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FIXPOINT_")}
    home, others = str(Path(bot.__file__).parent.parent), kept.get("PYTHONPATH")
    return kept | {"PYTHONPATH": f"{home}{os.pathsep}{others}" if others else home, "PYTHONIOENCODING": "utf-8"}


def read(code: int, out: str, errors: str) -> Checked:
    """What a check says by its exit code and its output. What it does not say plainly is a problem."""
    told = _parsed(out)
    found = tuple(_line(one) for one in told.get("findings", ()))
    said = tuple(filter(None, map(str.strip, errors.splitlines())))
    if code == 0 and isinstance(told.get("revision"), str):
        return Checked(revision=told["revision"])
    if code in {1, 2} and (found or said):
        return Checked(problems=found or said)
    last = f": {said[-1]}" if said else ""
    return Checked(problems=(f"the check itself failed, with code {code}{last}",))


def _parsed(out: str) -> dict[str, Any]:
    try:
        told = json.loads(out)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _line(finding: dict[str, Any]) -> str:
    """A finding as one line, its place first."""
    rule = f"{finding['rule']}: " if finding.get("rule") else ""
    hint = f"; {finding['do']}" if finding.get("do") else ""
    return f"{finding.get('file')}:{finding.get('line')}: {rule}{finding.get('text')}{hint}"
