"""Whether typed words ask something of the library rather than answer the question on the screen. Pure.

"When it breaks" and "how it is now is fine" are answers; "when does it break" and "can we leave" are questions. What
only ends in a mark of interrogation may be either: an answer given with a doubt, or a question in a word.
"""

import re

from bot.conversation.typed_words import plain
from bot.wording.hearing import Hearing

_AHEAD = 4
"""How many words behind "what" or "which" a verb may stand: "which kind of support does"."""
_CLAUSE = re.compile(r"[,.;:!?\u2013\u2014]+\s+|\s-\s|\n")
_FEW = 3


def asks(raw: str, hears: Hearing) -> bool:
    """Whether some part of a text has the words of a question."""
    return any(_is_asking(plain(clause).split(), hears) for clause in _CLAUSE.split(raw))


def has_mark(raw: str) -> bool:
    """Whether a text ends as questions do."""
    return raw.rstrip("\"')] \u00bb\u201d").endswith(("?", "\uff1f", "\u061f"))


def goes_on(raw: str, hears: Hearing) -> bool:
    """Whether a text asks on, as "and evenings?" does."""
    return has_mark(raw) and bool({*plain(raw).split()[:1]} & hears.links)


def _is_asking(words: list[str], hears: Hearing) -> bool:
    while words and words[0] in hears.links:
        words = words[1:]
    if len(words) < 2:  # noqa: PLR2004 - a single word asks nothing
        return False
    said = " ".join(words)
    if any(f"{said} ".startswith(f"{phrase} ") for phrase in hears.requests):
        return True
    first, second = words[:2]
    if first in hears.interrogatives:
        return second not in hears.pronouns and _goes_on(words, hears)
    if (
        first not in hears.auxiliaries
        or second in hears.predicates
        or (len(words) <= _FEW and words[-1] in hears.negations)
    ):
        return False
    return second in hears.subjects or first in hears.askers or (first in hears.being and len(words) > _FEW)


def _goes_on(words: list[str], hears: Hearing) -> bool:
    """Whether what begins with an interrogative goes on as a question does."""
    first, second = words[:2]
    if second in hears.auxiliaries or second in hears.measures or first in hears.contracted:
        return True
    return first in hears.open_ended and any(word in hears.auxiliaries for word in words[2 : 2 + _AHEAD])
