"""The life of the bot on Telegram: reach it, take updates, and at a signal stop taking, finish, and close.

It wires the parts of this folder and owns their tasks; no part starts or stops another. python-telegram-bot's
Application dispatches what arrived and tells of handlers that failed; it fetches nothing (`updater(None)`), because it
would confirm updates before they are stored.
"""

import asyncio
import gc
import hmac
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from telegram.ext import Application, CallbackContext, TypeHandler

from bot.consult import Consulting
from bot.errors import FixpointError, SettingsError, StoreError
from bot.model import TERMINAL, ChatId, Kept
from bot.reloading import Reloading
from bot.settings import Settings
from bot.store.sqlite import SqliteStore
from bot.telegram.answers import Answers
from bot.telegram.api import Api
from bot.telegram.calling import Calling
from bot.telegram.careful import Careful
from bot.telegram.errands import AT_ONCE as ERRANDS
from bot.telegram.errands import Errands
from bot.telegram.front import Front, Out
from bot.telegram.greeting import greet
from bot.telegram.incoming import Identity
from bot.telegram.ingest import Arrived, Ingest
from bot.telegram.line import AGAIN_AT_ONCE, AT_ONCE, Line
from bot.telegram.polling import Polling
from bot.telegram.reaching import until_reached, until_set
from bot.telegram.reloading import Telling
from bot.telegram.request import AiohttpRequest
from bot.telegram.screens import Screens
from bot.telegram.tally import Tally

log = logging.getLogger("fixpoint.telegram")

CONNECTIONS = AT_ONCE + AGAIN_AT_ONCE + ERRANDS + 4
"""As many as calls can be under way, so that none waits for a connection."""

TALKING = "talking on Telegram: https://t.me/%s"

LET_FINISH = 6.0
"""Seconds for what is under way when the bot is told to stop; ten is what an operator waits."""

REDRAWN_A_SECOND, AT_A_LOOK = 20, 1_000
DAY = 24 * 3600
"""How often what nobody used is deleted, in seconds."""


