"""HTTP for python-telegram-bot, on aiohttp: the same answers as PTB's own request for a fraction of its CPU.

No text of an error names the address that was asked, for the token is a part of it. No call is made twice from here:
when a connection ends before an answer has come, Telegram may have acted, and only the caller knows if that matters.
No cookies, no redirects, no compression.
"""

import asyncio
import json
import os
import socket
from dataclasses import dataclass
from typing import Any, TypeAlias

from aiohttp import (
    BytesPayload,
    ClientConnectorCertificateError,
    ClientConnectorError,
    ClientError,
    ClientHttpProxyError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    FormData,
    InvalidURL,
    NonHttpUrlClientError,
    ServerDisconnectedError,
    SocketTimeoutError,
    TCPConnector,
)
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import JSONDict
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

FORM = "application/x-www-form-urlencoded"
KEPT_OPEN = 50.0
"""Seconds an idle connection is kept: less than servers and NATs do, so that they seldom close it first."""

os.environ.setdefault("PTB_TIMEDELTA", "true")  # else PTB warns at each 429 that its next version has other types

UNSET = BaseRequest.DEFAULT_NONE
Limit: TypeAlias = DefaultValue[float] | float | DefaultValue[None] | None


class NotSent(NetworkError):
    """There was no connection, so Telegram has not seen the request: it may be sent again without harm."""

    __slots__ = ()


