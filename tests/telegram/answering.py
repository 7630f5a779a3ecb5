"""A server on loopback that answers as it is told, and the request that asks it."""

import asyncio
import json
import traceback
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from urllib.parse import parse_qsl

from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.telegram.request import AiohttpRequest

TOKEN = "123456789:AAEhBP0av28fake-token_of-a-test0000"
FINE = {"ok": True, "result": {"message_id": 7}}


@dataclass
class Seen:
    """A request as it came over the wire."""

    line: str
    headers: dict
    body: bytes

    def fields(self):
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True, strict_parsing=True))

    def parts(self):
        """Of multipart: the file name, the type and the bytes of each part."""
        raw = f"Content-Type: {self.headers['content-type']}\r\n\r\n".encode() + self.body
        return {
            part.get_param("name", header="content-disposition"): (
                part.get_filename(),
                part.get_content_type(),
                part.get_payload(decode=True),
            )
            for part in message_from_bytes(raw).get_payload()
        }


@dataclass
class Server:
    """Answers each request with the next of `answers`, the last one for ever; counts its connections."""

    answers: list
    seen: list = field(default_factory=list)
    connections: int = 0
    port: int = 0
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/bot{TOKEN}/sendMessage"

    async def take(self, reader, writer):
        self.connections += 1
        while (seen := await _read(reader)) is not None:
            self.seen.append(seen)
            self.asked.set()
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            if answer == "hang":
                await self.released.wait()
            if answer in {"hang", "cut"}:
                return
            writer.write(answer)
            if b"Connection: close" in answer:
                return


async def _read(reader):
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    line, *rest = head.strip().split("\r\n")
    headers = {name.lower(): value for name, _, value in (one.partition(": ") for one in rest)}
    return Seen(line, headers, await reader.readexactly(int(headers.get("content-length", 0))))


def http(status, body, *more):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return "\r\n".join([f"HTTP/1.1 {status} X", f"Content-Length: {len(raw)}", *more, "", ""]).encode() + raw


@asynccontextmanager
async def listening(take, **how):
    """A server that hands each connection to `take` and closes it afterwards; the port it listens on."""
    tasks = set()

    async def handle(reader, writer):
        tasks.add(asyncio.current_task())
        try:
            await take(reader, writer)
        except ConnectionError:
            pass
        finally:
            writer.transport.abort() if writer.transport.get_write_buffer_size() else writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, **how)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()
        if tasks:
            await asyncio.wait(tasks, timeout=5)
        await asyncio.sleep(0)


@asynccontextmanager
async def serving(*answers):
    server = Server(list(answers))
    async with listening(server.take) as server.port:
        yield server
        server.released.set()


@asynccontextmanager
async def silent():
    """The port of a server that takes connections and reads nothing."""
    over = asyncio.Event()

    async def ignore(reader, _writer):
        reader._transport.pause_reading()
        await over.wait()

    async with listening(ignore) as port:
        yield port
        over.set()


@asynccontextmanager
async def asking(**settings):
    request = AiohttpRequest(**settings)
    await request.initialize()
    try:
        yield request
    finally:
        await request.shutdown()


def data(**fields):
    return RequestData([RequestParameter.from_input(name, value) for name, value in fields.items()])


def printed(error):
    """All that a traceback, a log line or a person may see of an error."""
    return "".join(traceback.format_exception(error)) + repr(error) + str(error)


async def free_port():
    async with serving("cut") as server:
        return server.port
