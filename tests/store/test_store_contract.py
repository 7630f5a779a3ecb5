"""What every store promises of a turn, whatever engine is behind it."""

import asyncio
from dataclasses import replace
from random import Random

import pytest
from stored_turns import ANNA, BOB, WHOLE, answer, begun, fail, forget, keep, receipt_of, update

from bot.errors import StoreError
from bot.model import Count, Kept
from bot.store import Counted, Done


async def test_of_a_new_chat_nothing_is_kept(store):
    met = []

    await store.turn(ANNA, update(1), lambda was: met.append(was) or answer()(was))

    assert met == [None]
    assert await store.look(BOB) is None


async def test_a_consultation_comes_back_as_it_was_kept(engine):
    async with engine.opened() as store:
        done = await store.turn(ANNA, update(1), keep(WHOLE))
    async with engine.opened() as store:
        found = await store.look(ANNA)

    assert found == done.kept == Kept(ANNA, WHOLE)
    assert list(found.consultation.answers) == list(WHOLE.answers)


async def test_a_turn_comes_back_with_what_the_step_led_to(store):
    done = await store.turn(ANNA, update(1), answer())

    assert (done.turn.toast, done.repeated) == ("noted", False)
    assert done.kept.consultation == done.turn.consultation


async def test_a_repeated_update_changes_nothing_and_steps_nowhere(engine):
    async with engine.opened() as store:
        first = await store.turn(ANNA, update(1), answer())
        again = await store.turn(ANNA, update(1), fail)
    async with engine.opened() as store:
        later = await store.turn(ANNA, update(1), fail)

        assert again == later == Done(first.kept, None, repeated=True)
        assert await store.counts() == [Counted("2025-11-23", "", "answered", "", 1)]


async def test_an_update_that_comes_twice_at_once_has_one_effect(store):
    both = await asyncio.gather(*(store.turn(ANNA, update(1), answer()) for _ in range(2)))

    assert [done.repeated for done in both] == [False, True]
    assert both[0].kept == both[1].kept == await store.look(ANNA)


async def test_turns_without_an_update_are_never_repeats(store):
    for _ in range(3):
        done = await store.turn(ANNA, None, answer())

    assert (done.kept.consultation.turn, done.repeated) == (3, False)


async def test_turns_of_one_chat_that_share_a_commit_see_each_other_in_order(store):
    done = await asyncio.gather(*(store.turn(ANNA, update(n), answer(str(n))) for n in range(300)))

    assert [one.kept.consultation.turn for one in done] == list(range(1, 301))
    assert (await store.look(ANNA)).consultation.answers == {f"q{n}": (str(n),) for n in range(300)}


async def test_a_step_that_fails_fails_only_its_own_caller(store):
    steps = [answer(), fail, answer(), fail, answer()]

    results = await asyncio.gather(
        *(store.turn(ANNA, update(n), step) for n, step in enumerate(steps)), return_exceptions=True
    )

    assert [str(one) for one in results if isinstance(one, Exception)] == ["this step fails"] * 2
    assert (await store.look(ANNA)).consultation.turn == 3
    assert not (await store.turn(ANNA, update(1), answer())).repeated


@pytest.mark.parametrize(
    ("number", "step"),
    [
        pytest.param(10**30, answer(), id="an update id that no integer column takes"),
        pytest.param(500, keep(begun(turn=10**30)), id="a turn that no integer column takes"),
        pytest.param(500, keep(begun(answers={"q": object()})), id="an answer that is not JSON"),
        pytest.param(500, keep(begun(), counts=[Count("begun", "\ud83d")]), id="a link that is not Unicode"),
        pytest.param(500, keep(begun(), receipts=[None]), id="a receipt that is none"),
        pytest.param(500, lambda was: None, id="a step that leads to nothing"),
        pytest.param(500, lambda was: next(iter(())), id="an error that no future takes"),
    ],
)
async def test_a_turn_that_cannot_be_stored_fails_only_its_own_caller(store, number, step):
    good = [store.turn(BOB, update(n), answer()) for n in range(20)]

    *done, bad = await asyncio.gather(*good, store.turn(ANNA, number, step), return_exceptions=True)

    assert isinstance(bad, Exception)
    assert [one.kept.consultation.turn for one in done] == list(range(1, 21))
    assert await store.look(ANNA) is None
    assert [one.n for one in await store.counts()] == [20]


async def test_text_that_is_half_a_surrogate_pair_is_kept(store):
    await store.turn(ANNA, update(1), keep(begun(source="\ud83d"), receipts=[receipt_of("\udc4d", text="a \ud83d")]))

    assert (await store.look(ANNA)).consultation.source == "\ud83d"
    assert (await store.receipt("\udc4d")).text == "a \ud83d"


async def test_forgetting_deletes_the_consultation_and_the_receipts_and_leaves_the_counters(engine):
    async with engine.opened() as store:
        await store.turn(ANNA, update(1), answer(receipts=[receipt_of("anna")]))
        await store.turn(BOB, update(2), answer(receipts=[receipt_of("bob")]))
        done = await store.turn(ANNA, update(3), forget)
    async with engine.opened() as store:
        assert (done.kept, done.turn.toast) == (None, "forgotten")
        assert await store.look(ANNA) is None
        assert await store.receipt("anna") is None
        assert await store.receipt("bob") == receipt_of("bob")
        assert await store.everything(ANNA) == {
            "chat": ANNA,
            "consultation": None,
            "leftovers": [],
            "wants_a_person": [],
            "receipts": [],
        }
        assert {one.step: one.n for one in await store.counts()} == {"answered": 2, "forgotten": 1}
        assert (await store.turn(ANNA, update(1), fail)).repeated


