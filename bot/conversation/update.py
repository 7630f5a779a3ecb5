"""What an act makes of a consultation: one pure function, total over everything that can be pressed or typed.

It never raises on what a person did. An act that is stale, forged or out of place changes nothing and gets a kind
line. It knows no chat, no clock and no randomness: ids come in with `Fresh`.
"""

from dataclasses import replace
from typing import assert_never

from bot.content import Content
from bot.conversation import standing, wishes
from bot.conversation.acts import (
    Act,
    Ask,
    Back,
    Call,
    Choose,
    Decline,
    Draw,
    Forget,
    Fresh,
    Leaf,
    Leave,
    Look,
    Open,
    Press,
    Say,
    See,
    Settle,
    Speak,
    Start,
    StartOver,
)
from bot.conversation.asking_library import ask
from bot.conversation.flow import Scene, anew, choose, home, onward, settle
from bot.conversation.opening import open_
from bot.conversation.places import BACK, returned, root
from bot.conversation.typed import meant
from bot.conversation.view import view
from bot.model import Consultation, Place, Turn
from bot.rulebook.format import Contradiction


def update(
    consultation: Consultation, press: Press | Act, content: Content, fresh: Fresh, *, today: Content | None = None
) -> Turn:
    """Take one act. Only a press can be stale: typed text, commands and piped lines mean the present screen.

    `content` is what the consultation began under. `today`, if it is given, is what one begins under now.
    """
    content = content.spoken(consultation.language)
    scene = Scene(consultation, content, fresh, today.spoken(consultation.language) if today else None)
    if not isinstance(press, Press):
        return _take(scene, press)
    if (press.nonce, press.turn) != (consultation.nonce, consultation.turn):
        return Turn(consultation, content.language.say.toast_stale)
    return _take(scene, press.act)


def _take(scene: Scene, act: Act) -> Turn:  # noqa: C901, PLR0912 - one line for each act there is
    match act:
        case Start():
            return _start(scene)
        case StartOver():
            return Turn(anew(scene))
        case Choose():
            return choose(scene, act)
        case Settle():
            return settle(scene, act)
        case Back():
            return _back(scene)
        case Open():
            return _see(scene) if act.name == "advice" else open_(scene, act)
        case Leaf():
            return _leaf(scene, act)
        case Leave():
            return _leave(scene)
        case See():
            return _see(scene)
        case Decline():
            return _decline(scene, act)
        case Forget():
            return _forget(scene)
        case Say(text):
            return _say(scene, text)
        case Ask(text):
            return ask(scene, text)
        case Speak(language):
            return wishes.speak(scene, language)
        case Draw():
            return wishes.draw(scene, act)
        case Call():
            return wishes.call(scene)
        case Look():
            return scene.stays()
        case _:
            assert_never(act)


def _start(scene: Scene) -> Turn:
    if root(scene.consultation.place).name != "promise":
        return scene.stays(scene.say.toast_elsewhere)
    turn = onward(scene.becomes())
    return replace(turn, counts=(scene.count("begun"), *turn.counts))


def _back(scene: Scene) -> Turn:
    """One step back: where the screen was opened from, else the question before, with all answers kept."""
    was = scene.consultation
    below = returned(was.place)
    if below:
        return scene.becomes().at(below)
    asking = standing.asked_by(was, scene.content)
    if was.place.name == standing.QUESTION and asking:
        resolved = {rule: how for rule, how in was.resolved.items() if rule != asking.rule}
        return scene.becomes(resolved=resolved).at(Place("talk-back", asking.rule))
    clash = standing.contradiction(was.place.of, scene.content)
    if was.place.name == "talk-back" and clash:
        return _back_to(scene, _last_of(scene, clash))
    if was.place.name in {"advice", "unsure", "disagreed"}:
        left = standing.outlook_of(was, scene.content).ask_next
        return scene.becomes().at(Place(standing.QUESTION)) if left else _back_to(scene, None)
    question = standing.shown_question(was, scene.content)
    if was.place.name == standing.QUESTION and question:
        return _back_to(scene, question.id)
    return _first(scene) if was.place == home(scene) else scene.becomes().at(home(scene))


def _back_to(scene: Scene, after: str | None) -> Turn:
    """The question before this one, with its answer marked."""
    earlier = standing.before(after, scene.consultation, scene.content)
    if earlier is None:
        return _first(scene)
    return scene.becomes().at(Place(standing.QUESTION, earlier.id, BACK))


def _first(scene: Scene) -> Turn:
    return scene.stays(scene.say.toast_first)


def _last_of(scene: Scene, clash: Contradiction) -> str | None:
    """The question after the last one that the contradiction rests on, so that going back shows that last one."""
    roots = scene.content.book.roots(clash.when)
    names = [one.id for one in scene.content.book.questions]
    heeded = {one.id for one in standing.answered(scene.consultation, scene.content)}
    last = max((names.index(name) for name in roots if name in heeded), default=len(names) - 1)
    return names[last + 1] if last + 1 < len(names) else None


def _leave(scene: Scene) -> Turn:
    """To the screen below all that were opened; answers are kept."""
    below = home(scene)
    if below == scene.consultation.place:
        return scene.stays(scene.say.toast_nothing_to_leave)
    return replace(scene.becomes().at(below), toast=scene.say.toast_left)


def _leaf(scene: Scene, act: Leaf) -> Turn:
    """Another page of the screen. How many there are depends on words that are not known here, as the firm's name."""
    was = scene.consultation.place
    if act.page < 0 or act.page == was.page:
        return scene.stays(scene.say.toast_elsewhere)
    return scene.becomes().at(replace(was, page=act.page))


def _see(scene: Scene) -> Turn:
    """The advice, once it is settled or nothing is left to ask; before that only a word that it is not clear yet."""
    was = scene.consultation
    outlook = standing.outlook_of(was, scene.content)
    if not was.answers or not standing.can_see(outlook):
        return scene.stays(scene.say.toast_not_yet)
    turn = onward(scene.becomes(), see=True)
    if turn.consultation and turn.consultation.place == was.place and was.place.name != "disagreed":
        return scene.stays()
    return turn


def _decline(scene: Scene, act: Decline) -> Turn:
    was = scene.consultation
    settled = standing.outlook_of(was, scene.content).settled
    if was.place.name != standing.QUESTION or act.offer != standing.SEE or not settled or standing.SEE in was.declined:
        return scene.stays(scene.say.toast_elsewhere)
    return scene.becomes(declined=was.declined | {standing.SEE}).at(was.place)


def _forget(scene: Scene) -> Turn:
    if scene.consultation.place.name != "forget":
        return scene.stays(scene.say.toast_elsewhere)
    return Turn(None, scene.say.toast_forgotten)


def _say(scene: Scene, text: str) -> Turn:
    was = scene.consultation
    act = meant(text, view(was, scene.content, today=scene.today), was, scene.content)
    return scene.stays(act) if isinstance(act, str) else _take(scene, act)
