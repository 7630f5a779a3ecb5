"""Where the conversation goes on after an answer: a talk-back, the next question, a second look, an ending.

Pure, like all of this package. Nothing here looks at how an act arrived; that was settled in update.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot import __version__
from bot.content import Content
from bot.conversation import standing
from bot.conversation.acts import Choose, Fresh, Settle
from bot.conversation.places import ASK_BACK, note, returned, root
from bot.conversation.view import whole
from bot.inference.report import Advice, Outlook
from bot.model import Consultation, Count, Place, Receipt, Resolution, Turn
from bot.wording.sentences import Wording

_HOMES = frozenset({"promise", "question", "talk-back", "advice", "unsure", "disagreed"})


@dataclass(frozen=True, slots=True)
class Scene:
    """All that an act is taken in: the consultation as it is, its content, what is random, and today's content."""

    consultation: Consultation
    content: Content
    fresh: Fresh
    today: Content | None = None

    @property
    def say(self) -> Wording:
        """The bot's own words in the language of the consultation."""
        return self.content.language.say

    def stays(self, toast: str = "") -> Turn:
        """Nothing changes; the toast says why."""
        return Turn(self.consultation, toast)

    def becomes(self, **changes: Any) -> "Scene":
        """The scene after a change, one turn later, however many changes one act leads to."""
        turn = self.consultation.turn + 1
        return replace(self, consultation=replace(self.consultation, turn=turn, **changes))

    def with_(self, **changes: Any) -> "Scene":
        """The scene after a further change within the same turn."""
        return replace(self, consultation=replace(self.consultation, **changes))

    def at(self, place: Place) -> Turn:
        """The turn that ends at this place."""
        return Turn(replace(self.consultation, place=place))

    def count(self, step: str, model: str = "") -> Count:
        """One more of a step, for the link that this consultation came by."""
        return Count(step, self.consultation.source, model)


def anew(scene: Scene) -> Consultation:
    """A fresh consultation under today's content, by the same link and in the same language."""
    was, begins = scene.consultation, scene.today or scene.content
    return Consultation(scene.fresh.id, scene.fresh.nonce, begins.revision, source=was.source, language=was.language)


def home(scene: Scene) -> Place:
    """The screen that everything open was opened from: a question, the advice, or the promise."""
    now = scene.consultation
    below = root(now.place)
    if below.name in _HOMES:
        return replace(below, page=0) if below == now.place else below
    if not now.answers:
        return Place()
    return Place("advice" if now.receipt else standing.QUESTION)  # of a trail that cannot be read


def choose(scene: Scene, act: Choose) -> Turn:
    """Take an answer, if it is one of the question on the screen, and go on."""
    was = scene.consultation
    question = standing.shown_question(was, scene.content)
    if question is None or question.id != act.question:
        return scene.stays(scene.say.toast_elsewhere)
    if act.option == "?":
        options = scene.content.adviser.unsure(question.id)
    elif act.option in question.options:
        options = (act.option,)
    else:
        return scene.stays(scene.say.toast_elsewhere)
    place = (returned(was.place) or was.place) if was.place.name == standing.WHY_ASK else was.place
    place = root(place) if place.name in standing.ASIDE else place
    answers = {**was.answers, question.id: tuple(options)}
    after = scene.becomes(
        answers=answers,
        receipt=was.receipt if answers == was.answers else "",
        declined=was.declined | ({asked_back(question.id)} if note(place) == ASK_BACK else set()),
    )
    turn = onward(after)
    begun = (scene.count("begun"),) if place.name == "promise" else ()
    again = (_reopened(scene),) if was.receipt and answers != was.answers else ()
    return replace(turn, counts=(*begun, scene.count("answered"), *again, *turn.counts))


def _reopened(scene: Scene) -> Count:
    """An advice that no longer stands, by its model: who counts advices takes it off again."""
    advice = standing.advice_of(scene.consultation, scene.content)
    return scene.count("reopened", (advice.model if advice else None) or "")


def settle(scene: Scene, act: Settle) -> Turn:
    """Take a reading of the contradiction on the screen: ask its question again, or record the choice and go on."""
    was = scene.consultation
    clash = standing.contradiction(act.rule, scene.content)
    if was.place.name != "talk-back" or was.place.of != act.rule or clash is None:
        return scene.stays(scene.say.toast_elsewhere)
    readings: dict[str, tuple[Resolution, str]] = {
        "A": ("A", clash.readings[0].asks),
        "B": ("B", clash.readings[1].asks),
        "both": ("unresolved", "nothing"),
    }
    if act.reading not in readings:
        return scene.stays(scene.say.toast_elsewhere)
    chosen, asks = readings[act.reading]
    after = scene.becomes(resolved={**was.resolved, act.rule: chosen})
    if asks in {one.id for one in standing.answered(was, scene.content)}:
        return after.at(Place(standing.QUESTION, asks, act.rule))
    return onward(after)


def asked_back(question: str) -> str:
    """How `declined` remembers that an unsure question was asked once more."""
    return f"{ASK_BACK}:{question}"


def onward(scene: Scene, *, see: bool = False) -> Turn:
    """The next screen: a talk-back first, then what is left to ask (unless `see`, when settled), then the advice."""
    outlook = standing.outlook_of(scene.consultation, scene.content)
    scene = scene.with_(resolved=_resolved(scene, outlook))
    now = scene.consultation
    clash = next((rule for rule in outlook.contradictions if rule not in now.resolved), None)
    if clash:
        return scene.at(Place("talk-back", clash))
    if outlook.ask_next and not (see and outlook.settled):
        return scene.at(Place(standing.QUESTION))
    again = outlook.unsure_next
    if again and not outlook.settled and asked_back(again) not in now.declined:
        return scene.at(Place(standing.QUESTION, again, ASK_BACK))
    return _advise(scene)


def _resolved(scene: Scene, outlook: Outlook) -> Mapping[str, Resolution]:
    """How each contradiction is settled now. One that still holds after its question was asked again is unresolved."""

    def settled(rule: str, how: Resolution) -> Resolution:
        clash = standing.contradiction(rule, scene.content)
        if how == "unresolved" or clash is None or rule not in outlook.contradictions:
            return how
        return how if clash.readings[0 if how == "A" else 1].asks == "nothing" else "unresolved"

    return {rule: settled(rule, how) for rule, how in scene.consultation.resolved.items()}


def _advise(scene: Scene) -> Turn:
    """Show the advice, and keep a receipt of it unless one is kept for the same answers."""
    advice = standing.advice_of(scene.consultation, scene.content)
    if advice is None:
        return replace(scene.at(Place("disagreed")), counts=(scene.count("disagreed"),))
    place = Place("advice" if advice.model else "unsure")
    if scene.consultation.receipt:
        return scene.at(place)
    scene = scene.with_(place=place, receipt=scene.fresh.receipt)
    step = scene.count("advised", advice.model) if advice.model else scene.count("unsure")
    return Turn(scene.consultation, receipts=(_receipt(scene, advice),), counts=(step,))


def _receipt(scene: Scene, advice: Advice) -> Receipt:
    now = scene.consultation
    return Receipt(
        id=now.receipt,
        answers=now.answers,
        revision=now.revision,
        program=__version__,
        model=advice.model or "",
        rules=advice.decided_by,
        text=whole(now, scene.content).text,
        resolved=now.resolved,
        source=now.source,
        language=now.language,
    )
