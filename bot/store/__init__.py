"""The words of every store, whatever engine is behind it: what is handed in and what comes back.

It opens nothing and imports no driver; `bot.store.sqlite` does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from bot.model import ChatId, Consultation, Kept, Turn, UpdateId

Step: TypeAlias = Callable[[Consultation | None], Turn]
"""What an act makes of the consultation kept for its chat (None: nothing is kept). Pure, because it may run twice."""


@dataclass(frozen=True, slots=True)
class Done:
    """A turn that is on disk: what is kept now (None: nothing), and what the step led to.

    `repeated` says that the update was known: nothing changed, the step did not run and `turn` is None.
    """

    kept: Kept | None
    turn: Turn | None
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class StoredRevision:
    """The content of one revision, as the maintainers' files and in its normal form, both as they were handed in."""

    revision: str
    format: int
    source: bytes
    normal: bytes


@dataclass(frozen=True, slots=True)
class Counted:
    """How often a step happened on a day (UTC, `2026-11-23`), for a link and a model. It names no chat."""

    day: str
    link: str
    step: str
    model: str
    n: int


@dataclass(frozen=True, slots=True)
class Failed:
    """An update whose handling failed for good: when (UTC, ISO 8601) and how, an exception's type and place."""

    update: UpdateId
    failed: str
    error: str


@dataclass(frozen=True, slots=True)
class Wanting:
    """Somebody who wants a person, and of whom the staff have not been told.

    Since when (seconds since 1970), the model advised, and the name under which Telegram finds them; both may be empty.
    """

    chat: ChatId
    asked: int
    model: str
    username: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link to share: its opaque key, whom or what it is for, and when it was made (UTC, ISO 8601).

    The name is empty when it can no longer be read; the key and what was counted for it go on to be good.
    """

    key: str
    name: str
    created: str
