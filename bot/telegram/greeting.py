"""What Telegram shows of the bot before anybody writes: commands for each kind of chat, and its descriptions.

Each is asked for first and set only when it differs, because setting them is limited. Nothing depends on this: what
cannot be set now is set at the next start.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.telegram.api import Api, Done
from bot.telegram.wording import COMMANDS, DESCRIPTION, GROUP_COMMANDS, SHORT_DESCRIPTION, STAFF_COMMANDS

log = logging.getLogger("fixpoint.telegram")


async def greet(api: Api, staff: Iterable[int]) -> None:
    """Bring commands and descriptions up to date."""
    for scope, commands in _menus(staff):
        await _set_if_different(api, "MyCommands", {"scope": scope}, "commands", commands)
    await _set_if_different(api, "MyDescription", {}, "description", DESCRIPTION)
    await _set_if_different(api, "MyShortDescription", {}, "short_description", SHORT_DESCRIPTION)


def _menus(staff: Iterable[int]) -> Iterator[tuple[dict[str, Any], list[dict[str, str]]]]:
    """The commands of each scope. A chat with one of the staff has a scope of its own."""
    yield {"type": "default"}, _listed(COMMANDS)
    yield {"type": "all_private_chats"}, _listed(COMMANDS)
    yield {"type": "all_group_chats"}, _listed(GROUP_COMMANDS)
    for one in staff:
        yield {"type": "chat", "chat_id": one}, _listed({**COMMANDS, **STAFF_COMMANDS})


def _listed(commands: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"command": name, "description": says} for name, says in commands.items()]


async def _set_if_different(api: Api, what: str, scope: dict[str, Any], field: str, wanted: Any) -> None:
    found = await api.call(f"get{what}", scope)
    if not isinstance(found, Done):
        log.info("%s cannot be read now: %s", what, found)
        return
    present = found.result.get(field) if isinstance(found.result, dict) else found.result
    if present == wanted:
        return
    done = await api.call(f"set{what}", {**scope, field: wanted})
    if not isinstance(done, Done):
        log.info("%s cannot be set now: %s", what, done)