class NotSentInTime(NotSent, TimedOut):
    """There was no connection in time."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class _Limits:
    """Seconds; None means no limit. aiohttp cannot limit writing, so an upload is limited as a whole."""

    read: float | None
    write: float | None
    connect: float | None
    pool: float | None
    media_write: float | None

    def of_form(self) -> ClientTimeout:
        return ClientTimeout(total=None, connect=self.connect, sock_read=self.read)

    def of_upload(self) -> ClientTimeout:
        parts = (self.connect, self.write, self.read)
        total = None if None in parts else sum(part or 0 for part in parts)
        return ClientTimeout(total=total, connect=self.connect, sock_read=self.read)

    def with_own(self, read: Limit, write: Limit, connect: Limit, *, upload: bool) -> "_Limits":
        return _Limits(
            _chosen(read, self.read),
            _chosen(write, self.media_write if upload else self.write),
            _chosen(connect, self.connect),
            self.pool,
            self.media_write,
        )


class AiohttpRequest(BaseRequest):
    """One pool of connections. The limits mean what they mean to PTB, but for `write_timeout`.

    aiohttp has no limit for writing: `write_timeout` matters for uploads only, which may take as long as connecting,
    writing and reading together. A form is small enough to be written at once.
    """

    __slots__ = ("_connections", "_limits", "_proxy", "_session", "_slots", "_usual")

    def __init__(  # noqa: PLR0913 - those of PTB's own request
        self,
        connections: int = 64,
        proxy: str | None = None,
        *,
        read_timeout: float | None = 5.0,
        write_timeout: float | None = 5.0,
        connect_timeout: float | None = 5.0,
        pool_timeout: float | None = 30.0,
        media_write_timeout: float | None = 20.0,
    ) -> None:
        """Raises ValueError for a proxy that is not HTTP; `pool_timeout` is long because waiting here loses nothing."""
        if connections < 1:
            raise ValueError("there must be a connection at least")
        self._connections = connections
        self._proxy = None if proxy is None else _http_proxy(proxy)
        self._limits = _Limits(read_timeout, write_timeout, connect_timeout, pool_timeout, media_write_timeout)
        self._usual = self._limits.of_form()
        self._session: ClientSession | None = None
        self._slots = asyncio.Semaphore(connections)

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for an answer when the call does not say; long polling adds to it."""
        return self._limits.read

    async def initialize(self) -> None:
        """Open the pool; more than once is as good as once, and after `shutdown` it opens a new one."""
        if self._session is not None:
            return
        self._slots = asyncio.Semaphore(self._connections)
        self._session = ClientSession(
            connector=TCPConnector(limit=0, keepalive_timeout=KEPT_OPEN),  # the slots limit it, and tell who waits
            cookie_jar=DummyCookieJar(),
            headers={"User-Agent": self.USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity"},
            proxy=self._proxy,
        )

    async def shutdown(self) -> None:
        """Close every connection; who still waits for an answer gets a NetworkError."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(  # noqa: PLR0913, PLR0917 - as PTB calls it
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Limit = UNSET,
        write_timeout: Limit = UNSET,
        connect_timeout: Limit = UNSET,
        pool_timeout: Limit = UNSET,
    ) -> tuple[int, bytes]:
        """The status and the body, whatever the status. Raises NetworkError, or TimedOut, which is one."""
        session = self._session
        if session is None:
            raise NetworkError("This request is not initialized")
        upload = request_data is not None and request_data.contains_files
        if upload or not (read_timeout is write_timeout is connect_timeout is UNSET):
            limits = self._limits.with_own(read_timeout, write_timeout, connect_timeout, upload=upload)
            timeout = limits.of_upload() if upload else limits.of_form()
        else:
            timeout = self._usual
        slots = self._slots
        if slots.locked():
            await _wait_for(slots, _chosen(pool_timeout, self._limits.pool))
        else:
            await slots.acquire()  # returns at once
        try:
            answer = await session.request(
                method, URL(url), data=_body(request_data), timeout=timeout, allow_redirects=False
            )
            return answer.status, await answer.read()
        except TimeoutError as error:  # before ClientError: those of aiohttp are both
            raise _timed_out(error, timeout) from None
        except (ClientError, OSError, ValueError) as error:
            raise _failed(error) from None
        finally:
            slots.release()

    @staticmethod
    def parse_json_payload(payload: bytes) -> JSONDict:
        """An answer of the Bot API. What cannot be read is not logged, as PTB would: it may hold what people typed."""
        try:
            found = json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            raise NetworkError("Telegram's answer is no JSON") from None
        if not isinstance(found, dict) or not ("result" in found or "description" in found):
            raise NetworkError("Telegram's answer is none of the Bot API")
        return found


def _http_proxy(proxy: str) -> URL:
    try:
        url = URL(proxy)
    except ValueError:
        url = URL()
    if url.scheme not in {"http", "https"} or not url.host:
        raise ValueError("write the proxy as http://user:password@host:port or https://host:port")
    return url


def _chosen(given: Limit, usual: float | None) -> float | None:
    return usual if isinstance(given, DefaultValue) else given


async def _wait_for(slots: asyncio.Semaphore, limit: float | None) -> None:
    try:
        async with asyncio.timeout(limit):
            await slots.acquire()
    except TimeoutError:
        raise NotSentInTime(f"All connections were busy for {limit} s; nothing was sent") from None


def _body(data: RequestData | None) -> Any:
    if data is None:
        return None
    if not data.contains_files:
        fields = data.json_parameters
        encoded = URL.build(query=fields).raw_query_string  # C: a sixth of the time of urllib's urlencode
        return BytesPayload(encoded.encode(), content_type=FORM) if encoded else None
    form = FormData(quote_fields=False)  # Telegram shows a file name as it stands there
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=mime)
    return form


def _timed_out(error: TimeoutError, timeout: ClientTimeout) -> TimedOut:
    if isinstance(error, ConnectionTimeoutError):
        return NotSentInTime(f"No connection within {timeout.connect} s; nothing was sent")
    if isinstance(error, SocketTimeoutError):
        return TimedOut(f"No answer for {timeout.sock_read} s; Telegram may have acted")
    return TimedOut(f"The upload was not done within {timeout.total} s; Telegram may have acted")


def _failed(error: Exception) -> NetworkError:
    """In words that cannot hold the address: never the text of the error itself."""
    match error:
        case ClientConnectorCertificateError():
            why = getattr(error.certificate_error, "verify_message", "") or "not good"
            return NotSent(f"The certificate of {error.host}: {why}; nothing was sent")
        case ClientConnectorError():
            why = _system(error.os_error)
            return NotSent(f"No connection to {error.host}:{error.port} ({why}); nothing was sent")
        case ClientHttpProxyError():
            return NotSent(f"The proxy answers {error.status}; nothing was sent")
        case InvalidURL() | NonHttpUrlClientError():
            return NotSent("The address of the Bot API is not valid; nothing was sent")
        case ValueError():
            return NotSent("The request cannot be written; nothing was sent")
        case ServerDisconnectedError():
            return NetworkError("The connection was closed before an answer came; Telegram may have acted")
        case OSError():
            return NetworkError(f"The connection broke ({_system(error)}); Telegram may have acted")
        case _:
            return NetworkError(f"No complete answer ({type(error).__name__}); Telegram may have acted")


def _system(error: OSError) -> str:
    if isinstance(error, socket.gaierror):
        return str(error.strerror)
    return os.strerror(error.errno) if error.errno else type(error).__name__
