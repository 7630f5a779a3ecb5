"""`fixpoint link`, as people run it: links made and listed, the bot's name asked of Telegram, refusals in one line."""

import json
import subprocess
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from running import COMMAND, environment, fixpoint

from bot.model import ChatId, Consultation, Count, Turn
from bot.store.crypt import find_keys
from bot.store.sqlite import open_store

BOT = ("--bot", "acme_advisor_bot")
TOKEN = "123456:AAnobody-shall-read-this"


@contextmanager
def telegram(code, answer):
    """Something on loopback that answers every call in one way."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append(self.path)
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(code)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *_):
            """Nothing of it belongs on the screen."""

    asked = []
    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()


def refused(done):
    """The last line of a command that was refused; the lines before it only warn of the development key."""
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    *warnings, line = done.stderr.splitlines()
    assert all(" is new; " in one or "FIXPOINT_DATA_KEY" in one for one in warnings)
    return line


async def counted(folder, *counts):
    path = folder / "data" / "fixpoint.db"
    store = await open_store(path, find_keys(None, path, production=False))
    await store.turn(ChatId(7), None, lambda was: Turn(Consultation("c", "n", "r"), counts=counts))
    await store.close()


def test_a_link_is_made_once_and_has_an_address(empty_folder):
    first = fixpoint("link", "Front desk", *BOT, "--json", cwd=empty_folder)
    again = fixpoint("link", "--json", *BOT, " front  DESK", cwd=empty_folder)

    made = json.loads(first.stdout)
    assert json.loads(again.stdout) == made
    assert made == {
        "key": made["key"],
        "name": "Front desk",
        "created": made["created"],
        "url": f"https://t.me/acme_advisor_bot?start={made['key']}",
        "started": 0,
        "finished": 0,
        "by_model": {},
    }
    assert "data/fixpoint.db is new; a link counts only where the bot uses the same database" in first.stderr
    assert "is new" not in again.stderr


def test_the_picture_is_written_where_it_is_wanted(empty_folder):
    done = fixpoint("link", "Anna", *BOT, "--qr", "anna.png", cwd=empty_folder)

    assert (empty_folder / "anna.png").read_bytes().startswith(b"\x89PNG")
    name, url, nothing, figures, written = done.stdout.splitlines()
    assert (name, nothing, figures, written) == ("Anna", "", "Nobody has started yet.", "QR code: anna.png")
    assert url.startswith("https://t.me/acme_advisor_bot?start=")


async def test_the_list_says_what_came_of_each_link(empty_folder):
    keys = [
        json.loads(fixpoint("link", name, *BOT, "--json", cwd=empty_folder).stdout)["key"] for name in ("Anna", "Bob")
    ]
    begun, advised, unsure = Count("begun", keys[0]), Count("advised", keys[0], "managed"), Count("unsure", keys[0])
    await counted(empty_folder, begun, begun, begun, advised, unsure)

    shown = fixpoint("link", cwd=empty_folder).stdout.splitlines()
    read = json.loads(fixpoint("link", "--json", cwd=empty_folder).stdout)
    addressed = json.loads(fixpoint("link", "--json", *BOT, cwd=empty_folder).stdout)

    assert [line.split()[0] for line in shown] == ["LINK", "Anna", "Bob"]
    assert shown[1].endswith("3        2 (67%)   no single model 1, managed 1")
    assert [(one["key"], one["url"], one["started"], one["finished"], one["by_model"]) for one in read] == [
        (keys[0], None, 3, 2, {"none": 1, "managed": 1}),
        (keys[1], None, 0, 0, {}),
    ]
    assert [one["url"] for one in addressed] == [f"https://t.me/acme_advisor_bot?start={key}" for key in keys]


def test_without_links_it_says_how_to_make_one(empty_folder):
    done = fixpoint("link", cwd=empty_folder)

    assert done.stdout.startswith("There is no link yet; make one with: fixpoint link ")
    assert json.loads(fixpoint("link", "--json", cwd=empty_folder).stdout) == []


def test_telegram_is_asked_what_the_bot_is_called(empty_folder):
    with telegram(200, {"ok": True, "result": {"id": 123456, "is_bot": True, "username": "acme_bot"}}) as (url, asked):
        done = fixpoint("link", "Anna", cwd=empty_folder, FIXPOINT_BOT_TOKEN=TOKEN, FIXPOINT_API_URL=url)

    assert asked == [f"/bot{TOKEN}/getMe"]
    assert done.stdout.splitlines()[1].startswith("https://t.me/acme_bot?start=")


@pytest.mark.parametrize(
    ("code", "answer", "says"),
    [
        pytest.param(
            401,
            {"ok": False, "error_code": 401, "description": "Unauthorized"},
            "Telegram does not know the token in FIXPOINT_BOT_TOKEN: correct it, or name the bot with --bot",
            id="a wrong token",
        ),
        pytest.param(
            502,
            {"ok": False, "error_code": 502, "description": "Bad Gateway"},
            "Telegram cannot be asked what the bot is called (Bad Gateway): name the bot with --bot",
            id="Telegram is down",
        ),
        pytest.param(
            200, {"ok": True, "result": {}}, "Telegram cannot be asked what the bot is called", id="no name at all"
        ),
    ],
)
def test_what_telegram_answers_otherwise_is_one_line(empty_folder, code, answer, says):
    with telegram(code, answer) as (url, _):
        done = fixpoint("link", "Anna", cwd=empty_folder, FIXPOINT_BOT_TOKEN=TOKEN, FIXPOINT_API_URL=url)

    line = refused(done)
    assert line.startswith(f"fixpoint: {says}")
    assert "nobody-shall-read-this" not in done.stderr


def test_no_network_is_one_line(empty_folder):
    settings = {"FIXPOINT_BOT_TOKEN": TOKEN, "FIXPOINT_API_URL": "http://127.0.0.1:9"}

    line = refused(fixpoint("link", "Anna", cwd=empty_folder, **settings))

    assert line.startswith("fixpoint: Telegram cannot be asked what the bot is called (")
    assert line.endswith("): name the bot with --bot, such as --bot acme_advisor_bot")
    assert json.loads(fixpoint("link", "--json", cwd=empty_folder, **settings).stdout) == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param([""], "the name of a link has 1 to 64 characters, and this one is empty", id="an empty name"),
        pytest.param(["x" * 65], "the name of a link has 1 to 64 characters, and this one has 65", id="a long name"),
        pytest.param(["a\nb\x07"], "the name of a link is one line of plain text", id="a bell in the name"),
        pytest.param(
            ["Anna", *BOT, "--qr", "x.svg"], "the QR code is a PNG: name it x.png", id="another kind of picture"
        ),
        pytest.param(["--qr", "x.png"], "--qr needs the name of a link", id="a picture of nothing"),
        pytest.param(["Anna", "--bot", "no bot"], '"no bot" is not what a bot is called', id="no name of a bot"),
        pytest.param(["Anna"], "FIXPOINT_BOT_TOKEN is not set: set it, or name the bot with --bot", id="no token"),
        pytest.param(["Anna", *BOT, "--qr", "no/x.png"], "no is no folder", id="a folder that is missing"),
    ],
)
def test_what_cannot_be_is_one_line(empty_folder, arguments, says):
    assert refused(fixpoint("link", *arguments, cwd=empty_folder)).startswith(f"fixpoint: {says}")


def test_a_proxy_that_is_none_is_one_line_without_it(empty_folder):
    settings = {"FIXPOINT_BOT_TOKEN": TOKEN, "FIXPOINT_PROXY": "socks9://user:secret@host"}

    line = refused(fixpoint("link", "Anna", cwd=empty_folder, **settings))

    assert line.startswith("fixpoint: FIXPOINT_PROXY is ")
    assert "secret@" not in line


@pytest.mark.parametrize(("arguments", "instead"), [(["Anna", *BOT], "/link Anna"), ([], "/link")])
def test_while_the_bot_has_the_database_it_is_to_be_asked(empty_folder, arguments, instead):
    with subprocess.Popen(
        [COMMAND, "chat"], cwd=empty_folder, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as bot:
        assert bot.stdout.readline()
        line = refused(fixpoint("link", *arguments, cwd=empty_folder))
        bot.communicate(timeout=60)

    assert line == (
        f"fixpoint: the bot has the database open; send {instead} to the bot in Telegram instead, or stop it"
    )
