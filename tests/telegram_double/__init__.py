"""A strict double of the Telegram Bot API: a real server on loopback that refuses what Telegram refuses, and more.

    async with Double() as double:
        ann = double.user("Ann")
        ...start a bot with double.settings()...
        ann.say("/start")
        await ann.sees("Which of these")
        ann.press("Evenings")

Whatever no correct bot does is kept in `double.violations`, and leaving the block with any of them fails.
"""

from .errors import Refused
from .faults import (
    Action,
    Fault,
    bad_request,
    conflict,
    delay,
    drop,
    drop_after,
    forbidden,
    garbage,
    hang,
    hang_after,
    migrated,
    not_found,
    refuse,
    server_error,
    too_many,
    unauthorized,
)
from .people import User
from .server import Call, Double
from .world import Chat, Press, Shown

__all__ = [
    "Action",
    "Call",
    "Chat",
    "Double",
    "Fault",
    "Press",
    "Refused",
    "Shown",
    "User",
    "bad_request",
    "conflict",
    "delay",
    "drop",
    "drop_after",
    "forbidden",
    "garbage",
    "hang",
    "hang_after",
    "migrated",
    "not_found",
    "refuse",
    "server_error",
    "too_many",
    "unauthorized",
]
