"""Where a screen was opened from, kept inside the place, so that Back still works after a restart.

The origin of a screen is a trail: `name:of:note` for each screen below it, joined by `|`. The origin of a question is
a trail too if it was opened from a list, else a note without colon that says why it is shown. A trail that cannot be
read is an empty one; it never stops anybody.
"""

from dataclasses import replace

from bot.model import Place

ASK_BACK = "ask-back"
"""The note of a question that is asked once more because the prospect was not sure."""
BACK = "back"
"""The note of a question that is shown again by going back."""
_DEEPEST = 12


def opened(place: Place, name: str, of: str = "") -> Place:
    """The screen of this name, opened from `place`. A screen that is already open below is returned to instead."""
    steps = [*_steps(place), _step(place)]
    for depth, step in enumerate(steps):
        if step[:2] == (name, of):
            return _place(steps[: depth + 1])
    return Place(name, of, _trail(steps[-_DEEPEST:]))


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


def _steps(place: Place) -> list[tuple[str, str, str]]:
    if ":" not in place.origin:
        return []
    parts = [step.split(":") for step in place.origin.split("|")]
    return [(part[0], part[1], part[2]) for part in parts if len(part) == 3]  # noqa: PLR2004 - name, of, note


def _step(place: Place) -> tuple[str, str, str]:
    return place.name, place.of, note(place)


def _trail(steps: list[tuple[str, str, str]]) -> str:
    return "|".join(":".join(step) for step in steps)


def _place(steps: list[tuple[str, str, str]]) -> Place:
    name, of, why = steps[-1]
    below = Place(name, of, _trail(steps[:-1]))
    return replace(below, origin=why) if why else below
