"""The bot as a process, and people who talk to it through the double."""

import asyncio
import signal
import socket
from contextlib import closing

TYPED = "my zebra firm loses a fortune"
"""What people in these tests type where any sentence does; no log may ever hold it."""


def check_log(log, token, folder):
    """The log of every bot that any test has run holds no token, no data key, nothing typed, and no traceback."""
    said = log.read_text()
    keys = [key.read_text().strip() for key in folder.glob("*.key")]
    for secret in (token, token.partition(":")[2], TYPED, *keys):
        assert secret not in said, f"{log.name} holds what no log may hold"
    assert "Traceback" not in said, said


def free_port():
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        return listening.getsockname()[1]


def delivered(**settings):
    """The settings of a bot that has its updates delivered."""
    port = free_port()
    return {
        "FIXPOINT_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram/hook",
        "FIXPOINT_LISTEN": f"127.0.0.1:{port}",
        **settings,
    }


class Bot:
    """The running bot: its process, its log, and ways to end it."""

    def __init__(self, process, log):
        self.process, self.log = process, log

    @property
    def said(self):
        """Everything it has logged."""
        return self.log.read_text()

    async def says(self, words, within=30):
        """Wait until the log has these words."""
        async with asyncio.timeout(within):
            while words not in self.said:
                assert self.process.returncode is None, self.said
                await asyncio.sleep(0.02)

    async def stop(self, sign=signal.SIGTERM, within=10):
        """Tell it to stop; its exit code."""
        self.process.send_signal(sign)
        return await asyncio.wait_for(self.process.wait(), within)

    async def kill(self):
        """End it at once, as a crash would."""
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()


async def meet(person):
    """Let somebody come to the first question."""
    person.say("/start")
    await person.sees("Which kind of IT support fits")
    await consult(person, "Start")


async def consult(person, *labels):
    """Press one button after another, each on the screen that the one before has led to."""
    for label in labels:
        before = person.screen
        seen = (before.id, before.edits)
        press = person.press(label)
        await person.double.until(
            lambda seen=seen: (person.screen.id, person.screen.edits) != seen, 30, label, person.chat
        )
        await person.answered(press)


async def advised(person):
    """Always press the first button, until the advice is there; how many presses that took."""
    for presses in range(20):
        if "Our advice" in person.screen.text:
            return presses
        await consult(person, person.screen.labels[0])
    raise AssertionError(f"no advice after 20 presses:\n{person.chat}")


def messages_of_bot(person):
    """What stands of the bot in the private chat, the oldest first."""
    return [one for one in person.chat.messages.values() if one.from_bot]
