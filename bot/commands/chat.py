"""`fixpoint chat`: the conversation in this terminal, or from a pipe, on the stored consultation of this database."""

import asyncio
import signal
import sys
from argparse import ArgumentParser, Namespace
from io import TextIOWrapper

from bot.app import open_content, opened
from bot.commands.folders import settings_of, warn
from bot.errors import UsageError
from bot.terminal import piped, typed
from bot.wording.language import chosen

EXAMPLE = """printf 'Start\\nNobody in particular\\n' | fixpoint chat"""


def arguments(parser: ArgumentParser) -> None:
    """On a pipe a fresh consultation, on a terminal the one that was left."""
    parser.add_argument("--resume", action="store_true", help="on a pipe: go on where the last one stopped")
    parser.add_argument("--language", default="", metavar="CODE", help="talk in this language, such as de")
    parser.add_argument("--restart", action="store_true", help="on a terminal: begin anew")


def run(arguments: Namespace) -> int:
    """Talk until the person leaves or the pipe ends."""
    return asyncio.run(_run(arguments))


async def _run(arguments: Namespace) -> int:
    settings = settings_of(arguments)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # asyncio's own waits for the line that is being read
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    content = open_content(settings)
    language = chosen(arguments.language, content.languages)
    if arguments.language and not language:
        raise UsageError(f'--language is "{arguments.language}"; choose one of: {", ".join(content.languages)}')
    async with opened(settings, content, warn) as consulting:
        if sys.stdin.isatty():
            await typed(consulting, restart=arguments.restart, wanted=language)
        else:
            await piped(consulting, sys.stdin, sys.stdout, resume=arguments.resume, wanted=language)
    return 0
