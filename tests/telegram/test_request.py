"""The request over real sockets: what arrives at the server, and what its answers become."""

import io
from urllib.parse import parse_qsl

import pytest
from answering import (
    FINE,
    TOKEN,
    asking,
    data,
    http,
    printed,
    serving,
)
from hypothesis import given
from hypothesis import strategies as st
from telegram import InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.request import BaseRequest

from bot.telegram.request import _body


async def test_the_fields_arrive_as_a_form():
    async with serving(http(200, FINE)) as server, asking() as request:
        found = await request.post(
            server.url, data(chat_id=5, text="a+b & c=d %41 \u2013 \U0001f600", empty="", off=False)
        )

    (seen,) = server.seen
    assert found == {"message_id": 7}
    assert seen.line == f"POST /bot{TOKEN}/sendMessage HTTP/1.1"
    assert seen.headers["content-type"] == "application/x-www-form-urlencoded"
    assert seen.fields() == {"chat_id": "5", "text": "a+b & c=d %41 \u2013 \U0001f600", "empty": "", "off": "false"}


@given(st.dictionaries(st.text(min_size=1), st.text()))
def test_any_text_survives_the_form(fields):
    body = _body(data(**fields))

    assert dict(parse_qsl(body.decode() if body else "", keep_blank_values=True)) == fields


async def test_a_call_without_fields_has_no_body():
    async with serving(http(200, FINE)) as server, asking() as request:
        await request.post(server.url)
        await request.post(server.url, data())

    assert [seen.body for seen in server.seen] == [b"", b""]


async def test_what_is_asked_of_the_server_is_plain():
    async with serving(http(200, FINE, "Set-Cookie: a=b")) as server, asking() as request:
        await request.post(server.url, data(a=1))
        await request.post(server.url, data(a=1))

    assert {seen.headers["accept-encoding"] for seen in server.seen} == {"identity"}
    assert {seen.headers["user-agent"] for seen in server.seen} == {BaseRequest.USER_AGENT}
    assert not any("cookie" in seen.headers for seen in server.seen)


@pytest.mark.parametrize(
    "content", [b"\x00\xff\r\n--x\r\n" * 9000, io.BytesIO(b"of a handle")], ids=["bytes", "handle"]
)
async def test_a_file_arrives_intact_with_its_name_and_type(content):
    held = content if isinstance(content, bytes) else content.getvalue()
    file = InputFile(content, filename='Ad"vice \u2013 1.svg', read_file_handle=False)
    async with serving(http(200, FINE)) as server, asking() as request:
        await request.post(server.url, data(chat_id=5, caption="\u2013", document=file))

    parts = server.seen[0].parts()
    assert parts["chat_id"][2] == b"5"
    assert parts["caption"][2] == "\u2013".encode()
    assert parts["document"][1:] == ("image/svg+xml", held)
    assert 'filename="Ad\\"vice \u2013 1.svg"'.encode() in server.seen[0].body


async def test_a_file_is_retrieved_as_bytes():
    async with serving(http(200, b"\x00\xff")) as server, asking() as request:
        assert await request.retrieve(server.url) == b"\x00\xff"

    assert server.seen[0].line.startswith("GET ")


def refusal(status, description, **parameters):
    return http(status, {"ok": False, "error_code": status, "description": description, "parameters": parameters})


REFUSALS = {
    "400": (refusal(400, "Bad Request: message is not modified"), BadRequest, "Message is not modified"),
    "401": (refusal(401, "Unauthorized"), InvalidToken, "Unauthorized"),
    "403": (refusal(403, "Forbidden: bot was blocked by the user"), Forbidden, "bot was blocked"),
    "404": (refusal(404, "Not Found"), InvalidToken, "Not Found"),
    "409": (refusal(409, "Conflict: terminated by other getUpdates request"), Conflict, "terminated by other"),
    "429": (refusal(429, "Too Many Requests: retry after 4", retry_after=4), RetryAfter, "4"),
    "migrated": (refusal(400, "Bad Request: group upgraded", migrate_to_chat_id=-1005), ChatMigrated, "-1005"),
    "500": (refusal(500, "Internal Server Error"), NetworkError, "Internal Server Error"),
    "502, no JSON": (http(502, b"<html>bad gateway</html>"), NetworkError, "Bad Gateway"),
    "302": (http(302, b"", "Location: http://127.0.0.1:1/"), NetworkError, "Found"),
    "200, no JSON": (http(200, b"<html>"), NetworkError, "no JSON"),
    "200, cut UTF-8": (http(200, b'{"ok":true,"resul\xff'), NetworkError, "no JSON"),
    "200, a list": (http(200, b"[]"), NetworkError, "none of the Bot API"),
    "200, no result": (http(200, b'{"ok":true}'), NetworkError, "none of the Bot API"),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", NetworkError, "No complete answer"),
    "answer cut short": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\nConnection: close\r\n\r\n{",
        NetworkError,
        "No complete",
    ),
    "closed without an answer": ("cut", NetworkError, "closed before an answer came"),
}


@pytest.mark.parametrize(("answer", "kind", "says"), REFUSALS.values(), ids=REFUSALS)
async def test_every_answer_becomes_the_error_that_it_means(answer, kind, says, caplog):
    async with serving(answer) as server, asking() as request:
        with pytest.raises(TelegramError) as caught:
            await request.post(server.url, data(text="a secret of a person"))

    assert type(caught.value) is kind
    assert says in str(caught.value)
    assert TOKEN not in printed(caught.value)
    assert TOKEN not in caplog.text
    assert len(server.seen) == 1  # nothing is sent twice


async def test_how_long_to_wait_and_where_a_group_went_is_told():
    async with serving(REFUSALS["429"][0], REFUSALS["migrated"][0]) as server, asking() as request:
        with pytest.raises(RetryAfter) as later:
            await request.post(server.url)
        with pytest.raises(ChatMigrated) as moved:
            await request.post(server.url)

    assert later.value._retry_after.total_seconds() == 4
    assert moved.value.new_chat_id == -1005


async def test_the_status_and_body_are_handed_on_whatever_they_are():
    async with serving(http(418, b"teapot")) as server, asking() as request:
        assert await request.do_request(server.url, "POST") == (418, b"teapot")
