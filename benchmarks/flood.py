"""What one chat that floods the bot does to all others: `python benchmarks/flood.py`.

Twenty people press random buttons four times a second; in every other phase one more chat sends 500 updates a second,
half of them the same old button, half typed text. Quiet and flooded phases alternate in one run of one process. At the
end the screen of every chat must be the one that follows from what is stored.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bots import FIXPOINT, environment
from load.load import SECRET, TOKEN, Http, Server, deliver, fields, hook_port, person, room, used
from machine import SEED, described, quantile, table

FLOODER = 900_000
FIRST = 1_000_001
BURST = 0.01
TYPED = ("1", "2", "not sure", "back", "why?", "how much does it cost", "hello", "\U0001f600", "/help", "/review")
LOST = 20.0
CALM = 1.5
"""Seconds until late screens and the deleting of old messages are done with."""
WANTED = 2.0


class Crowd(Server):
    """Telegram with some people and one flooder. What was measured stands in `waits` by phase: handed over, pressed."""

    def __init__(self, mode: str, people: int, per_second: float) -> None:
        super().__init__(0, 0, 0, mode)
        self.people = [FIRST + number for number in range(people)]
        self.pause = 1 / per_second
        self.phase = ""
        self.waits: dict[str, list[tuple[float, float]]] = defaultdict(list)
        self.live: dict[int, dict] = {}
        self.standing: dict[int, set[int]] = defaultdict(set)
        self.lost = self.flooded = self.callbacks = 0
        self._shown: dict[int, asyncio.Future[float]] = {}
        self._chance = random.Random(SEED)

    async def call(self, method: str, head: bytes, path: bytes, body: bytes) -> bytes:
        """As Server does, but a message that is not there any more is neither edited nor deleted."""
        if method in {"editMessageText", "deleteMessage"}:
            given = fields(head, path, body)
            there, number = self.standing[int(given["chat_id"])], int(given["message_id"])
            if number not in there:
                return b'{"ok":false,"error_code":400,"description":"Bad Request: message not found"}'
            if method == "deleteMessage":
                there.remove(number)
        if method == "sendPhoto":  # no screen, and it stays
            chat = int(fields(head, path, body)["chat_id"])
            number = self.messages[chat] = self.messages.get(chat, 1) + 1
            return json.dumps({"ok": True, "result": {"message_id": number, "chat": room(chat)}}).encode()
        return await super().call(method, head, path, body)

    def screen(self, chat: int, message: dict) -> None:
        """A screen has reached a chat."""
        now = time.perf_counter()
        self.first = self.first or now
        self.live[chat] = message
        self.standing[chat].add(message["message_id"])
        handed = self.handed.pop(chat, now)
        if chat in self._shown and not self._shown[chat].done():
            self._shown[chat].set_result(now - handed)

    def typed(self, chat: int, text: str) -> None:
        """Somebody types."""
        number = self.messages[chat] = self.messages.get(chat, 0) + 1
        sent = {"message_id": number, "date": int(time.time()), "from": person(chat), "chat": room(chat), "text": text}
        if text.startswith("/"):
            sent["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
        self.push(chat, {"message": sent})

    def pressed(self, chat: int, data: str, message: dict) -> None:
        """Somebody presses a button."""
        self.callbacks += 1
        press = {"id": f"{chat}{self.callbacks}", "from": person(chat), "chat_instance": "7", "data": data}
        self.push(chat, {"callback_query": {**press, "message": message}})

    async def live_through(self, chat: int) -> None:
        """One of the people, until cancelled between two presses."""
        await asyncio.sleep(self._chance.random() * self.pause)
        await self._shows(chat, lambda: self.typed(chat, "/start"))
        due = time.perf_counter()
        while True:
            due = max(due + self.pause, time.perf_counter())
            await asyncio.sleep(due - time.perf_counter())
            message, phase, began = self.live[chat], self.phase, time.perf_counter()
            data = self._chance.choice(_buttons(message))
            waited = await self._shows(chat, lambda data=data, message=message: self.pressed(chat, data, message))
            self.waits[phase].append((waited, time.perf_counter() - began))

    async def _shows(self, chat: int, act) -> float:
        """Do something and wait for its screen; the seconds since it was handed over, or `LOST`."""
        self._shown[chat] = asyncio.get_running_loop().create_future()
        act()
        try:
            return await asyncio.wait_for(self._shown[chat], LOST)
        except TimeoutError:
            self.lost += 1
            return LOST

    async def flood(self, per_second: float) -> None:
        """The flooder, until cancelled."""
        first = self.live[FLOODER]
        data = _buttons(first)[0]
        began, sent = time.perf_counter(), 0
        while True:
            while sent < (time.perf_counter() - began) * per_second:
                if sent % 2:
                    self.typed(FLOODER, self._chance.choice(TYPED))
                else:
                    self.pressed(FLOODER, data, first)
                sent += 1
                self.flooded += 1
            await asyncio.sleep(BURST)


class Strict(Http):
    """A refusal has a status of its own."""

    async def answer(self) -> None:
        """Answer what has come, in its order."""
        while self.queue:
            head, path, body = self.queue.pop(0)
            method = path.split(b"?")[0].rsplit(b"/", 1)[-1].decode()
            out = await self.server.call(method, head, path, body)
            if self.transport.is_closing():
                return
            status = b"400 Bad Request" if out.startswith(b'{"ok":false') else b"200 OK"
            kind = b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(out)
            self.transport.write(b"HTTP/1.1 " + status + b"\r\n" + kind + out)


def _buttons(message: dict) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]


def started(given: dict[str, str], folder: Path) -> subprocess.Popen:
    """`fixpoint run` on core 1."""
    command = (["taskset", "-c", "1"] if os.cpu_count() > 1 else []) + [FIXPOINT, "run"]
    with (folder / "log").open("w") as log:
        return subprocess.Popen(command, env=given, cwd=folder, stdout=log, stderr=log)


@asynccontextmanager
async def served(crowd: Crowd, folder: Path) -> AsyncIterator[subprocess.Popen]:
    """`fixpoint run` on core 1 with the crowd on core 0, and its regular end."""
    if len(os.sched_getaffinity(0)) > 1:
        os.sched_setaffinity(0, {0})
    listening = await asyncio.get_running_loop().create_server(lambda: Strict(crowd), "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    hook = hook_port()
    settings = {"API_URL": f"http://127.0.0.1:{port}", "BOT_TOKEN": TOKEN, "DATABASE": f"sqlite:///{folder}/it.db"}
    if crowd.mode == "webhook":
        settings |= {"WEBHOOK_URL": f"http://127.0.0.1:{hook}/hook", "WEBHOOK_SECRET": SECRET}
        settings["LISTEN"] = f"127.0.0.1:{hook}"
    given = {**environment(), **{f"FIXPOINT_{name}": value for name, value in settings.items()}}
    bot = started(given, folder)
    deliveries = [asyncio.create_task(deliver(crowd, hook)) for _ in range(40 if crowd.mode == "webhook" else 0)]
    try:
        yield bot
    finally:
        bot.send_signal(signal.SIGTERM)
        code = await asyncio.to_thread(bot.wait, 15)
        for task in deliveries:
            task.cancel()
        listening.close()
        if code:
            print(f"fixpoint ended with {code}:\n{(folder / 'log').read_text()[-2000:]}", file=sys.stderr)


async def run(crowd: Crowd, chosen: argparse.Namespace, folder: Path) -> float:
    """All phases; the peak memory of the bot in MiB."""
    async with served(crowd, folder) as bot:
        crowd.typed(FLOODER, "/start")
        while FLOODER not in crowd.live:
            if bot.poll() is not None:
                raise SystemExit("fixpoint ended before it showed a screen")
            await asyncio.sleep(0.01)
        people = [asyncio.create_task(crowd.live_through(chat)) for chat in crowd.people]
        await asyncio.sleep(5)  # what is made once is made
        for _ in range(chosen.rounds):
            crowd.phase = "quiet"
            await asyncio.sleep(chosen.seconds)
            flooding = asyncio.create_task(crowd.flood(chosen.flood))
            crowd.phase = "flooded"
            await asyncio.sleep(chosen.seconds)
            flooding.cancel()
            crowd.phase = ""
            await calm(crowd)
        for task in people:
            task.cancel()
        await calm(crowd)
        return used(bot.pid)[1]


async def calm(crowd: Crowd) -> None:
    """Wait until everything was fetched and answered."""
    while crowd.pending or crowd.hooks.qsize():  # noqa: ASYNC110 - nobody tells when the queues are empty
        await asyncio.sleep(0.1)
    await asyncio.sleep(CALM)


async def wrong(crowd: Crowd, folder: Path) -> list[str]:
    """The chats whose screen is not the one that follows from what is stored, or stands beside older ones."""
    from bot.app import open_content, opened  # noqa: PLC0415 - the load is over, so that this cannot disturb it
    from bot.settings import Settings  # noqa: PLC0415 - as above
    from bot.telegram.markup import message  # noqa: PLC0415 - as above

    settings = Settings(_env_file=None, database=f"sqlite:///{folder}/it.db")
    found = []
    async with opened(settings, open_content(settings), lambda _: None) as consulting:
        for chat in (FLOODER, *crowd.people):
            reply = await consulting.look(chat)
            wanted, shown = message(reply.screen, reply.consultation), crowd.live[chat]
            good = {"text": shown["text"].endswith(wanted.text)}
            if reply.kept is not None:  # else all was deleted, and the next screen has a name of its own
                good["message"] = shown["message_id"] == reply.kept.message
                good["buttons"] = shown.get("reply_markup") == json.loads(wanted.keyboard)
            if not all(good.values()):
                bad = ", ".join(name for name, right in good.items() if not right)
                found.append(f"chat {chat}, message {shown['message_id']}: wrong {bad} ({shown['text'][:60]!r})")
            if older := crowd.standing[chat] - {shown["message_id"]}:
                found.append(f"chat {chat}: messages {sorted(older)} still stand beside {shown['message_id']}")
    return found


def rows(crowd: Crowd) -> Iterator[Sequence[str]]:
    """The lines of the table."""
    for number, begins in enumerate(("handed over", "pressed")):
        for share in (0.5, 0.99):
            quiet, flooded = (
                quantile(sorted(one[number] for one in crowd.waits[phase]), share) * 1e3
                for phase in ("quiet", "flooded")
            )
            limit = f"{WANTED:g}" if (number, share) == (0, 0.99) else ""
            yield (
                f"p{share * 100:.0f} ms since {begins}",
                f"{quiet:.1f}",
                f"{flooded:.1f}",
                f"{flooded / quiet:.2f}",
                limit,
            )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--rate", type=float, default=4.0, help="presses a second of each of them")
    parser.add_argument("--flood", type=float, default=500.0, help="updates a second of the flooder")
    parser.add_argument("--seconds", type=float, default=8.0, help="of a phase")
    parser.add_argument("--rounds", type=int, default=3, help="of a quiet and a flooded phase")
    parser.add_argument("--mode", choices=("poll", "webhook"), default="poll")
    chosen = parser.parse_args()
    for name in [name for name in os.environ if name.startswith("FIXPOINT_")]:
        del os.environ[name]
    print(f"### A flood from one chat\n\n{described()}; {chosen.mode}.\n", flush=True)
    crowd = Crowd(chosen.mode, chosen.people, chosen.rate)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        peak = asyncio.run(run(crowd, chosen, folder))
        mistakes = asyncio.run(wrong(crowd, folder))
    many = len(crowd.waits["quiet"]), len(crowd.waits["flooded"])
    print(f"{chosen.people} people with {chosen.rate:g} presses a second each: {many[0]} quiet, {many[1]} flooded.")
    print(f"The flooder sent {crowd.flooded:,} updates at {chosen.flood:g} a second. Peak memory {peak:.0f} MiB.\n")
    print(table(("", "quiet", "flooded", "ratio", "wanted within"), rows(crowd)), end="\n\n")
    print(f"Wrong last screens, and chats where older ones still stand, of {chosen.people + 1}: {len(mistakes)}.")
    print(f"Presses without a screen within {LOST:g} s: {crowd.lost}.")
    print(*mistakes, sep="\n", file=sys.stderr)
    return 1 if mistakes or crowd.lost else 0


if __name__ == "__main__":
    sys.exit(main())
