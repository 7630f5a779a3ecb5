"""Opening a screen over the present one: which can be opened now, and what is said of one that cannot. Pure."""

from bot.conversation import comparison, standing
from bot.conversation.acts import Open
from bot.conversation.flow import Scene, anew, home
from bot.conversation.learning import THEMES
from bot.conversation.places import WELCOME_BACK, opened
from bot.model import Turn

_PAGES = frozenset({"how", "privacy", "help", "forget", "learn", "compare", "language", "person"})
_OF_ARTICLE = frozenset({"sources", "uses", "words"})
"""Screens about the article that is open; a button could not carry its name as well."""
_WITH_ADVICE = frozenset({"why", "why-not", "changes", "carried", "extras"})


def open_(scene: Scene, act: Open) -> Turn:
    """Open the screen, if it can be opened."""
    was = scene.consultation
    if act.name == WELCOME_BACK:
        return _begin_again(scene)
    refusal = "" if _is_free(scene, act) else _refusal(scene, act)
    if refusal:
        return scene.stays(refusal)
    place = opened(was.place, act.name, was.place.of if act.name in _OF_ARTICLE else act.of)
    return scene.stays() if place == was.place else scene.becomes().at(place)


def _begin_again(scene: Scene) -> Turn:
    """The promise while there is nothing to lose; later the choice between going on and starting over."""
    below = home(scene)
    if below.name != "promise" and not scene.consultation.answers:
        return Turn(anew(scene))
    place = below if below.name == "promise" else opened(scene.consultation.place, WELCOME_BACK)
    return scene.stays() if place == scene.consultation.place else scene.becomes().at(place)


def _is_free(scene: Scene, act: Open) -> bool:
    """Whether it is a screen to read, which can be opened at any time."""
    content = scene.content
    match act.name:
        case "article":
            return act.of in content.articles
        case "theme":
            return act.of in {*THEMES, *(theme.id for theme in content.library.themes)}
        case "compare":
            return comparison.pair_of(act.of, content) is not None
        case name if name in _OF_ARTICLE:
            return not act.of and scene.consultation.place.name == "article"
        case name:
            return name in _PAGES and not act.of


def _refusal(scene: Scene, act: Open) -> str:
    """Why this screen cannot be opened now; nothing if it can."""
    was, content = scene.consultation, scene.content
    if act.name == "review" and not act.of:
        return "" if standing.answered(was, content) else scene.say.toast_nothing_answered
    if act.name == standing.WHY_ASK:
        question = standing.shown_question(was, content)
        here = question and was.place.name != "promise" and act.of == question.id
        return "" if here else scene.say.toast_no_question
    if act.name == standing.QUESTION:
        return "" if act.of in {one.id for one in standing.answered(was, content)} else scene.say.toast_elsewhere
    if act.name == "today":
        differs = scene.today is not None and scene.today.revision != content.revision
        return "" if was.receipt and differs and not act.of else scene.say.toast_elsewhere
    models = {one.id for one in content.book.models} if act.name == "why-not" else set()
    if act.name in _WITH_ADVICE and (not act.of or act.of in models):
        return "" if was.receipt else scene.say.toast_no_advice
    return scene.say.toast_elsewhere