async def test_who_forgets_and_begins_anew_within_one_commit_keeps_only_what_is_new(store):
    await store.turn(ANNA, update(1), keep(begun("old"), receipts=[receipt_of("stored")]))
    store.shown(ANNA, 55, 0)

    *_, done = await asyncio.gather(
        store.turn(ANNA, update(2), keep(begun("old", turn=1), receipts=[receipt_of("in this group")])),
        store.turn(ANNA, update(3), forget),
        store.turn(ANNA, update(4), keep(begun("new"), receipts=[receipt_of("kept")])),
    )

    assert done.kept == await store.look(ANNA) == Kept(ANNA, begun("new"), message=None, shown=-1)
    known = [await store.receipt(one) for one in ("stored", "in this group", "kept")]
    assert known == [None, None, receipt_of("kept")]


async def test_a_step_that_changes_nothing_is_still_remembered(store):
    await store.turn(ANNA, update(1), answer())

    done = await store.turn(ANNA, update(2), lambda was: keep(was)(was))

    assert done.kept == await store.look(ANNA)
    assert (await store.turn(ANNA, update(2), fail)).repeated


async def test_updates_are_forgotten_after_eight_days_and_not_before(engine):
    async with engine.opened() as store:
        await store.turn(ANNA, update(1), answer())
        engine.clock.now += 7.9 * 24 * 3600
        await store.turn(ANNA, update(2), answer())
        assert (await store.turn(ANNA, update(1), answer())).repeated

        engine.clock.now += 24 * 3600
        await store.turn(ANNA, update(3), answer())
        assert not (await store.turn(ANNA, update(1), answer())).repeated
        assert (await store.turn(ANNA, update(2), answer())).repeated


async def test_closing_writes_the_turns_that_wait_and_refuses_later_ones(engine):
    store = await engine.open()
    waiting = [asyncio.create_task(store.turn(ANNA, update(n), answer())) for n in range(600)]
    await asyncio.sleep(0)

    await asyncio.gather(store.close(), store.close())

    assert [(await task).kept.consultation.turn for task in waiting] == list(range(1, 601))
    for refused in (store.turn(ANNA, update(601), answer()), store.look(ANNA), store.counts()):
        with pytest.raises(StoreError, match="closed"):
            await refused
    await store.close()


async def test_the_turn_of_a_caller_who_is_cancelled_still_happens(store):
    task = asyncio.create_task(store.turn(ANNA, update(1), answer()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert (await store.turn(ANNA, update(1), fail)).repeated


async def test_a_storm_of_cancellations_leaves_the_store_whole(store):
    random, loop = Random(11), asyncio.get_running_loop()
    step = answer(counts=[Count("stormed")])
    tasks = [asyncio.create_task(store.turn(ANNA + n % 50, update(n), step)) for n in range(1_000)]
    reads = [asyncio.create_task(store.look(ANNA + n % 50)) for n in range(100)]
    for task in (*random.sample(tasks, 500), *random.sample(reads, 50)):
        loop.call_later(random.uniform(0, 0.05), task.cancel)

    results = await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.gather(*reads, return_exceptions=True)
    acknowledged = [n for n, one in enumerate(results) if isinstance(one, Done)]
    assert len(acknowledged) >= 500
    assert all(isinstance(one, Done | asyncio.CancelledError) for one in results)

    for n in acknowledged:
        assert (await store.turn(ANNA + n % 50, update(n), fail)).repeated
    turns = [(await store.look(ANNA + n)).consultation.turn for n in range(50)]
    assert sum(turns) == (await store.counts())[0].n >= len(acknowledged)
    assert (await store.turn(BOB, None, answer())).kept.consultation.turn == 1


async def test_a_consultation_is_not_changed_behind_the_back_of_whoever_holds_it(store):
    first = await store.turn(ANNA, update(1), answer())
    was = replace(first.kept.consultation)

    await store.turn(ANNA, update(2), answer())

    assert first.kept.consultation == was


async def test_what_nobody_used_for_long_is_deleted_and_counters_stay(engine):
    long_ago = 1_000_000
    async with engine.opened(clock=lambda: long_ago) as store:
        await store.turn(ANNA, update(1), keep(WHOLE, receipts=(receipt_of("old"),), counts=(Count("advised"),)))
    async with engine.opened(clock=lambda: long_ago + 80 * 86_400) as store:
        await store.turn(BOB, update(2), answer())
        await store.forget_unused(90)
        assert await store.look(ANNA) is not None
    async with engine.opened(clock=lambda: long_ago + 100 * 86_400) as store:
        await store.forget_unused(90)

        assert await store.look(ANNA) is None
        assert await store.receipt("old") is None
        assert await store.look(BOB) is not None
        assert [one.step for one in await store.counts()] != []
