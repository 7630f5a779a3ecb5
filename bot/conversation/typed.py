"""What typed text means at the present screen: an act, or a kind line that names what would be right.

A number is never an option's position. Labels match exactly, else closely; of two that are close neither is taken.
Close matches never cross a "not": "not regulated" is no way of saying "regulated".
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.content import Content
from bot.conversation import numbers, standing
from bot.conversation.acts import Act, Back, Button, Choose, Leave, Open, Screen, See, StartOver
from bot.conversation.paging import units
from bot.conversation.places import WELCOME_BACK, root
from bot.conversation.wording import EN
from bot.model import Consultation
from bot.rulebook.format import Question

_LONGEST = 200
_CLOSE, _CLEARLY = 82.0, 8.0
_WORD_LENGTH = 4
_LABELS, _LABEL_LENGTH = 6, 40
_TOAST = 200
"""The units that Telegram shows of a line about a press."""
_NOT = "no not never none nothing nobody without dont doesnt isnt arent cannot cant neither nor hardly"
_UNSURE = frozenset(
    (
        "not sure",
        "notsure",
        "unsure",
        "dont know",
        "i dont know",
        "do not know",
        "i do not know",
        "no idea",
        "idk",
        "dunno",
    )
)
_YES, _NO = frozenset(("yes", "y", "yep", "yeah", "sure", "ok")), frozenset(("no", "n", "nope"))
_SAME = {
    **dict.fromkeys(
        ("24 7", "24 7 365", "247", "24 hours", "24 hours a day", "24h", "round the clock"), "day and night"
    ),
    **dict.fromkeys(("around the clock", "all the time", "anytime", "any time"), "day and night"),
    **dict.fromkeys(("never", "almost never", "never ever", "not once"), "hardly ever"),
}
"""Ways of saying what the labels of many questions say; where no label is close to it, nothing is read into them."""
_OPPOSITES = ("un", "non", "in", "ir", "dis")
_PAGES: Mapping[str, Act] = {
    "start": Open(WELCOME_BACK),
    "cancel": Leave(),
    "learn": Open("learn"),
    "articles": Open("learn"),
    "library": Open("learn"),
    "how": Open("how"),
    "privacy": Open("privacy"),
    "help": Open("help"),
    "forget": Open("forget"),
    "delete": Open("forget"),
    "review": Open("review"),
    "answers": Open("review"),
    "advice": See(),
    "whynot": Open("why-not"),
    "changes": Open("changes"),
    "extras": Open("extras"),
    "back": Back(),
    "restart": StartOver(),
    "startover": StartOver(),
    "new": StartOver(),
}


@dataclass(frozen=True, slots=True)
class _Choice:
    """A wording that can be typed, the label shown for it, and what it means."""

    typed: str
    label: str
    act: Act


def meant(text: str, screen: Screen, consultation: Consultation, content: Content) -> Act | str:
    """The act that the text stands for, or the line to answer it with. Takes any text whatever."""
    raw = unicodedata.normalize("NFC", text[: 4 * _LONGEST]).strip()
    if raw.startswith("/"):
        return _command(raw, consultation, content)
    said = _plain(raw)[:_LONGEST]
    said = _SAME.get(said, said)
    question = standing.shown_question(consultation, content)
    if question and said in _UNSURE:
        return Choose(question.id, "?")
    if raw and not raw.strip("? "):
        return _command("/why" if question else "/help", consultation, content)
    if not said:
        return EN.toast_empty
    if question and question.numbers and numbers.is_number(raw):
        return numbers.counted(raw, question.id, question.numbers)
    if question and question.numbers and (figures := numbers.in_figures(said)):
        return numbers.counted(figures, question.id, question.numbers)
    return _worded(raw, said, screen, consultation, content)


def _worded(raw: str, said: str, screen: Screen, consultation: Consultation, content: Content) -> Act | str:
    """What words mean: a choice of this screen, a command without its stroke, or something close to a choice."""
    question = standing.shown_question(consultation, content)
    choices = _choices(screen, question)
    exact = _exactly(said, choices)
    if exact:
        return exact[0].act if len(exact) == 1 else _two(exact)
    if said in _YES | _NO:
        answer = _yes_or_no(said, choices, consultation)
        if answer:
            return answer
    if numbers.is_number(raw):
        return _no_number(screen, question)
    if said.replace(" ", "") in _PAGES or said in {"start", "why"}:
        return _command("/" + said.replace(" ", ""), consultation, content)
    at_start = root(consultation.place).name == "promise"
    near = screen.buttons if at_start else _options(screen, question)
    return _closely(said, choices) or _naming(EN.toast_unknown, near)


def _command(raw: str, consultation: Consultation, content: Content) -> Act | str:
    """A command as Telegram writes it, with or without the bot's name and words behind it."""
    name = command(raw)
    question = standing.shown_question(consultation, content)
    if name in {"notsure", "unsure"}:
        return Choose(question.id, "?") if question else EN.toast_no_question
    if name == "why":
        asking = question and consultation.place.name != "promise"
        return Open(standing.WHY_ASK, question.id) if question and asking else Open("why")
    return _PAGES.get(name, EN.toast_command)


