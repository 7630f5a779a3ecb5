"""`fixpoint health`: ask the bot that runs here whether it is well. It is the health check of the container."""

import json
from argparse import ArgumentParser, Namespace
from http.client import HTTPConnection, HTTPException

from bot.errors import SettingsError
from bot.settings import read_settings

EXAMPLE = "FIXPOINT_OPS_LISTEN=127.0.0.1:8081 fixpoint health || echo the bot needs a look"

READY = 200
PATIENCE = 2.0
"""Seconds."""
HERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - who listens everywhere is asked here


def arguments(_parser: ArgumentParser) -> None:
    """None of its own."""


def run(_arguments: Namespace) -> int:
    """Print one line; 1 if the bot does not answer, or says that it is not ready."""
    listen = read_settings().ops_listen
    if not listen:
        raise SettingsError(
            "FIXPOINT_OPS_LISTEN is not set; give the bot and this command the same, such as 127.0.0.1:8081"
        )
    host, _, port = listen.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    well, line = _asked(HERE.get(host, host), int(port))
    print(line)
    return 0 if well else 1


def _asked(host: str, port: int) -> tuple[bool, str]:
    """Whether the bot is ready, and the line that says so. Proxies of the environment are not for this."""
    connection = HTTPConnection(host, port, timeout=PATIENCE)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        said = json.loads(answer.read(10_000))
        reasons = "; ".join(map(str, said.get("reasons", ()))) or said["status"]
    except (OSError, HTTPException) as error:
        why = getattr(error, "strerror", None) or "no answer"
        return False, f"not running: {host}:{port}: {' '.join(str(why).split())}"
    except (ValueError, KeyError, TypeError, AttributeError):
        return False, f"not running: {host}:{port} is another program"
    finally:
        connection.close()
    return (True, "ready") if answer.status == READY else (False, f"not ready: {reasons}")
