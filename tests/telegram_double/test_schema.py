import copy

import jsonschema
import pytest

from .schema import METHODS, PARAMETERS, SCHEMA, UPDATE, problems

USER = {"id": 1, "is_bot": False, "first_name": "Ann"}
MESSAGE = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "from": USER, "text": "x"}
BUTTON = {"text": "A", "callback_data": "a"}
SENT = {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [[BUTTON]]}}


def other(method):
    """The check of jsonschema, of which ours must be a faster twin."""
    return jsonschema.Draft202012Validator({"$ref": f"#/methods/{method}/parameters"} | SCHEMA)


def changed(value, path, new):
    value = copy.deepcopy(value)
    *steps, last = path
    place = value
    for step in steps:
        place = place[step]
    if new is None:
        del place[last]
    else:
        place[last] = new
    return value


MARKUP = ["reply_markup", "inline_keyboard", 0, 0]
CASES = [
    (["text"], None, "has no text"),
    (["text"], 5, "not of type string"),
    (["chat_id"], 1.5, "not of type integer"),
    (["chat_id"], True, "not of type"),
    (["chat_id"], "@office", ""),
    (["parsemode"], "HTML", "unknown field parsemode"),
    (["parse_mode"], "html", "not "),
    (["reply_markup"], [], "not an object"),
    (["reply_markup", "inline_keyboard"], [BUTTON], "not an array"),
    ([*MARKUP, "colour"], "red", "unknown field colour"),
    ([*MARKUP, "style"], "red", 'not "danger"'),
    ([*MARKUP, "style"], "danger", ""),
    ([*MARKUP, "text"], None, "has no text"),
    (["disable_notification"], 1, "not of type boolean"),
    (["disable_notification"], True, ""),
    (["reply_parameters"], {"message_id": "x"}, "not of type integer"),
]


@pytest.mark.parametrize(("path", "new", "words"), CASES)
def test_parameters_are_judged_as_jsonschema_judges_them(path, new, words):
    given = changed(SENT, path, new)
    found = problems(PARAMETERS["sendMessage"], given, "sendMessage")
    assert bool(found) == bool(words)
    assert all(words in problem for problem in found)
    assert other("sendMessage").is_valid(given) == (not found)


def test_bytes_are_counted_where_a_schema_can_only_count_characters():
    given = changed(SENT, [*MARKUP, "callback_data"], "é" * 33)
    assert "callback_data has 66 bytes, not 1 to 64" in problems(PARAMETERS["sendMessage"], given, "")[0]


@pytest.mark.parametrize(
    ("path", "new", "words"),
    [
        ([], None, ""),
        (["message", "from", "is_bot"], None, "has no is_bot"),
        (["message", "from", "nickname"], "A", "unknown field nickname"),
        (["message", "date"], 1.5, "not of type integer"),
        (["message", "chat", "type"], "dm", "not "),
        (["update_id"], None, "has no update_id"),
    ],
)
def test_updates_are_judged_as_jsonschema_judges_them(path, new, words):
    update = {"update_id": 1, "message": copy.deepcopy(MESSAGE)}
    update = changed(update, path, new) if path else update
    found = problems(UPDATE, update, "Update")
    assert bool(found) == bool(words)
    assert all(words in problem for problem in found)
    assert jsonschema.Draft202012Validator({"$ref": "#/$defs/Update"} | SCHEMA).is_valid(update) == (not found)


def test_the_schema_is_one_that_jsonschema_knows():
    jsonschema.Draft202012Validator.check_schema({"$defs": SCHEMA["$defs"]})
    assert METHODS.keys() >= {"sendMessage", "getUpdates"}
