"""The request over real sockets: servers that are not there, fall silent, stop half-way, or take their time."""

import asyncio
import io
import ssl
from datetime import UTC, datetime, timedelta

import pytest
from answering import FINE, TOKEN, asking, data, free_port, http, listening, printed, serving, silent
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from telegram import InputFile
from telegram.error import (
    NetworkError,
    TimedOut,
)

from bot.telegram.request import NotSent, NotSentInTime


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
