"""A free question: the articles that answer it, or an honest no. What was asked is looked up and not kept.

The screen keeps the ids of articles only. A question asked on the answer to another one takes its place, so that the
way back leads to where the first was asked.
"""

from dataclasses import replace

from bot.conversation.flow import Scene
from bot.conversation.places import opened, returned, root
from bot.library.search import SURE
from bot.model import Turn

ANSWER, UNKNOWN = "answer", "unknown"
FOUND = 3


def ask(scene: Scene, text: str) -> Turn:
    """Answer a question from the library, or say that it cannot be answered."""
    answer = scene.content.search.find(text, FOUND)
    known = answer.sure >= SURE
    place = scene.consultation.place
    below = (returned(place) or root(place)) if place.name in {ANSWER, UNKNOWN} else place
    names = ",".join(one.article for one in answer.found)
    turn = scene.becomes().at(opened(below, ANSWER if known else UNKNOWN, names))
    return replace(turn, counts=(scene.count("asked" if known else "unanswered"),))


def articles(of: str) -> tuple[str, ...]:
    """The ids of the articles that were found, the best first."""
    return tuple(filter(None, of.split(",")))
