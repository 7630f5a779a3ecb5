"""Rules and articles that change under a running bot: taken up whole, or refused with a word to the staff."""

import asyncio
import os
import pty
import re
import shutil
import signal
import sqlite3
from contextlib import closing, suppress
from itertools import pairwise

import pytest
from running import CHECKOUT, COMMAND, environment
from talking import Bot, advised, check_log, consult, delivered, free_port, meet
from test_ops import metrics

TAKEN, REFUSED = "is in force, in place of", "is refused"
LONG = 40
"""Seconds for a change to be noticed, checked and taken up on a machine that has much to do."""


class Copy:
    """A copy of rules/ and knowledge/, and edits of it."""

    def __init__(self, folder):
        self.rules, self.knowledge = folder / "rules", folder / "knowledge"
        for one in (self.rules, self.knowledge):
            shutil.copytree(CHECKOUT / one.name, one)

    @property
    def settings(self):
        return {"FIXPOINT_RULES": str(self.rules), "FIXPOINT_KNOWLEDGE": str(self.knowledge)}

    def edit(self, name, was, now):
        """Replace something in a rule file, as an editor does: a new file moved into the place of the old one."""
        file = self.rules / name
        text = file.read_text("utf-8")
        assert was in text
        new = file.with_name(".saving")
        new.write_text(text.replace(was, now), "utf-8")
        new.replace(file)

    def word(self, word, instead_of=""):
        """Begin every question with a word."""
        file = self.rules / "questions.yaml"
        text = re.sub(rf"(?m)^  ask: {instead_of}(?=\w)", f"  ask: {word}", file.read_text("utf-8"))
        file.write_text(text, "utf-8")


@pytest.fixture
def copy(tmp_path):
    return Copy(tmp_path)


def narrow(copy):
    """Leave some answer sets without any rule that names a model."""
    copy.edit(
        "models.yaml",
        "size: [5-14, 15-29, 30-99, 100-plus], no-capacity",
        "size: [15-29, 30-99, 100-plus], no-capacity",
    )


@pytest.mark.parametrize("delivery", [dict, delivered], ids=["by polling", "by webhook"])
async def test_a_changed_sentence_is_for_new_consultations_and_those_under_way_keep_theirs(
    double, start, copy, delivery
):
    ann, bob, sam = double.user("Ann"), double.user("Bob"), double.user("Sam")
    bot = await start(FIXPOINT_STAFF=str(sam.id), **copy.settings, **delivery())
    await meet(ann)
    await consult(ann, ann.screen.labels[0])

    copy.word("Anew, ")
    await bot.says(TAKEN, LONG)
    await meet(bob)
    await consult(ann, ann.screen.labels[0])

    assert "Anew, Who looks after" in bob.screen.text
    assert "2 answered" in ann.screen.text
    assert "Anew" not in ann.screen.text
    assert not double.made("sendMessage", sam.chat.id)
    assert await bot.stop() == 0


async def test_what_was_begun_before_a_change_goes_on_after_a_restart(double, start, copy):
    ann, bob = double.user("Ann"), double.user("Bob")
    bot = await start(**copy.settings)
    await meet(ann)
    copy.word("Anew, ")
    await bot.says(TAKEN, LONG)
    await meet(bob)
    await bot.stop()

    await start(**copy.settings)
    for person in (ann, bob):
        await consult(person, person.screen.labels[0])

    assert "Anew" not in ann.screen.text
    assert "Anew" in bob.screen.text


async def test_whoever_begins_anew_begins_under_the_new_rules(double, start, copy):
    ann = double.user("Ann")
    bot = await start(**copy.settings)
    await meet(ann)
    copy.word("Anew, ")
    await bot.says(TAKEN, LONG)

    ann.say("/restart")
    await ann.sees("Which kind of IT support fits")
    await consult(ann, "Start")

    assert "Anew, Who looks after" in ann.screen.text


async def test_a_broken_file_changes_nothing_and_the_staff_are_told_where(double, start, copy):
    ann, sam = double.user("Ann"), double.user("Sam", begun=True)
    bot = await start(FIXPOINT_STAFF=str(sam.id), **copy.settings)
    await bot.says("talking on Telegram")
    copy.word("Anew, ")
    copy.edit("models.yaml", "model: co-managed\n  when", "model: co-manged\n  when")

    told = await sam.sees("refused", LONG)
    await meet(ann)

    line = (copy.rules / "models.yaml").read_text("utf-8").split("co-manged")[0].count("\n") + 1
    assert f"rules/models.yaml:{line}:" in told.text
    assert 'did you mean "co-managed"?' in told.text
    assert f"rules/models.yaml:{line}:" in bot.said
    assert "Anew" not in ann.screen.text

    copy.edit("models.yaml", "co-manged", "co-managed")
    await sam.sees("are in force", LONG)
    await consult(ann, ann.screen.labels[0])
    ann.say("/restart")
    await ann.sees("Go on, or start over?")
    await consult(ann, "Start over", "Start")

    assert "Anew" in ann.screen.text
    assert await bot.stop() == 0


async def test_rules_that_leave_somebody_without_advice_are_refused(double, start, copy):
    ann, sam = double.user("Ann"), double.user("Sam", begun=True)
    bot = await start(FIXPOINT_STAFF=str(sam.id), **copy.settings)
    await bot.says("talking on Telegram")
    copy.word("Anew, ")
    narrow(copy)

    told = await sam.sees("refused", LONG)
    await meet(ann)

    assert re.search(r"rules/models\.yaml:\d+: .*no rule names a model", told.text)
    assert "Anew" not in ann.screen.text


