"""The bots that benchmarks/traffic.py compares, and how each is started; peers are installed once, beside this venv.

Their own venv, because aiogram holds pydantic back and Fixpoint is to be measured on the versions that it ships with.
"""

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

LOAD = Path(__file__).resolve().parent / "load"
PEERS = LOAD / "peers"
HOME = Path(sys.prefix) / "telegram-peers"
FIXPOINT = Path(sys.executable).with_name("fixpoint")


@dataclass(frozen=True)
class Bot:
    """What is started, where, and how updates reach it. Without a command it is absent, and `why` says why."""

    key: str
    name: str
    command: tuple[str, ...] = ()
    mode: str = "poll"
    folder: Path | None = None
    why: str = ""


OURS = Bot("fixpoint", "**Fixpoint**, polling", (str(FIXPOINT), "run"))
OURS_HOOKED = Bot("fixpoint-webhook", "**Fixpoint**, webhook", (str(FIXPOINT), "run"), mode="webhook")

NAMES = {
    "ptb-pickle": "PTB, ConversationHandler + PicklePersistence",
    "ptb-sqlite": "PTB, aiosqlite FULL",
    "ptb-sqlite-aiohttp": "PTB, aiosqlite FULL, aiohttp, users concurrent",
    "aiogram-sqlite": "aiogram 3, aiosqlite FULL",
    "aiogram-memory": "aiogram 3, memory",
    "grammy": "grammY, memory, runner",
    "floor": "the floor: bare aiohttp, memory",
}
VARIANTS = {
    "ptb-pickle": ("ptb_bot.py", "convpickle"),
    "ptb-sqlite": ("ptb_bot.py", "sqlite_full"),
    "ptb-sqlite-aiohttp": ("ptb_bot.py", "sqlite_full+aioreq+peruser"),
    "aiogram-sqlite": ("aiogram_bot.py", "sqlite_full"),
    "aiogram-memory": ("aiogram_bot.py", "memory"),
    "floor": ("raw_bot.py", "aiohttp"),
}
KEYS = (OURS.key, OURS_HOOKED.key, *NAMES)


def bots(wanted: list[str]) -> Iterator[Bot]:
    """Those wanted, ready to be started; all if none is named."""
    keys = [key for key in KEYS if not wanted or key in wanted]
    python = _python() if any(key in VARIANTS for key in keys) else Path()
    for key in keys:
        if key in VARIANTS:
            script, variant = VARIANTS[key]
            yield Bot(key, NAMES[key], (str(python), str(PEERS / script), variant))
        elif key in NAMES:
            yield _on_node(key)
        else:
            yield OURS if key == OURS.key else OURS_HOOKED


def environment() -> Mapping[str, str]:
    """Nobody's settings but those that load.py gives."""
    return {name: value for name, value in os.environ.items() if not name.startswith("FIXPOINT_")}


def _python() -> Path:
    """The Python of the peers, installed when requirements.txt is not the one they were installed from."""
    needs, ready, python = LOAD / "requirements.txt", HOME / "requirements.txt", HOME / "bin" / "python"
    if not ready.exists() or ready.read_text() != needs.read_text():
        print("installing the peers...", file=sys.stderr)
        venv.create(HOME, with_pip=True, clear=True)
        pip = (python, "-m", "pip", "install", "-qq", "--disable-pip-version-check")
        subprocess.run((*pip, "-r", needs), check=True)
        shutil.copy(needs, ready)
    return python


def _on_node(key: str) -> Bot:
    """A bot that runs on Node, absent where there is no npm."""
    node, npm, folder = shutil.which("node"), shutil.which("npm"), HOME / "node"
    if not node or not npm:
        return Bot(key, NAMES[key], why="absent: no node and npm here")
    needs, ready = LOAD / "package.json", folder / "ready.json"
    if not ready.exists() or ready.read_text() != needs.read_text():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(needs, folder / "package.json")
        tried = subprocess.run((npm, "install", "--silent", "--no-audit", "--no-fund"), cwd=folder, check=False)
        if tried.returncode:
            return Bot(key, NAMES[key], why="absent: npm could not install it")
        shutil.copy(needs, ready)
    return Bot(key, NAMES[key], (node, str(PEERS / "grammy_bot.js"), "runner"), folder=folder)
