"""What every store keeps besides the turns, whatever its engine: what was shown, receipts, revisions, counters."""

import asyncio
import json

import pytest
from stored_turns import ANNA, BOB, CARL, WHOLE, answer, begun, forget, keep, receipt_of, update

from bot.model import Called, ChatId, Count, Picture
from bot.store import Counted, StoredRevision


async def test_what_was_shown_joins_the_next_turn(store):
    await store.turn(ANNA, update(1), answer())
    store.shown(ANNA, 55, 1)

    done = await store.turn(BOB, update(2), answer())
    seen = await store.look(ANNA)

    assert (seen.message, seen.shown) == (55, 1)
    assert await store.behind() == [done.kept]


async def test_what_was_shown_is_written_soon_when_no_turn_comes(store):
    await store.turn(ANNA, update(1), answer())
    store.shown(ANNA, 55, 1)

    async with asyncio.timeout(5):
        while await store.behind():  # noqa: ASYNC110  (the store tells nobody when it has written)
            await asyncio.sleep(0.02)

    assert (await store.look(ANNA)).message == 55


async def test_what_was_shown_is_written_at_closing(engine):
    async with engine.opened() as store:
        await store.turn(ANNA, update(1), answer())
        store.shown(ANNA, 55, 1)
    store.shown(ANNA, 56, 1)
    async with engine.opened() as store:
        assert await store.behind() == []
        assert (await store.look(ANNA)).message == 55


@pytest.mark.parametrize(
    ("shown", "then"),
    [
        pytest.param([(50, 2), (51, 1)], (50, 2), id="a screen that was sent late is no step back"),
        pytest.param([(50, 2), (51, 2)], (51, 2), id="the same turn in another message counts"),
        pytest.param([(50, 2), (None, 3)], (None, 3), id="a live message may be gone"),
        pytest.param([(50, 9)], (None, -1), id="a turn that is yet to come belongs to another consultation"),
    ],
)
async def test_what_was_shown_never_goes_back(store, shown, then):
    for number in range(3):
        await store.turn(ANNA, update(number), answer())
    for message, turn in shown:
        store.shown(ANNA, message, turn)

    kept = (await store.turn(ANNA, None, keep(begun(turn=3)))).kept

    assert (kept.message, kept.shown) == then


async def test_a_new_consultation_takes_over_the_message_but_nothing_of_it_was_shown(store):
    await store.turn(ANNA, update(1), keep(begun("old", turn=57)))
    store.shown(ANNA, 55, 57)

    fresh = (await store.turn(ANNA, update(2), keep(begun("new", turn=0)))).kept
    store.shown(ANNA, 55, 57)
    later = (await store.turn(ANNA, update(3), keep(begun("new", turn=1)))).kept

    assert (fresh.message, fresh.shown) == (later.message, later.shown) == (55, -1)
    assert await store.behind() == [later]


async def test_a_receipt_comes_back_by_its_id_alone(engine):
    async with engine.opened() as store:
        await store.turn(ANNA, update(1), answer(receipts=[receipt_of("one"), receipt_of("two", "Another.")]))
    async with engine.opened() as store:
        assert await store.receipt("one") == receipt_of("one")
        assert await store.receipt("two") == receipt_of("two", "Another.")
        assert await store.receipt("three") is None


async def test_a_receipt_can_be_written_again_but_not_by_another_chat(store):
    await store.turn(ANNA, update(1), answer(receipts=[receipt_of("one")]))
    await store.turn(ANNA, update(2), answer(receipts=[receipt_of("one", "Mended.")]))
    await store.turn(BOB, update(3), answer(receipts=[receipt_of("one", "Stolen.")]))

    assert (await store.receipt("one")).text == "Mended."


async def test_of_two_chats_that_take_one_receipt_id_within_one_commit_the_first_has_it(store):
    turns = [(ANNA, "First."), (BOB, "Stolen."), (ANNA, "Mended.")]
    steps = [(chat, answer(receipts=[receipt_of("one", text)])) for chat, text in turns]

    await asyncio.gather(*(store.turn(chat, update(n), step) for n, (chat, step) in enumerate(steps)))

    assert (await store.receipt("one")).text == "Mended."


