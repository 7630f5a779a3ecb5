"""The way to Telegram at the start: it is tried until it is there, unless the token is wrong.

A start without network is no failure: it says so, waits a growing while and tries again. A wrong token is one, because
no waiting mends it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from telegram.error import InvalidToken, TelegramError

from bot.errors import SettingsError
from bot.telegram.api import Api, Done, Outcome, Refused, TooMany, Unauthorized, outcome, without_body
from bot.telegram.incoming import KINDS
from bot.telegram.pauses import pause

log = logging.getLogger("fixpoint.telegram")

CONNECTIONS = 40
"""How many deliveries Telegram may have under way at once; its own default."""

REFUSED = "FIXPOINT_BOT_TOKEN is refused by Telegram; copy it again from @BotFather"
ELSEWHERE = "FIXPOINT_BOT_TOKEN is refused by the server at FIXPOINT_API_URL; one of the two is wrong"


async def until_reached(initialize: Callable[[], Awaitable[None]], *, elsewhere: bool = False) -> None:
    """Ask Telegram who we are until it answers. Raises SettingsError when it does not know the token.

    `elsewhere` says that it is another server than Telegram's own, whose address may be wrong as well.
    """
    tries = 0
    while True:
        try:
            await initialize()
        except InvalidToken:
            raise SettingsError(ELSEWHERE if elsewhere else REFUSED) from None
        except TelegramError as error:
            tries += 1
            found = outcome(error)
            seconds = found.seconds if isinstance(found, TooMany) else pause(tries)
            await _wait(seconds, f"cannot be reached ({without_body(error.message)})")
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            tries += 1
            await _wait(pause(tries), f"answers what is none of the Bot API ({type(error).__name__})")
        else:
            if tries:
                log.info("Telegram is reached")
            return


async def until_set(api: Api, url: str, secret: str) -> None:
    """Tell Telegram how updates are to come: to the webhook at `url`, or, with none, when they are asked for."""
    tries = 0
    while not isinstance(found := await _set(api, url, secret), Done):
        if isinstance(found, Unauthorized) and not url:
            return  # the token is good, so this server knows no webhooks, as some of those that people run themselves
        if isinstance(found, Unauthorized):
            raise SettingsError("FIXPOINT_WEBHOOK_URL is set, but this Bot API server knows no webhooks: unset it")
        if isinstance(found, Refused):
            raise SettingsError(f"FIXPOINT_WEBHOOK_URL is refused by Telegram: {found.why}")
        tries += 1
        seconds = found.seconds if isinstance(found, TooMany) else pause(tries)
        await _wait(seconds, f"does not take the way of delivery yet ({type(found).__name__})")


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
