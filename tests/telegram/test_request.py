"""The request over real sockets: what arrives at the server, and what its answers, its silence and its end become."""

import asyncio
import base64
import io
import json
import ssl
import traceback
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from urllib.parse import parse_qsl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
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
    TimedOut,
)
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.telegram.request import AiohttpRequest, NotSent, NotSentInTime, _body

TOKEN = "123456789:AAEhBP0av28fake-token_of-a-test0000"
FINE = {"ok": True, "result": {"message_id": 7}}


@dataclass
class Seen:
    """A request as it came over the wire."""

    line: str
    headers: dict
    body: bytes

    def fields(self):
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True, strict_parsing=True))

    def parts(self):
        """Of multipart: the file name, the type and the bytes of each part."""
        raw = f"Content-Type: {self.headers['content-type']}\r\n\r\n".encode() + self.body
        return {
            part.get_param("name", header="content-disposition"): (
                part.get_filename(),
                part.get_content_type(),
                part.get_payload(decode=True),
            )
            for part in message_from_bytes(raw).get_payload()
        }


@dataclass
class Server:
    """Answers each request with the next of `answers`, the last one for ever; counts its connections."""

    answers: list
    seen: list = field(default_factory=list)
    connections: int = 0
    port: int = 0
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/bot{TOKEN}/sendMessage"

    async def take(self, reader, writer):
        self.connections += 1
        while (seen := await _read(reader)) is not None:
            self.seen.append(seen)
            self.asked.set()
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            if answer == "hang":
                await self.released.wait()
            if answer in {"hang", "cut"}:
                return
            writer.write(answer)
            if b"Connection: close" in answer:
                return


async def _read(reader):
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    line, *rest = head.strip().split("\r\n")
    headers = {name.lower(): value for name, _, value in (one.partition(": ") for one in rest)}
    return Seen(line, headers, await reader.readexactly(int(headers.get("content-length", 0))))


def http(status, body, *more):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return "\r\n".join([f"HTTP/1.1 {status} X", f"Content-Length: {len(raw)}", *more, "", ""]).encode() + raw


@asynccontextmanager
async def listening(take, **how):
    """A server that hands each connection to `take` and closes it afterwards; the port it listens on."""
    tasks = set()

    async def handle(reader, writer):
        tasks.add(asyncio.current_task())
        try:
            await take(reader, writer)
        except ConnectionError:
            pass
        finally:
            writer.transport.abort() if writer.transport.get_write_buffer_size() else writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, **how)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()
        if tasks:
            await asyncio.wait(tasks, timeout=5)
        await asyncio.sleep(0)


@asynccontextmanager
async def serving(*answers):
    server = Server(list(answers))
    async with listening(server.take) as server.port:
        yield server
        server.released.set()


@asynccontextmanager
async def silent():
    """The port of a server that takes connections and reads nothing."""
    over = asyncio.Event()

    async def ignore(reader, _writer):
        reader._transport.pause_reading()
        await over.wait()

    async with listening(ignore) as port:
        yield port
        over.set()


@asynccontextmanager
async def asking(**settings):
    request = AiohttpRequest(**settings)
    await request.initialize()
    try:
        yield request
    finally:
        await request.shutdown()


