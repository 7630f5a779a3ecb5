"""A bot that is killed with -9 again and again while people talk to it, and what must be true afterwards.

What is confirmed is looked up after every kill, in a copy of the database: opening it would mend what the next start is
to mend. Everything else is looked at once the bot has come to rest, and opened with its own key.
"""

import asyncio
import json
import re
import shutil
import sqlite3
from collections import Counter
from contextlib import asynccontextmanager, closing
from random import Random

from replaying import Replay
from running import COMMAND, environment
from talking import TYPED, Bot, check_log
from telegram_double import Fault, server_error

from bot.consult import Consulting
from bot.conversation.acts import Choose, Forget, See, Settle, Start
from bot.conversation.codec import decode
from bot.store.crypt import find_keys
from bot.store.sqlite import open_store
from bot.telegram.markup import message
from bot.wording.sentences import Voice

PEOPLE = 10
PAUSE = (0.005, 0.08)
SAYINGS = ("/start", "/review", "/back", "/cancel", "/help", "/learn", "/why", "/advice", "not sure", TYPED)
SOME_ANSWERED = re.compile(r"\b[1-9][0-9]* answered")
FORWARD = Start | Choose | Settle | See
TALKING = "talking on Telegram"
AMID_START, LONGEST_START = 0.15, 1.0
LATE, AGAIN = 60, 20
RETENTION = 90
TOAST = re.compile(r"<i>[^<]*</i>\n\n")


class Person:
    """Somebody who does one thing after another: mostly presses an answer, at times goes astray, types, or taps twice.

    With `in_order` nothing is typed while a press is under way, nor the other way round: the two come to a webhook in
    any order, and then nobody could say what must come of them.
    """

    def __init__(self, user, random, *, in_order):
        self.user, self.random, self.in_order = user, random, in_order
        self.last = (None, None)
        self.under_way = {"say": 0, "press": 0}

    async def talk(self):
        """Go on for ever."""
        self.say("/start")
        while True:
            await asyncio.sleep(self.random.uniform(*PAUSE))
            if self.user.screen is not None:
                self.act()

    def act(self):
        """Do whatever comes to mind."""
        chance, screen = self.random.random(), self.user.screen
        if chance < 0.1:
            said = self.random.choice(SAYINGS)
            # With nothing answered it begins anew at once, by a word: its nonce could not be told from an older one.
            self.say(said if said != "/start" or SOME_ANSWERED.search(screen.text) else "/help")
        elif chance < 0.15:
            self.say(self.random.choice([one["text"] for one in choices(screen)] or SAYINGS[1:]))
        elif chance < 0.2:
            self.press(self.random.choice(standing(self.user)))
        elif self.last != (screen.id, screen.edits) or chance < 0.4:
            self.press(screen)

    def say(self, text):
        """Type something."""
        if self.may("press"):
            self.under_way["say"] = self.user.say(text).update_id

    def press(self, shown):
        """Press a button; on nearly every screen one that leads on. Everything deleted leaves nothing to compare."""
        buttons = [one for one in shown.buttons if not isinstance(act_of(one), Forget)]
        button = self.random.choice((self.random.random() < 0.7 and choices(shown)) or buttons)
        if self.may("say"):
            self.under_way["press"] = self.user.press_data(button["callback_data"], shown).update_id
            self.last = (shown.id, shown.edits)

    def may(self, other):
        """Whether nothing of the other kind is under way that this would have to wait for."""
        return not self.in_order or self.under_way[other] not in self.user.double.updates.pending


