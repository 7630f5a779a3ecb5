"""How close a typed wording is to a label; of two that are close neither wins. One of two importers of `rapidfuzz`.

Close matches never cross a "not": "not regulated" is no way of saying "regulated".
"""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.conversation.acts import Act, Choose
from bot.wording.hearing import Hearing

_CLOSE, _CLEARLY = 82.0, 8.0
_WORD_LENGTH = 4
_MOSTLY, _HALF = 0.6, 0.5


@dataclass(frozen=True, slots=True)
class Choice:
    """A wording that can be typed, the label shown for it, and what it means."""

    typed: str
    label: str
    act: Act


def closest(said: str, choices: Iterable[Choice], hears: Hearing) -> list[Choice]:
    """The choices that are close: one, or several that cannot be told apart, or none."""
    choices = list(choices)
    scores = {choice: _closeness(said, choice.typed, hears, _MOSTLY) for choice in choices}
    best = max(scores.values(), default=0.0)
    if best < _CLOSE:
        halves = [one for one in choices if _closeness(said, one.typed, hears, _HALF) >= _CLOSE]
        both = each_act([*halves, *_rivals(said, halves[0], choices, hears)]) if halves else []
        if len(both) > 1:
            return both  # two answers at once, each of them in half of the words
        return both if both and _together(said, halves, hears) else []
    near = [choice for choice, score in scores.items() if score >= max(_CLOSE, best - _CLEARLY)]
    near = each_act(sorted(near, key=lambda choice: -scores[choice]))
    return each_act([*near, *_rivals(said, near[0], scores, hears)]) if len(near) == 1 else near


def _together(said: str, halves: Iterable[Choice], hears: Hearing) -> bool:
    """Whether several ways of saying one answer make up most of what was said: "the boss", "on the side"."""
    telling = set(said.split()) - hears.little
    shared = telling & {word for one in halves for word in one.typed.split()}
    return len(shared) >= _MOSTLY * len(telling)


def each_act(choices: Iterable[Choice]) -> list[Choice]:
    """One choice for each act, the first of each."""
    found: dict[Act, Choice] = {}
    for choice in choices:
        found.setdefault(choice.act, choice)
    return list(found.values())


def _rivals(said: str, winner: Choice, choices: Iterable[Choice], hears: Hearing) -> list[Choice]:
    """Other answers that the text names as well: by a telling word, or a whole phrase, of theirs not the winner's."""
    lacking = set(said.split()) - set(winner.typed.split())
    telling = {word for word in lacking - hears.little if len(word) >= _WORD_LENGTH}
    return [
        one
        for one in choices
        if isinstance(one.act, Choose)
        and one.act != winner.act
        and (telling & set(one.typed.split()) or (lacking & set(one.typed.split()) and f" {one.typed} " in f" {said} "))
    ]


def _closeness(said: str, typed: str, hears: Hearing, mostly: float) -> float:
    """How close two wordings are, 0 to 100. Part of a label is close too, if that is most of what was said."""
    words, others = set(said.split()), set(typed.split())
    if any(word.isdigit() and word not in others for word in words):
        return 0.0  # "4 hours" is no way of saying "in one or two hours"
    if any(word.removeprefix(prefix) in others - {word} for word in words for prefix in hears.opposites):
        return 0.0  # nor is "unregulated" one of saying "regulated"
    if words & hears.negations != others & hears.negations and not (words < others and len(words) > 1):
        return 0.0
    whole = fuzz.ratio(said, typed)
    telling = words - hears.little
    shared = telling & others
    told = max(map(len, shared), default=0) >= _WORD_LENGTH or any(map(str.isdigit, shared))
    if not told or len(shared) < mostly * len(telling):
        return whole  # a word of a label in a sentence about something else is none
    return max(whole, fuzz.token_set_ratio(said, typed))
