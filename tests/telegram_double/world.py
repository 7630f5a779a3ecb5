"""What Telegram keeps: chats, the messages that now stand in them, and presses that wait for their answer."""

import itertools
import time
from dataclasses import dataclass, field
from datetime import timedelta

from .errors import Refused, bad_request, blocked, too_old, wrong

CALLBACK_LIFE = 900
"""Seconds after which a callback query cannot be answered any more; Telegram does not document its figure."""


@dataclass
class Shown:
    """A message as it now stands in its chat."""

    raw: dict
    html: str = ""
    update_id: int | None = None
    file: object = None  # an Upload
    edits: int = 0

    @property
    def id(self):
        return self.raw["message_id"]

    @property
    def text(self):
        return self.raw.get("text", self.raw.get("caption", ""))

    @property
    def entities(self):
        return self.raw.get("entities", self.raw.get("caption_entities", []))

    @property
    def keyboard(self):
        """The rows of inline buttons, as dicts."""
        return self.raw.get("reply_markup", {}).get("inline_keyboard", [])

    @property
    def buttons(self):
        return [button for row in self.keyboard for button in row]

    @property
    def labels(self):
        return [button["text"] for button in self.buttons]

    @property
    def from_bot(self):
        return self.raw["from"]["is_bot"]

    def __str__(self):
        rows = "".join("\n  " + "  ".join(f"[{button['text']}]" for button in row) for row in self.keyboard)
        return f"#{self.id} {self.raw['from']['first_name']}: {self.text}{rows}"


@dataclass
class Chat:
    """One chat: `messages` are those a person could scroll to, `log` the bot's calls in order."""

    raw: dict
    messages: dict[int, Shown] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    log: list = field(default_factory=list)
    begun: bool = False  # the person has written, or the bot was added
    blocked: bool = False
    reply_keyboard: dict | None = None
    actions: list[str] = field(default_factory=list)
    migrated_to: int | None = None

    @property
    def id(self):
        return self.raw["id"]

    @property
    def private(self):
        return self.raw["type"] == "private"

    @property
    def newest(self):
        """The newest message of the bot."""
        return next((one for one in reversed(self.messages.values()) if one.from_bot), None)

    @property
    def screen(self):
        """The newest message of the bot that has a keyboard."""
        return next((one for one in reversed(self.messages.values()) if one.from_bot and one.keyboard), None)

    def __str__(self):
        return "\n".join(map(str, self.messages.values())) or "(nothing)"


@dataclass
class Press:
    """A press on a button, and what the bot has answered to it."""

    id: str
    chat: int
    user: int
    data: str
    made: float
    update_id: int = 0
    answer: dict | None = None
    told: bool = False  # the bot was told that its answer arrived

    @property
    def toast(self):
        """The words shown over the chat; None before the answer."""
        return None if self.answer is None else self.answer.get("text", "")


class World:
    """All of it for one bot. It has a clock of its own, which a test may put forward."""

    def __init__(self, username="fixpoint_bot", first_name="Fixpoint"):
        self.me = {"id": 123456789, "is_bot": True, "first_name": first_name, "username": username}
        self.ahead = 0.0
        self.chats, self.presses, self.inline = {}, {}, {}
        self.messages = itertools.count(1)
        self.numbers = itertools.count(4_000_000_000_000_001)
        self.files, self.commands, self.menu = {}, {}, {}
        self.descriptions, self.short_descriptions = {}, {}

    def free(self, number, step=1):
        """A chat id that nobody has."""
        while number in self.chats:
            number += step
        return number

    def now(self):
        return time.time() + self.ahead

    def later(self, **span):
        """Put the clock forward: `later(hours=49)`."""
        self.ahead += timedelta(**span).total_seconds()

    def chat(self, given):
        """The chat a call means, whatever its state."""
        if isinstance(given, str) and given.startswith("@"):
            name = given[1:].lower()
            found = (one for one in self.chats.values() if one.raw.get("username", "").lower() == name)
            chat = next(found, None)
        else:
            chat = self.chats.get(given)
        if chat is None:
            raise wrong("chat not found", f"chat {given} was never there")
        return chat

    def writable(self, given):
        """The chat a call means, refused where the bot may not write."""
        chat = self.chat(given)
        if chat.migrated_to is not None:
            text = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refused(400, text, {"migrate_to_chat_id": chat.migrated_to})
        if chat.blocked:
            raise blocked() if chat.private else Refused(403, "Forbidden: bot was kicked from the group chat")
        if not chat.begun:
            raise Refused(403, "Forbidden: bot can't initiate conversation with a user")
        return chat

    def shown(self, chat, message_id, doing):
        """A message that is still there. One that never was is the bot's fault, one that is gone is a race."""
        if message_id in chat.messages:
            return chat.messages[message_id]
        if message_id in chat.gone:
            raise bad_request(f"message to {doing} not found")
        raise wrong(f"message to {doing} not found", f"message {message_id} was never in chat {chat.id}")

    def stamped(self, chat, sender, **content):
        """A new message in a chat."""
        number = next(self.messages)
        raw = {"message_id": number, "from": sender, "chat": chat.raw, "date": int(self.now())} | content
        shown = chat.messages[number] = Shown(raw)
        return shown

    def remove(self, chat, message_id):
        del chat.messages[message_id]
        chat.gone.add(message_id)

    def press(self, chat, user, data):
        number = str(next(self.numbers))
        made = self.presses[number] = Press(number, chat.id, user, data, self.now())
        return made

    def answerable(self, query_id, times_delivered):
        """The press an answer means. A second answer without need is the bot's fault."""
        press = self.presses.get(query_id)
        if press is None:
            raise wrong(too_old().description.removeprefix("Bad Request: "), f"callback query {query_id} never was")
        if self.now() - press.made > CALLBACK_LIFE:
            raise too_old()
        if press.answer is not None:
            if press.told and times_delivered(press.update_id) < 2:
                raise wrong(
                    too_old().description.removeprefix("Bad Request: "),
                    f"callback query {query_id} is answered a second time",
                )
            raise too_old()
        return press
