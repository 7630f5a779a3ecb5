"""A web application served in the loop that runs already: uvicorn without its signals, its exits and its access log.

A port that cannot be had is a setting that is wrong, told by the variable's name. Whoever starts a server closes it.
"""

import asyncio
import errno
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import ASGIApp
from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.errors import SettingsError

KEEP_ALIVE = 75
"""Seconds an idle connection stays: longer than Telegram and proxies keep theirs, so that they close first."""
LAST_PORT = 65535
LONGEST_HEAD = 16 * 1024
LONGEST_SILENCE = 20
"""Seconds in which the first request of a connection has to begin."""
LET_FINISH = 2
"""Seconds a request under way may still take when the server is closed."""
AT_ONCE = 512
"""Connections that are answered; the next gets 503 at once."""


class Served:
    """A server that takes requests until it is closed."""

    def __init__(self, server: Server, task: asyncio.Task[None], port: int) -> None:
        self._server, self._task = server, task
        self.port = port

    async def until_ended(self) -> None:
        """Come back when it serves no more, for whatever reason."""
        await asyncio.shield(self._task)

    async def close(self) -> None:
        """Take no more connections, let requests under way finish, and end. Twice is as good as once."""
        self._server.should_exit = True
        await asyncio.shield(self._task)


async def serve(
    app: ASGIApp,
    listen: str,
    variable: str = "FIXPOINT_LISTEN",
    *,
    keep_alive: int = KEEP_ALIVE,
    let_finish: int = LET_FINISH,
) -> Served:
    """Serve at host:port; port 0 is any that is free. Raises SettingsError if it cannot be had.

    Both times are in seconds: for an idle connection, and for a request under way when the server is closed.
    """
    listening = _socket(listen, variable)
    server = _Server(
        Config(
            app,
            http=_Patient,
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=keep_alive,
            timeout_graceful_shutdown=let_finish,
            limit_concurrency=AT_ONCE,
            h11_max_incomplete_event_size=LONGEST_HEAD,
        )
    )
    port: int = listening.getsockname()[1]
    task = asyncio.create_task(server.serve(sockets=[listening]))
    up = asyncio.create_task(server.up.wait())
    await asyncio.wait({task, up}, return_when=asyncio.FIRST_COMPLETED)
    if not up.done():
        up.cancel()
        listening.close()
        await task
    return Served(server, task, port)


def _socket(listen: str, variable: str) -> socket.socket:
    host, _, port = listen.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    if not (host and port.isdecimal() and int(port) <= LAST_PORT):
        raise SettingsError(f"{variable} is {listen}, where no server can be: write host:port")
    try:
        return socket.create_server((host, int(port)), family=family, backlog=1024)
    except OSError as error:
        raise SettingsError(f"{variable} is {listen}, where no server can be: {_why(error)}") from None


def _why(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "another program listens there; choose another port"
    if isinstance(error, socket.gaierror):
        return str(error.strerror)
    return os.strerror(error.errno or 0)


class _Patient(H11Protocol):
    """A connection has to say what it wants within a while: without a limit, silent ones would fill all places."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in what it overrides
        super().connection_made(transport)
        self.loop.call_later(LONGEST_SILENCE, self._end_if_silent)

    def _end_if_silent(self) -> None:
        if self.cycle is None and not self.transport.is_closing():
            self.transport.close()


class _Server(Server):
    """Signals belong to whoever runs the loop."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()
