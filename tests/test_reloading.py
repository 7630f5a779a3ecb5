"""What a look at changed files leads to: unfinished ones are waited for, faulty ones refused, sound ones taken up."""

import asyncio
import os
import re
import shutil
from contextlib import asynccontextmanager

import durable_rules_engine as c_engine
import pytest
from running import CHECKOUT

from bot.consult import Consulting
from bot.content import load
from bot.conversation.acts import Say
from bot.conversation.paging import units
from bot.model import ChatId
from bot.reloading import Checked, Folders, Refused, Reloading, Same, Taken, _environment, _loaded, checked, read
from bot.revisions import HELD
from bot.store.crypt import find_keys
from bot.store.sqlite import open_store
from bot.telegram.reloading import Telling, words
from bot.telegram.tally import Tally
from bot.wording.sentences import Voice


@pytest.fixture
def folders(tmp_path):
    for name in ("rules", "knowledge"):
        shutil.copytree(CHECKOUT / name, tmp_path / name)
    return Folders(tmp_path / "rules", tmp_path / "knowledge")


@pytest.fixture
async def store(tmp_path):
    path = tmp_path / "reloading.db"
    opened = await open_store(path, find_keys(None, path, production=False))
    yield opened
    await opened.close()


def reword(folders, word):
    """Put a word into the first question."""
    file = folders.rules / "questions.yaml"
    text = re.sub(
        r"(?m)^  ask: .*who looks after",
        f"  ask: {word}, who looks after",
        file.read_text("utf-8"),
        flags=re.IGNORECASE,
    )
    file.write_text(text, "utf-8")


