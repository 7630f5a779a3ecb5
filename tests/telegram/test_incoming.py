"""What an update means: a table of shapes, as Telegram sends them and as nobody should."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.incoming import (
    Addressed,
    Card,
    Identity,
    LinkWanted,
    Media,
    Membership,
    Nothing,
    Pressed,
    PressedElsewhere,
    ReloadWanted,
    Said,
    Searched,
    Started,
    Wanted,
    key_of,
    read,
)

PERSON = {"id": 5, "is_bot": False, "first_name": "Ada"}
STAFF = {"id": 9, "is_bot": False, "first_name": "Sam"}
ROOM = {"id": 5, "type": "private", "first_name": "Ada"}
GROUP = {"id": -100, "type": "supergroup", "title": "Team"}
ME = Identity("advisor_bot", frozenset({9}))


def message(text=None, chat=ROOM, sender=PERSON, **more):
    body = {"message_id": 7, "date": 1, "chat": chat, "from": sender, **more}
    return {"update_id": 1, "message": body if text is None else {**body, "text": text}}


def press(data="1:ab:0:s", **more):
    pressed = {"id": "77", "from": PERSON, "chat_instance": "1", "data": data, **more}
    return {"update_id": 1, "callback_query": pressed}


def member(status, chat=ROOM):
    change = {"chat": chat, "from": PERSON, "new_chat_member": {"status": status, "user": {"id": 42}}}
    return {"update_id": 1, "my_chat_member": change}


def search(query, sender):
    return {"update_id": 1, "inline_query": {"id": "8", "from": sender, "query": query, "offset": ""}}


LIVE = {"message_id": 3, "date": 1, "chat": ROOM}

MEANS = {
    "words": (message("regulated"), Said(5, "regulated")),
    "words with spaces around": (message("  yes "), Said(5, "  yes ")),
    "a command": (message("/advice"), Said(5, "/advice")),
    "/start": (message("/start"), Started(5)),
    "/START with the bot's name": (message("/START@advisor_bot"), Started(5)),
    "/start by a link": (message("/start abc_DEF-9"), Started(5, "abc_DEF-9")),
    "/start with 64 characters": (message("/start " + "a" * 64), Started(5, "a" * 64)),
    "/start with 65 characters": (message("/start " + "a" * 65), Started(5)),
    "/start with anything else": (message("/start <b>&'; DROP"), Started(5)),
    "/start with letters of another script": (message("/start \u0430\u0431"), Started(5)),
    "/mydata": (message("/mydata"), Wanted(5)),
    "/link by the staff": (message("/link Trade fair", sender=STAFF), LinkWanted(5, "Trade fair")),
    "/link by anybody else": (message("/link Trade fair"), Said(5, "/link Trade fair")),
    "/reload by the staff": (message("/reload", sender=STAFF), ReloadWanted(5)),
    "/reload by anybody else": (message("/reload"), Said(5, "/reload")),
    "a stroke alone": (message("/"), Said(5, "/")),
    "a photo": (message(photo=[{}]), Media(5)),
    "a document with a caption": (message(document={}, caption="regulated"), Media(5)),
    "a voice message": (message(voice={}), Media(5)),
    "one's own card": (message(contact={"phone_number": "1", "user_id": 5}), Card(5, own=True)),
    "somebody else's card": (message(contact={"phone_number": "1", "user_id": 6}), Card(5, own=False)),
    "a card of nobody on Telegram": (message(contact={"phone_number": "1"}), Card(5, own=False)),
    "a card from nobody": (message(contact={"phone_number": "1"}, sender=None), Card(5, own=False)),
    "a pinned message": (message(pinned_message=LIVE), Nothing()),
    "a bot that writes": (message("hello", sender={**PERSON, "is_bot": True}), Nothing()),
    "a press": (press(message=LIVE), Pressed(5, "77", "1:ab:0:s", 3)),
    "a press on a message too old": (press(message={**LIVE, "date": 0}), Pressed(5, "77", "1:ab:0:s")),
    "a press without a message": (press(), Pressed(5, "77", "1:ab:0:s")),
    "a press without data": (press(data=None, message=LIVE), Pressed(5, "77", "", 3)),
    "a press without data or message": (press(data=None), PressedElsewhere(5, "77")),
    "a press in a group": (press(message={**LIVE, "chat": GROUP}), PressedElsewhere(5, "77")),
    "a command in a group": (message("/start", GROUP), Addressed(-100, 7)),
    "a command to us in a group": (message("/start@Advisor_Bot", GROUP), Addressed(-100, 7)),
    "a command to another bot": (message("/start@other_bot", GROUP), Nothing()),
    "a command of other bots": (message("/ban", GROUP), Nothing()),
    "any command that names us": (message("/advice@advisor_bot", GROUP), Addressed(-100, 7)),
    "our own card, sent to us": (message("Which kind", via_bot={"username": "advisor_bot"}), Nothing()),
    "a mention": (message("ask @advisor_bot then", GROUP), Addressed(-100, 7)),
    "a mention of a longer name": (message("ask @advisor_bots then", GROUP), Nothing()),
    "talk in a group": (message("hello", GROUP), Nothing()),
    "a reply to us": (
        message("thanks", GROUP, reply_to_message={"from": {"username": "advisor_bot"}}),
        Addressed(-100, 7),
    ),
    "a topic of a group": (
        message("/start", GROUP, message_thread_id=4, is_topic_message=True),
        Addressed(-100, 7, 4),
    ),
    "a photo in a group": (message(None, GROUP, photo=[{}]), Nothing()),
    "a post in a channel": ({"update_id": 1, "channel_post": message("/start")["message"]}, Nothing()),
    "an edited message": ({"update_id": 1, "edited_message": message("/start")["message"]}, Nothing()),
    "a search": (search("x", PERSON), Searched(5, "8")),
    "a search by the staff": (search(" Trade fair ", STAFF), Searched(9, "8", "Trade fair")),
    "the bot blocked": (member("kicked"), Membership(5, here=False)),
    "the bot back": (member("member"), Membership(5, here=True)),
    "the bot put into a group": (member("member", GROUP), Nothing()),
    "a kind of update of next year": ({"update_id": 1, "telepathy": {}}, Nothing()),
}


@pytest.mark.parametrize(("update", "means"), MEANS.values(), ids=MEANS)
def test_an_update_means(update, means):
    assert read(update, ME) == means


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
KEYS = ["id", "chat", "from", "type", "text", "message", "message_id", "date", "data", "contact", "new_chat_member"]
SHAPED = st.recursive(
    JSON | st.just("private"), lambda inner: st.dictionaries(st.sampled_from(KEYS), inner, max_size=6), max_leaves=12
)
KINDS = st.sampled_from(["message", "callback_query", "inline_query", "my_chat_member"])


@given(st.dictionaries(KINDS, SHAPED, max_size=2))
def test_no_shape_of_an_update_is_an_error(update):
    read(update, ME)
    assert isinstance(key_of(update), int)


def test_updates_of_one_private_chat_share_a_lane():
    everything = [message("x"), press(message=LIVE), press(), search("", PERSON), member("kicked")]

    assert {key_of(one) for one in everything} == {5}
