"""What can go wrong between a bot and Telegram, on demand.

A fault says which calls it strikes and how often; its action says what becomes of them. Nothing here is random.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .errors import Refused


@dataclass(frozen=True)
class Action:
    """What is done instead of answering, or (with `after`) instead of telling that it was done."""

    what: str  # refuse | say | hang | drop | delay
    after: bool = False
    refusal: Refused | None = None
    status: int = 200
    body: bytes = b""
    seconds: float = 0


@dataclass
class Fault:
    """Strikes the calls that it fits: `times` of them (None: all), after letting `skip` pass."""

    then: Action
    method: str | None = None
    chat: int | None = None
    times: int | None = 1
    skip: int = 0
    when: Callable[[Any], bool] | None = None
    struck: int = 0

    def fits(self, call):
        """Whether this call is one of those; not yet whether it is struck."""
        return (
            (self.method is None or self.method.lower() == call.method.lower())
            and (self.chat is None or getattr(self.chat, "id", self.chat) == call.chat)
            and (self.when is None or self.when(call))
        )


@dataclass
class Faults:
    """Those that wait to strike; the first that fits is the one that does."""

    waiting: list[Fault] = field(default_factory=list)

    def add(self, fault, *more):
        self.waiting += [fault, *more]
        return fault

    def clear(self):
        self.waiting.clear()

    def strike(self, call):
        """The action for this call, or None."""
        for fault in self.waiting:
            if not fault.fits(call):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            fault.struck += 1
            if fault.times is not None and fault.struck >= fault.times:
                self.waiting.remove(fault)
            return fault.then
        return None


def refuse(code, description, **parameters):
    return Action("refuse", refusal=Refused(code, description, parameters or None))


def too_many(retry_after=1):
    return refuse(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def forbidden(text="bot was blocked by the user"):
    return refuse(403, f"Forbidden: {text}")


def bad_request(text):
    return refuse(400, f"Bad Request: {text}")


def server_error(code=500):
    return refuse(code, {502: "Bad Gateway", 504: "Gateway Timeout"}.get(code, "Internal Server Error"))


def unauthorized():
    return refuse(401, "Unauthorized")


def not_found():
    return refuse(404, "Not Found")


def conflict():
    text = "terminated by other getUpdates request; make sure that only one bot instance is running"
    return refuse(409, f"Conflict: {text}")


def migrated(to):
    text = "group chat was upgraded to a supergroup chat"
    return refuse(400, f"Bad Request: {text}", migrate_to_chat_id=to)


def garbage(body=b"<html>502 Bad Gateway</html>", status=502):
    return Action("say", status=status, body=body)


def hang():
    """Nothing is done and nothing is ever said."""
    return Action("hang")


def hang_after():
    """It is done, and nothing is ever said: the ambiguous time-out."""
    return Action("hang", after=True)


def drop():
    """The connection is cut before anything is done."""
    return Action("drop")


def drop_after():
    """It is done, and the connection is cut instead of an answer."""
    return Action("drop", after=True)


def delay(seconds):
    """It is done late."""
    return Action("delay", seconds=seconds)