@asynccontextmanager
async def reloading(folders, store):
    """A consulting whose content is watched, and the outcomes as they come."""
    seen = folders.stamp()
    consulting = Consulting(store, load(folders.rules, folders.knowledge), Voice())
    await consulting.begin()
    outcomes = asyncio.Queue()
    watching = Reloading(consulting, folders, seen)
    task = asyncio.create_task(watching.run(lambda outcome, asking: outcomes.put_nowait((outcome, asking))))
    try:
        yield consulting, watching, outcomes
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_file_that_is_being_written_is_waited_for(folders, store):
    async with reloading(folders, store) as (consulting, _, outcomes):
        before = consulting.content.revision
        reword(folders, "Now")
        file = folders.rules / "questions.yaml"
        text = file.read_text("utf-8")
        with file.open("w", encoding="utf-8") as saved:
            for at in range(0, len(text), len(text) // 16):
                saved.write(text[at : at + len(text) // 16])
                saved.flush()
                await asyncio.sleep(0.1)
        outcome, asking = await asyncio.wait_for(outcomes.get(), 60)

    assert outcome == Taken(load(folders.rules, folders.knowledge).revision, before)
    assert consulting.content.revision == outcome.revision
    assert asking == frozenset()


async def test_several_changes_and_several_who_ask_are_one_look(folders, store):
    async with reloading(folders, store) as (_, watching, outcomes):
        for word in ("Now", "Then", "Well"):
            reword(folders, word)
        for who in (1, 2, 1, None):
            watching.ask(who)
        outcome, asking = await asyncio.wait_for(outcomes.get(), 60)
        watching.ask(3)
        again = await asyncio.wait_for(outcomes.get(), 60)

    assert isinstance(outcome, Taken)
    assert asking == {1, 2}
    assert again == (Same(outcome.revision), {3})


async def test_the_first_content_is_taken_back_as_it_was(folders, store):
    async with reloading(folders, store) as (consulting, _, outcomes):
        first = consulting.content
        saved = (folders.rules / "questions.yaml").read_text("utf-8")
        reword(folders, "Now")
        taken, _ = await asyncio.wait_for(outcomes.get(), 60)
        (folders.rules / "questions.yaml").write_text(saved, "utf-8")
        back, _ = await asyncio.wait_for(outcomes.get(), 60)

        assert back == Taken(taken.before, taken.revision)
        assert consulting.content is first


async def test_a_folder_that_is_gone_is_refused_and_taken_when_it_is_back(folders, store):
    async with reloading(folders, store) as (consulting, _, outcomes):
        before = consulting.content
        away = folders.rules.rename(folders.rules.with_name("away"))
        refused, _ = await asyncio.wait_for(outcomes.get(), 60)
        away.rename(folders.rules)
        back, _ = await asyncio.wait_for(outcomes.get(), 60)

    assert isinstance(refused, Refused)
    assert "rules:1:1: is no folder" in refused.problems[0]
    assert back == Same(before.revision)
    assert consulting.content is before


async def test_a_link_turned_to_another_folder_is_a_change(folders, tmp_path, store):
    shutil.copytree(folders.rules, tmp_path / "new" / "rules")
    (tmp_path / "old").mkdir()
    shutil.copytree(folders.rules, tmp_path / "old" / "rules")
    current = tmp_path / "current"
    current.symlink_to("old")
    linked = Folders(current / "rules", folders.knowledge)
    reword(Folders(tmp_path / "new" / "rules", folders.knowledge), "Now")

    async with reloading(linked, store) as (_, _, outcomes):
        other = tmp_path / "other"
        other.symlink_to("new")
        other.replace(current)
        outcome, _ = await asyncio.wait_for(outcomes.get(), 60)

    assert isinstance(outcome, Taken)


async def test_a_store_that_cannot_keep_the_source_is_a_refusal(folders, store):
    async with reloading(folders, store) as (consulting, _, outcomes):
        before = consulting.content
        await store.close()
        reword(folders, "Now")
        outcome, _ = await asyncio.wait_for(outcomes.get(), 60)

    assert isinstance(outcome, Refused)
    assert "cannot be kept" in outcome.problems[0]
    assert consulting.content is before


def test_content_that_is_not_what_was_checked_is_not_loaded(folders):
    revision = load(folders.rules, folders.knowledge).revision
    assert _loaded(folders, revision).revision == revision

    reword(folders, "Now")
    assert _loaded(folders, revision) is None
    (folders.rules / "questions.yaml").write_text("- nonsense", "utf-8")
    assert _loaded(folders, revision) is None


def _written(folder):
    (folder / "models.yaml").write_text("x", "utf-8")


def _moved(folder):
    (folder / "models.yaml").rename(folder / "more.yaml")


def _touched(folder):
    os.utime(folder / "models.yaml", ns=(1, 1))


@pytest.mark.parametrize("change", [_written, _moved, _touched, shutil.rmtree])
def test_a_stamp_changes_with_the_files(folders, change):
    before = folders.stamp()
    assert folders.stamp() == before

    change(folders.rules)

    assert folders.stamp() != before


def test_what_an_editor_notes_for_itself_is_no_change(folders):
    before = folders.stamp()

    (folders.rules / ".models.yaml.swp").write_bytes(b"\0")
    (folders.rules / ".#models.yaml").symlink_to("somebody@somewhere")

    assert folders.stamp() == before


async def test_a_check_runs_this_program_whatever_lies_in_the_current_folder(folders, tmp_path, monkeypatch):
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "__init__.py").write_text("raise SystemExit(7)")
    monkeypatch.chdir(tmp_path)

    assert await checked(folders) == Checked(revision=load(folders.rules, folders.knowledge).revision)


async def test_a_check_that_does_not_end_is_ended(folders):
    found = await checked(folders, longest=0.01)

    assert found == Checked(problems=("the check took longer than 0 s",))


def test_a_check_is_given_no_settings(monkeypatch):
    monkeypatch.setenv("FIXPOINT_BOT_TOKEN", "1:secret")
    monkeypatch.setenv("PYTHONPATH", "elsewhere")

    given = _environment()

    assert not [name for name in given if name.startswith("FIXPOINT_")]
    assert given["PYTHONPATH"].split(os.pathsep) == [str(CHECKOUT), "elsewhere"]


FINDING = '{"findings": [{"file": "rules/a.yaml", "line": 3, "rule": "rule R1", "text": "is dead", "do": "bury it"}]}'
BARE = '{"findings": [{"file": "rules/a.yaml", "line": 3, "rule": "", "text": "is odd", "do": ""}]}'


@pytest.mark.parametrize(
    ("code", "out", "errors", "means"),
    [
        pytest.param(0, '{"revision": "ab"}', "", Checked("ab"), id="fine"),
        pytest.param(0, '{"revision": "ab"}', "a warning", Checked("ab"), id="fine, with a warning"),
        pytest.param(1, FINDING, "", Checked("", ("rules/a.yaml:3: rule R1: is dead; bury it",)), id="a finding"),
        pytest.param(1, BARE, "", Checked("", ("rules/a.yaml:3: is odd",)), id="a finding of no rule"),
        pytest.param(
            2, "", "a.yaml:1:1: x\n\nb.yaml:2:1: y\n", Checked("", ("a.yaml:1:1: x", "b.yaml:2:1: y")), id="bad"
        ),
        pytest.param(0, "", "", Checked("", ("the check itself failed, with code 0",)), id="silence"),
        pytest.param(0, "[]", "", Checked("", ("the check itself failed, with code 0",)), id="something else"),
        pytest.param(1, "{", "", Checked("", ("the check itself failed, with code 1",)), id="half of an answer"),
        pytest.param(3, "", "a\nb\n", Checked("", ("the check itself failed, with code 3: b",)), id="unexpected"),
        pytest.param(-11, "", "", Checked("", ("the check itself failed, with code -11",)), id="a crash"),
    ],
)
def test_what_a_check_says_is_read(code, out, errors, means):
    assert read(code, out, errors) == means


@pytest.mark.parametrize("problem", ["x", "x" * 5_000, "\U0001f600" * 5_000, "a\nb\r\n" * 1_000, ""])
def test_a_refusal_fits_into_a_message(problem):
    text = words(Refused("0123456789abcdef", (problem,) * 1_000))

    assert units(text) <= 4_096
    assert "And 992 more" in text


class Said:
    """Who was told what."""

    def __init__(self):
        self.told = []

    def say(self, chat, text, **_):
        self.told.append((chat, text.split()[0:4]))

    def chats(self):
        chats = sorted(chat for chat, _ in self.told)
        self.told.clear()
        return chats


def test_the_staff_hear_of_a_refusal_once_and_of_its_end():
    said = Said()
    telling = Telling(said, Tally(), (1, 2))

    def heard(outcome, *asking):
        telling.tell(outcome, frozenset(asking))
        return said.chats()

    assert heard(Taken("b", "a")) == []
    assert heard(Taken("c", "b"), 1) == [1]
    assert heard(Same("c"), 2) == [2]
    assert heard(Refused("c", ("x",))) == [1, 2]
    assert heard(Refused("c", ("x",))) == []
    assert heard(Refused("c", ("x",)), 2) == [2]
    assert heard(Refused("c", ("y",)), 2) == [1, 2]
    assert heard(Taken("d", "c")) == [1, 2]
    assert heard(Same("d")) == []


async def test_more_revisions_than_are_held_ready_are_read_again_from_the_store(folders, store):
    consulting = Consulting(store, load(folders.rules, folders.knowledge), Voice())
    await consulting.begin()
    for number in range(1, HELD + 3):
        reword(folders, f"Take {number}")
        await consulting.renew(load(folders.rules, folders.knowledge))
        await consulting.handle(ChatId(number), Say("/start"))
        await consulting.handle(ChatId(number), Say("nobody"))
        await consulting.handle(ChatId(number), Say("/back"))

    shown = [(await consulting.look(ChatId(number))).screen.text for number in range(1, HELD + 3)]

    assert [f"Take {number}, who looks" in text for number, text in enumerate(shown, start=1)] == [True] * (HELD + 2)


def test_rules_that_nobody_goes_by_any_more_are_freed(folders):
    engine = load(folders.rules, folders.knowledge).adviser.engine
    freed, handle = engine._freed, engine._models[0]._handle
    assert freed.alive

    del engine

    assert not freed.alive
    with pytest.raises(Exception, match="111"):
        c_engine.delete_ruleset(handle)
