"""What an operator sets, and what an operator reads when it is wrong: one line that names the variable, exit code 2."""

import base64
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from running import fixpoint

from bot.cli import main
from bot.errors import SettingsError
from bot.settings import Settings, content_folders, read_settings, secrets_of

KEY = base64.b64encode(bytes(range(32))).decode()
OTHER_KEY = base64.b64encode(bytes(32)).decode()

SETTINGS = {
    "env": ("production", "production"),
    "bot_token": ("12:ab", "12:ab"),
    "api_url": ("http://127.0.0.1:8081/", "http://127.0.0.1:8081"),
    "proxy": ("http://ann:pass@proxy:3128", "http://ann:pass@proxy:3128"),
    "webhook_url": ("https://bot.example.org/hook", "https://bot.example.org/hook"),
    "webhook_secret": ("s3cret_-", "s3cret_-"),
    "listen": ("0.0.0.0:8080", "0.0.0.0:8080"),
    "ops_listen": ("127.0.0.1:8081", "127.0.0.1:8081"),
    "staff": ("5, 12,", frozenset({5, 12})),
    "log_format": ("json", "json"),
    "database": ("sqlite:////var/lib/fixpoint.db", "sqlite:////var/lib/fixpoint.db"),
    "data_key": (KEY, KEY),
    "company": ("M\u00fcller IT", "M\u00fcller IT"),
    "area": ("Leeds", "Leeds"),
    "contact": ("Call 0113 555 01 01", "Call 0113 555 01 01"),
    "region": ("eu", "eu"),
    "privacy_url": ("https://example.org/p", "https://example.org/p"),
    "retention_days": ("30", 30),
    "rules": ("my-rules", Path("my-rules")),
    "knowledge": ("my-articles", Path("my-articles")),
}


@pytest.fixture
def called(capsys, monkeypatch):
    """A command in this process under these settings: the exit code, stdout, stderr."""

    def call(*arguments, **settings):
        for name, text in settings.items():
            monkeypatch.setenv(name, text)
        code = main(arguments)
        return code, *capsys.readouterr()

    return call


def value(settings, name):
    found = getattr(settings, name)
    return found.get_secret_value() if hasattr(found, "get_secret_value") else found


def test_the_table_of_this_test_names_every_setting():
    assert set(SETTINGS) == set(Settings.model_fields)


@pytest.mark.parametrize(("name", "text", "means"), [(name, *pair) for name, pair in SETTINGS.items()], ids=SETTINGS)
def test_a_setting_is_read_from_the_environment(name, text, means, empty_folder, monkeypatch):
    monkeypatch.setenv(f"FIXPOINT_{name.upper()}", text)

    assert value(read_settings(), name) == means


@pytest.mark.parametrize(("name", "text", "means"), [(name, *pair) for name, pair in SETTINGS.items()], ids=SETTINGS)
def test_a_setting_is_read_from_the_file_of_settings(name, text, means, empty_folder):
    (empty_folder / ".env").write_text(f"# ours\nFIXPOINT_{name.upper()}={text}\nOTHER=1\n", encoding="utf-8")

    assert value(read_settings(), name) == means


def test_the_environment_stands_above_the_file_of_settings(empty_folder, monkeypatch):
    (empty_folder / ".env").write_text("FIXPOINT_COMPANY=file\nFIXPOINT_AREA=file\n", encoding="utf-8")
    monkeypatch.setenv("FIXPOINT_COMPANY", "environment")

    found = read_settings()

    assert (found.company, found.area) == ("environment", "file")


def test_an_empty_setting_is_no_setting(empty_folder, monkeypatch):
    monkeypatch.setenv("FIXPOINT_DATABASE", "")
    monkeypatch.setenv("FIXPOINT_DATA_KEY", "")

    assert read_settings() == Settings()


@pytest.mark.parametrize("where", ["environment", ".env"])
@pytest.mark.parametrize(
    ("name", "secret"), [("bot_token", "12:ab"), ("data_key", "s"), ("webhook_secret", "s"), ("proxy", "s")]
)
def test_a_secret_may_stand_in_a_file(name, secret, where, empty_folder, monkeypatch):
    (empty_folder / "secret").write_text(f"{secret}\n", encoding="utf-8")
    if where == ".env":
        (empty_folder / ".env").write_text(f"FIXPOINT_{name.upper()}_FILE=secret\n", encoding="utf-8")
    else:
        monkeypatch.setenv(f"FIXPOINT_{name.upper()}_FILE", "secret")

    assert value(read_settings(), name) == secret


def test_a_secret_that_is_set_stands_above_its_file(empty_folder, monkeypatch):
    monkeypatch.setenv("FIXPOINT_DATA_KEY_FILE", "missing")
    monkeypatch.setenv("FIXPOINT_DATA_KEY", KEY)

    assert value(read_settings(), "data_key") == KEY


