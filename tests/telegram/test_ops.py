"""Health, readiness and metrics, asked over HTTP as a container, an operator and Prometheus ask them."""

import asyncio
import json
import time
from contextlib import asynccontextmanager
from dataclasses import fields

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot import __version__
from bot.telegram.ops import COUNTERS, GAUGES, SAYS, operations
from bot.telegram.serving import serve
from bot.telegram.tally import STEPS, Seconds, Tally


async def yes():
    return []


async def get(port, path, method="GET"):
    """The status, the headers and the body of an answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    line, *rest = head.decode().split("\r\n")
    return int(line.split()[1]), dict(one.lower().split(": ", 1) for one in rest), body


@asynccontextmanager
async def operating(tally=None, ready=yes, **limits):
    served = await serve(operations(tally or Tally(), ready, lambda: "abc123", **limits), "127.0.0.1:0")
    try:
        yield served.port
    finally:
        await served.close()


async def metrics(port):
    status, headers, body = await get(port, "/metrics")
    assert status == 200
    assert headers["content-type"].startswith("text/plain; version=")
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(body.decode())
        for sample in family.samples
    }


async def test_the_bot_is_alive_as_long_as_its_loop_is():
    async def no():
        return ["the store refuses"]

    async with operating(ready=no) as port:
        status, headers, body = await get(port, "/healthz")

    assert (status, json.loads(body)) == (200, {"status": "alive"})
    assert headers["content-type"] == "application/json"
    assert "server" not in headers


async def test_the_bot_is_ready_when_nothing_speaks_against_it():
    async with operating() as port:
        status, _, body = await get(port, "/readyz")

    assert (status, json.loads(body)) == (200, {"status": "ready"})


async def test_what_speaks_against_it_is_told():
    async def no():
        return ["the store refuses", "the rules are gone"]

    async with operating(ready=no) as port:
        status, _, body = await get(port, "/readyz")

    assert status == 503
    assert json.loads(body) == {"status": "not ready", "reasons": ["the store refuses", "the rules are gone"]}


async def test_a_check_that_fails_is_a_reason_without_its_text(caplog):
    async def fail():
        raise ValueError("what somebody typed")

    async with operating(ready=fail) as port:
        status, _, body = await get(port, "/readyz")

    assert status == 503
    assert b"typed" not in body
    assert json.loads(body)["reasons"] == ["the check itself failed; the log says why"]
    assert "ValueError" in caplog.text


async def test_a_check_that_hangs_is_a_reason():
    async def hang():
        await asyncio.Event().wait()

    async with operating(ready=hang, longest_check=0.01) as port:
        status, _, body = await get(port, "/readyz")

    assert status == 503
    assert json.loads(body)["reasons"] == ["the check took longer than 0.01 s"]


async def test_the_metrics_are_what_was_counted():
    tally = Tally(**{name: number for number, name in enumerate((*COUNTERS, *GAUGES), start=1)})
    tally.polled = time.monotonic() - 60
    async with operating(tally) as port:
        found = await metrics(port)
        tally.taken += 100
        later = await metrics(port)

    counted = {name: found[f"{metric}_total",] for name, metric in COUNTERS.items()}
    assert counted == {name: getattr(tally, name) - 100 * (name == "taken") for name in COUNTERS}
    assert {name: found[metric,] for name, metric in GAUGES.items()} == {name: getattr(tally, name) for name in GAUGES}
    assert found["fixpoint_info", "abc123", __version__] == 1
    assert 60 <= found["fixpoint_poll_age_seconds",] < 120
    assert found["process_resident_memory_bytes",] > 0
    assert later["fixpoint_updates_taken_total",] - found["fixpoint_updates_taken_total",] == 100


async def test_a_bot_that_does_not_poll_has_no_age_of_its_poll():
    async with operating() as port:
        assert ("fixpoint_poll_age_seconds",) not in await metrics(port)


async def test_the_times_of_commits_are_a_histogram():
    tally = Tally()
    for seconds in (0.001, 0.002, 0.3, 60):
        tally.commits.add(seconds)
    async with operating(tally) as port:
        found = await metrics(port)

    steps = {float(key[1]): value for key, value in found.items() if key[0] == "fixpoint_commit_seconds_bucket"}
    assert list(steps) == [*STEPS, float("inf")]
    assert (steps[0.001], steps[0.0025], steps[0.25], steps[0.5], steps[5], steps[float("inf")]) == (1, 2, 2, 3, 3, 4)
    assert found["fixpoint_commit_seconds_count",] == 4
    assert found["fixpoint_commit_seconds_sum",] == pytest.approx(60.303)


def test_everything_that_is_counted_is_told_once():
    told = {*COUNTERS, *GAUGES, "polled", "commits"}
    names = [*COUNTERS.values(), *GAUGES.values()]

    assert told == {field.name for field in fields(Tally)}
    assert sorted(names) == sorted(SAYS)
    assert len(set(names)) == len(names)


def test_no_times_are_an_empty_histogram():
    assert {count for _, count in Seconds().up_to()} == {0}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/healthz/x", 404),
        ("POST", "/healthz", 405),
        ("DELETE", "/metrics", 405),
        ("HEAD", "/readyz", 200),
    ],
)
async def test_nothing_else_is_answered(method, path, status):
    async with operating() as port:
        assert (await get(port, path, method))[0] == status