class Running:
    """The bot on Telegram over one store. `run` returns when it was told to stop and everything is finished."""

    def __init__(self, settings: Settings, consulting: Consulting, store: SqliteStore, reloading: Reloading) -> None:
        self._settings, self._consulting, self._store, self._reloading = settings, consulting, store, reloading
        token = self._token = settings.bot_token.get_secret_value() if settings.bot_token else ""
        proxy = settings.proxy.get_secret_value() if settings.proxy else None
        try:
            calls, fetching = self._requests = AiohttpRequest(CONNECTIONS, proxy), AiohttpRequest(1, proxy)
        except ValueError as error:
            raise SettingsError(f"FIXPOINT_PROXY is set: {error}") from None
        builder = Application.builder().token(token).base_url(f"{settings.api_url}/bot").updater(None).job_queue(None)
        self._application = builder.request(calls).get_updates_request(fetching).build()
        base = self._application.bot.base_url
        self._api, self._fetching = Api(calls, base), Api(fetching, base)
        self._tally = Tally()
        self._ingest: Ingest | None = None
        self._stopped = asyncio.Event()
        self._besides: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Live until SIGTERM or SIGINT. Raises SettingsError for a wrong token, address or port."""
        self._heed_signals()
        self._begin(self._warm)
        try:
            async with self._watched():
                if await self._unless_stopped(self._reach()):
                    await self._live()
        finally:
            await self._application.shutdown()
            for request in self._requests:
                await request.shutdown()

    async def _reach(self) -> None:
        elsewhere = self._settings.api_url != Settings.model_fields["api_url"].default
        await until_reached(self._application.initialize, elsewhere=elsewhere)

    def _heed_signals(self) -> None:
        for one in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(one, self._stopped.set)
        at_a_terminal = os.isatty(0)

        def hung_up() -> None:
            """Somebody asks for the content to be looked at, or the terminal is gone and nobody is there to stop us."""
            if at_a_terminal and not os.isatty(0):
                self._stopped.set()
            else:
                self._reloading.ask()

        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, hung_up)

    async def _unless_stopped(self, work: Coroutine[Any, Any, None]) -> bool:
        """Do the work, unless a signal comes first; whether it was done."""
        working, stopped = asyncio.create_task(work), asyncio.create_task(self._stopped.wait())
        try:
            await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                await working
            return working.done()
        finally:
            for task in (working, stopped):
                task.cancel()
            await asyncio.gather(working, stopped, return_exceptions=True)

    async def _live(self) -> None:
        me = Identity(self._application.bot.username or "", self._settings.staff)
        line = Line(self._api)
        screens = Screens(line, Desk(self._consulting, self._store), self._tally)
        calling = Calling(self._api, self._store, me.staff)
        out = Out(screens, Answers(line, self._tally), Errands(self._api), calling, self._reloading.ask)
        telling = Telling(out.errands, self._tally, me.staff)
        front = Front(self._consulting, self._store, out, self._tally, me)
        careful = Careful(self._store, crashed=self._store.crashed)
        ingest = self._ingest = Ingest(self._dispatch, front.give_up, self._tally, me, careful)
        self._application.add_handler(TypeHandler(Arrived, _handler(front)))
        self._application.add_error_handler(_keep_failure)
        await front.begin()
        await self._application.start()
        try:
            behind = await self._behind()  # before the first update: whoever acts from then on sees a screen by that
            for work in (
                lambda: greet(self._api, me.staff, self._consulting.voice, self._consulting.tongues()),
                lambda: self._redraw(screens, behind),
                calling.run,
                lambda: self._reloading.run(telling.tell),
                self._forget_daily,
            ):
                self._begin(work)
            await (self._hook(ingest, screens) if self._settings.webhook_url else self._poll(ingest, screens))
        finally:
            for task in self._besides:
                task.cancel()
            await out.settle(LET_FINISH / 2)
            await self._application.stop()

    async def _poll(self, ingest: Ingest, screens: Screens) -> None:
        """Fetch updates until told to stop; what was fetched by then is taken to its end."""
        if not await self._unless_stopped(until_set(self._api, "", "")):
            return
        log.info(TALKING, self._application.bot.username)
        polling = Polling(self._fetching, ingest, screens.room, self._tally)
        fetching, stopped = asyncio.create_task(polling.run()), asyncio.create_task(self._stopped.wait())
        try:
            await asyncio.wait({fetching, stopped}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopped.cancel()
            polling.stop()
            await asyncio.wait({fetching}, timeout=LET_FINISH / 3)
        if not fetching.done():
            log.warning("what was fetched last is not stored yet; it comes again at the next start")
            fetching.cancel()
        else:
            fetching.result()

    async def _hook(self, ingest: Ingest, screens: Screens) -> None:
        """Have updates delivered until told to stop. Telegram hears of the address when somebody answers there."""
        from bot.telegram.serving import serve  # noqa: PLC0415 - polling needs no server
        from bot.telegram.webhook import webhook  # noqa: PLC0415 - as above

        given = self._settings.webhook_secret
        secret, url = given.get_secret_value() if given else _secret_of(self._token), self._settings.webhook_url
        served = await serve(webhook(url, secret, ingest, screens.room), self._settings.listen)
        try:
            if await self._unless_stopped(until_set(self._api, url, secret)):
                log.info(TALKING, self._application.bot.username)
                if await self._unless_stopped(served.until_ended()):
                    raise FixpointError("the server of the webhook has ended; the log says why")
        finally:
            await served.close()

    @asynccontextmanager
    async def _watched(self) -> AsyncIterator[None]:
        """Health and metrics on their own port, where one is set, from the start: a restart reaches nobody sooner."""
        if not self._settings.ops_listen:
            yield
            return
        from bot.telegram.ops import operations  # noqa: PLC0415 - only where somebody watches
        from bot.telegram.serving import serve  # noqa: PLC0415 - as above

        async def ready() -> list[str]:
            try:
                await self._store.noted()  # an empty transaction: what writes need, it needs
            except StoreError as error:
                return [str(error)]
            return list(filter(None, [self._ingest.refusal()])) if self._ingest else []

        def revision() -> str:
            return self._consulting.content.revision

        served = await serve(operations(self._tally, ready, revision), self._settings.ops_listen, "FIXPOINT_OPS_LISTEN")
        try:
            yield
        finally:
            await served.close()

    async def _dispatch(self, arrived: Arrived) -> None:
        await self._application.process_update(arrived)

    def _begin(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do something beside the conversation; if it fails, that is logged and nothing else."""
        task = asyncio.create_task(_logged(work))
        self._besides.add(task)
        task.add_done_callback(self._besides.discard)

    async def _warm(self) -> None:
        """Make advice ready while Telegram is being reached, so that nobody waits for it with a question."""
        await asyncio.to_thread(self._consulting.content.warm)
        gc.freeze()  # all of this stays: a full collection would look through it for 50 ms, in somebody's press

    async def _redraw(self, screens: Screens, first: list[Kept]) -> None:
        """Show their screen to those who may not have seen it, not all at once."""
        behind, drawn = first, set[ChatId]()
        while behind:
            drawn |= {kept.chat for kept in behind}
            screens.behind(behind)
            await screens.redraw(1 / REDRAWN_A_SECOND)
            more = await self._behind() if len(behind) >= AT_A_LOOK - 1 else []
            behind = [kept for kept in more if kept.chat not in drawn]  # the others will not have it
        screens.all_drawn()

    async def _behind(self) -> list[Kept]:
        return [kept for kept in await self._store.behind(AT_A_LOOK) if kept.chat != TERMINAL]

    async def _forget_daily(self) -> None:
        while True:
            await asyncio.sleep(DAY)
            try:
                await self._store.forget_unused(self._settings.retention_days)
            except StoreError as error:
                log.error("what nobody used is deleted a day later: %s", error)  # noqa: TRY400 - no fault of ours


def _secret_of(token: str) -> str:
    """What Telegram shows with every delivery: the same at every start, so that what waits there is not refused."""
    return hmac.new(token.encode(), b"secret of the webhook", "sha256").hexdigest()


async def _logged(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    try:
        await work()
    except Exception:
        log.exception("something beside the conversation failed")


def _handler(front: Front) -> Callable[[Arrived, Any], Coroutine[Any, Any, None]]:
    async def handle(arrived: Arrived, _context: Any) -> None:
        await front.handle(arrived)

    return handle


async def _keep_failure(arrived: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
    """The Application swallows what a handler raises; the ingest must know of it."""
    if isinstance(arrived, Arrived) and isinstance(context.error, Exception):
        arrived.failure = context.error


class Desk:
    """What the screens ask: the consultations for the present screen, the store for what was shown."""

    def __init__(self, consulting: Consulting, store: SqliteStore) -> None:
        self.look = consulting.look
        self.shown = store.shown
        self.cleared = store.cleared
        self.noted = store.noted
        self.gone = store.gone