async def test_a_revision_is_kept_once(engine):
    source, normal = b"rules: []\n" * 1000, bytes(range(256))
    async with engine.opened() as store:
        await store.keep_revision("rev-1", 3, source, normal)
        await store.keep_revision("rev-1", 4, b"something else", b"")
    async with engine.opened() as store:
        assert await store.revision("rev-1") == StoredRevision("rev-1", 3, source, normal)
        assert await store.revision("rev-2") is None


async def test_counters_add_up_by_day_link_step_and_model(engine):
    async with engine.opened() as store:
        for number, count in enumerate(
            [Count("begun", "fair"), Count("begun", "fair"), Count("advised", "", "managed")]
        ):
            await store.turn(ANNA, update(number), answer(counts=[count]))
        engine.clock.now += 12 * 3600
        await store.turn(BOB, update(9), answer(counts=[Count("begun", "fair"), Count("begun", "fair")]))

        assert await store.counts() == [
            Counted("2025-11-23", "", "advised", "managed", 1),
            Counted("2025-11-23", "fair", "begun", "", 2),
            Counted("2025-11-24", "fair", "begun", "", 2),
        ]


async def test_who_wants_a_person_is_kept_until_the_staff_are_told(engine):
    async with engine.opened() as store:
        await store.turn(ANNA, update(1), keep(begun(), effects=[Called("managed", "anna_b")]))
        await store.turn(BOB, update(2), keep(begun(), effects=[Called(), Picture("compare", "x")]))
    async with engine.opened() as store:
        first, second = await store.wanting()
        assert (first.chat, first.model, first.username) == (ANNA, "managed", "anna_b")
        assert (second.chat, second.model, second.username) == (BOB, "", "")
        (told,) = (await store.everything(ANNA))["wants_a_person"]
        assert (told["model"], told["username"]) == ("managed", "anna_b")

        await store.told(first)
        assert [one.chat for one in await store.wanting()] == [BOB]
        assert (await store.everything(ANNA))["wants_a_person"] == []


@pytest.mark.parametrize("how", ["a turn", "at once", "by age"])
async def test_who_is_forgotten_wants_no_person_any_more(engine, how):
    async with engine.opened() as store:
        await store.turn(ANNA, update(1), keep(begun(), effects=[Called("managed")]))
        match how:
            case "a turn":
                await store.turn(ANNA, update(2), forget)
            case "at once":
                await store.forget(ANNA)
            case "by age":
                engine.clock.now += 91 * 24 * 3600
                await store.forget_unused(90)
        assert await store.wanting() == []


async def test_everything_about_a_person_is_json_and_of_nobody_else(store):
    await store.turn(ANNA, update(1), keep(WHOLE, receipts=[receipt_of("anna")]))
    await store.turn(BOB, update(2), keep(begun("c-bob"), receipts=[receipt_of("bob")]))
    store.shown(ANNA, 55, 7)
    await store.turn(CARL, update(3), answer())

    found = await store.everything(ANNA)
    text = json.dumps(found)

    assert (found["chat"], found["message"], found["shown"]) == (ANNA, 55, 7)
    assert found["consultation"]["answers"] == {"hours": ["always"], "data": ["personal", "regulated"], "budget": []}
    assert [one["id"] for one in found["receipts"]] == ["anna"]
    assert found["updated"] == found["receipts"][0]["created"] == "2025-11-23T12:00:00+00:00"
    assert "bob" not in text


async def test_many_new_messages_are_noted_one_after_the_other(store):
    chats = [ChatId(1_000 + number) for number in range(60)]
    for number, chat in enumerate(chats):
        await store.turn(chat, update(10_000 + number), answer())
    for message in range(1, 41):
        for chat in chats:
            store.shown(chat, message, 1, new=True)
        await store.noted()

    for chat in chats[:5]:
        kept = await store.look(chat)
        assert (kept.message, kept.leftovers) == (40, frozenset(range(1, 40)))
