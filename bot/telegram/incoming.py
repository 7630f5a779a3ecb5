"""What an update of Telegram means to us, as a closed union: a pure reading of its JSON that never raises.

Whatever has another shape than we know is `Nothing`: Telegram adds fields and kinds of updates all the time, and none
of them may stop the queue. Edited messages, channels, other bots and service messages are nothing to us as well.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from bot.model import ChatId

KINDS = ("message", "callback_query", "inline_query", "my_chat_member")
"""The kinds of updates that Telegram is asked for."""

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,64}))?(?:\s+(.*))?", re.DOTALL)
_USERNAME = re.compile(r"[A-Za-z0-9_]{1,32}", re.ASCII)
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_MEDIA = {
    *("animation", "audio", "checklist", "dice", "document", "game", "location", "paid_media", "photo", "poll"),
    *("rich_message", "sticker", "story", "venue", "video", "video_note", "voice"),
}
_BEGINNINGS = frozenset(("start", "help"))
_GONE = frozenset(("kicked", "left"))


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is on Telegram, and the ids of those who may use staff commands."""

    username: str
    staff: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button pressed: what it carries, and the message it stood on, where that can still be reached."""

    chat: ChatId
    callback: str
    data: str
    message: int | None = None


@dataclass(frozen=True, slots=True)
class PressedElsewhere:
    """A button pressed where no consultation is held: in a group, or on something that is no message of ours."""

    person: int
    callback: str


@dataclass(frozen=True, slots=True)
class Said:
    """Text that a person typed, commands included."""

    chat: ChatId
    text: str


@dataclass(frozen=True, slots=True)
class Started:
    """`/start`, perhaps by a link: its key is untrusted, but has the letters and the length of one."""

    chat: ChatId
    key: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """`/mydata`: everything stored about this person."""

    chat: ChatId


@dataclass(frozen=True, slots=True)
class LinkWanted:
    """`/link NAME` by somebody of the staff; without a name, the figures of all links."""

    chat: ChatId
    name: str


@dataclass(frozen=True, slots=True)
class ReloadWanted:
    """`/reload` by somebody of the staff: the rules and articles are to be looked at now."""

    chat: ChatId


@dataclass(frozen=True, slots=True)
class Media:
    """A photo, a document, a voice message: nothing that can be read here."""

    chat: ChatId


@dataclass(frozen=True, slots=True)
class Card:
    """A contact card; `own` if it is that of the person who sent it."""

    chat: ChatId
    own: bool


@dataclass(frozen=True, slots=True)
class Addressed:
    """Somebody speaks to the bot in a group, perhaps in a topic of it."""

    chat: ChatId
    message: int
    topic: int | None = None


@dataclass(frozen=True, slots=True)
class Searched:
    """Somebody typed the bot's name in any chat (inline mode); staff may name one of their links behind it."""

    person: int
    query: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Membership:
    """The person blocked the bot, or took it back."""

    chat: ChatId
    here: bool


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing to us; it is confirmed and forgotten."""


Incoming: TypeAlias = (
    Pressed
    | PressedElsewhere
    | Said
    | Started
    | Wanted
    | LinkWanted
    | ReloadWanted
    | Media
    | Card
    | Addressed
    | Searched
    | Membership
    | Nothing
)


def read(update: Mapping[str, Any], me: Identity) -> Incoming:
    """What the update means to the bot that we are."""
    try:
        if "callback_query" in update:
            return _press(update["callback_query"])
        if "message" in update:
            return _message(update["message"], me)
        if "inline_query" in update:
            return _search(update["inline_query"], me.staff)
        if "my_chat_member" in update:
            return _membership(update["my_chat_member"])
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return Nothing()
    return Nothing()


@dataclass(frozen=True, slots=True)
class Sender:
    """Who an update comes from: the language of their Telegram, and the name under which they can be written to."""

    language: str = ""
    username: str = ""


NOBODY = Sender()


def sender_of(update: Mapping[str, Any]) -> Sender:
    """The person behind an update, as far as it says."""
    for kind in KINDS:
        inner = update.get(kind)
        who = inner.get("from") if isinstance(inner, Mapping) else None
        if isinstance(who, Mapping):
            language, username = who.get("language_code"), who.get("username")
            return Sender(
                language if isinstance(language, str) else "",
                username if isinstance(username, str) and _USERNAME.fullmatch(username) else "",
            )
    return NOBODY


def key_of(update: Mapping[str, Any]) -> int:
    """By what updates are kept in order: the chat, or the person where there is none; 0 if neither is named."""
    try:
        for kind in ("message", "my_chat_member"):
            if kind in update:
                return int(update[kind]["chat"]["id"])
        if "callback_query" in update:
            return int(update["callback_query"]["from"]["id"])
        return int(update["inline_query"]["from"]["id"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return 0


def _press(press: Mapping[str, Any]) -> Incoming:
    """A press in a private chat. Of a message too old (`date` 0) only its id is known; it may be absent, too."""
    callback, data = str(press["id"]), press.get("data")
    message = press.get("message") or {}
    chat = message.get("chat") or {"id": press["from"]["id"], "type": "private"}
    if chat.get("type") != "private" or (not message and not isinstance(data, str)):
        return PressedElsewhere(int(press["from"]["id"]), callback)
    reachable = message.get("message_id") if message.get("date") else None
    return Pressed(ChatId(int(chat["id"])), callback, data if isinstance(data, str) else "", reachable)


def _message(message: Mapping[str, Any], me: Identity) -> Incoming:
    chat, sender = message["chat"], message.get("from") or {}
    if sender.get("is_bot") or (message.get("via_bot") or {}).get("username") == me.username:
        return Nothing()
    here = ChatId(int(chat["id"]))
    if chat.get("type") != "private":
        return _in_group(message, here, me.username)
    text = message.get("text")
    if isinstance(text, str):
        return _text(text, here, int(sender.get("id", 0)), me.staff)
    if "contact" in message:
        return Card(here, own=message["contact"].get("user_id") == sender.get("id") is not None)
    return Media(here) if _MEDIA & message.keys() else Nothing()


def _text(text: str, chat: ChatId, sender: int, staff: frozenset[int]) -> Incoming:
    command = _COMMAND.fullmatch(text.strip())
    if command is None:
        return Said(chat, text)
    name, rest = command[1].casefold(), (command[3] or "").strip()
    if name == "start":
        return Started(chat, rest if _PAYLOAD.fullmatch(rest) else "")
    if name == "mydata":
        return Wanted(chat)
    if name == "link" and sender in staff:
        return LinkWanted(chat, rest)
    if name == "reload" and sender in staff:
        return ReloadWanted(chat)
    return Said(chat, text)


def _in_group(message: Mapping[str, Any], chat: ChatId, username: str) -> Incoming:
    """Answered is a command that names us or is one of every bot, a mention, and a reply to us; not other talk."""
    text = message.get("text")
    if message["chat"].get("type") not in {"group", "supergroup"} or not isinstance(text, str):
        return Nothing()
    command = _COMMAND.fullmatch(text.strip())
    if command is not None:
        named = command[2] is not None and command[2].casefold() == username.casefold()
        ours = named or (command[2] is None and command[1].casefold() in _BEGINNINGS)
    else:
        answered = (message.get("reply_to_message") or {}).get("from") or {}
        mentioned = re.search(rf"@{re.escape(username)}\b", text, re.IGNORECASE) is not None
        ours = mentioned or answered.get("username") == username
    if not ours:
        return Nothing()
    topic = message.get("message_thread_id") if message.get("is_topic_message") else None
    return Addressed(chat, int(message["message_id"]), topic)


def _search(search: Mapping[str, Any], staff: frozenset[int]) -> Incoming:
    link = str(search.get("query", "")).strip() if search["from"]["id"] in staff else ""
    return Searched(int(search["from"]["id"]), str(search["id"]), link)


def _membership(change: Mapping[str, Any]) -> Incoming:
    if change["chat"].get("type") != "private":
        return Nothing()
    return Membership(ChatId(int(change["chat"]["id"])), here=change["new_chat_member"]["status"] not in _GONE)
