"""The people on the other side: they write, press what they see, send contacts, block the bot, and look at the chat."""

from .decoding import Upload
from .formatting import commands


class User:
    """One person with an account, a private chat with the bot, and perhaps groups.

    Where a method takes `chat`, it means a group; the private chat is meant without it.
    """

    def __init__(self, double, raw, chat):
        self.double, self.raw, self.chat = double, raw, chat
        self.presses = []
        self.contacts = 0

    @property
    def id(self):
        return self.raw["id"]

    @property
    def screen(self):
        """The newest message of the bot that has buttons, in the private chat."""
        return self.chat.screen

    @property
    def newest(self):
        """The bot's newest message in the private chat."""
        return self.chat.newest

    @property
    def toasts(self):
        """The words of the bot's answers to presses, in the order of the presses; those without words are left out."""
        return [press.toast for press in self.presses if press.toast]

    def say(self, text, *, chat=None, reply_to=None, thread=None):
        """Write something; the message as it stands in the chat."""
        content = {"text": text} | ({"entities": found} if (found := commands(text)) else {})
        return self._send(chat, content, reply_to, thread)

    def send_contact(self, owner=None, phone="+441632960123"):
        """Share a contact: one's own, or `owner`'s (a User, or None for a stranger without an account: owner=0)."""
        owner = self if owner is None else owner
        whose = {"first_name": owner.raw["first_name"], "user_id": owner.id} if owner else {"first_name": "Stranger"}
        return self._send(None, {"contact": {"phone_number": phone} | whose})

    def send_photo(self, caption="", content=b"\xff\xd8 a photo"):
        sizes = [self.double.stored(Upload("photo.jpg", content, "image/jpeg"), "photo")[0]]
        return self._send(None, {"photo": sizes} | ({"caption": caption} if caption else {}))

    def send_document(self, name="notes.txt", content=b"notes", mime="text/plain"):
        return self._send(None, {"document": self.double.stored(Upload(name, content, mime), "document")})

    def edit(self, shown, text):
        """Change what one has written."""
        entities = {"entities": found} if (found := commands(text)) else {}
        kept = {name: part for name, part in shown.raw.items() if name != "entities"}
        shown.raw = kept | {"text": text, "edit_date": int(self.double.world.now())} | entities
        lane = ("chat", shown.raw["chat"]["id"])
        shown.update_id = self.double.updates.add("edited_message", shown.raw, lane)
        self.double.changed()
        return shown

    def press(self, label, message=None):
        """Press the button with these words, on the newest screen or on a given message; then see `press.toast`."""
        message = message or self._showing(label)
        found = [button for button in message.buttons if button["text"] == label]
        assert found, f"no button {label!r} among {message.labels}"
        assert "callback_data" in found[0], f"button {label!r} does something in the app: {found[0]}"
        return self.press_data(found[0]["callback_data"], message)

    def tap(self, label):
        """Tap a button of the reply keyboard: its words are sent, or one's contact."""
        rows = (self.chat.reply_keyboard or {}).get("keyboard", [])
        buttons = [button if isinstance(button, dict) else {"text": button} for row in rows for button in row]
        found = [button for button in buttons if button["text"] == label]
        assert found, f"no reply button {label!r} among {[button['text'] for button in buttons]}"
        return self.send_contact() if found[0].get("request_contact") else self.say(label)

    def press_data(self, data, message=None, *, inaccessible=False, absent=False):
        """Press with data of one's own choice: forged, or on a message that the bot is not shown any more."""
        world, message = self.double.world, message or self.screen or self.newest
        number = message.id if message else 1
        chat = world.chats[message.raw["chat"]["id"]] if message else self.chat
        press = world.press(chat, self.id, data)
        query = {"id": press.id, "from": self.raw, "chat_instance": str(-7_000_000_000 - chat.id), "data": data}
        if absent:
            query["inline_message_id"] = f"inline{press.id}"
        elif inaccessible or message is None or message.id not in chat.messages:
            query["message"] = {"chat": chat.raw, "message_id": number, "date": 0}
        else:
            query["message"] = dict(message.raw)
        press.update_id = self.double.updates.add("callback_query", query, ("user", self.id))
        self.presses.append(press)
        return press

    def ask_inline(self, words):
        """Type `@bot words` somewhere; the query, which gets the bot's `results`."""
        number = str(next(self.double.world.numbers))
        query = self.double.world.inline[number] = {"id": number}
        raw = {"id": number, "from": self.raw, "query": words, "offset": "", "chat_type": "sender"}
        self.double.updates.add("inline_query", raw, ("inline", self.id))
        return query

    def block(self):
        """Stop the bot: it is told, and may not write any more."""
        self.chat.blocked = True
        return self._membership("member", "kicked")

    def unblock(self):
        self.chat.blocked = False
        return self._membership("kicked", "member")

    def delete(self, shown):
        """Delete a message on both sides; a bot is not told."""
        self.double.world.remove(self.double.world.chats[shown.raw["chat"]["id"]], shown.id)

    async def sees(self, wanted, within=30, *, chat=None):
        """Wait until one message of the bot says this (or `wanted(message)` is true) and give that message.

        Looked at are the bot's messages that now stand in the chat, the newest first.
        """
        chat = chat or self.chat
        fits = wanted if callable(wanted) else lambda one: wanted in one.text
        standing = chat.messages
        return await self.double.until(
            lambda: next((one for one in reversed(standing.values()) if one.from_bot and fits(one)), None),
            within,
            wanted,
            chat,
        )

    async def answered(self, press, within=30):
        """Wait for the answer to a press; its words, which may be none."""
        await self.double.until(lambda: press.answer is not None, within, "an answer to the press", self.chat)
        return press.toast

    def _showing(self, label):
        """The newest screen, or else the newest message that still has such a button."""
        having = [one for one in self.chat.messages.values() if label in one.labels]
        message = self.screen if self.screen and label in self.screen.labels else (having[-1] if having else None)
        assert message, f"no button {label!r}; the chat shows\n{self.chat}"
        return message

    def _send(self, chat, content, reply_to=None, thread=None):
        double, chat = self.double, chat or self.chat
        chat.begun = True
        if reply_to is not None:
            content["reply_to_message"] = {k: v for k, v in reply_to.raw.items() if k != "reply_to_message"}
        if thread is not None:
            content |= {"message_thread_id": thread, "is_topic_message": True}
        shown = double.world.stamped(chat, self.raw, **content)
        if chat.private or not double.privacy_mode or self._addressed(content):
            shown.update_id = double.updates.add("message", shown.raw, ("chat", chat.id))
        double.changed()
        return shown

    def _addressed(self, content):
        """In a group with privacy mode a bot is shown commands and replies to it only."""
        text, name = content.get("text", ""), self.double.world.me["username"]
        command = text.split()[0] if text.startswith("/") else ""
        to_us = bool(command) and command.partition("@")[2] in {"", name}
        return to_us or content.get("reply_to_message", {}).get("from", {}).get("is_bot", False)

    def _membership(self, before, after):
        return self.double.membership(self.chat, self.raw, before, after)
