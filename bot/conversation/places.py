"""Where a screen was opened from, kept inside the place, so that Back still works after a restart.

The origin of a screen is a trail: `name:of:note` for each screen below it, and `:page` if it was not the first, joined
by `|`. The origin of a question is a trail too if it was opened from a list, else a note without colon that says why it
is shown. A trail that cannot be read is an empty one; it never stops anybody.
"""

import re
from dataclasses import replace
from typing import NamedTuple

from bot.model import Place

ASK_BACK = "ask-back"
"""The note of a question that is asked once more because the prospect was not sure."""
BACK = "back"
"""The note of a question that is shown again by going back."""
WELCOME_BACK = "welcome-back"
_DEEPEST = 12
_PARTS = (3, 4)  # without and with a page


class _Step(NamedTuple):
    name: str
    of: str
    note: str = ""
    page: int = 0


def opened(place: Place, name: str, of: str = "") -> Place:
    """The screen of this name, opened from `place`. A screen that is already open below is returned to instead.

    It is opened at its first page. Of a trail grown too long the lowest screen is kept, and the latest ones.
    """
    steps = [*_steps(place), _step(place)]
    for depth, step in enumerate(steps):
        if step[:2] == (name, of):
            return replace(_place(steps[: depth + 1]), page=0)
    return Place(name, of, _trail(steps if len(steps) <= _DEEPEST else [steps[0], *steps[1 - _DEEPEST :]]))


def returned(place: Place) -> Place | None:
    """The screen that this one was opened from; None if it was opened from nowhere."""
    steps = _steps(place)
    return _place(steps) if steps else None


def root(place: Place) -> Place:
    """The lowest screen of the trail: the one that all others were opened from."""
    steps = _steps(place)
    return _place(steps[:1]) if steps else place


def note(place: Place) -> str:
    """Why a question is shown again: a contradiction's rule, `ask-back`, `back`, or nothing."""
    return "" if ":" in place.origin else place.origin


def _steps(place: Place) -> list[_Step]:
    if ":" not in place.origin:
        return []
    parts = [step.split(":") for step in place.origin.split("|")]
    return [_read(part) for part in parts if len(part) in _PARTS]


def _read(part: list[str]) -> _Step:
    name, of, why, *page = part
    return _Step(name, of, why, int(page[0]) if page and re.fullmatch(r"[0-9]{1,6}", page[0], re.ASCII) else 0)


def _step(place: Place) -> _Step:
    return _Step(place.name, place.of, note(place), place.page)


def _trail(steps: list[_Step]) -> str:
    return "|".join(":".join((*step[:3], *([str(step.page)] if step.page else []))) for step in steps)


def _place(steps: list[_Step]) -> Place:
    name, of, why, page = steps[-1]
    return Place(name, of, why or _trail(steps[:-1]), page)
