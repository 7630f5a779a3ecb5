"""The log of the running bot: lines for people or JSON for machines, on stderr, through one place that hides secrets.

What is hidden is hidden in the finished line, so no message, argument, field or traceback can carry it past. What
people type to the bot is never logged; a chat stands in the log as `hashed(chat)`.
"""

import json
import logging
import re
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from hashlib import blake2b
from secrets import token_bytes
from types import TracebackType
from typing import Any, Final, Literal, TextIO, TypeAlias
from urllib.parse import quote, quote_plus

LogFormat: TypeAlias = Literal["text", "json"]

HIDDEN: Final = "***"
SHORTEST = 4
"""A secret of fewer letters is left alone: hiding each of them would hide the log."""
QUIET = (
    "aiohttp",
    "aiosqlite",
    "asyncio",
    "httpcore",
    "httpx",
    "telegram",
    "telegram.ext",
    "uvicorn",
    "uvicorn.access",
    "uvicorn.error",
)
"""Libraries that tell no more than warnings; httpx tells every address otherwise, and the token is a part of it."""
BOT_TOKENS = r"(?<=/bot)\d+(?::|%3A)[^\s/\"'\\<>]+|\d{6,}(?::|%3A)[A-Za-z0-9_-]{30,}"
"""What looks like a token of any bot, whoever it belongs to."""

_KEY = token_bytes(16)
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"asctime", "message", "taskName"}
_CONTROL = {number: f"\\x{number:02x}" for number in (*range(32), 127)} | {9: "\\t", 10: "\\n", 13: "\\r"}
_log = logging.getLogger("fixpoint")


class Redactor:
    """Replaces secrets in a text, also where they stand as a part of an address, of JSON or of a repr."""

    def __init__(self, secrets: Sequence[str] = ()) -> None:
        forms = {form for secret in secrets for form in _forms(secret) if len(form) >= SHORTEST}
        longest_first = sorted(forms, key=len, reverse=True)
        self._pattern = re.compile("|".join([*map(re.escape, longest_first), BOT_TOKENS]), re.IGNORECASE)

    def __call__(self, text: str) -> str:
        """The text without secrets."""
        return self._pattern.sub(HIDDEN, text)


def _forms(secret: str) -> set[str]:
    after = secret.partition(":")[2] if re.fullmatch(r"\d+:\S+", secret) else ""
    plain = {one for secret in (secret, after) for one in (secret, repr(secret)[1:-1])}
    return {form for one in plain for form in (one, quote(one), quote(one, safe=""), quote_plus(one), _as_json(one))}


def _as_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


_redactor = Redactor()


def redacted(text: str) -> str:
    """The text without secrets; before `set_up` only what looks like a token is known to be one."""
    return _redactor(text)


def set_up(
    log_format: LogFormat, secrets: Sequence[str], stream: TextIO | None = None, level: int = logging.INFO
) -> None:
    """Let all logging, and all errors that nobody caught, go to the stream (stderr) without the secrets.

    asyncio needs no more: it logs what no task took. Called again, it replaces what it had set.
    """
    global _redactor  # noqa: PLW0603 - as the root logger: one for the process
    _redactor = Redactor(secrets)
    handler = _Handler(stream or sys.stderr)
    handler.setFormatter(_Json() if log_format == "json" else _Text())
    root = logging.getLogger()
    for old in [one for one in root.handlers if isinstance(one, _Handler)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught
    sys.unraisablehook = _unraisable
    threading.excepthook = _uncaught_in_thread


def hashed(chat: int) -> str:
    """A short name for a chat: the same as long as this process lives, and of no use after it."""
    return blake2b(str(chat).encode(), key=_KEY, digest_size=5).hexdigest()


class _Handler(logging.StreamHandler[TextIO]):
    """The one place where lines are written."""

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name that logging calls
        """Logging's own would print the arguments as they are."""
        error = sys.exc_info()[1]
        with suppress(OSError, ValueError):  # the stream is closed: there is nobody left to tell
            self.stream.write(f"a line of {record.name} could not be logged: {type(error).__name__}\n")


class _Text(logging.Formatter):
    """`21:53:02 INFO     fixpoint  taken  update=17`, then a traceback if there is one."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-8s %(name)s  %(message)s", "%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name that logging calls
        fields = "".join(f"  {name}={value}" for name, value in _fields(record).items())
        return f"{super().formatMessage(record)}{fields}".translate(_CONTROL)


class _Json(logging.Formatter):
    """One object a line: time, level, logger, message, the fields, and `error` with a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        line = {
            "time": f"{at}.{int(record.msecs):03}Z",
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = self.formatException(record.exc_info)
        if record.stack_info:
            line["stack"] = record.stack_info
        fields = {name: value for name, value in _fields(record).items() if name not in line}
        return json.dumps(line | fields, ensure_ascii=False, default=str)


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name not in _OWN}


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        _log.warning("interrupted")
    else:
        _log.critical("an error that nobody caught", exc_info=(kind, error, trace))


def _uncaught_in_thread(found: threading.ExceptHookArgs) -> None:
    if found.exc_value is not None and not issubclass(found.exc_type, SystemExit):
        _log.critical(
            "an error that nobody caught in a thread", exc_info=(found.exc_type, found.exc_value, found.exc_traceback)
        )


def _unraisable(found: "sys.UnraisableHookArgs") -> None:
    kind, error = found.exc_type, found.exc_value
    where = f"{found.err_msg or 'an error that could not be raised'}: {found.object!r}"
    _log.error("%s", where, exc_info=None if error is None else (kind, error, found.exc_traceback))