@pytest.fixture(scope="module")
def own_certificate(tmp_path_factory):
    """What a server shows that nobody has signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    pem = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file.write_bytes(key.private_bytes(serialization.Encoding.PEM, *pem))
    file.write_bytes(file.read_bytes() + signed.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def data(**fields):
    return RequestData([RequestParameter.from_input(name, value) for name, value in fields.items()])


def printed(error):
    """All that a traceback, a log line or a person may see of an error."""
    return "".join(traceback.format_exception(error)) + repr(error) + str(error)


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


async def free_port():
    async with serving("cut") as server:
        return server.port


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://127.0.0.1:{port}/bot{token}/getMe", "Connection refused"),
        ("http://no-such-host.invalid/bot{token}/getMe", "no-such-host.invalid"),
        ("ftp://127.0.0.1/bot{token}/getMe", "not valid"),
        ("http://127.0.0.1:port/bot{token}/getMe", "cannot be written"),
        ("bot{token}/getMe", "not valid"),
    ],
)
async def test_a_request_that_cannot_start_was_not_sent(url, says):
    async with asking() as request:
        with pytest.raises(NotSent, match=says) as caught:
            await request.post(url.format(port=await free_port(), token=TOKEN), data(a=1))

    assert TOKEN not in printed(caught.value)


async def test_a_server_without_tls_is_no_server():
    async def plain(_reader, writer):
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()

    async with listening(plain) as port, asking() as request:
        with pytest.raises(NotSent, match=r"^No connection to 127\.0\.0\.1") as caught:
            await request.post(f"https://127.0.0.1:{port}/bot{TOKEN}/getMe", data(a=1))

    assert TOKEN not in printed(caught.value)


async def test_a_server_with_a_certificate_of_its_own_is_no_server(own_certificate):
    async def take(reader, _writer):
        await reader.read(1)

    async with listening(take, ssl=own_certificate) as port, asking() as request:
        with pytest.raises(NotSent, match=r"^The certificate of 127\.0\.0\.1: self-signed") as caught:
            await request.post(f"https://127.0.0.1:{port}/bot{TOKEN}/getMe", data(a=1))

    assert TOKEN not in printed(caught.value)


async def test_silence_ends_after_the_time_that_the_call_allows():
    async with serving("hang") as server, asking() as request:
        with pytest.raises(TimedOut, match=r"^No answer for 0\.05 s") as caught:
            await request.post(server.url, data(a=1), read_timeout=0.05)

    assert TOKEN not in printed(caught.value)
    assert not isinstance(caught.value, NotSent)


async def test_silence_ends_after_the_usual_time_if_the_call_says_nothing():
    async with serving("hang") as server, asking(read_timeout=0.05) as request:
        assert request.read_timeout == 0.05
        with pytest.raises(TimedOut, match=r"^No answer for 0\.05 s"):
            await request.post(server.url, data(a=1))


async def test_a_call_without_limits_waits():
    async with serving("hang", http(200, FINE)) as server, asking(read_timeout=0.01) as request:
        calls = request.post(server.url, read_timeout=None, write_timeout=None, connect_timeout=None, pool_timeout=None)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(calls, 0.2)


async def test_an_answer_that_stops_in_the_middle_is_no_answer():
    begun = b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{"
    async with serving(begun) as server, asking(read_timeout=0.05) as request:
        with pytest.raises(TimedOut):
            await request.post(server.url)


async def test_an_upload_that_nobody_reads_ends():
    file = data(document=InputFile(io.BytesIO(bytes(40_000_000)), filename="a.bin", read_file_handle=False))
    async with silent() as port, asking(connect_timeout=0.5, read_timeout=0.1) as request:
        with pytest.raises(TimedOut, match=r"^The upload") as caught:
            await request.post(f"http://127.0.0.1:{port}/bot{TOKEN}/sendDocument", file, write_timeout=0.1)

    assert TOKEN not in printed(caught.value)


async def test_a_connection_that_cannot_be_made_in_time_is_a_time_out_of_its_own():
    async with silent() as port, asking() as request:
        with pytest.raises(NotSentInTime, match=r"^No connection within 0\.05 s; nothing was sent") as caught:
            await request.post(f"https://127.0.0.1:{port}/bot{TOKEN}/getMe", connect_timeout=0.05)

    assert isinstance(caught.value, TimedOut)
    assert TOKEN not in printed(caught.value)


async def test_who_waits_for_a_busy_pool_is_told_that_nothing_was_sent():
    async with serving("hang") as server, asking(connections=1) as request:
        busy = asyncio.create_task(request.post(server.url))
        await server.asked.wait()
        with pytest.raises(NotSentInTime, match=r"^All connections were busy for 0\.05 s"):
            await request.post(server.url, pool_timeout=0.05)
        server.answers[:] = [http(200, FINE)]
        server.released.set()
        with pytest.raises(NetworkError):  # the first connection ends without an answer
            await busy
        assert await request.post(server.url) == FINE["result"]

    assert len(server.seen) == 2


async def test_more_calls_than_connections_are_all_made():
    async with serving(http(200, FINE)) as server, asking(connections=3) as request:
        found = await asyncio.gather(*(request.post(server.url, data(number=number)) for number in range(20)))

    assert found == [FINE["result"]] * 20
    assert sorted(int(seen.fields()["number"]) for seen in server.seen) == list(range(20))
    assert server.connections <= 3


async def test_a_call_that_is_given_up_frees_its_connection():
    async with serving("hang", http(200, FINE)) as server, asking(connections=1) as request:
        call = asyncio.create_task(request.post(server.url))
        await server.asked.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call

        assert await request.post(server.url, pool_timeout=5) == FINE["result"]


async def test_a_connection_is_used_again():
    async with serving(http(200, FINE)) as server, asking() as request:
        for _ in range(5):
            await request.post(server.url)

    assert server.connections == 1


async def test_a_connection_that_the_server_has_closed_meanwhile_is_no_error():
    async with serving(http(200, FINE, "Connection: close")) as server, asking() as request:
        for _ in range(3):
            await request.post(server.url)

    assert server.connections == 3


async def test_an_idle_connection_that_the_server_drops_is_no_error():
    writers = []

    async def take(reader, writer):
        writers.append(writer)
        await _read(reader)
        writer.write(http(200, FINE))
        await _read(reader)

    async with listening(take) as port, asking() as request:
        for _ in range(3):
            await request.post(f"http://127.0.0.1:{port}/bot{TOKEN}/getMe")
            writers[-1].close()
            await asyncio.sleep(0.01)  # the end of the connection has to come over the wire

    assert len(writers) == 3


async def test_it_may_be_initialized_twice_shut_down_twice_and_used_again():
    async with serving(http(200, FINE)) as server:
        request = AiohttpRequest()
        await request.shutdown()
        for _ in range(2):
            await request.initialize()
            await request.initialize()
            assert await request.post(server.url) == FINE["result"]
            await request.shutdown()
            await request.shutdown()
            with pytest.raises(NetworkError, match="not initialized"):
                await request.post(server.url)

    assert server.connections == 2


async def test_a_shutdown_ends_the_calls_that_wait():
    async with serving("hang") as server, asking() as request:
        call = asyncio.create_task(request.post(server.url))
        await server.asked.wait()
        await request.shutdown()
        with pytest.raises(NetworkError):
            await call


async def test_a_request_outlives_its_loop():
    request = AiohttpRequest(connections=1)

    async def once():
        async with serving(http(200, FINE)) as server:
            await request.initialize()
            found = await asyncio.gather(*(request.post(server.url) for _ in range(4)))
            await request.shutdown()
            return found

    assert await asyncio.to_thread(asyncio.run, once()) == [FINE["result"]] * 4
    assert await asyncio.to_thread(asyncio.run, once()) == [FINE["result"]] * 4


CREDENTIALS = "Basic " + base64.b64encode(b"us er:pass@word").decode()


def through(proxy):
    return f"http://us%20er:pass%40word@127.0.0.1:{proxy.port}"


async def test_a_proxy_gets_the_whole_address_and_its_credentials():
    async with serving(http(200, FINE)) as proxy, asking(proxy=through(proxy)) as request:
        for _ in range(2):
            assert await request.post("http://api.example/bot1:a/getMe", data(a=1)) == FINE["result"]

    assert [seen.line for seen in proxy.seen] == ["POST http://api.example/bot1:a/getMe HTTP/1.1"] * 2
    assert {seen.headers["proxy-authorization"] for seen in proxy.seen} == {CREDENTIALS}
    assert proxy.connections == 1


async def test_a_proxy_is_asked_for_a_tunnel_and_never_sees_the_token():
    async with serving(http(407, b"")) as proxy, asking(proxy=through(proxy)) as request:
        with pytest.raises(NotSent, match=r"^The proxy answers 407") as caught:
            await request.post(f"https://api.example/bot{TOKEN}/getMe")

    (seen,) = proxy.seen
    assert seen.line == "CONNECT api.example:443 HTTP/1.1"
    assert seen.headers["proxy-authorization"] == CREDENTIALS
    assert TOKEN not in f"{seen}"
    assert TOKEN not in printed(caught.value)
    assert "pass" not in str(caught.value)


async def test_a_proxy_that_is_not_there_is_told_without_its_password():
    async with asking(proxy=f"http://user:password@127.0.0.1:{await free_port()}") as request:
        with pytest.raises(NotSent, match="Connection refused") as caught:
            await request.post(f"https://api.example/bot{TOKEN}/getMe")

    assert "password" not in repr(caught.value)
    assert TOKEN not in printed(caught.value)


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1", "127.0.0.1:1", "http://", "http://x:password@h:port", ""])
def test_a_proxy_that_is_none_is_refused_without_repeating_it(proxy):
    with pytest.raises(ValueError, match=r"^write the proxy as http://") as caught:
        AiohttpRequest(proxy=proxy)

    assert "x:password" not in printed(caught.value)


def test_a_pool_of_no_connections_is_refused():
    with pytest.raises(ValueError, match="connection"):
        AiohttpRequest(0)