@pytest.mark.parametrize(
    ("held", "says"), [(None, "cannot be read"), ("\n", "is empty"), (b"\xff", "cannot be read")], ids=repr
)
def test_a_file_without_a_secret_is_refused_by_its_variable(held, says, empty_folder, monkeypatch):
    if held is not None:
        (empty_folder / "secret").write_bytes(held.encode() if isinstance(held, str) else held)
    monkeypatch.setenv("FIXPOINT_DATA_KEY_FILE", "secret")

    with pytest.raises(SettingsError, match=f"^FIXPOINT_DATA_KEY_FILE is secret, which {says}"):
        read_settings()


def test_no_secret_is_shown_by_accident(empty_folder, monkeypatch):
    monkeypatch.setenv("FIXPOINT_DATA_KEY", KEY)
    monkeypatch.setenv("FIXPOINT_BOT_TOKEN", "12:ab")

    assert [one for one in (KEY, "12:ab") if one in repr(read_settings())] == []


WRONG = {
    "an environment of another name": ("ENV", "staging", "'development' or 'production'"),
    "a database of another kind": ("DATABASE", "postgresql://here/there", "sqlite:///path/to/fixpoint.db"),
    "a database without a scheme": ("DATABASE", "fixpoint.db", "sqlite:///path/to/fixpoint.db"),
    "a database without a path": ("DATABASE", "sqlite:///", "sqlite:///path/to/fixpoint.db"),
    "another region": ("REGION", "mars", "'us' or 'eu'"),
    "a retention that is no number": ("RETENTION_DAYS", "long", "integer"),
    "a retention of nothing": ("RETENTION_DAYS", "0", "greater than or equal to 1"),
    "a key that is none": ("DATA_KEY", "secret", "openssl rand -base64 32"),
    "a key that is too short": ("DATA_KEY", base64.b64encode(bytes(16)).decode(), "openssl rand -base64 32"),
    "an address that is none": ("API_URL", "api.example.org", "https://bot.example.org/telegram"),
    "a webhook without a host": ("WEBHOOK_URL", "https:///hook", "https://bot.example.org/telegram"),
    "a secret that fits no header": ("WEBHOOK_SECRET", "two words", "1 to 256 of A-Z"),
    "a port without a host": ("LISTEN", "8080", "host:port"),
    "a port beyond all ports": ("OPS_LISTEN", "127.0.0.1:70000", "host:port"),
    "staff by their names": ("STAFF", "anna, 5", "Telegram user ids"),
    "a log of another form": ("LOG_FORMAT", "xml", "'text' or 'json'"),
    "a token that is none": ("BOT_TOKEN", "my-token", "copy it again from @BotFather"),
    "a contact as long as a letter": ("CONTACT", "x" * 301, "at most 300"),
    "a line break": ("REGION", "eu\nus", "'us' or 'eu'"),
}


@pytest.mark.parametrize(("name", "text", "says"), WRONG.values(), ids=WRONG)
def test_a_setting_that_means_nothing_is_refused_by_its_name(name, text, says, empty_folder, called):
    command = {"DATA_KEY": "chat"}.get(name, "check")

    code, out, err = called(command, **{f"FIXPOINT_{name}": text})

    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert f"FIXPOINT_{name}" in err
    assert says in err


def test_all_that_is_wrong_is_said_at_once(empty_folder, called):
    _, _, err = called("check", FIXPOINT_REGION="mars", FIXPOINT_LISTEN="8080", FIXPOINT_STAFF="anna")

    assert len(err.splitlines()) == 1
    assert [name for name in ("REGION", "LISTEN", "STAFF") if f"FIXPOINT_{name} is" in err] == [
        "REGION",
        "LISTEN",
        "STAFF",
    ]


@pytest.mark.parametrize("where", ["environment", ".env"])
def test_a_name_that_is_no_setting_is_told_with_the_one_meant(where, empty_folder, called):
    if where == ".env":
        (empty_folder / ".env").write_text("FIXPOINT_COMPNAY=Brightwater IT\n", encoding="utf-8")
        code, _, err = called("test")
    else:
        code, _, err = called("test", FIXPOINT_COMPNAY="Brightwater IT")

    assert code == 0
    assert "FIXPOINT_COMPNAY is no setting of this version; did you mean FIXPOINT_COMPANY?" in err


def test_settings_that_are_right_are_not_warned_of(empty_folder, called):
    _, _, err = called(
        "test",
        **{
            f"FIXPOINT_{name.upper()}": text
            for name, (text, _) in SETTINGS.items()
            if name in {"company", "area", "contact", "region", "retention_days", "staff", "log_format"}
        },
        FIXPOINT_DATA_KEY_FILE="",
    )

    assert err == ""


def test_a_secret_that_is_refused_is_not_repeated(empty_folder, called):
    _, _, err = called("check", FIXPOINT_WEBHOOK_SECRET="two words")

    assert "two words" not in err


def test_every_secret_is_known_to_the_log(empty_folder, monkeypatch):
    for name, text in {
        "BOT_TOKEN": "12:ab",
        "DATA_KEY": f"{KEY}, {OTHER_KEY}",
        "PROXY": "http://ann:hidden@p:1",
    }.items():
        monkeypatch.setenv(f"FIXPOINT_{name}", text)

    assert {"12:ab", KEY, OTHER_KEY, "hidden"} <= set(secrets_of(read_settings()))


