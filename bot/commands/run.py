"""`fixpoint run`: the bot. Without a token it says so in one line and opens the same conversation in this terminal."""

import sys
from argparse import ArgumentParser, Namespace

from bot.commands import chat
from bot.commands.folders import settings_of
from bot.errors import SettingsError

EXAMPLE = "fixpoint run"


def arguments(parser: ArgumentParser) -> None:
    """Those of `chat`, for the terminal."""
    chat.arguments(parser)


def run(arguments: Namespace) -> int:
    """Talk."""
    if settings_of(arguments).bot_token is not None:
        raise SettingsError("FIXPOINT_BOT_TOKEN is set, but this version talks only in a terminal; unset it to try it")
    print("FIXPOINT_BOT_TOKEN is not set, so this is the same conversation in your terminal.", file=sys.stderr)
    return chat.run(arguments)
