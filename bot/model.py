"""The nouns of a consultation: what is kept for one chat, what an act leads to, what an advice leaves behind.

Everything here is frozen and knows no chat platform, no file and no clock. It refuses to hold anything that can be
derived: the next question, the advice and every screen follow from a consultation and the content it runs under.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NewType, TypeAlias

ChatId = NewType("ChatId", int)
UpdateId = NewType("UpdateId", int)

TERMINAL = ChatId(0)
"""The chat of the terminal; no chat of Telegram has this id."""

Answers: TypeAlias = Mapping[str, tuple[str, ...]]
"""Options by question id. Several options mean "not sure among these". An absent question is not answered yet."""

Resolution: TypeAlias = Literal["A", "B", "unresolved"]
"""How a contradiction was settled: by its first or second reading, or not at all."""


@dataclass(frozen=True, slots=True)
class Place:
    """Which screen is open: its name, what it is about (a question, an article...), where it was opened from, its page.

    Pages are counted from 0. One beyond the last is the last: how many there are depends on the words shown.
    """

    name: str = "promise"
    of: str = ""
    origin: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True)
class Consultation:
    """What is kept for one chat, one live at a time.

    `turn` grows by one with every act that changes something; `nonce` is new with every consultation, so that a button
    of an older one is recognised. `revision` names the content it began under.
    """

    id: str
    nonce: str
    revision: str
    turn: int = 0
    answers: Answers = field(default_factory=dict)
    place: Place = Place()
    resolved: Mapping[str, Resolution] = field(default_factory=dict)
    declined: frozenset[str] = frozenset()
    receipt: str = ""
    source: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is kept of an advice that was given: enough to show it again and to evaluate it again."""

    id: str
    answers: Answers
    revision: str
    program: str
    model: str
    rules: tuple[str, ...]
    text: str
    resolved: Mapping[str, Resolution] = field(default_factory=dict)
    source: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Count:
    """One more of a step (`begun`, `answered`, `advised`...) for a link and a model. It names no chat and no day."""

    step: str
    link: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a screen that the person wants to have, by the screen's name and what it is about."""

    name: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Called:
    """The person would like to talk to somebody at the firm, and has agreed that they are told.

    `model` is the one advised, `username` the name under which Telegram finds them; both may be empty.
    """

    model: str = ""
    username: str = ""


Effect: TypeAlias = Picture | Called
"""What a turn asks to be done once it is stored, no part of the consultation. A picture is made at most once; that
somebody wants a person is stored with the turn, until the staff know."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What an act led to: the consultation to keep, and what else belongs into the same transaction.

    `consultation` None means that everything kept about this chat is to be deleted, receipts included. `toast` is a
    short line for the person, about the act and not about the screen; it is never stored.
    """

    consultation: Consultation | None
    toast: str = ""
    receipts: tuple[Receipt, ...] = ()
    counts: tuple[Count, ...] = ()
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored consultation with what the front end needs to keep its screen in step.

    `message` is the id of the live message in the chat (None: there is none yet), `shown` the last turn that the person
    is known to have seen (-1: none), `leftovers` messages that were live before and may still stand there. All
    three are written lazily and may be behind.
    """

    chat: ChatId
    consultation: Consultation
    message: int | None = None
    shown: int = -1
    leftovers: frozenset[int] = frozenset()
