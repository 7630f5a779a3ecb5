"""Acts that leave the consultation where it is: another language, a picture, a word to the staff. Pure."""

from dataclasses import replace

from bot.conversation import standing
from bot.conversation.acts import Draw
from bot.conversation.flow import Scene, home
from bot.conversation.places import returned
from bot.conversation.standing import CALLED
from bot.model import Called, Picture, Turn

_DRAWN = frozenset({"compare", "carried"})
"""The screens of which there is a picture."""


def speak(scene: Scene, language: str) -> Turn:
    """Go on in another language, back on the screen that this one was opened from."""
    was = scene.consultation
    if language not in scene.content.languages:
        return scene.stays(scene.say.toast_elsewhere)
    place = (returned(was.place) or home(scene)) if was.place.name == "language" else was.place
    if language == was.language and place == was.place:
        return scene.stays()
    return scene.becomes(language=language).at(place)


def draw(scene: Scene, act: Draw) -> Turn:
    """A picture of this screen, sent beside it."""
    place = scene.consultation.place
    if act.name != place.name or act.name not in _DRAWN or (act.name == "compare" and not place.of):
        return scene.stays(scene.say.toast_elsewhere)
    return Turn(scene.consultation, scene.say.toast_picture, effects=(Picture(place.name, place.of),))


def call(scene: Scene) -> Turn:
    """Somebody at the firm is told, once for each consultation."""
    was = scene.consultation
    if was.place.name != "person" or CALLED in was.declined:
        return scene.stays(scene.say.toast_elsewhere)
    advice = standing.advice_of(was, scene.content) if was.receipt else None
    called = Called((advice.model if advice else None) or "")
    turn = scene.becomes(declined=was.declined | {CALLED}).at(was.place)
    return replace(turn, toast=scene.say.toast_called, counts=(scene.count("called"),), effects=(called,))
