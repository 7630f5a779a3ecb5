#!/usr/bin/env python3
"""How many button presses a Telegram bot handles, as seen by a Bot API server on loopback.

    python load.py --users 200 --active 50 --presses 8 --label fixpoint -- fixpoint run
    python load.py --users 200 --active 50 --presses 8 --label ptb -- python peers/ptb_bot.py conv
    python load.py --mode webhook ...

The tool plays the Bot API server and the users. Every user sends /start, then presses the FIRST button of the screen
that came back, as often as --presses says, each time only after the bot has answered the press before. So any bot
that works with inline buttons can be measured, whatever it asks.

The command finds the server in FIXPOINT_API_URL (and BASE), the token in FIXPOINT_BOT_TOKEN (and TOKEN), an empty data
folder in FIXPOINT_DATABASE (and DATA_DIR); in webhook mode it also finds FIXPOINT_WEBHOOK_URL, FIXPOINT_WEBHOOK_SECRET and
FIXPOINT_LISTEN (and HOOK_PORT).

Prints one JSON line: presses per second, median and 99th percentile latency in ms (update handed over -> screen
received), CPU ms per update of the bot's process, its peak RSS in MB, seconds from its start to its first screen.
The server runs on core 0, the bot on core 1. Standard library only.
"""
import argparse
import asyncio
import contextlib
import email.parser
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

TOKEN = "42:load-test-token"
SECRET = "load-test-secret"
ME = {"id": 42, "is_bot": True, "first_name": "Bot", "username": "load_bot", "can_join_groups": True,
      "can_read_all_group_messages": False, "supports_inline_queries": False, "can_connect_to_business": False,
      "has_main_web_app": False}


def fields(head: bytes, path: bytes, body: bytes) -> dict:
    """The parameters of a Bot API call, however the client chose to send them."""
    found = {k: v[-1] for k, v in urllib.parse.parse_qs(path.partition(b"?")[2].decode()).items()}
    if b"application/json" in head:
        found.update(json.loads(body or b"{}"))
    elif b"x-www-form-urlencoded" in head:
        found.update({k: v[-1] for k, v in urllib.parse.parse_qs(body.decode()).items()})
    elif b"multipart/form-data" in head:
        kind = re.search(rb"content-type:\s*([^\r\n]+)", head, re.I).group(1)
        for part in email.parser.BytesParser().parsebytes(b"Content-Type: " + kind + b"\r\n\r\n" + body).walk():
            name = part.get_param("name", header="content-disposition")
            if name:
                found[name] = (part.get_payload(decode=True) or b"").decode(errors="replace")
    return found


