"""Who hears what came of changed content: whoever asked, always; all of the staff when it is refused.

They hear of the same refusal once, and when it is over. Nothing is decided here about the content itself.
"""

from collections.abc import Iterable

from bot.reloading import Outcome, Refused, Same, Taken
from bot.telegram import wording
from bot.telegram.errands import Errands
from bot.telegram.markup import shortened
from bot.telegram.tally import Tally

PROBLEMS, LONGEST = 8, 400
"""How many problems are told, and how long each may be: with what is said around them less than a message's 4,096."""


class Telling:
    """Tells the outcomes, each as a message of its own."""

    def __init__(self, errands: Errands, tally: Tally, staff: Iterable[int]) -> None:
        self._errands, self._tally, self._staff = errands, tally, frozenset(staff)
        self._refusal = ""

    def tell(self, outcome: Outcome, asking: frozenset[int]) -> None:
        """Tell one."""
        text, before = words(outcome), self._refusal
        match outcome:
            case Refused():
                self._tally.reloads_refused += 1
                self._refusal = text
            case Taken() | Same():
                self._tally.reloads += isinstance(outcome, Taken)
                self._refusal = ""
        for one in asking | (self._staff if self._refusal != before else frozenset()):
            self._errands.say(one, text, link_preview_options={"is_disabled": True})


def words(outcome: Outcome) -> str:
    """An outcome as a message."""
    match outcome:
        case Taken(revision):
            return wording.RELOADED.format(revision=revision)
        case Same(revision):
            return wording.NOTHING_CHANGED.format(revision=revision)
        case Refused(revision, problems):
            told = [shortened(" ".join(one.split()), LONGEST) for one in problems[:PROBLEMS]]
            more = len(problems) - len(told)
            rest = [wording.MORE_PROBLEMS.format(count=more)] if more else []
            return "\n\n".join([wording.NOT_RELOADED.format(revision=revision), *told, *rest])
