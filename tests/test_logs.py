"""The log: what a line looks like, and that no secret gets into one, however it is carried there."""

import asyncio
import gc
import io
import json
import logging
import re
import subprocess
import sys
import threading
import warnings
from urllib.parse import unquote

import pytest
from running import CHECKOUT

from bot.logs import QUIET, Redactor, hashed, redacted, set_up

TOKEN = "123456789:AAEhBP0av28fake-token_of-a-test0000"
KEY = "q83v/+8BI0VniavN7wEjRWeJq83vASNFZ4mrze8BI0U="
QUOTED = 'zebra"word\\with/%'
SECRETS = [TOKEN, KEY, QUOTED, ""]


@pytest.fixture
def root():
    """The root logger and the hooks, put back as they were."""
    logger = logging.getLogger()
    handlers, level = logger.handlers[:], logger.level
    levels = {name: logging.getLogger(name).level for name in QUIET}
    logging.getLogger("uvicorn.access").propagate = True  # a server of another test has silenced it
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
    yield logger
    logger.handlers[:] = handlers
    logger.setLevel(level)
    for name, old in levels.items():
        logging.getLogger(name).setLevel(old)
    logging.captureWarnings(capture=False)
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks


@pytest.fixture(params=["text", "json"])
def written(request, root):
    stream = io.StringIO()
    set_up(request.param, SECRETS, stream)
    return stream


def lines(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


class Holder:
    def __repr__(self):
        return f"<Bot {TOKEN}>"


def raised(message):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - any will do
        raise ValueError(message) from KeyError(message)
    return caught.value


LEAKS = {
    "message": lambda log: log.info(f"asking with {TOKEN}"),  # noqa: G004 - it is the leak
    "argument": lambda log: log.info("asking with %s", TOKEN),
    "argument that is no text": lambda log: log.info("asking %r with %s", Holder(), {"token": TOKEN}),
    "address": lambda log: log.info("POST https://api.telegram.org/bot%s/getMe", TOKEN),
    "quoted address": lambda log: log.info("https://x/?u=https%%3A%%2F%%2Ft%%2Fbot%s", TOKEN.replace(":", "%3A")),
    "second half of the token": lambda log: log.info("the token ends with %s", TOKEN.partition(":")[2]),
    "field": lambda log: log.info("asking", extra={"url": f"/bot{TOKEN}/getMe", "bot": Holder()}),
    "name of a field": lambda log: log.info("asking", extra={TOKEN: 1}),
    "nested field": lambda log: log.info("asking", extra={"of": {"list": [TOKEN, {KEY: 1}]}}),
    "key": lambda log: log.info("opened with %s", KEY),
    "key in an address": lambda log: log.info("?k=%s", KEY.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")),
    "secret with signs": lambda log: log.info("%s", QUOTED, extra={"in": {"repr": [QUOTED]}}),
    "traceback": lambda log: log.error("failed", exc_info=raised(TOKEN)),
    "stack": lambda log: log.error("failed at %s", TOKEN, stack_info=True),
    "logger": lambda log: logging.getLogger(TOKEN).error("failed"),
    "arguments that do not fit": lambda log: log.info("%d", TOKEN),
    "arguments that are too many": lambda log: log.info("nothing", TOKEN),  # noqa: PLE1205 - it is the fault
    "line break": lambda log: log.info("first\n%s\r\nlast", TOKEN),
}


def bare(text):
    """As one would search a log for secrets, not knowing how they were written."""
    return any(one.casefold() in text.casefold() for one in (TOKEN, TOKEN[10:], KEY, KEY[:12], QUOTED[:5]))


@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS)
def test_no_secret_gets_into_a_line(leak, written, root, monkeypatch):
    # pytest's own handlers would raise at arguments that do not fit
    monkeypatch.setattr(root, "handlers", [one for one in root.handlers if type(one).__module__ == "bot.logs"])

    leak(logging.getLogger("fixpoint"))

    assert written.getvalue()
    assert not bare(unquote(written.getvalue()))


@pytest.mark.parametrize("name", [name for name in LEAKS if not name.startswith("arguments")])
def test_without_the_redactor_each_of_these_is_a_leak(name, written, monkeypatch):
    monkeypatch.setattr("bot.logs._redactor", str)

    LEAKS[name](logging.getLogger("fixpoint"))

    assert bare(unquote(written.getvalue()))


@pytest.mark.parametrize(
    "text",
    [
        "/bot99:short/getMe",
        "9999999:ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefgh",
        "bot9999999%3aABCDEFGHIJKLMNOPQRSTUVWXYZabcdefgh",
    ],
)
def test_what_looks_like_a_token_is_hidden_though_nobody_named_it(text):
    assert redacted(text) in {"/bot***/getMe", "***", "bot***"}


@pytest.mark.parametrize(
    "text", ["21:53:02", "update 123456789: taken", "http://127.0.0.1:8081/readyz", "sha256:0123456789abcdef", "a:b"]
)
def test_what_only_resembles_a_token_is_left(text):
    assert Redactor(["", "abc"])(text) == text


def test_a_line_for_people(root):
    stream = io.StringIO()
    set_up("text", SECRETS, stream)

    logging.getLogger("fixpoint.polling").info("taken\x1b[2J\nagain", extra={"update": 17})

    (line,) = stream.getvalue().splitlines()
    assert re.fullmatch(r"\d\d:\d\d:\d\d INFO     fixpoint\.polling  taken\\x1b\[2J\\nagain  update=17", line)


def test_a_line_for_machines(root):
    stream = io.StringIO()
    set_up("json", SECRETS, stream)
    log = logging.getLogger("fixpoint")

    log.info("taken\nagain", extra={"update": 17, "chat": "ab", "time": "theirs"})
    log.error("failed", exc_info=raised("why"))

    taken, failed = lines(stream)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", taken.pop("time"))
    assert taken == {"level": "INFO", "logger": "fixpoint", "message": "taken\nagain", "update": 17, "chat": "ab"}
    assert failed["message"] == "failed"
    assert "KeyError: 'why'" in failed["error"]
    assert failed["error"].endswith("ValueError: why")


def test_a_line_stays_json_when_a_secret_is_cut_out(root):
    stream = io.StringIO()
    set_up("json", SECRETS, stream)

    logging.getLogger("fixpoint").info('"/bot%s"', TOKEN, extra={"a": QUOTED, "b": [f"/bot1:{QUOTED}", TOKEN]})

    (line,) = lines(stream)
    assert line["message"] == '"/bot***"'
    assert line["a"] == "***"


@pytest.mark.parametrize("name", QUIET)
def test_libraries_tell_warnings_only(name, written):
    logging.getLogger(f"{name}.of.it").info("HTTP Request")
    logging.getLogger(name).info("HTTP Request")
    assert written.getvalue() == ""

    logging.getLogger(name).warning("slow")
    assert "slow" in written.getvalue()


def test_a_second_set_up_replaces_the_first(root):
    first, second = io.StringIO(), io.StringIO()
    set_up("text", SECRETS, first)
    set_up("text", SECRETS, second, logging.ERROR)

    logging.getLogger("fixpoint").warning("no")
    logging.getLogger("httpx").warning("no")
    logging.getLogger("fixpoint").error("yes")

    assert first.getvalue() == ""
    assert len(second.getvalue().splitlines()) == 1


def test_a_closed_stream_is_no_error(root):
    stream = io.StringIO()
    set_up("text", SECRETS, stream)
    stream.close()

    logging.getLogger("fixpoint").error("failed")


def test_a_warning_goes_into_the_log(written):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)
        logging.captureWarnings(capture=True)
        warnings.warn(f"old: {TOKEN}", stacklevel=1)
        logging.captureWarnings(capture=False)

    assert "old: ***" in written.getvalue()


