"""The way to Telegram at the start: it is tried until it is there, unless the token is wrong.

A start without network is no failure: it says so, waits a growing while and tries again. A wrong token is one, because
no waiting mends it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.errors import SettingsError
from bot.telegram.api import Api, Done, Outcome, Refused, TooMany, Unauthorized
from bot.telegram.incoming import KINDS
from bot.telegram.screens import pause

log = logging.getLogger("fixpoint.telegram")

CONNECTIONS = 40
"""How many deliveries Telegram may have under way at once; its own default."""

REFUSED = "FIXPOINT_BOT_TOKEN is refused by Telegram; copy it again from @BotFather"


async def until_reached(initialize: Callable[[], Awaitable[None]]) -> None:
    """Ask Telegram who we are until it answers. Raises SettingsError when it does not know the token."""
    tries = 0
    while True:
        try:
            await initialize()
        except InvalidToken:
            raise SettingsError(REFUSED) from None
        except RetryAfter as error:
            await _wait(float(str(error.retry_after)), "asks to wait")
        except TelegramError as error:
            tries += 1
            await _wait(pause(tries), f"cannot be reached ({error.message})")
        else:
            if tries:
                log.info("Telegram is reached")
            return


async def until_set(api: Api, url: str, secret: str) -> None:
    """Tell Telegram how updates are to come: to the webhook at `url`, or, with none, when they are asked for."""
    tries = 0
    while not isinstance(outcome := await _set(api, url, secret), Done):
        if isinstance(outcome, Unauthorized) and not url:
            return  # the token is good, so this server knows no webhooks, as some of those that people run themselves
        if isinstance(outcome, Unauthorized):
            raise SettingsError("FIXPOINT_WEBHOOK_URL is set, but this Bot API server knows no webhooks: unset it")
        if isinstance(outcome, Refused):
            raise SettingsError(f"FIXPOINT_WEBHOOK_URL is refused by Telegram: {outcome.why}")
        tries += 1
        seconds = outcome.seconds if isinstance(outcome, TooMany) else pause(tries)
        await _wait(seconds, f"does not take the way of delivery yet ({type(outcome).__name__})")


async def _set(api: Api, url: str, secret: str) -> Outcome:
    """Neither way drops what people sent while the bot was away."""
    if not url:
        return await api.call("deleteWebhook", {"drop_pending_updates": False})
    fields = {
        "url": url,
        "secret_token": secret,
        "allowed_updates": KINDS,
        "max_connections": CONNECTIONS,
        "drop_pending_updates": False,
    }
    return await api.call("setWebhook", fields)


async def _wait(seconds: float, why: str) -> None:
    log.warning("Telegram %s; trying again in %.1f s", why, seconds)
    await asyncio.sleep(seconds)
