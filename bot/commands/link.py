"""`fixpoint link [NAME]`: a link to share with its QR code; without a name, all links and what came of them."""

import asyncio
import json
from argparse import ArgumentParser, Namespace
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from bot.app import opened_store
from bot.commands.folders import settings_of, warn
from bot.errors import SettingsError, StoreLocked, UsageError
from bot.settings import Settings
from bot.staff.links import Row, answer, deep_link, funnel, table
from bot.store.links import tidy

EXAMPLE = 'fixpoint link "Front desk" --bot acme_advisor_bot --qr front-desk.png'
NO_NAME = "name the bot with --bot, such as --bot acme_advisor_bot"


def arguments(parser: ArgumentParser) -> None:
    """The name of the link, and where its picture shall be written."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="whom or what the link is for (default: list all)")
    parser.add_argument("--qr", type=Path, metavar="FILE.png", help="write the QR code there, ready to print")
    parser.add_argument("--bot", metavar="USERNAME", help="what the bot is called on Telegram (default: ask Telegram)")
    parser.add_argument("--json", action="store_true", help="print the link, or all of them, as JSON")


def run(arguments: Namespace) -> int:
    """Make or list links."""
    if arguments.name is not None:
        tidy(arguments.name)
    elif arguments.qr is not None:
        raise UsageError("--qr needs the name of a link: fixpoint link NAME --qr FILE.png")
    if arguments.qr is not None:
        if arguments.qr.suffix.lower() != ".png":
            raise UsageError(f"the QR code is a PNG: name it {arguments.qr.with_suffix('.png').name}")
        if not arguments.qr.parent.is_dir():
            raise UsageError(f"{arguments.qr.parent} is no folder; the QR code cannot be written there")
    if arguments.bot is not None:
        deep_link(arguments.bot, "checked")
    return asyncio.run(_run(arguments, settings_of(arguments)))


async def _run(arguments: Namespace, settings: Settings) -> int:
    async with AsyncExitStack() as stack:
        if not settings.database_path.exists():
            warn(f"{settings.database_path} is new; a link counts only where the bot uses the same database")
        try:
            store = await stack.enter_async_context(opened_store(settings, warn))
        except StoreLocked as error:
            wanted = "/link" if arguments.name is None else f"/link {arguments.name}"
            raise StoreLocked(
                f"the bot has the database open; send {wanted} to the bot in Telegram instead, or stop it"
            ) from error
        if arguments.name is None:
            _list(funnel(await store.counts(), await store.links()), arguments)
            return 0
        username = arguments.bot or await _username(settings)
        link = await store.link(arguments.name)
        (row,) = funnel(await store.counts(), [link])
    _show(row, deep_link(username, link.key), arguments)
    return 0


def _list(rows: list[Row], arguments: Namespace) -> None:
    if arguments.json:
        print(_json([_fields(row, _address(row, arguments.bot)) for row in rows]))
    else:
        print(table(rows) if rows else f"There is no link yet; make one with: {EXAMPLE}")


def _address(row: Row, username: str | None) -> str | None:
    return deep_link(username, row.link.key) if username else None


def _show(row: Row, url: str, arguments: Namespace) -> None:
    if arguments.qr is not None:
        from bot.staff.qr import png  # noqa: PLC0415 - only those who want a picture pay for it

        try:
            arguments.qr.write_bytes(png(url))
        except OSError as error:
            raise UsageError(f"{arguments.qr} cannot be written ({error.strerror}): name another file") from error
    if arguments.json:
        print(_json(_fields(row, url)))
        return
    print(answer(row.link, url, [row]))
    if arguments.qr is not None:
        print(f"QR code: {arguments.qr}")


def _fields(row: Row, url: str | None) -> dict[str, Any]:
    link = row.link
    return {
        "key": link.key,
        "name": link.name,
        "created": link.created,
        "url": url,
        "started": row.started,
        "finished": row.finished,
        "by_model": {model or "none": n for model, n in row.by_model.items()},
    }


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1)


async def _username(settings: Settings) -> str:
    """What the bot is called, as Telegram says."""
    if settings.bot_token is None:
        raise SettingsError(f"FIXPOINT_BOT_TOKEN is not set: set it, or {NO_NAME}")
    from bot.telegram.api import Api, Done, Unauthorized  # noqa: PLC0415 - only who asks Telegram needs its client
    from bot.telegram.request import AiohttpRequest  # noqa: PLC0415 - as above

    proxy = settings.proxy.get_secret_value() if settings.proxy else None
    try:
        asking = AiohttpRequest(connections=1, proxy=proxy)
    except ValueError as error:
        raise SettingsError(f"FIXPOINT_PROXY is no proxy: {error}") from error
    async with asking as request:
        outcome = await Api(request, f"{settings.api_url}/bot{settings.bot_token.get_secret_value()}").call("getMe", {})
    match outcome:
        case Done({"username": str(username)}):
            return username
        case Unauthorized():
            raise SettingsError(f"Telegram does not know the token in FIXPOINT_BOT_TOKEN: correct it, or {NO_NAME}")
        case _:
            why = getattr(outcome, "why", type(outcome).__name__)
            raise SettingsError(f"Telegram cannot be asked what the bot is called ({why}): {NO_NAME}")
