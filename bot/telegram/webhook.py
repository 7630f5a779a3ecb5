"""Updates delivered by Telegram over HTTP: 200 only after COMMIT, anything else makes Telegram deliver again.

Refused before a byte of the body is read: a wrong or missing secret (403, compared in constant time), a body that says
it is over 1 MiB (413). It knows no handler and no store.
"""

import asyncio
import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from urllib.parse import unquote, urlsplit

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.telegram.ingest import Ingest, NotTaken
from bot.telegram.seldom import Seldom

log = logging.getLogger("fixpoint.telegram")

HEADER = "x-telegram-bot-api-secret-token"
LARGEST = 1024 * 1024
LONGEST_WAIT = 5.0
"""Seconds in which there has to be room; else Telegram keeps the update a little longer."""
LONGEST_BODY = 20.0
"""Seconds in which a body has to arrive."""
DONE, BAD, FORBIDDEN, TOO_LARGE, LATER = 200, 400, 403, 413, 503


def webhook(url: str, secret: str, ingest: Ingest, room: Callable[[], Awaitable[None]]) -> Starlette:
    """The application that takes deliveries at the path of `url`. `room` waits until more of them may come."""
    expected = secret.encode()
    seldom = Seldom()

    async def deliver(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(HEADER, "").encode(), expected):
            if seldom.due("secret"):
                log.warning("somebody delivers without the secret; only Telegram should know the address")
            return Response(status_code=FORBIDDEN)
        body = await _body(request)
        if isinstance(body, int):
            return Response(status_code=body, headers={"connection": "close"})
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            return Response(status_code=BAD)
        if not isinstance(update, dict):
            return Response(status_code=BAD)
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                await room()
            await asyncio.shield(ingest.take(update))
        except TimeoutError:
            return Response(status_code=LATER)
        except NotTaken as refused:
            if seldom.due("store"):
                log.error("the store refuses, so updates come again: %s", refused)  # noqa: TRY400 - no fault of ours
            return Response(status_code=LATER)
        return Response(status_code=DONE)

    application = Starlette(routes=[Route(unquote(urlsplit(url).path) or "/", deliver, methods=["POST"])])
    application.router.redirect_slashes = False  # another path is another path
    return application


async def _body(request: Request) -> bytes | int:
    """The body, or the code that says why not; what is said of its length is believed only as far as it is too much."""
    said = request.headers.get("content-length", "")
    if said.isdecimal() and int(said) > LARGEST:
        return TOO_LARGE
    body = bytearray()
    try:
        async with asyncio.timeout(LONGEST_BODY):
            async for chunk in request.stream():
                body += chunk
                if len(body) > LARGEST:
                    return TOO_LARGE
    except (ClientDisconnect, TimeoutError):
        return BAD
    except asyncio.CancelledError:  # the server ends; what was not read whole comes again
        return LATER
    return bytes(body)
