"""Opens, wires and closes: the only place that knows every concrete class. It decides nothing and prints nothing."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.content import Content, load
from bot.settings import Settings, content_folders
from bot.wording.sentences import Voice

if TYPE_CHECKING:
    from bot.consult import Consulting
    from bot.store.sqlite import SqliteStore


def open_content(settings: Settings, above: str | None = None) -> Content:
    """Today's content. Raises ContentError. Its files are named as `load` does; the shipped ones by their folder."""
    named = settings.rules is not None or settings.knowledge is not None
    return load(*content_folders(settings.rules, settings.knowledge), above if named else "")


@asynccontextmanager
async def opened_store(settings: Settings, warn: Callable[[str], None]) -> AsyncIterator["SqliteStore"]:
    """The store of the settings, closed at the end whatever happens. Raises StoreError and SettingsError."""
    from bot.store.crypt import find_keys  # noqa: PLC0415 - commands that only read rules do not pay for a store
    from bot.store.sqlite import open_store  # noqa: PLC0415 - as above

    path = settings.database_path
    secret = settings.data_key.get_secret_value() if settings.data_key else None
    keys = find_keys(secret, path, production=settings.env == "production")
    if keys.development:
        warn(f"the key in {path}.key protects this database; set FIXPOINT_DATA_KEY before real people use it")
    store = await open_store(path, keys)
    try:
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def opened(settings: Settings, content: Content, warn: Callable[[str], None]) -> AsyncIterator["Consulting"]:
    """Everything that a conversation needs."""
    async with opened_store(settings, warn) as store:
        yield await _begun(settings, content, store, voice_of(settings))


def voice_of(settings: Settings) -> Voice:
    """Whose bot it is, as the settings have it."""
    days, contact = settings.retention_days, settings.contact
    return Voice(settings.company, settings.area, settings.privacy_url, days, contact)


async def _begun(settings: Settings, content: Content, store: "SqliteStore", voice: Voice) -> "Consulting":
    from bot.consult import Consulting  # noqa: PLC0415 - as above

    await store.forget_unused(settings.retention_days)
    consulting = Consulting(store, content, voice, settings.region)
    await consulting.begin()
    return consulting


async def talk_on_telegram(settings: Settings, warn: Callable[[str], None]) -> None:
    """Be the bot until a signal comes. Raises ContentError, StoreError and SettingsError."""
    from bot.reloading import Folders, Reloading  # noqa: PLC0415 - nothing else pays for it
    from bot.telegram.running import Running  # noqa: PLC0415 - nor for python-telegram-bot and aiohttp

    folders = Folders(*content_folders(settings.rules, settings.knowledge))
    seen = folders.stamp()  # before the files are read: what is saved meanwhile is a change
    content = open_content(settings)
    async with opened_store(settings, warn) as store:
        voice = replace(voice_of(settings), calls=bool(settings.staff), pictures=True)
        consulting = await _begun(settings, content, store, voice)
        await Running(settings, consulting, store, Reloading(consulting, folders, seen)).run()
