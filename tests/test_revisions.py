"""Which revisions are held ready, which are read again, and which are known to be lost."""

from dataclasses import replace

import pytest
from running import CHECKOUT

from bot.content import load
from bot.revisions import FORMAT, HELD, Revisions
from bot.store.crypt import find_keys
from bot.store.sqlite import open_store

TODAY = load(CHECKOUT / "rules", CHECKOUT / "knowledge")


@pytest.fixture
async def store(tmp_path):
    path = tmp_path / "revisions.db"
    opened = await open_store(path, find_keys(None, path, production=False))
    yield opened
    await opened.close()


def named(revision):
    """Content that is only known by another name."""
    return replace(TODAY, revision=revision)


async def test_today_s_is_held_from_the_beginning_and_kept_on_request(store):
    revisions = Revisions(store, TODAY)

    assert revisions.held(TODAY.revision) is TODAY
    assert await store.revision(TODAY.revision) is None

    await revisions.keep()

    assert (await store.revision(TODAY.revision)).format == FORMAT


async def test_what_was_not_asked_for_the_longest_makes_room_and_today_s_never(store):
    revisions = Revisions(store, TODAY)
    names = [f"revision-{number}" for number in range(HELD + 2)]
    for name in names:
        await revisions.renew(named(name))
        revisions.held("revision-0")  # asked for again and again

    held = [name for name in (TODAY.revision, *names) if revisions.held(name)]

    assert held == ["revision-0", *names[-(HELD - 1) :]]
    assert revisions.today.revision == names[-1]


async def test_a_kept_revision_is_read_again_and_found_equal(store):
    await Revisions(store, TODAY).keep()
    later = Revisions(store, named("tomorrow"))

    assert later.held(TODAY.revision) is None
    await later.fetch(TODAY.revision)

    assert later.held(TODAY.revision).normal() == TODAY.normal()
    assert not later.lost(TODAY.revision)


@pytest.mark.parametrize("kept", [None, (FORMAT + 1, b"{}"), (FORMAT, b"no JSON"), (FORMAT, b"[]")])
async def test_what_can_not_be_read_is_known_to_be_lost_until_it_is_today_s_again(store, kept):
    if kept is not None:
        await store.keep_revision("old", *kept, b"")
    revisions = Revisions(store, TODAY)
    await revisions.fetch("old")

    assert revisions.lost("old")
    assert revisions.held("old") is None

    await revisions.renew(named("old"))

    assert not revisions.lost("old")
    assert revisions.held("old") is revisions.today