class Server:
    def __init__(self, users: int, active: int, presses: int, mode: str) -> None:
        self.users, self.presses, self.mode = users, presses, mode
        self.update_id, self.begun, self.finished = 100, 0, 0
        self.pending: list[tuple[int, int, bytes]] = []
        self.wake: asyncio.Future | None = None
        self.hooks: asyncio.Queue = asyncio.Queue()
        self.handed: dict[int, float] = {}          # chat -> when the update now in work was handed over
        self.left: dict[int, int] = {}
        self.messages: dict[int, int] = {}
        self.latencies: list[float] = []
        self.seen: set[int] = set()
        self.calls: dict[str, int] = {}
        self.first = self.begin = self.end = None
        self.stuck = 0
        self.done = asyncio.Event()
        for _ in range(active):
            self.new_user()

    def push(self, chat: int, update: dict) -> None:
        self.update_id += 1
        body = json.dumps({"update_id": self.update_id, **update}).encode()
        if self.mode == "webhook":
            self.hooks.put_nowait((chat, body))
            return
        self.pending.append((self.update_id, chat, body))
        if self.wake and not self.wake.done():
            self.wake.set_result(None)

    def new_user(self) -> None:
        if self.begun >= self.users:
            return
        self.begun += 1
        chat = 1_000_000 + self.begun
        self.left[chat] = self.presses
        self.push(chat, {"message": {
            "message_id": 1, "date": int(time.time()), "from": person(chat), "chat": room(chat), "text": "/start",
            "entities": [{"type": "bot_command", "offset": 0, "length": 6}]}})

    def screen(self, chat: int, message: dict) -> None:
        """A message with, perhaps, buttons has reached a user: note it, and press the first button."""
        handed = self.handed.pop(chat, None)
        if handed is None:
            return
        now = time.perf_counter()
        if self.first is None:
            self.first = self.begin = now
        self.latencies.append(now - handed)
        rows = message.get("reply_markup", {}).get("inline_keyboard") or []
        button = next((b for row in rows for b in row if "callback_data" in b), None)
        if self.left[chat] and button:
            self.left[chat] -= 1
            self.push(chat, {"callback_query": {
                "id": f"{chat}{self.left[chat]}", "from": person(chat), "chat_instance": "7",
                "data": button["callback_data"], "message": message}})
            return
        self.stuck += bool(self.left[chat])
        self.finished += 1
        if self.finished == self.users:
            self.end = now
            self.done.set()
        else:
            self.new_user()

    def hand_over(self) -> bytes:
        now = time.perf_counter()
        batch = self.pending[:100]
        for update_id, chat, _ in batch:
            if update_id not in self.seen:
                self.seen.add(update_id)
                self.handed[chat] = now
        return b'{"ok":true,"result":[' + b",".join(body for _, _, body in batch) + b"]}"

    async def call(self, method: str, head: bytes, path: bytes, body: bytes) -> bytes:
        self.calls[method] = self.calls.get(method, 0) + 1
        given = fields(head, path, body)
        if method == "getUpdates":
            offset = int(given.get("offset") or 0)
            self.pending = [p for p in self.pending if p[0] >= offset]
            if not self.pending:
                self.wake = asyncio.get_running_loop().create_future()
                try:
                    await asyncio.wait_for(self.wake, min(float(given.get("timeout") or 0), 5) or 0.01)
                except asyncio.TimeoutError:
                    pass
            return self.hand_over()
        if method in ("sendMessage", "editMessageText", "sendPhoto", "editMessageMedia", "editMessageCaption"):
            chat = int(given["chat_id"])
            if method.startswith("send"):
                self.messages[chat] = self.messages.get(chat, 1) + 1
            message = {"message_id": int(given.get("message_id") or self.messages.get(chat, 2)), "date": int(time.time()),
                       "from": ME, "chat": room(chat), "text": given.get("text", "")}
            markup = given.get("reply_markup")
            if markup:
                markup = json.loads(markup) if isinstance(markup, str) else markup
                if "inline_keyboard" in markup:
                    message["reply_markup"] = markup
            self.screen(chat, message)
            return json.dumps({"ok": True, "result": message}).encode()
        if method == "getMe":
            return json.dumps({"ok": True, "result": ME}).encode()
        if method == "getWebhookInfo":
            return b'{"ok":true,"result":{"url":"","has_custom_certificate":false,"pending_update_count":0}}'
        if method in ("getMyCommands",):
            return b'{"ok":true,"result":[]}'
        if method in ("getMyDescription", "getMyShortDescription", "getMyName"):
            return b'{"ok":true,"result":{"description":"","short_description":"","name":""}}'
        return b'{"ok":true,"result":true}'


def person(chat: int) -> dict:
    return {"id": chat, "is_bot": False, "first_name": "User", "language_code": "en"}


def room(chat: int) -> dict:
    return {"id": chat, "type": "private", "first_name": "User"}


class Http(asyncio.Protocol):
    def __init__(self, server: Server) -> None:
        self.server, self.buffer, self.queue, self.task = server, b"", [], None

    def connection_made(self, transport) -> None:
        self.transport = transport

    def connection_lost(self, error) -> None:
        self.queue.clear()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end]
            length = re.search(rb"content-length:\s*(\d+)", head, re.I)
            if length:
                stop = end + 4 + int(length.group(1))
                body = self.buffer[end + 4:stop]
            elif re.search(rb"transfer-encoding:\s*chunked", head, re.I):
                last = self.buffer.find(b"\r\n0\r\n\r\n", end)
                if last < 0:
                    return
                stop, body, rest = last + 7, b"", self.buffer[end + 4:last + 2]
                while rest:
                    size, _, rest = rest.partition(b"\r\n")
                    n = int(size, 16)
                    body, rest = body + rest[:n], rest[n + 2:]
            else:
                stop, body = end + 4, b""
            if len(self.buffer) < stop:
                return
            path = head.split(b" ", 2)[1]
            self.buffer = self.buffer[stop:]
            self.queue.append((head.lower(), path, body))
            if self.task is None or self.task.done():
                self.task = asyncio.ensure_future(self.answer())

    async def answer(self) -> None:
        while self.queue:
            head, path, body = self.queue.pop(0)
            method = path.split(b"?")[0].rsplit(b"/", 1)[-1].decode()
            out = await self.server.call(method, head, path, body)
            if self.transport.is_closing():
                return
            self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n"
                                 b"Connection: keep-alive\r\n\r\n" % len(out) + out)


async def deliver(server: Server, port: int) -> None:
    """One of Telegram's webhook connections: the next update goes out after a 2xx."""
    reader = writer = None
    while True:
        chat, body = await server.hooks.get()
        for _ in range(400):
            try:
                if writer is None:
                    reader, writer = await asyncio.open_connection("127.0.0.1", port)
                server.handed.setdefault(chat, time.perf_counter())
                writer.write(b"POST /hook HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                             b"X-Telegram-Bot-Api-Secret-Token: %s\r\nContent-Length: %d\r\n\r\n"
                             % (SECRET.encode(), len(body)) + body)
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"content-length:\s*(\d+)", head, re.I)
                if length and int(length.group(1)):
                    await reader.readexactly(int(length.group(1)))
                elif b"chunked" in head.lower():
                    await reader.readuntil(b"0\r\n\r\n")
                if head.split(b" ")[1].startswith(b"2"):
                    break
                await asyncio.sleep(0.02)
            except (OSError, asyncio.IncompleteReadError):
                writer = None
                await asyncio.sleep(0.02)


