"""`fixpoint health` beside a server in a process of its own, as the health check of a container runs it."""

import socket
import subprocess
import sys
from contextlib import contextmanager

import pytest
from running import CHECKOUT, environment, fixpoint, one_line

OPERATED = """
import asyncio, sys
from bot.telegram.ops import operations
from bot.telegram.serving import serve
from bot.telegram.tally import Tally

async def ready():
    return sys.argv[1:]

async def main():
    served = await serve(operations(Tally(), ready, lambda: "r"), "127.0.0.1:0")
    print(served.port, flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await served.close()

asyncio.run(main())
"""


@contextmanager
def operated(*reasons, program=OPERATED):
    """The port on which a process of its own tells whether it is ready."""
    command = [sys.executable, "-c", program, *reasons]
    with subprocess.Popen(
        command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment()
    ) as process:
        yield int(process.stdout.readline())
        process.stdin.close()


def health(cwd, listen, **settings):
    done = fixpoint("health", cwd=cwd, FIXPOINT_OPS_LISTEN=listen, **settings)
    assert done.stderr == ""
    (line,) = done.stdout.splitlines()
    return done.returncode, line


def test_a_bot_that_is_ready_is_well(tmp_path):
    with operated() as port:
        assert health(tmp_path, f"127.0.0.1:{port}") == (0, "ready")
        assert health(tmp_path, f"0.0.0.0:{port}") == (0, "ready")
        assert health(tmp_path, f"127.0.0.1:{port}", http_proxy="http://127.0.0.1:1") == (0, "ready")


def test_a_bot_that_is_not_ready_says_why(tmp_path):
    with operated("the store refuses", "no rules") as port:
        assert health(tmp_path, f"127.0.0.1:{port}") == (1, "not ready: the store refuses; no rules")


def test_no_bot_is_not_well(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    assert health(tmp_path, f"127.0.0.1:{port}") == (1, f"not running: 127.0.0.1:{port}: Connection refused")


def test_a_bot_whose_loop_hangs_is_not_well(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]

        assert health(tmp_path, f"127.0.0.1:{port}") == (1, f"not running: 127.0.0.1:{port}: no answer")


ANSWERS = {
    "no HTTP": (b"SSH-2.0-OpenSSH\r\n\r\n", "no answer"),
    "no JSON": (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "is another program"),
    "other JSON": (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]", "is another program"),
    "nothing": (b"", "no answer"),
}
OTHER = """
import socket, sys
with socket.create_server(("127.0.0.1", 0)) as server:
    print(server.getsockname()[1], flush=True)
    with server.accept()[0] as connection:
        connection.recv(10_000)
        connection.sendall(bytes.fromhex(sys.argv[1]))
"""


@pytest.mark.parametrize(("sent", "says"), ANSWERS.values(), ids=ANSWERS)
def test_another_program_on_the_port_is_not_the_bot(sent, says, tmp_path):
    with operated(sent.hex(), program=OTHER) as port:
        code, line = health(tmp_path, f"127.0.0.1:{port}")

    assert code == 1
    assert line.startswith(f"not running: 127.0.0.1:{port}")
    assert line.endswith(says)


def test_without_the_setting_it_says_what_to_set(tmp_path):
    assert "FIXPOINT_OPS_LISTEN is not set; " in one_line(fixpoint("health", cwd=tmp_path))


def test_a_setting_that_is_no_address_is_refused(tmp_path):
    line = one_line(fixpoint("health", cwd=tmp_path, FIXPOINT_OPS_LISTEN="8081"))

    assert line.startswith('fixpoint: FIXPOINT_OPS_LISTEN is "8081": write host:port')


def test_it_loads_nothing_that_it_does_not_need(tmp_path):
    code = "import sys\nfrom bot.cli import main\nmain(['health'])\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, env=environment(), check=True
    )

    loaded = set(done.stdout.split())
    assert loaded & {"durable", "numpy", "telegram", "aiohttp", "starlette", "uvicorn", "aiosqlite", "rich"} == set()
    assert "bot.commands.health" in loaded
