"""What Telegram shows of the bot before anybody writes: commands for each kind of chat, and its descriptions.

Each is asked for first and set only when it differs, because setting them is limited. Nothing depends on this: what
cannot be set now is set at the next start.
"""

import asyncio
import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.telegram.api import Api, Done, Outcome, TooMany
from bot.telegram.markup import shortened
from bot.telegram.wording import STAFF_COMMANDS
from bot.wording.language import ENGLISH, Language
from bot.wording.messages import Messages
from bot.wording.sentences import Voice

LONGEST_DESCRIPTION = 512

log = logging.getLogger("fixpoint.telegram")


async def greet(api: Api, staff: Iterable[int], voice: Voice, languages: Iterable[Language] = (ENGLISH,)) -> None:
    """Bring commands and descriptions up to date. The first language is for everybody who has none of the others."""
    every = list(languages)
    for number, language in enumerate(every):
        spoken = {"language_code": language.code} if number else {}
        description = shortened(language.tells.description.format(firm=language.say.firm(voice)), LONGEST_DESCRIPTION)
        short = language.tells.short_description
        for scope, commands in _menus(language.tells, () if number else staff, alone=len(every) == 1):
            await _set_if_different(api, "MyCommands", {"scope": scope, **spoken}, "commands", commands)
        await _set_if_different(api, "MyDescription", spoken, "description", description)
        await _set_if_different(api, "MyShortDescription", spoken, "short_description", short)


def _menus(
    tells: Messages, staff: Iterable[int], *, alone: bool
) -> Iterator[tuple[dict[str, Any], list[dict[str, str]]]]:
    """The commands of each scope. A chat with one of the staff has a scope of its own. One language is no choice."""
    commands = {name: says for name, says in tells.commands.items() if not (alone and name == "language")}
    yield {"type": "default"}, _listed(commands)
    yield {"type": "all_private_chats"}, _listed(commands)
    yield {"type": "all_group_chats"}, _listed(tells.group_commands)
    for one in staff:
        yield {"type": "chat", "chat_id": one}, _listed({**commands, **STAFF_COMMANDS})


def _listed(commands: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"command": name, "description": says} for name, says in commands.items()]


async def _set_if_different(api: Api, what: str, scope: dict[str, Any], field: str, wanted: Any) -> None:
    found = await _called(api, f"get{what}", scope)
    if isinstance(found, Done):
        present = found.result.get(field) if isinstance(found.result, dict) else found.result
        if present == wanted:
            return
    done = await _called(api, f"set{what}", {**scope, field: wanted})
    if not isinstance(done, Done):
        log.info("set%s was not done: %s; it is tried again at the next start", what, type(done).__name__)


async def _called(api: Api, method: str, fields: dict[str, Any]) -> Outcome:
    """A call, and once more after the time that Telegram named."""
    outcome = await api.call(method, fields)
    if isinstance(outcome, TooMany):
        await asyncio.sleep(outcome.seconds)
        outcome = await api.call(method, fields)
    return outcome
