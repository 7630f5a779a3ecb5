"""`fixpoint run`: the bot on Telegram. Without a token it says so and opens the same conversation in this terminal."""

import asyncio
import os
import signal
import sys
from argparse import ArgumentParser, Namespace

from bot.app import talk_on_telegram
from bot.commands import chat
from bot.commands.folders import settings_of, warn
from bot.errors import UsageError
from bot.logs import set_up
from bot.settings import secrets_of

EXAMPLE = "fixpoint run"


def arguments(parser: ArgumentParser) -> None:
    """Those of `chat`, for the terminal, and one for containers that know no other user."""
    chat.arguments(parser)
    parser.add_argument("--as-root", action="store_true", help="in production: run although the user is root")


def run(arguments: Namespace) -> int:
    """Talk."""
    settings = settings_of(arguments)
    if settings.bot_token is None:
        print("FIXPOINT_BOT_TOKEN is not set, so this is the same conversation in your terminal.", file=sys.stderr)
        return chat.run(arguments)
    if settings.env == "production" and os.geteuid() == 0 and not arguments.as_root:
        raise UsageError("this is production and the user is root: use another one (the image has 10001), or --as-root")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # until the bot is far enough to end well by itself
    set_up(settings.log_format, secrets_of(settings))
    asyncio.run(talk_on_telegram(settings, warn))
    return 0