def test_a_file_of_settings_that_is_no_text_is_refused(empty_folder, called):
    (empty_folder / ".env").write_bytes(b"FIXPOINT_COMPANY=\xff\n")

    code, _, err = called("check")

    assert (code, err) == (2, "fixpoint: .env is not UTF-8; save it as UTF-8\n")


def test_the_shipped_content_lies_beside_the_code_unless_named():
    rules, knowledge = content_folders(None, Path("elsewhere"))

    assert (rules / "questions.yaml").is_file()
    assert knowledge == Path("elsewhere")


def test_whose_advisor_it_is_is_said(empty_folder):
    done = fixpoint("chat", cwd=empty_folder, FIXPOINT_COMPANY="Brightwater IT", FIXPOINT_AREA="Leeds")

    assert "This bot belongs to Brightwater IT" in done.stdout


# What goes wrong with the database, as the operator sees it.


def refused(folder, **settings):
    """The one line of a chat that cannot have its database."""
    done = fixpoint("chat", cwd=folder, given="Start\n", **settings)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    (line,) = [line for line in done.stderr.splitlines() if "the key in" not in line]
    assert line.startswith("fixpoint: ")
    return line


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with a database in which a chat has begun, under KEY."""
    folder = tmp_path_factory.mktemp("made")
    assert fixpoint("chat", cwd=folder, given="Start\nnobody\n", FIXPOINT_DATA_KEY=KEY).returncode == 0
    return folder


@pytest.fixture
def kept(made, empty_folder):
    shutil.copytree(made / "data", empty_folder / "data")
    return empty_folder / "data" / "fixpoint.db"


def test_production_insists_on_a_key(empty_folder):
    line = refused(empty_folder, FIXPOINT_ENV="production")

    assert "FIXPOINT_DATA_KEY" in line
    assert list(empty_folder.rglob("*.db")) == []


def test_production_with_a_key_warns_of_nothing(empty_folder):
    done = fixpoint("chat", cwd=empty_folder, FIXPOINT_ENV="production", FIXPOINT_DATA_KEY=KEY)

    assert (done.returncode, done.stderr) == (0, "")


def test_a_development_key_is_made_once_with_one_line_of_warning(empty_folder):
    first = fixpoint("chat", cwd=empty_folder, given="Start\n")
    key = next((empty_folder / "data").glob("*.key")).read_bytes()
    second = fixpoint("chat", "--resume", cwd=empty_folder)

    assert len(first.stderr.splitlines()) == 1
    assert "set FIXPOINT_DATA_KEY" in first.stderr
    assert "Who looks after your computers" in second.stdout
    assert next((empty_folder / "data").glob("*.key")).read_bytes() == key


def damaged(path):
    path.write_bytes(path.read_bytes()[:4096] + b"\xa5" * 4096 + path.read_bytes()[8192:])


def newer(path):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO migration SELECT 999, name, applied FROM migration LIMIT 1")


FAULTS = {
    "a wrong key": (lambda path: None, OTHER_KEY, "FIXPOINT_DATA_KEY does not open"),
    "damage in the middle": (damaged, KEY, "restore a backup"),
    "a file cut short": (lambda path: os.truncate(path, 5_000), KEY, "restore a backup"),
    "an empty file": (lambda path: path.write_bytes(b""), KEY, "is empty"),
    "a file of text": (lambda path: path.write_text("Dear diary\n" * 500), KEY, "is no SQLite database"),
    "a newer database": (newer, KEY, "newer Fixpoint"),
}


@pytest.mark.parametrize(("spoil", "key", "says"), FAULTS.values(), ids=FAULTS)
def test_a_database_that_cannot_be_used_is_refused_and_left_alone(spoil, key, says, kept, empty_folder):
    spoil(kept)
    before = kept.read_bytes()

    line = refused(empty_folder, FIXPOINT_DATA_KEY=key)

    assert "fixpoint.db" in line
    assert says in line
    assert kept.read_bytes() == before


def test_a_database_that_another_program_has_locked_is_refused_after_a_wait(kept, empty_folder):
    with closing(sqlite3.connect(kept, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        line = refused(empty_folder, FIXPOINT_DATA_KEY=KEY)

    assert "fixpoint.db" in line


@pytest.mark.parametrize("place", ["/proc/fixpoint.db", "/dev/null/fixpoint.db", "/dev"], ids=lambda place: place)
def test_a_place_that_cannot_hold_a_database_is_refused(place, empty_folder):
    assert place.rpartition("/")[0] in refused(
        empty_folder, FIXPOINT_DATABASE=f"sqlite:///{place}", FIXPOINT_DATA_KEY=KEY
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
@pytest.mark.parametrize("locked", ["fixpoint.db", "."], ids=["the file", "its folder"])
def test_a_read_only_database_is_refused(locked, kept, empty_folder):
    (kept.parent / locked).chmod(0o555)
    try:
        line = refused(empty_folder, FIXPOINT_DATA_KEY=KEY)
    finally:
        (kept.parent / locked).chmod(0o755)

    assert "read-only" in line
