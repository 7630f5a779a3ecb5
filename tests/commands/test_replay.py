"""`fixpoint replay`: what was sent is shown whatever became of the rules; what differs is told with its cause."""

import asyncio
import json
import shutil
import sqlite3
import zlib
from contextlib import closing
from dataclasses import replace

import pytest
from running import CHECKOUT, fixpoint, one_line

from bot.cli import main
from bot.consult import Consulting
from bot.content import load
from bot.conversation.acts import Say
from bot.model import ChatId, Turn
from bot.revisions import FORMAT
from bot.store.crypt import find_keys
from bot.store.sqlite import open_store
from bot.wording.sentences import Voice

CALM = ("nobody", "ordinary", "office", "rare", "day", "1-4", "cloud", "average", "prevent", "steady")
UNSURE = (*CALM[:5], "not sure", *CALM[6:], "not sure")
N1 = "  model: break-fix\n  when: {size: 1-4, no-capacity: holds, exposures: 0}"
TO_HOURS = ("models.yaml", N1, N1.replace("break-fix", "block-hours"))
OTHER_WORDS = ("models.yaml", "With up to four people and nothing at risk, a", "With so few people a")


@pytest.fixture
def database(empty_folder):
    return empty_folder / "kept" / "fixpoint.db"


@pytest.fixture
def edited(empty_folder):
    """A copy of the rules after edits: in a file, a text replaced by another."""

    def edit(*edits):
        folder = empty_folder / "my-rules"
        shutil.copytree(CHECKOUT / "rules", folder, dirs_exist_ok=True)
        for name, old, new in edits:
            text = (folder / name).read_text(encoding="utf-8")
            assert old in text
            (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return edit


@pytest.fixture
def given(database, shipped):
    """A conversation under some rules, stored as always: the id of its receipt, and the text shown."""

    async def talked(content, lines):
        store = await open_store(database, find_keys(None, database, production=False))
        try:
            consulting = Consulting(store, content, Voice())
            await consulting.begin()
            for line in lines:
                reply = await consulting.handle(ChatId(7), Say(line))
            return reply.consultation.receipt, reply.screen.text
        finally:
            await store.close()

    return lambda *lines, content=shipped: asyncio.run(talked(content, lines))


@pytest.fixture
def replayed(database, capsys):
    """The command in this process: its exit code, and what it says as JSON, or as text without `--json`."""

    def run(name, *options, as_json=True):
        options = [*options, *(["--json"] if as_json else [])]
        code = main(["replay", name, "--database", f"sqlite:///{database}", *map(str, options)])
        out, err = capsys.readouterr()
        assert err == ""
        return code, json.loads(out) if as_json else out

    return run


def spoil(database, statement, *values):
    with closing(sqlite3.connect(database)) as connection, connection:
        assert connection.execute(statement, values).rowcount == 1


def test_under_the_same_rules_it_is_the_same_word_for_word(given, replayed, shipped):
    name, text = given(*CALM)

    code, found = replayed(name)

    assert (code, found["receipt"], found["revision"]) == (0, name, shipped.revision)
    assert found["answers"]["it"] == "nobody"
    assert found["sent"] == {"model": "break-fix", "rules": ["N1"], "text": text}
    assert found["then"]["as_sent"] is True
    assert found["then"]["text"] == text
    assert (found["words"], found["unreadable"]) == ([], None)
    assert (found["today"]["same"], found["today"]["because"], found["today"]["unknown"]) == (True, [], {})


def test_a_person_reads_answers_text_and_verdict(given, replayed):
    name, text = given(*CALM)

    code, out = replayed(f" {name.upper()} ", as_json=False)

    assert code == 0
    assert out.startswith(f"Receipt {name}: given under rules ")
    assert "  it: nobody\n" in out
    assert "As it was sent: break-fix, decided by N1\n" in out
    assert all(f"  | {line}".rstrip() in out.splitlines() for line in text.splitlines())
    assert "the same, word for word." in out
    assert "Today's rules are those rules." in out


def test_after_an_edit_both_revisions_are_told_and_the_rule_that_made_the_difference(given, replayed, edited):
    name, _ = given(*CALM)
    rules = edited(TO_HOURS)
    line = next(
        n for n, text in enumerate((rules / "models.yaml").read_text("utf-8").splitlines(), 1) if "rule: N1" in text
    )

    code, found = replayed(name, "--rules", rules)
    _, out = replayed(name, "--rules", rules, as_json=False)

    assert code == 0
    assert (found["then"]["model"], found["then"]["as_sent"]) == ("break-fix", True)
    assert (found["today"]["model"], found["today"]["same"]) == ("block-hours", False)
    place = f"my-rules/models.yaml:{line}"
    assert found["today"]["because"] == [{"kind": "rule", "name": "N1", "how": "changed", "place": place}]
    assert "block hours" in found["today"]["text"]
    assert f"  because rule N1 was changed ({place})\n" in out
    assert "it differs." in out


def test_after_an_edit_of_words_the_model_is_the_same(given, replayed, edited):
    name, _ = given(*CALM)

    code, found = replayed(name, "--rules", edited(OTHER_WORDS))

    assert code == 0
    assert (found["today"]["same"], found["today"]["because"]) == (True, [])
    assert "With so few people a monthly plan" in found["today"]["text"]
    assert found["words"] == []


def test_an_advice_that_was_open_is_replayed_too(given, replayed, edited):
    name, text = given(*UNSURE)
    five = "when: {size: 5-14, no-capacity: holds, exposures: 0, aspirations: 0}"

    code, found = replayed(
        name, "--rules", edited(TO_HOURS, ("models.yaml", five, five.replace("5-14", "5-14, hours: extended")))
    )

    assert code == 0
    assert (found["sent"]["model"], found["sent"]["text"]) == (None, text)
    assert found["then"]["possible"] == ["break-fix", "block-hours", "managed"]
    assert found["then"]["as_sent"] is True
    assert (found["today"]["possible"], found["today"]["same"]) == (["block-hours", "managed"], False)
    assert {one["name"] for one in found["today"]["because"]} == {"N1", "N2"}


def test_a_receipt_of_the_command_line_is_replayed_too(empty_folder, database, replayed):
    done = fixpoint(
        "advise",
        "--json",
        "--database",
        f"sqlite:///{database}",
        cwd=empty_folder,
        given='{"it": "nobody", "size": "30-99"}',
    )
    advice = json.loads(done.stdout)

    code, found = replayed(advice["receipt"])

    assert code == 0
    assert found["sent"]["text"] == "\n".join(one["say"] for one in advice["because"])
    assert (found["then"]["as_sent"], found["words"]) == (True, [])


def test_a_text_that_another_program_wrote_is_compared_line_by_line(given, replayed, database, shipped):
    name, _ = given(*CALM)
    asyncio.run(swap(database, name, shipped, text="Our old words."))

    code, found = replayed(name)
    _, out = replayed(name, as_json=False)

    assert (code, found["then"]["as_sent"], found["sent"]["text"]) == (0, True, "Our old words.")
    assert "-Our old words." in found["words"]
    assert "the same, in other words" in out


def test_rules_of_then_that_no_longer_give_what_was_sent_are_a_finding(given, replayed, database, edited):
    name, _ = given(*CALM)
    other = load(edited(TO_HOURS), CHECKOUT / "knowledge")
    asyncio.run(swap(database, name, other))

    code, found = replayed(name)
    _, out = replayed(name, as_json=False)

    assert (code, found["then"]["as_sent"]) == (1, False)
    assert "This is not what was sent." in out


async def swap(database, name, content, **changed):
    """The receipt again, as if it had been given under other rules, or by a program with other words."""
    store = await open_store(database, find_keys(None, database, production=False))
    try:
        await Consulting(store, content, Voice()).begin()
        receipt = replace(await store.receipt(name), revision=content.revision, **changed)
        await store.turn(ChatId(7), None, lambda kept: Turn(kept, receipts=(receipt,)))
    finally:
        await store.close()


SPOILT = {
    "a format of the future": (f"format = {FORMAT + 98}", (), f"they are kept in format {FORMAT + 98}"),
    "a source that is no JSON": ("source = ?", (zlib.compress(b"rules: {"),), "damaged"),
    "a source that is no list of files": ("source = ?", (zlib.compress(b"[1, 2]"),), "damaged"),
    "bytes that nobody compressed": ("source = ?", (b"nobody",), "damaged"),
    "rules of another language": (
        "source = ?",
        (zlib.compress(b'{"rules/needs.yaml": "- rule: R1"}'),),
        "any more (rules/",
    ),
}


@pytest.mark.parametrize(("column", "values", "why"), SPOILT.values(), ids=SPOILT)
def test_where_the_rules_of_then_cannot_be_read_it_says_so_and_shows_what_was_sent(
    column, values, why, given, replayed, database, edited
):
    name, text = given(*CALM)
    spoil(database, f"UPDATE revision SET {column}", *values)

    code, found = replayed(name, "--rules", edited(TO_HOURS))
    _, out = replayed(name, "--rules", edited(TO_HOURS), as_json=False)

    assert code == 0
    assert (found["then"], found["sent"]["text"]) == (None, text)
    assert why in found["unreadable"]
    assert (found["today"]["model"], found["today"]["same"]) == ("block-hours", False)
    assert "they can no longer be read: " in out
    assert text.splitlines()[0] in out


@pytest.mark.parametrize("number", [FORMAT + 98, FORMAT])
def test_the_normal_form_still_tells_which_rule_was_edited(number, given, replayed, database, edited):
    name, _ = given(*CALM)
    spoil(database, "UPDATE revision SET format = ?, source = ?", number, zlib.compress(b"{}"))

    _, found = replayed(name, "--rules", edited(TO_HOURS))

    assert [(one["name"], one["how"]) for one in found["today"]["because"]] == [("N1", "changed")]


@pytest.mark.parametrize("normal", [b"{", b"[]", b'{"format": 99}', b'{"format": 1}'])
def test_where_neither_form_can_be_read_no_cause_is_made_up(normal, given, replayed, database, edited):
    name, _ = given(*CALM)
    spoil(database, "UPDATE revision SET format = 99, normal = ?", zlib.compress(normal))

    code, found = replayed(name, "--rules", edited(TO_HOURS))

    assert (code, found["today"]["same"], found["today"]["because"]) == (0, False, [])


def test_rules_that_are_gone_from_the_database_are_told(given, replayed, database):
    name, text = given(*CALM)
    spoil(database, "DELETE FROM revision")

    code, found = replayed(name)

    assert (code, found["unreadable"], found["sent"]["text"]) == (0, "they are not kept here", text)
    assert found["today"]["same"] is True


def test_an_answer_that_today_nobody_can_give_is_named(given, replayed, edited, database):
    with_mood = edited(
        ("questions.yaml", "- question: growth\n", f"{MOOD}- question: growth\n"),
        (
            "traffic.yaml",
            "- question: growth\n",
            "- question: mood\n  weights: {well: 50, badly: 50}\n\n- question: growth\n",
        ),
        ("models.yaml", "- rule: N1\n", f"{NIGHTS}- rule: N1\n"),
    )
    name, _ = given(*CALM[:-1], "badly", CALM[-1], content=load(with_mood, CHECKOUT / "knowledge"))

    _, found = replayed(name)
    spoil(database, "UPDATE revision SET format = 99")
    _, unread = replayed(name)

    assert (found["sent"]["model"], found["today"]["model"]) == ("managed", "break-fix")
    assert found["today"]["unknown"] == unread["today"]["unknown"] == {"mood": "badly"}
    assert {"kind": "rule", "name": "H99", "how": "gone", "place": ""} in found["today"]["because"]
    assert {"kind": "rule", "name": "H99", "how": "gone", "place": ""} in unread["today"]["because"]


MOOD = (
    "- question: mood\n  ask: Do you sleep well?\n  why: It tells.\n  can_change: yes\n"
    "  options: {well: {label: Well, said: you sleep well}, badly: {label: Badly, said: you sleep badly}}\n\n"
)
NIGHTS = (
    "- rule: H99\n  tier: trigger\n  model: managed\n  when: {mood: badly}\n  say: You lie awake.\n"
    "  article: model-fully-managed\n\n"
)


@pytest.mark.parametrize("name", ["r7k2-0046", "nothing", "r7k2 \n 0046", "\N{SNOWMAN}", "' OR 1=1"])
def test_an_unknown_id_is_one_line_and_a_finding(name, given, database, capsys):
    given(*CALM)

    code = main(["replay", name, "--database", f"sqlite:///{database}"])

    out, err = capsys.readouterr()
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert f'no receipt "{" ".join(name.split())}"' in err


def test_a_receipt_deleted_with_its_chat_is_unknown(given, database, capsys):
    name, _ = given(*CALM)
    given("/forget", "yes")

    assert main(["replay", name, "--database", f"sqlite:///{database}"]) == 1


@pytest.mark.parametrize("url", ["postgresql://here/there", "fixpoint.db", "sqlite:///", "sqlite:///absent.db"])
def test_a_database_that_is_not_there_is_refused_and_not_made(url, empty_folder):
    assert "atabase" in one_line(fixpoint("replay", "r7k2-0046", "--database", url, cwd=empty_folder))
    assert list(empty_folder.iterdir()) == []


def test_while_the_bot_has_the_database_it_says_what_to_do(given, database, capsys):
    name, _ = given(*CALM)

    async def held():
        store = await open_store(database, find_keys(None, database, production=False))
        try:
            return await asyncio.to_thread(main, ["replay", name, "--database", f"sqlite:///{database}"])
        finally:
            await store.close()

    assert asyncio.run(held()) == 2
    assert "the bot has the database open" in capsys.readouterr().err
