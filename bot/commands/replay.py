"""`fixpoint replay ID`: an advice as it was sent, and what its rules and today's make of the same answers now."""

import asyncio
import json
import sys
from argparse import ArgumentParser, Namespace

from bot.analysis.replay import Gone, Replay, replay
from bot.app import open_content, opened_store
from bot.commands.folders import settings_of
from bot.content import Content
from bot.conversation import standing
from bot.conversation.view import whole
from bot.errors import StoreBroken, StoreLocked, UsageError
from bot.model import Consultation, Place, Receipt
from bot.revisions import reread
from bot.settings import SQLITE
from bot.store.sqlite import SqliteStore

EXAMPLE = 'fixpoint replay r7k2-x4mw --database sqlite:///data/fixpoint.db || echo "no such receipt here"'
COMMAND_LINE = "cli"
"""The source of receipts that `fixpoint advise` left; their text is the reasons and no screen."""


def arguments(parser: ArgumentParser) -> None:
    """The id of a receipt, as it stands below an advice."""
    parser.add_argument("id", metavar="ID", help="the id of the receipt, as shown below the advice")
    parser.add_argument("--database", metavar="URL", help="where it is kept (default: FIXPOINT_DATABASE)")
    parser.add_argument("--json", action="store_true", help="print all of it as JSON")


def run(arguments: Namespace) -> int:
    """Print the replay; 1 if there is no such receipt, or if the rules of then no longer give what was sent."""
    found = asyncio.run(_found(arguments))
    if found is None:
        shown = " ".join(arguments.id.split())
        print(f'fixpoint: there is no receipt "{shown}" here; look at the id, or name its --database', file=sys.stderr)
        return 1
    print(json.dumps(found.as_json(), ensure_ascii=False, indent=1) if arguments.json else "\n".join(_lines(found)))
    return 1 if found.as_sent is False else 0


async def _found(arguments: Namespace) -> Replay | None:
    settings = settings_of(arguments)
    if arguments.database:
        if not arguments.database.startswith(SQLITE) or arguments.database == SQLITE:
            raise UsageError(f'--database is "{arguments.database}"; write {SQLITE}path/to/fixpoint.db')
        settings = settings.model_copy(update={"database": arguments.database})
    if not settings.database_path.exists():  # asking must not make one
        raise UsageError(f"there is no database at {settings.database_path}; name it with --database")
    today = open_content(settings)
    try:
        async with opened_store(settings, _unsaid) as store:
            receipt = await _receipt(store, arguments.id)
            then = await _then(store, receipt) if receipt else None
    except StoreLocked as error:
        raise StoreLocked("the bot has the database open; stop it, or replay from a copy of the database") from error
    if receipt is None or then is None:
        return None
    return replay(receipt, then, today, lambda content: _said(receipt, content))


def _unsaid(_: str) -> None:
    """What is warned of when a database is made was said then; here somebody only reads."""


async def _receipt(store: SqliteStore, typed: str) -> Receipt | None:
    """The receipt of this id, read from paper or a screen: capitals and spaces around it do not matter."""
    plain = typed.strip()
    return await store.receipt(plain) or await store.receipt(plain.lower())


async def _then(store: SqliteStore, receipt: Receipt) -> Content | Gone:
    try:
        stored = await store.revision(receipt.revision)
    except StoreBroken as error:
        return Gone(f"what is kept of them is damaged ({error})")
    found = reread(receipt.revision, stored)
    return found if isinstance(found, Content) else Gone(found, stored.normal if stored else b"")


def _said(receipt: Receipt, content: Content) -> str:
    """The words in which this content says the advice, as they would be kept in a receipt."""
    now = Consultation(
        "replay",
        "replay",
        content.revision,
        answers=receipt.answers,
        place=Place("advice"),
        resolved=receipt.resolved,
        receipt=receipt.id,
        source=receipt.source,
        language=receipt.language,
    )
    if receipt.source != COMMAND_LINE:
        return whole(now, content).text
    advice = standing.advice_of(now, content)
    return "\n".join(reason.say for reason in advice.because) if advice else ""


def _lines(found: Replay) -> list[str]:
    receipt = found.receipt
    came = f", by the link {receipt.source}" if receipt.source not in {"", COMMAND_LINE} else ""
    return [
        f"Receipt {receipt.id}: given under rules {receipt.revision} by Fixpoint {receipt.program}{came}",
        "",
        "Answers",
        *(f"  {name}: {' or '.join(options)}" for name, options in receipt.answers.items()),
        *(f"  contradiction {rule}: {how}" for rule, how in receipt.resolved.items()),
        "",
        f"As it was sent: {_named(receipt.model, receipt.rules)}",
        *(f"  | {line}".rstrip() for line in receipt.text.splitlines()),
        "",
        *_of_then(found),
        "",
        *_of_today(found),
    ]


def _of_then(found: Replay) -> list[str]:
    then = found.then
    if then is None:
        return [f"Under the rules of then: they can no longer be read: {found.unreadable}."]
    named = f"Under the rules of then ({then.revision}): {_named(then.model, then.rules)}"
    if not found.as_sent:
        return [f"{named}. This is not what was sent.", *_indented(found.words())]
    if found.word_for_word:
        return [f"{named}: the same, word for word."]
    return [f"{named}: the same, in other words (this program is not the one that sent it).", *_indented(found.words())]


def _of_today(found: Replay) -> list[str]:
    today = found.today
    if today.revision == found.receipt.revision and found.then:
        return ["Today's rules are those rules."]
    named = f"Under today's rules ({today.revision}): {_named(today.model, today.rules)}"
    rules = set(today.rules) == set(found.receipt.rules)
    same = ("the same" if rules else "the same model for other reasons") if found.same_today else "it differs"
    told = [f"{named}: {same}."]
    if not found.same_today and today.advice and not today.model:
        told.append(f"  still possible: {', '.join(today.advice.possible)}")
    told += [f"  because {cause}" for cause in found.causes]
    told += [f"  left out, no longer known: {name}: {' or '.join(options)}" for name, options in found.foreign.items()]
    return told


def _named(model: str, rules: tuple[str, ...]) -> str:
    return (model or "open") + (f", decided by {', '.join(rules)}" if rules else "")


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]
