"""Calls of the Bot API, and what came of each as a closed union: nobody above this file catches an error of Telegram.

The calls go through python-telegram-bot's request, which maps what Telegram answers; they are made with plain fields
and read as plain JSON, because building and parsing its objects was the greater part of a press. Nothing is
retried here, and nothing is logged that holds what people typed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from telegram.request import BaseRequest, RequestData

MEDIA_TIMEOUT = 30.0

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Done:
    """Telegram did it; `result` is the JSON it answered with."""

    result: Any


@dataclass(frozen=True, slots=True)
class TooMany:
    """429: nothing was done, and this chat (or method) has to wait so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Gone:
    """403, or a chat that is another one now: nothing more is to be sent there."""

    why: str


@dataclass(frozen=True, slots=True)
class Refused:
    """400: the call makes no sense now; `why` is Telegram's text in small letters."""

    why: str


@dataclass(frozen=True, slots=True)
class Unreached:
    """No answer, or none that can be read: worth another try, although it may have been done all the same."""

    why: str


@dataclass(frozen=True, slots=True)
class Unauthorized:
    """401 or 404: the token is wrong or was withdrawn, or the server does not know the method."""


@dataclass(frozen=True, slots=True)
class Contested:
    """409: another program polls with this token, or a webhook is set."""

    why: str


Outcome: TypeAlias = Done | TooMany | Gone | Refused | Unreached | Unauthorized | Contested


class Api:
    """The Bot API under one token. `base` ends with the token and is never to be shown."""

    def __init__(self, request: BaseRequest, base: str) -> None:
        self._request, self._base = request, base

    async def call(self, method: str, fields: Mapping[str, Any], *, wait: float | None = None) -> Outcome:
        """One call. Fields that are no text are sent as JSON; `wait` is how long the answer may take, in seconds."""
        return await self._post(method, _Form(_encoded(fields)), {} if wait is None else {"read_timeout": wait})

    async def upload(self, method: str, fields: Mapping[str, Any], file: "File") -> Outcome:
        """One call with a file."""
        form = _Form(_encoded(fields), {file.field: (file.name, file.content, file.kind)})
        return await self._post(method, form, {"read_timeout": MEDIA_TIMEOUT, "write_timeout": MEDIA_TIMEOUT})

    async def _post(self, method: str, form: "_Form", timeouts: Mapping[str, float]) -> Outcome:
        try:
            # A request is given no more than the documented properties of RequestData; how one is made is private.
            data = cast(RequestData, form)
            return Done(await self._request.post(f"{self._base}/{method}", data, **timeouts))
        except TelegramError as error:
            return outcome(error)
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            return Unreached(f"an answer that is none of the Bot API ({type(error).__name__})")


@dataclass(frozen=True, slots=True)
class File:
    """A file to upload: the field of the call, its name, its bytes and its MIME type."""

    field: str
    name: str
    content: bytes
    kind: str


@dataclass(frozen=True, slots=True)
class _Form:
    """What a request reads of a call."""

    json_parameters: Mapping[str, str]
    multipart_data: Mapping[str, tuple[str, bytes, str]] = field(default_factory=dict)

    @property
    def contains_files(self) -> bool:
        return bool(self.multipart_data)


def _encoded(fields: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: value if isinstance(value, str) else _encode(value) for name, value in fields.items() if value is not None
    }


def outcome(error: TelegramError) -> Outcome:
    """What an error of python-telegram-bot means. The order matters: some of its errors are special cases of others."""
    match error:
        case RetryAfter():
            wait = error.retry_after
            return TooMany(float(wait if isinstance(wait, int | float) else wait.total_seconds()))
        case Forbidden() | ChatMigrated():
            return Gone(error.message)
        case BadRequest():
            return Refused(error.message.casefold())
        case InvalidToken():
            return Unauthorized()
        case Conflict():
            return Contested(error.message)
        case _:
            return Unreached(without_body(error.message))


def without_body(message: str) -> str:
    """What python-telegram-bot says of an answer it cannot read, without the answer: it may hold what people typed."""
    return message.partition(". Parsing the server response")[0].partition(". The server response contained")[0][:200]