def test_an_error_in_a_thread_goes_into_the_log(written):
    def fail():
        raise ValueError(TOKEN)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()

    assert "ValueError: ***" in written.getvalue()
    assert not bare(written.getvalue())


def test_an_error_while_something_is_collected_goes_into_the_log(written):
    class Bad:
        def __del__(self):
            raise ValueError(TOKEN)

    Bad()
    gc.collect()

    assert "ValueError: ***" in written.getvalue()


def test_an_error_that_no_task_took_goes_into_the_log(written):
    async def fail():
        raise ValueError(TOKEN)

    async def main():
        task = asyncio.create_task(fail())
        await asyncio.sleep(0.01)
        del task
        gc.collect()

    asyncio.run(main())

    assert "Task exception was never retrieved" in written.getvalue()
    assert "ValueError: ***" in written.getvalue()


ENDINGS = {
    "error": (f"raise ValueError({TOKEN!r})", 1, "ValueError: ***"),
    "interrupt": ("raise KeyboardInterrupt", -2, "interrupted"),
    "exit": ("sys.exit(3)", 3, ""),
}


@pytest.mark.parametrize(("code", "status", "says"), ENDINGS.values(), ids=ENDINGS)
def test_a_process_that_fails_tells_no_secret(code, status, says):
    program = f"import sys\nfrom bot.logs import set_up\nset_up('json', [{TOKEN!r}])\n"
    # given on stdin, so that the traceback has no line of source to show
    done = subprocess.run(
        [sys.executable, "-"], input=program + code, capture_output=True, text=True, cwd=CHECKOUT, check=False
    )

    assert done.returncode == status
    assert says in done.stderr
    assert not bare(done.stdout + done.stderr)
    assert all(json.loads(line) for line in done.stderr.splitlines())


def test_a_chat_has_the_same_name_for_as_long_as_the_process_lives():
    other = subprocess.run(
        [sys.executable, "-c", "from bot.logs import hashed; print(hashed(5))"],
        capture_output=True,
        text=True,
        cwd=CHECKOUT,
        check=True,
    ).stdout.strip()

    assert hashed(5) == hashed(5)
    assert len({hashed(5), hashed(-5), hashed(6), other}) == 4
    assert re.fullmatch(r"[0-9a-f]{10}", other)
