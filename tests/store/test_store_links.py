"""Links to share: one for a name, found again, told apart from anything that somebody might send as one."""

import asyncio
import re
import sqlite3
from contextlib import closing

import pytest
from stored_turns import ANNA, BOB, begun, keep, update

from bot.consult import Consulting
from bot.conversation.acts import Start
from bot.errors import UsageError
from bot.store import Link
from bot.wording.sentences import Voice

KEY = re.compile(r"[abcdefghjkmnpqrstuvwxyz23456789]{10}")


async def test_a_link_is_made_once_and_found_again(engine):
    async with engine.opened() as store:
        made = await store.link("Front desk")
        engine.clock.now += 3600
        other = await store.link("Trade fair")
    async with engine.opened() as store:
        assert await store.link("Front desk") == made
        assert await store.links() == [made, other]
        assert await store.known(made.key) == made

    assert made == Link(made.key, "Front desk", "2025-11-23T12:00:00+00:00")
    assert other.created == "2025-11-23T13:00:00+00:00"
    assert KEY.fullmatch(made.key)
    assert made.key != other.key


@pytest.mark.parametrize(
    "again",
    [
        pytest.param("  Caf\u00e9  M\u00fcnchen\n", id="with spaces around and between"),
        pytest.param("cafe\u0301 mu\u0308nchen", id="in lower case, and decomposed"),
        pytest.param("CAF\u00c9 M\u00dcNCHEN", id="in capitals"),
    ],
)
async def test_the_same_name_to_a_person_is_the_same_link(store, again):
    made = await store.link("Caf\u00e9 M\u00fcnchen")

    assert await store.link(again) == made


async def test_names_that_differ_have_links_of_their_own(store):
    names = [
        "Anna",
        "Ann",
        "An na",
        "Anna 2",
        "x" * 64,
        "\U0001f984" * 64,
        "<b>Anna</b>",
        "'; DROP TABLE link; --",
        "安娜",
    ]

    links = [await store.link(name) for name in names]

    assert [one.name for one in await store.links()] == names
    assert len({one.key for one in links}) == len(names)


async def test_of_one_name_asked_for_often_at_once_one_link_is_made(store):
    found = await asyncio.gather(*(store.link("Anna") for _ in range(20)))

    assert await store.links() == [found[0]]
    assert set(found) == {found[0]}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("", "this one is empty", id="nothing"),
        pytest.param(" \n\t", "this one is empty", id="only spaces"),
        pytest.param("x" * 65, "this one has 65", id="too long"),
        pytest.param("a\x00b", "control character", id="a null"),
        pytest.param("\x1b[31mred", "control character", id="an escape"),
        pytest.param("gnp.\u202eexe", "control character", id="a sign that turns what follows"),
        pytest.param("half \ud83d", "control character", id="half a surrogate pair"),
    ],
)
async def test_what_cannot_be_a_name_is_refused(store, name, said):
    with pytest.raises(UsageError, match=said):
        await store.link(name)

    assert await store.links() == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abcdefghjk",
        "ABCDEFGHJK",
        "abcdefghjkm",
        "abcdefghj\n",
        "abcdefgh%_",
        "' OR 1=1 --",
        "\ud83d" * 10,
        "\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669\u0660",
        "a" * 100_000,
        "\x00" * 10,
    ],
    ids=ascii,
)
async def test_any_text_may_be_asked_for_as_a_key(store, text):
    await store.link("Anna")

    assert await store.known(text) is None


async def test_no_byte_on_the_disk_tells_the_name(sqlite):
    async with sqlite.opened() as store:
        made = await store.link("Doctor Mabuse")
        held = b"".join(file.read_bytes() for file in sqlite.path.parent.iterdir())

    assert made.key.encode() in held
    assert b"abuse" not in held.lower()


async def test_a_name_that_does_not_open_leaves_the_link_good(sqlite, caplog):
    async with sqlite.opened() as store:
        made, other = await store.link("Anna"), await store.link("Bob")
    with closing(sqlite3.connect(sqlite.path, isolation_level=None)) as connection:
        connection.execute(
            "UPDATE link SET payload = (SELECT payload FROM link WHERE key = ?) WHERE key = ?", (other.key, made.key)
        )

    async with sqlite.opened() as store:
        lost = Link(made.key, "", made.created)
        assert await store.known(made.key) == await store.link("anna") == lost
        assert await store.links() == [lost, other]
    assert caplog.records[0].getMessage() == f"the name of link {made.key} does not open: StoreBroken"


async def test_what_happens_in_a_consultation_is_counted_for_the_link_it_came_by(engine, shipped):
    async with engine.opened() as store:
        link = await store.link("Anna")
        consulting = Consulting(store, shipped, Voice())
        await consulting.begin()
        await store.turn(ANNA, update(1), keep(begun(revision=shipped.revision, source=link.key)))
        await until_advised(consulting, ANNA)
        await consulting.handle(BOB, Start())
    async with engine.opened() as store:
        found = {(one.link, one.step): (one.model, one.n) for one in await store.counts()}
        (receipt,) = (await store.everything(ANNA))["receipts"]

    assert found.pop((link.key, "answered"))[1] > 1
    assert found == {
        ("", "begun"): ("", 1),
        (link.key, "begun"): ("", 1),
        (link.key, "advised"): (receipt["model"], 1),
    }
    assert receipt["source"] == link.key


async def until_advised(consulting, chat):
    """Answer with the first option until there is an advice."""
    reply = await consulting.handle(chat, Start())
    while reply.screen.place != "advice":
        reply = await consulting.handle(chat, reply.screen.options[0].act)
