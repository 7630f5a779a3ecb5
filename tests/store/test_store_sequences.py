"""Any sequence of turns ends as a dictionary would have it, whatever shares a COMMIT and whenever it is reopened."""

import asyncio
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_engines import ENGINES
from stored_turns import ANNA, BOB, answer, begun, fail, forget, keep, receipt_of, update

from bot.model import Count, Kept
from bot.store import Done

pytestmark = pytest.mark.repeats

chats = st.sampled_from([ANNA, BOB])
deeds = st.sampled_from(["answer", "begin", "forget", "fail", "advise", "look"])
turns = st.tuples(st.just("turn"), chats, deeds, st.integers(0, 30))  # of few update ids, so that some are repeated
screens = st.tuples(st.just("shown"), chats, st.integers(1, 3), st.integers(0, 4), st.booleans())
deletions = st.tuples(st.just("cleared"), chats, st.integers(1, 3))
marks = st.tuples(st.sampled_from(["remember", "fail"]), st.none(), st.none(), st.integers(0, 30))
departures = st.tuples(st.just("gone"), chats)
group = st.lists(st.one_of(turns, marks), min_size=1, max_size=6)
groups = st.lists(st.one_of(group, screens, deletions, departures, st.just("reopen")), max_size=12)


class Dictionary:
    """The store as a dictionary would have it."""

    def __init__(self):
        self.kept, self.receipts, self.counts, self.seen, self.screens = {}, {}, Counter(), set(), []
        self.gone, self.leaving, self.cleared, self.failed = set(), [], [], set()

    def mark(self, deed, number):
        new = number not in self.seen
        self.seen.add(number)
        if deed == "fail":
            self.failed.add(number)
        return new if deed == "remember" else None

    def turn(self, chat, number, step):
        kept = self.kept.get(chat)
        if number in self.seen:
            return Done(kept, None, repeated=True)
        try:
            turn = step(kept.consultation if kept else None)
        except RuntimeError:
            return None
        self.seen.add(number)
        self.gone.discard(chat)
        self.counts.update(turn.counts)
        if turn.consultation is None:
            self.kept.pop(chat, None)
            self.receipts = {name: one for name, one in self.receipts.items() if one[0] != chat}
            return Done(None, turn)
        kept = kept or Kept(chat, turn.consultation)
        shown = kept.shown if kept.consultation.id == turn.consultation.id else -1
        self.kept[chat] = replace(kept, consultation=turn.consultation, shown=shown)
        for one in turn.receipts:
            if self.receipts.get(one.id, (chat,))[0] == chat:
                self.receipts[one.id] = (chat, one)
        return Done(self.kept[chat], turn)

    def show(self):
        for chat, message, turn, new in self.screens:
            kept = self.kept.get(chat)
            if kept and kept.shown <= turn <= kept.consultation.turn:
                left = kept.leftovers | ({kept.message} - {None, message} if new else set())
                self.kept[chat] = replace(kept, message=message, shown=turn, leftovers=left)
        for chat, message in self.cleared:
            kept = self.kept.get(chat)
            if kept:
                self.kept[chat] = replace(kept, leftovers=kept.leftovers - {message})
        self.gone |= {chat for chat in self.leaving if chat in self.kept}
        self.screens, self.cleared, self.leaving = [], [], []


def step_of(chat, deed, number):
    steps = {
        "answer": answer(str(number)),
        "begin": keep(begun(f"c-{number}"), counts=[Count("begun", "fair")]),
        "forget": forget,
        "fail": fail,
        "advise": answer(receipts=[receipt_of(f"r-{abs(chat)}-{number % 4}", f"Advice {number}.")]),
        "look": lambda was: keep(was or begun())(was),
    }
    return steps[deed]


def asked(store, model, event):
    """What is asked of the store, and what it shall answer."""
    deed, chat, what, number = event
    match deed:
        case "remember":
            return store.remember(update(number)), model.mark(deed, update(number))
        case "fail":
            return store.fail(update(number), "KeyError"), model.mark(deed, update(number))
        case _:
            step = step_of(chat, what, number)
            return store.turn(chat, update(number), step), model.turn(chat, update(number), step)


async def together(store, model, group):
    """Hand it all over at once: it shares a COMMIT and still happens in this order."""
    model.show()
    pairs = [asked(store, model, event) for event in group]
    found = await asyncio.gather(*(one for one, _ in pairs), return_exceptions=True)
    for one, (_, expected) in zip(found, pairs, strict=True):
        if isinstance(one, Done):
            assert one == replace(expected, turn=one.turn)
        else:
            assert (None if isinstance(one, RuntimeError) else one) == expected


async def play(engine, script):
    model, store = Dictionary(), await engine.open(largest=4)
    try:
        for event in script:
            if event == "reopen":
                await store.close()
                store = await engine.open(largest=4)
                model.show()
            elif event[0] == "shown":
                store.shown(*event[1:4], new=event[4])
                model.screens.append(event[1:])
            elif event[0] == "cleared":
                store.cleared(*event[1:])
                model.cleared.append(event[1:])
            elif event[0] == "gone":
                store.gone(event[1])
                model.leaving.append(event[1])
            else:
                await together(store, model, event)
        await store.close()
        store = await engine.open()
        model.show()
        assert {chat: await store.look(chat) for chat in (ANNA, BOB)} == {
            one: model.kept.get(one) for one in (ANNA, BOB)
        }
        names = [f"r-{abs(chat)}-{n}" for chat in (ANNA, BOB) for n in range(4)]
        receipts = [model.receipts.get(name, (None, None))[1] for name in names]
        assert [await store.receipt(name) for name in names] == receipts
        assert {(one.link, one.step): one.n for one in await store.counts()} == {
            (one.link, one.step): n for one, n in model.counts.items()
        }
        behind = {chat for chat, one in model.kept.items() if one.shown < one.consultation.turn or one.leftovers}
        assert {one.chat for one in await store.behind()} == behind - model.gone
        assert {one.update for one in await store.failed()} == model.failed
    finally:
        await store.close()


@pytest.mark.parametrize("name", ENGINES)
@settings(max_examples=150, deadline=None)
@given(script=groups)
def test_any_sequence_ends_as_a_dictionary_would_have_it(name, script):
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(play(ENGINES[name](Path(folder)), script))
