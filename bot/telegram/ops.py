"""What whoever operates the bot may ask it over HTTP: is it alive, is it ready, what has it counted.

Ready means that it can take updates; whether Telegram can be reached is a metric, for a restart would not mend it.
Nothing here may be changed, and no answer holds a secret or anything of a person.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import TypeAlias

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot import __version__
from bot.telegram.tally import Tally

log = logging.getLogger("fixpoint.telegram")

Ready: TypeAlias = Callable[[], Awaitable[Sequence[str]]]
"""Why the bot cannot take updates: nothing if it can."""

LONGEST_CHECK = 1.5
"""Seconds for `Ready`: less than `fixpoint health` waits."""

COUNTERS = {
    "taken": "fixpoint_updates_taken",
    "repeated": "fixpoint_updates_repeated",
    "failed": "fixpoint_updates_failed",
    "refused": "fixpoint_store_refusals",
    "sent": "fixpoint_screens_sent",
    "edited": "fixpoint_screens_edited",
    "answered": "fixpoint_presses_answered",
    "retries": "fixpoint_calls_retried",
    "too_many": "fixpoint_calls_too_many",
    "gone": "fixpoint_chats_gone",
    "reloads": "fixpoint_reloads",
    "reloads_refused": "fixpoint_reloads_refused",
}
GAUGES = {
    "lag": "fixpoint_update_lag_seconds",
    "waiting": "fixpoint_updates_waiting",
    "drawing": "fixpoint_screens_waiting",
}
SAYS = {
    "fixpoint_updates_taken": "Updates that came in, again or for the first time",
    "fixpoint_updates_repeated": "Updates that had been handled before",
    "fixpoint_updates_failed": "Updates set aside because their handling failed each time",
    "fixpoint_store_refusals": "Times the store took no turn",
    "fixpoint_screens_sent": "Screens sent as a new message",
    "fixpoint_screens_edited": "Screens shown in the message that was there",
    "fixpoint_presses_answered": "Presses answered in time",
    "fixpoint_calls_retried": "Calls to Telegram made again after an error",
    "fixpoint_calls_too_many": "Times Telegram told the bot to wait",
    "fixpoint_chats_gone": "Times a chat could not be reached because its person had blocked the bot",
    "fixpoint_reloads": "Times changed rules and articles were taken up",
    "fixpoint_reloads_refused": "Times changed rules and articles were refused",
    "fixpoint_update_lag_seconds": "From the sending of the latest message to its arrival",
    "fixpoint_updates_waiting": "Updates that are taken and not yet stored",
    "fixpoint_screens_waiting": "Chats that wait for their screen",
}


def operations(
    tally: Tally, ready: Ready, revision: Callable[[], str], *, longest_check: float = LONGEST_CHECK
) -> Starlette:
    """The application of `/healthz`, `/readyz` and `/metrics`; `revision` is of the content in force.

    `longest_check` is how many seconds `ready` may take.
    """
    registry = CollectorRegistry()
    registry.register(_Metrics(tally, revision))
    ProcessCollector(registry=registry)

    async def health(_request: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def readiness(_request: Request) -> Response:
        reasons = await _reasons(ready, longest_check)
        if reasons:
            return JSONResponse({"status": "not ready", "reasons": reasons}, status_code=503)
        return JSONResponse({"status": "ready"})

    async def metrics(_request: Request) -> Response:
        return Response(generate_latest(registry), headers={"content-type": CONTENT_TYPE_LATEST})

    return Starlette(routes=[Route("/healthz", health), Route("/readyz", readiness), Route("/metrics", metrics)])


async def _reasons(ready: Ready, longest: float) -> list[str]:
    try:
        async with asyncio.timeout(longest):
            return list(await ready())
    except TimeoutError:
        return [f"the check took longer than {longest} s"]
    except Exception:
        log.exception("the check whether the bot is ready failed")
        return ["the check itself failed; the log says why"]


class _Metrics(Collector):
    """The tally in the words of Prometheus, read when it asks."""

    def __init__(self, tally: Tally, revision: Callable[[], str]) -> None:
        self._tally, self._revision = tally, revision

    def collect(self) -> Iterator[Metric]:
        tally = self._tally
        about = GaugeMetricFamily("fixpoint_info", "What runs", labels=["version", "revision"])
        about.add_metric([__version__, self._revision()], 1)
        yield about
        for counted, name in COUNTERS.items():
            yield CounterMetricFamily(name, SAYS[name], value=getattr(tally, counted))
        for counted, name in GAUGES.items():
            yield GaugeMetricFamily(name, SAYS[name], value=getattr(tally, counted))
        if tally.polled is not None:
            age = time.monotonic() - tally.polled
            yield GaugeMetricFamily("fixpoint_poll_age_seconds", "Since Telegram last answered a poll", value=age)
        commits = HistogramMetricFamily("fixpoint_commit_seconds", "From the arrival of an update to its COMMIT")
        commits.add_metric([], tally.commits.up_to(), tally.commits.total)
        yield commits
