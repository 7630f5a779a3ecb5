"""What stands inside a payload outlives versions: fields may come and go, nonsense is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stored_turns import ANNA, WHOLE, begun, receipt_of

from bot.errors import StoreBroken, StoreTooNew
from bot.model import Consultation, Place, Receipt
from bot.store.payload import pack_consultation, pack_receipt, unpack_consultation, unpack_receipt

texts = st.text(st.characters(), max_size=8)
answers = st.dictionaries(texts, st.lists(texts, max_size=3).map(tuple), max_size=4)
resolutions = st.dictionaries(texts, st.sampled_from(["A", "B", "unresolved"]), max_size=2)
consultations = st.builds(
    Consultation,
    id=texts,
    nonce=texts,
    revision=texts,
    turn=st.integers(0, 2**40),
    answers=answers,
    place=st.builds(Place, texts, texts, texts, st.integers(0, 2**40)),
    resolved=resolutions,
    declined=st.frozensets(texts, max_size=3),
    receipt=texts,
    source=texts,
    language=texts,
)
receipts = st.builds(
    Receipt,
    id=texts,
    answers=answers,
    revision=texts,
    program=texts,
    model=texts,
    rules=st.lists(texts, max_size=3).map(tuple),
    text=texts,
    resolved=resolutions,
    source=texts,
    language=texts,
)


@given(chat=st.integers(-(2**52), 2**52), consultation=consultations)
def test_a_consultation_survives_packing_in_its_order(chat, consultation):
    found_chat, found = unpack_consultation(pack_consultation(chat, consultation))

    assert (found_chat, found) == (chat, consultation)
    assert list(found.answers) == list(consultation.answers)


@given(receipt=receipts)
def test_a_receipt_survives_packing(receipt):
    assert unpack_receipt(pack_receipt(receipt)) == receipt


def test_fields_that_are_not_known_are_passed_over():
    stored = json.loads(pack_consultation(ANNA, WHOLE)) | {"mood": "good", "format": 1}

    assert unpack_consultation(json.dumps(stored).encode()) == (ANNA, WHOLE)


def test_fields_that_are_missing_have_the_default_of_the_model():
    stored = {"format": 1, "chat": ANNA, "id": "c-1", "nonce": "nonce of c-1", "revision": "rev-1"}

    assert unpack_consultation(json.dumps(stored).encode()) == (ANNA, begun())


def test_a_place_of_before_there_were_pages_is_its_first_page():
    stored = json.loads(pack_consultation(ANNA, WHOLE))
    del stored["place"]["page"]

    assert unpack_consultation(json.dumps(stored).encode())[1].place.page == 0


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"id": None}, id="no id"),
        pytest.param({"chat": "seven"}, id="a chat that is no number"),
        pytest.param({"turn": "7"}, id="a turn that is no number"),
        pytest.param({"answers": ["hours"]}, id="answers without options"),
        pytest.param({"answers": {"hours": 1}}, id="an option that is no list"),
        pytest.param({"place": "why"}, id="a place without its fields"),
        pytest.param({"place": {"page": "two"}}, id="a page that is no number"),
        pytest.param({"format": "one"}, id="a format that is no number"),
        pytest.param({"format": None}, id="no format"),
    ],
)
def test_what_makes_no_sense_is_refused_and_the_remedy_named(change):
    stored = json.loads(pack_consultation(ANNA, WHOLE)) | change
    stored = {name: value for name, value in stored.items() if value is not None}

    with pytest.raises(StoreBroken, match=r"makes no sense.*restore a backup"):
        unpack_consultation(json.dumps(stored).encode())


@pytest.mark.parametrize("clear", [b"", b"[]", b"null", b"\xff", b'{"format": 1}'])
def test_what_is_no_object_is_refused(clear):
    with pytest.raises(StoreBroken):
        unpack_receipt(clear)


def test_a_later_format_asks_for_an_upgrade():
    stored = json.loads(pack_receipt(receipt_of("one"))) | {"format": 2}

    with pytest.raises(StoreTooNew, match="upgrade"):
        unpack_receipt(json.dumps(stored).encode())