async def test_a_refusal_is_told_once_and_again_to_whoever_asks(double, start, copy):
    sam, eve = double.user("Sam", begun=True), double.user("Eve", begun=True)
    bot = await start(FIXPOINT_STAFF=f"{sam.id},{eve.id}", **copy.settings)
    await bot.says("talking on Telegram")
    narrow(copy)
    first = await sam.sees("refused", LONG)
    await eve.sees("refused", LONG)

    eve.say("/reload")
    await double.until(lambda: len(double.made("sendMessage", eve.chat.id)) == 2, LONG, "an answer", eve.chat)

    assert eve.newest.text == first.text
    assert len(double.made("sendMessage", sam.chat.id)) == 1


async def test_the_staff_may_ask_and_hear_what_came_of_it(double, start, copy):
    sam = double.user("Sam", begun=True)
    await start(FIXPOINT_STAFF=str(sam.id), **copy.settings)

    sam.say("/reload")
    await sam.sees("nothing has changed", LONG)
    copy.word("Anew, ")
    sam.say("/reload")

    await sam.sees("are in force", LONG)


async def test_for_everybody_else_there_is_no_reload(double, start, copy):
    sam, ann = double.user("Sam", begun=True), double.user("Ann")
    bot = await start(FIXPOINT_STAFF=str(sam.id), **copy.settings)
    await meet(ann)

    ann.say("/nonsense")
    unknown = (await ann.sees("not known here")).text
    ann.say("/reload")
    await double.until(lambda: len(double.made("sendMessage", ann.chat.id)) == 3, wanted="an answer to /reload")

    assert (await ann.sees("not known here")).text == unknown
    assert "in force" not in bot.said


async def test_a_hangup_signal_has_the_files_looked_at(double, start, copy):
    ann = double.user("Ann")
    bot = await start(**copy.settings)
    await meet(ann)

    bot.process.send_signal(signal.SIGHUP)
    await bot.says("is in force already", LONG)
    await consult(ann, ann.screen.labels[0])

    assert await bot.stop() == 0


async def test_a_terminal_that_is_closed_ends_it(double, tmp_path):
    ours, theirs = pty.openpty()
    log = tmp_path / "bot.log"
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            *("setsid", "--ctty", str(COMMAND), "run"),
            cwd=tmp_path,
            env=environment(**double.settings()),
            stdin=theirs,
            stdout=out,
            stderr=out,
        )
    bot = Bot(process, log)
    os.close(theirs)
    try:
        await meet(double.user("Ann"))
        os.close(ours)

        assert await asyncio.wait_for(process.wait(), 15) == 0
    finally:
        await bot.kill()
    check_log(log, double.token, tmp_path)


async def test_the_metrics_name_the_revision_in_force(double, start, copy):
    port = free_port()
    bot = await start(FIXPOINT_OPS_LISTEN=f"127.0.0.1:{port}", **copy.settings)
    await meet(double.user("Ann"))
    before = await metrics(port)

    copy.word("Anew, ")
    await bot.says(TAKEN, LONG)
    taken = await metrics(port)
    narrow(copy)
    await bot.says(REFUSED, LONG)
    refused = await metrics(port)

    (was,), (now,), (still,) = (
        [labels for name, *labels in found if name == "fixpoint_info"] for found in (before, taken, refused)
    )
    assert was != now == still
    counted = [
        (found["fixpoint_reloads_total",], found["fixpoint_reloads_refused_total",])
        for found in (before, taken, refused)
    ]
    assert counted == [(0, 0), (1, 0), (1, 1)]


async def test_changes_while_people_press_lose_nothing(double, start, copy, tmp_path):
    bot = await start(**copy.settings)
    await bot.says("talking on Telegram")
    people = [double.user(f"P{number}") for number in range(6)]
    ended = asyncio.Event()

    async def press_on(person):
        """One consultation after the other until the changes are through, each to its end."""
        await meet(person)
        while not ended.is_set():
            await advised(person)
            await consult(person, "Start over", "Start over", "Start")

    async def change():
        for number, (was, word) in enumerate(pairwise(["", "One, ", "Two, ", "Three, "]), start=1):
            copy.word(word, was)
            await double.until(lambda number=number: bot.said.count(TAKEN) == number, LONG, f"change {number}")
        ended.set()

    await asyncio.gather(change(), *map(press_on, people))
    await double.until(lambda: not double.updates.pending, wanted="every update confirmed")

    assert await bot.stop() == 0
    assert " ERROR " not in bot.said
    assert all(press.answer is not None for person in people for press in person.presses)
    with closing(sqlite3.connect(tmp_path / "fixpoint.db")) as database:
        assert database.execute("SELECT count(*) FROM failed_update").fetchone() == (0,)
        assert database.execute("SELECT count(*) FROM revision").fetchone() == (4,)


async def test_a_stop_amid_a_check_is_soon_and_leaves_no_check_behind(double, start, copy):
    bot = await start(**copy.settings)
    await meet(double.user("Ann"))
    copy.word("Anew, ")
    bot.process.send_signal(signal.SIGHUP)
    children = set()
    async with asyncio.timeout(LONG):
        while not children:
            children = offspring(bot.process.pid)
            await asyncio.sleep(0.01)

    assert await bot.stop() == 0
    assert not {one for one in children if alive(one)}


def offspring(pid):
    """The processes that a process has begun."""
    found = set()
    with suppress(OSError):
        for task in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208 - of a process, not of a file
            with suppress(OSError), open(f"/proc/{pid}/task/{task}/children", encoding="ascii") as file:  # noqa: PTH123 - proc
                found |= set(map(int, file.read().split()))
    return found


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
