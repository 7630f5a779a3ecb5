"""The shell: first screens that were never stored, rules that changed meanwhile, rules that are gone."""

import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.consult import Consulting
from bot.content import load
from bot.conversation.acts import Press, Say, Start
from bot.model import ChatId
from bot.store.crypt import find_keys
from bot.store.sqlite import SqliteStore, open_store
from bot.wording.sentences import EN, Voice

CHECKOUT = Path(__file__).parent.parent
CHAT = ChatId(7)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    path = tmp_path / "consult.db"
    opened = await open_store(path, find_keys(None, path, production=False))
    yield opened
    await opened.close()


def content(folder: Path = CHECKOUT / "rules"):
    return load(folder, CHECKOUT / "knowledge")


def edited(folder: Path) -> Path:
    """The rules with a question in other words."""
    rules = folder / "rules"
    shutil.copytree(CHECKOUT / "rules", rules)
    questions = rules / "questions.yaml"
    questions.write_text(questions.read_text("utf-8").replace("What is the most sensitive data", "Which data"), "utf-8")
    return rules


async def test_the_first_button_works_although_its_screen_was_never_stored(store):
    consulting = Consulting(store, content(), Voice())
    first = await consulting.look(CHAT)

    reply = await consulting.handle(CHAT, Press(first.consultation.nonce, first.consultation.turn, Start()))

    assert (reply.screen.place, reply.toast) == ("question", "")


async def test_a_button_pressed_after_everything_was_deleted_is_stale(store):
    consulting = Consulting(store, content(), Voice())
    asked = await consulting.handle(CHAT, Say("nobody"))
    old = Press(asked.consultation.nonce, asked.consultation.turn, asked.screen.options[0].act)
    await consulting.handle(CHAT, Say("/forget"))
    gone = await consulting.handle(CHAT, Say("yes"))

    late = await consulting.handle(CHAT, old)

    assert (gone.toast, gone.screen.place) == (EN.toast_forgotten, "promise")
    assert (late.toast, late.screen.place) == (EN.toast_stale, "promise")


async def test_a_consultation_goes_on_under_the_rules_it_began_with(store, tmp_path):
    before = content()
    consulting = Consulting(store, before, Voice())
    await consulting.begin()
    await consulting.handle(CHAT, Say("nobody"))
    later = Consulting(store, content(edited(tmp_path)), Voice())
    await later.begin()
    kept = await later.look(CHAT)
    fresh = await later.handle(ChatId(8), Say("nobody"))

    assert "most sensitive data" in kept.screen.text
    assert "Which data" in fresh.screen.text


LOST = {
    "a row that is gone": "DELETE FROM revision",
    "a row that cannot be read": "UPDATE revision SET source = zeroblob(9)",
    "a format of a release to come": "UPDATE revision SET format = 99",
}


@pytest.mark.parametrize("how", LOST.values(), ids=LOST)
async def test_a_consultation_whose_rules_are_lost_begins_again(tmp_path, how):
    path = tmp_path / "consult.db"
    keys = find_keys(None, path, production=False)
    store = await open_store(path, keys)
    before = Consulting(store, content(), Voice())
    await before.begin()
    await before.handle(CHAT, Say("nobody"))
    await store.close()
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(how)

    store = await open_store(path, keys)
    try:
        reply = await Consulting(store, content(edited(tmp_path)), Voice()).handle(CHAT, Say("ordinary"))
    finally:
        await store.close()

    assert reply.toast == EN.toast_rules_gone
    assert reply.consultation.answers == {}