def hook_port() -> int:
    """A free port for the webhook, below those that Linux gives to outgoing connections.

    Above, one of our tries to reach a bot that does not listen yet can be given that very port as its own: it is then
    connected to itself, and the bot finds its port taken.
    """
    while True:
        port = random.randrange(15_000, 30_000)
        with socket.socket() as tried, contextlib.suppress(OSError):
            tried.bind(("127.0.0.1", port))
            return port


def used(pid: int) -> tuple[float, float]:
    """CPU seconds (user + system) and peak RSS in MB of a running process."""
    with open(f"/proc/{pid}/stat") as f:
        stat = f.read().rsplit(")", 1)[1].split()
    with open(f"/proc/{pid}/status") as f:
        peak = int(re.search(r"VmHWM:\s+(\d+)", f.read()).group(1)) / 1024
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK"), peak


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--active", type=int, default=50)
    parser.add_argument("--presses", type=int, default=8)
    parser.add_argument("--mode", choices=("poll", "webhook"), default="poll")
    parser.add_argument("--label", default="bot")
    parser.add_argument("--limit", type=float, default=90, help="seconds")
    parser.add_argument("--log", help="where the bot's output goes (default: thrown away)")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    args = parser.parse_args()
    command = args.command[1:] if args.command[:1] == ["--"] else args.command
    pin = os.cpu_count() > 1 and hasattr(os, "sched_setaffinity")
    if pin:
        os.sched_setaffinity(0, {0})
    server = Server(args.users, args.active, args.presses, args.mode)
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(lambda: Http(server), "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    hook = hook_port()
    data = tempfile.mkdtemp(prefix="load-")
    base = f"http://127.0.0.1:{port}"
    env = dict(os.environ, FIXPOINT_API_URL=base, BASE=base, FIXPOINT_BOT_TOKEN=TOKEN, TOKEN=TOKEN, DATA_DIR=data,
               FIXPOINT_DATABASE=f"sqlite:///{data}/fixpoint.db", PYTHONWARNINGS="ignore", MODE=args.mode)
    if args.mode == "webhook":
        env |= {"FIXPOINT_WEBHOOK_URL": f"http://127.0.0.1:{hook}/hook", "FIXPOINT_WEBHOOK_SECRET": SECRET,
                "FIXPOINT_LISTEN": f"127.0.0.1:{hook}", "HOOK_PORT": str(hook), "SECRET": SECRET}
    log = open(args.log, "w") if args.log else subprocess.DEVNULL
    started = time.perf_counter()
    bot = subprocess.Popen((["taskset", "-c", "1"] if pin else []) + command, env=env, stdout=log, stderr=log)
    tasks = [asyncio.ensure_future(deliver(server, hook)) for _ in range(min(args.active, 40))] \
        if args.mode == "webhook" else []
    try:
        while server.first is None and bot.poll() is None and time.perf_counter() - started < 60:
            await asyncio.sleep(0.005)
        if server.first is None:
            print(json.dumps({"label": args.label, "error": "the bot showed no screen", "exit": bot.poll()}))
            return 1
        cpu_before, _ = used(bot.pid)
        try:
            await asyncio.wait_for(server.done.wait(), args.limit)
        except asyncio.TimeoutError:
            server.end = time.perf_counter()
        cpu_after, peak = used(bot.pid)
        waits = sorted(server.latencies[args.active:] or server.latencies)
        n = len(server.latencies)
        print(json.dumps({
            "label": args.label, "mode": args.mode, "updates": n,
            "per_s": round((n - 1) / (server.end - server.begin), 1),
            "p50_ms": round(waits[len(waits) // 2] * 1e3, 2), "p99_ms": round(waits[int(len(waits) * .99)] * 1e3, 2),
            "cpu_ms": round((cpu_after - cpu_before) * 1e3 / n, 3), "rss_mb": round(peak, 1),
            "first_screen_s": round(server.first - started, 3), "finished": server.finished, "stuck": server.stuck,
            "calls": server.calls}), flush=True)
        return 0 if server.finished == args.users and not server.stuck else 1
    finally:
        for task in tasks:
            task.cancel()
        bot.send_signal(signal.SIGTERM)
        try:
            bot.wait(10)
        except subprocess.TimeoutExpired:
            bot.kill()
        listening.close()
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
