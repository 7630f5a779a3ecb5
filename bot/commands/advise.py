"""`fixpoint advise`: answers in, advice out, as JSON or for reading; with --database it leaves a receipt."""

import asyncio
import json
from argparse import ArgumentParser, Namespace

from bot import __version__
from bot.app import opened_store
from bot.commands.answers import add_file, answers_of
from bot.commands.folders import content_of, settings_of, warn
from bot.consult import fresh
from bot.content import Content
from bot.errors import UsageError
from bot.inference.contract import as_json
from bot.inference.report import Advice
from bot.model import Answers, ChatId, Consultation, Count, Receipt, Turn
from bot.settings import SQLITE

EXAMPLE = """echo '{"it": "nobody", "data": "regulated", "proof": ["partly", "no"]}' | fixpoint advise"""
COMMAND_LINE = ChatId(-1)


def arguments(parser: ArgumentParser) -> None:
    """A list of options means "not sure among these", "unsure" all of them; what is absent is not asked yet."""
    add_file(parser)
    parser.add_argument("--json", action="store_true", help="print the advice as JSON")
    parser.add_argument("--database", metavar="URL", help="keep the advice there and print its receipt")


def run(arguments: Namespace) -> int:
    """Print the advice."""
    content = content_of(arguments)
    answers = answers_of(arguments, content.book)
    advice = content.adviser.advise(answers)
    found = as_json(advice, content.adviser.pair(answers))
    if arguments.database:
        found["receipt"] = asyncio.run(_kept(arguments, content, answers, advice))
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return 0
    from bot.commands.printed import print_advice  # noqa: PLC0415 - rich is for people only

    print_advice(content, answers, advice, found.get("receipt"))
    return 0


async def _kept(arguments: Namespace, content: Content, answers: Answers, advice: Advice) -> str:
    """The id of the receipt that was stored."""
    if not arguments.database.startswith(SQLITE):
        raise UsageError(f'--database is "{arguments.database}"; write {SQLITE}path/to/fixpoint.db')
    settings = settings_of(arguments).model_copy(update={"database": arguments.database})
    made = fresh()
    text = "\n".join(reason.say for reason in advice.because)
    receipt = Receipt(
        made.receipt, answers, content.revision, __version__, advice.model or "", advice.decided_by, text, source="cli"
    )

    def step(kept: Consultation | None) -> Turn:
        consultation = kept or Consultation(made.id, made.nonce, content.revision, source="cli")
        return Turn(consultation, receipts=(receipt,), counts=(Count("advised", "cli", advice.model or ""),))

    async with opened_store(settings, warn) as store:
        from bot.consult import Consulting  # noqa: PLC0415 - only where the advice is kept
        from bot.wording.sentences import Voice  # noqa: PLC0415 - as above

        await Consulting(store, content, Voice()).begin()
        await store.turn(COMMAND_LINE, None, step)
    return made.receipt