def command(text: str) -> str:
    """The name of a command, without its stroke, the bot's name and words behind it; empty if it is none."""
    first = text.strip().split(maxsplit=1)[0] if text.strip() else ""
    if not first.startswith("/"):
        return ""
    return first[1:].partition("@")[0].casefold().replace("_", "").replace("-", "")


def _plain(text: str) -> str:
    """Letters and digits of any script, in small letters, one space between words, apostrophes gone."""
    folded = unicodedata.normalize("NFC", text.casefold())
    folded = re.sub("['`\u2019\u00b4]", "", folded)
    return " ".join(re.sub(r"[\W_]+", " ", folded).split())


def _choices(screen: Screen, question: Question | None) -> list[_Choice]:
    """All that can be typed here: the buttons, and the options by label and id, at the promise too."""
    buttons = [*screen.buttons, *_options(screen, question)]
    found = [_Choice(_plain(button.label), button.label, button.act) for button in buttons]
    if question:
        found += [
            _Choice(_plain(name), option.label, Choose(question.id, name)) for name, option in question.options.items()
        ]
    return list(dict.fromkeys(found))


def _options(screen: Screen, question: Question | None) -> tuple[Button, ...]:
    if question is None:
        return screen.options or screen.navigation
    return tuple(Button(option.label, Choose(question.id, name)) for name, option in question.options.items())


def _exactly(said: str, choices: Iterable[_Choice]) -> list[_Choice]:
    return _each_act(choice for choice in choices if choice.typed == said)


def _yes_or_no(said: str, choices: Iterable[_Choice], consultation: Consultation) -> Act | None:
    """A bare yes or no: the one choice that begins so; on the screen that asks before deleting, no goes back."""
    wanted = "yes" if said in _YES else "no"
    found = _each_act(choice for choice in choices if choice.typed.split()[:1] == [wanted])
    if len(found) == 1:
        return found[0].act
    return Back() if wanted == "no" and consultation.place.name == "forget" else None


def _closely(said: str, choices: Iterable[_Choice]) -> Act | str:
    """The one choice that is close; a question naming them if several are; nothing if none is."""
    scores = {choice: _closeness(said, choice.typed) for choice in choices}
    best = max(scores.values(), default=0.0)
    if best < _CLOSE:
        return ""
    near = [choice for choice, score in scores.items() if score >= max(_CLOSE, best - _CLEARLY)]
    near = _each_act(sorted(near, key=lambda choice: -scores[choice]))
    if len(near) == 1:
        near = _each_act([*near, *_rivals(said, near[0], scores)])
    return near[0].act if len(near) == 1 else _two(near)


def _rivals(said: str, winner: _Choice, choices: Iterable[_Choice]) -> list[_Choice]:
    """Other answers that the text names as well, by a word of theirs that the winner lacks."""
    words = {word for word in said.split() if len(word) >= _WORD_LENGTH} - set(winner.typed.split())
    return [
        one
        for one in choices
        if isinstance(one.act, Choose) and one.act != winner.act and words & set(one.typed.split())
    ]


def _closeness(said: str, typed: str) -> float:
    """How close two wordings are, 0 to 100. Part of a label is close too, if it is more than a little word."""
    words, others = set(said.split()), set(typed.split())
    if any(word.isdigit() and word not in others for word in words):
        return 0.0  # "4 hours" is no way of saying "in one or two hours"
    if any(word.removeprefix(prefix) in others - {word} for word in words for prefix in _OPPOSITES):
        return 0.0  # nor is "unregulated" one of saying "regulated"
    negated = set(_NOT.split())
    if words & negated != others & negated and not (words < others and len(words) > 1):
        return 0.0
    whole = fuzz.ratio(said, typed)
    telling = [word for word in words if len(word) >= _WORD_LENGTH]
    part = fuzz.token_set_ratio(said, typed) if telling and words & others & set(telling) else 0.0
    return max(whole, part)


def _each_act(choices: Iterable[_Choice]) -> list[_Choice]:
    """One choice for each act, the first of each."""
    found: dict[Act, _Choice] = {}
    for choice in choices:
        found.setdefault(choice.act, choice)
    return list(found.values())


def _two(near: list[_Choice]) -> str:
    return EN.toast_two.format(labels=EN.or_.join(f'"{_shortened(choice.label)}"' for choice in near[:3]))


def _shortened(label: str) -> str:
    return label if len(label) <= _LABEL_LENGTH else label[: _LABEL_LENGTH - 3].rsplit(" ", 1)[0] + "..."


def _no_number(screen: Screen, question: Question | None) -> str:
    return _naming(EN.toast_number if question else EN.toast_number_alone, _options(screen, question))


def _naming(words: str, buttons: Iterable[Button]) -> str:
    """The line with as many of the labels as a line can hold."""
    short = [button.label for button in buttons if len(button.label) <= _LABEL_LENGTH][:_LABELS] or [EN.back]
    while len(short) > 1 and units(_named(words, short)) > _TOAST:
        short.pop()
    return _named(words, short)


def _named(words: str, labels: list[str]) -> str:
    return words.format(labels=", ".join(f'"{label}"' for label in labels))