class Killing:
    """One database and one double; bots on them, one after the other; and the crowd that talks to them all."""

    def __init__(self, double, folder, content, *, seed, **settings):
        self.double, self.folder, self.content = double, folder, content
        self.command = (COMMAND, "run")
        self.random = Random(seed)
        self.database = folder / "fixpoint.db"
        self.settings = {"FIXPOINT_DATABASE": f"sqlite:///{self.database}", **double.settings(), **settings}
        in_order = "FIXPOINT_WEBHOOK_URL" in settings
        self.people = [
            Person(double.user(f"P{number}"), Random(self.random.random()), in_order=in_order)
            for number in range(PEOPLE)
        ]
        self.replays = {person.user.id: Replay(content) for person in self.people}
        self.replayed = 0
        self.starts = self.kills = 0
        self.left_over = Counter()
        self.lost = set()
        self.stood = set()

    @asynccontextmanager
    async def talking(self):
        """Everybody talks until the end of the block."""
        tasks = [asyncio.create_task(person.talk()) for person in self.people]
        try:
            yield
            assert not any(task.done() for task in tasks)
        finally:
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(end, asyncio.CancelledError) for end in ends), ends

    @asynccontextmanager
    async def bot(self):
        """A bot, dead at the end of the block in any case."""
        self.starts += 1
        log = self.folder / f"bot-{self.starts}.log"
        with log.open("wb") as out:
            process = await asyncio.create_subprocess_exec(
                *self.command, cwd=self.folder, env=environment(**self.settings), stdout=out, stderr=out
            )
        bot = Bot(process, log)
        try:
            yield bot
        finally:
            await bot.kill()
            check_log(log, self.double.token, self.folder)

    async def kill(self, earliest, latest):
        """Start a bot, kill it at some moment between these after its first word, now and then before that.

        Some updates of late are delivered to it again, although they are confirmed.
        """
        late = self.double.confirmed[-LATE:]
        for update in self.random.sample(late, min(AGAIN, len(late))):
            self.double.redeliver(update)
        async with self.bot() as bot:
            if self.random.random() < AMID_START:
                await asyncio.sleep(self.random.uniform(0, LONGEST_START))
            else:
                await bot.says(TALKING, within=60)
                await asyncio.sleep(self.random.uniform(earliest, latest))
            assert bot.process.returncode is None, bot.said
        self.dead()

    async def kill_unheard(self):
        """Kill a bot that has confirmed everything and could show nothing, so that all screens are left to the next."""
        mute = [Fault(server_error(502), method=one, times=None) for one in ("sendMessage", "editMessageText")]
        self.double.faults.add(*mute)
        async with self.bot():
            await self.all_confirmed()
        self.double.faults.clear()
        self.dead()

    def dead(self):
        """Note what stands in the chats when a bot has died, and what it confirmed and did not store."""
        self.kills += 1
        self.stood |= {shown.id for person in self.people for shown in standing(person.user)}
        self.lost |= set(self.double.confirmed) - seen(self.database)

    async def rest(self):
        """Let a bot take what is left, show every screen and end in peace; what is wrong then."""
        async with self.bot() as bot:
            await self.settled()
            assert await bot.stop(within=30) == 0
        return await self.wrong()

    async def rest_after_presses(self):
        """The same after a press on each message that is left over; none may be left then."""
        async with self.bot() as bot:
            await bot.says(TALKING, within=60)
            for person in self.people:
                for shown in standing(person.user) if len(standing(person.user)) > 1 else ():
                    person.press(shown)
            await self.settled()
            assert await bot.stop(within=30) == 0
        many = [str(person.user.chat) for person in self.people if len(standing(person.user)) != 1]
        return [*await self.wrong(), *many]

    async def all_confirmed(self):
        """Wait until no update is waiting."""
        await self.double.until(lambda: not self.double.updates.pending, 60, "every update confirmed")

    async def settled(self):
        """Wait until every update is confirmed and every chat shows the turn that all of them lead to."""
        await self.all_confirmed()
        confirmed = self.double.confirmed[self.replayed :]
        self.replayed += len(confirmed)
        for update in sorted(confirmed):
            raw = self.double.updates.past[update].raw
            content = raw.get("message") or raw["callback_query"]
            self.replays[content["from"]["id"]].take(raw)
        await self.double.until(lambda: all(map(self.in_step, self.people)), 30, "every screen in step")

    def in_step(self, person):
        """Whether the chat shows what its updates led to. Where it does not for long, that is told in detail later."""
        return any(self.replays[person.user.id].shows(*marked(shown)) for shown in standing(person.user))

    async def wrong(self):
        """Everything that is not as it must be; nothing may run."""
        double, database = self.double, self.database
        confirmed, expected = double.confirmed, Counter()
        found = [f"never confirmed: {update}" for update in double.updates.past.keys() - set(confirmed)]
        found += [f"confirmed and not stored: {update}" for update in self.lost | (set(confirmed) - seen(database))]
        store = await open_store(database, find_keys(None, database, production=False))
        try:
            consulting = Consulting(store, self.content, Voice(days=RETENTION, pictures=True))
            for person in self.people:
                found += [f"{person.user.id}: {one}" async for one in self.wrong_with(person, store, consulting)]
                expected += self.replays[person.user.id].counts
            counted = Counter({(one.link, one.step, one.model): one.n for one in await store.counts()})
            found += [f"counted {counted} and not {expected}"] if counted != expected else []
            found += [f"set aside: {one}" for one in await store.failed()]
        finally:
            await store.close()
        return found

    async def wrong_with(self, person, store, consulting):
        """What is wrong with one chat: what is stored of it, or what it shows."""
        user, replay = person.user, self.replays[person.user.id]
        reply = await consulting.look(user.id)
        if difference := replay.differs(reply.consultation):
            yield difference
        receipts = (await store.everything(user.id))["receipts"]
        if len(receipts) != len(replay.receipts):
            yield f"{len(receipts)} receipts and not {len(replay.receipts)}"
        due = message(reply.screen, reply.consultation)
        live = user.chat.messages.get(reply.kept.message)
        if live is None or not shows(live, due):
            yield f"the live message is {live} and not {due}"
        others = [shown for shown in standing(user) if shown is not live]
        if not others and not shows(user.screen, due):
            yield f"the newest screen is {user.screen} and not {due}"
        for one in others:
            if one.id not in self.stood:
                yield f"left over, although no kill came between it and the next: {one}"
            self.left_over[
                "older" if live and one.id < live.id else "newer", "same" if shows(one, due) else "stale"
            ] += 1


def act_of(button):
    """What a button means."""
    return decode(button["callback_data"]).act


def choices(shown):
    """The buttons of a message that lead on."""
    return [one for one in shown.buttons if isinstance(act_of(one), FORWARD)]


def standing(user):
    """The messages of the bot that have buttons, the oldest first."""
    return [one for one in user.chat.messages.values() if one.from_bot and one.keyboard]


def marked(shown):
    """The nonce and the turn that the buttons of a message carry."""
    _, nonce, turn, _ = shown.buttons[0]["callback_data"].split(":", 3)
    return nonce, int(turn)


def shows(shown, due):
    """Whether a message shows a screen, below a toast or not."""
    text = TOAST.sub("", shown.html, count=1) if shown.html != due.text else due.text
    return text == due.text and shown.keyboard == json.loads(due.keyboard)["inline_keyboard"]


def seen(database):
    """The updates that a database knows, read from an intact copy of it."""
    folder = database.with_name("copy")
    folder.mkdir()
    try:
        for file in (database, database.with_name(f"{database.name}-wal")):
            if file.exists():
                shutil.copy(file, folder)
        with closing(sqlite3.connect(folder / database.name)) as copy:
            assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            known = copy.execute("SELECT 1 FROM sqlite_schema WHERE name = 'seen_update'").fetchall()
            return {update for (update,) in copy.execute("SELECT id FROM seen_update")} if known else set()
    finally:
        shutil.rmtree(folder)
