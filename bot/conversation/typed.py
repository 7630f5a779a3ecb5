"""What typed text means at the present screen: an act, or a kind line that names what would be right.

A number is never an option's position. Labels match exactly, else closely; of two that are close neither is taken.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.content import Content
from bot.conversation import numbers, questions, standing
from bot.conversation.acts import Act, Ask, Back, Button, Choose, Leave, Open, Screen, See, Speak
from bot.conversation.closeness import Choice, closest, each_act
from bot.conversation.paging import units
from bot.conversation.places import WELCOME_BACK, root
from bot.conversation.typed_words import plain
from bot.library.search import SURE
from bot.model import Consultation
from bot.rulebook.format import Question
from bot.wording.hearing import Hearing
from bot.wording.sentences import Wording

STATED = 0.8
_TELLING = 4
_LONGEST = 200
_LABELS, _LABEL_LENGTH = 6, 40
_TOAST = 200
"""The units that Telegram shows of a line about a press."""
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
    "restart": Open(WELCOME_BACK),
    "startover": Open(WELCOME_BACK),
    "new": Open(WELCOME_BACK),
    "compare": Open("compare"),
    "language": Open("language"),
    "person": Open("person"),
    "human": Open("person"),
    "contact": Open("person"),
}
_ASKING = frozenset({"learn", "ask", "articles", "library"})
"""The commands behind which a question may stand."""
_BARE = frozenset(_PAGES) | {"why"}
"""The commands that are understood without their stroke."""


def meant(text: str, screen: Screen, consultation: Consultation, content: Content) -> Act | str:
    """The act that the text stands for, or the line to answer it with. Takes any text whatever."""
    return _Typed(text, screen, consultation, content).means()


def command(text: str) -> str:
    """The name of a command, without its stroke, the bot's name and words behind it; empty if it is none."""
    first = text.strip().split(maxsplit=1)[0] if text.strip() else ""
    if not first.startswith("/"):
        return ""
    return first[1:].partition("@")[0].casefold().replace("_", "").replace("-", "")


@dataclass(frozen=True)
class _Typed:
    """A text, and where it was typed."""

    text: str
    screen: Screen
    consultation: Consultation
    content: Content

    @property
    def say(self) -> Wording:
        return self.content.language.say

    @property
    def hears(self) -> Hearing:
        return self.content.language.hears

    @cached_property
    def raw(self) -> str:
        return unicodedata.normalize("NFC", self.text[: 4 * _LONGEST]).strip()

    @cached_property
    def said(self) -> str:
        """The text as it is compared."""
        said = plain(self.raw)[:_LONGEST]
        return self.hears.same.get(said, said)

    @cached_property
    def question(self) -> Question | None:
        """The question that can be answered here."""
        return standing.shown_question(self.consultation, self.content)

    def means(self) -> Act | str:
        if self.raw.startswith("/"):
            name, _, rest = self.raw.partition(" ")
            if command(name) == "language" and (code := self._language(rest)):
                return Speak(code)
            return Ask(rest) if command(name) in _ASKING and rest.strip() else self._command(command(name))
        if self.question and self.said in self.hears.unsure:
            return Choose(self.question.id, "?")
        if self.raw and not self.raw.strip("? "):
            return self._command("why" if self.question else "help")
        if not self.said:
            return self.say.toast_empty
        if self.question and self.question.numbers:
            number = self.raw if numbers.is_number(self.raw, self.hears) else numbers.in_figures(self.said, self.hears)
            if number:
                return numbers.counted(number, self.question.id, self.question.numbers, self.content.language)
        return self._worded()

    def _worded(self) -> Act | str:
        """What words mean: a choice of this screen, a command without its stroke, or something close to a choice."""
        choices = self._choices()
        exact = each_act(choice for choice in choices if choice.typed == self.said)
        if exact:
            return exact[0].act if len(exact) == 1 else self._which(exact)
        if title := self._title():
            return title
        if self.said in self.hears.yes | self.hears.no and (answer := self._yes_or_no(choices)):
            return answer
        if numbers.is_number(self.raw, self.hears) or numbers.in_figures(self.said, self.hears):
            return self._no_number()
        bare = self.said.replace(" ", "")
        if (name := self.hears.commands.get(bare, bare)) in _BARE:
            return self._command(name)
        if any(f" {phrase} " in f" {self.said} " for phrase in self.hears.people):
            return Open("person")
        return self._small_talk() or self._asked(choices)

    def _small_talk(self) -> Act | str | None:
        """What is said besides: going on without an answer, another language, hello and thank you."""
        if self.question and self.said in self.hears.onward:
            return self._naming(self.say.toast_onward, self._options())
        if code := self._language(self.raw, by_code=False):
            return Speak(code)
        if self.said in self.hears.greetings:
            return self.say.toast_hello
        if self.said in self.hears.thanks:
            return self.say.toast_thanks
        return None

    def _asked(self, choices: Iterable[Choice]) -> Act | str:
        """A question, or something close to a choice, or what the library surely knows something about."""
        if model := self._why_not():
            return model
        if questions.asks(self.raw, self.hears):
            return Ask(self.raw)
        if questions.goes_on(self.raw, self.hears):
            return Ask(self.raw)
        near = closest(self.said, choices, self.hears)
        if len(near) == 1:
            return near[0].act
        if questions.has_mark(self.raw):
            return Ask(self.raw)
        if near:
            return self._which(near)
        if self._is_known(choices):
            return Ask(self.raw)
        at_start = root(self.consultation.place).name == "promise"
        return self._naming(self.say.toast_unknown, self.screen.buttons if at_start else self._options())

    def _why_not(self) -> Act | None:
        """The reasons against the model that is named behind "why not", once there is an advice."""
        begun = next((one for one in self.hears.why_nots if self.said.startswith(f"{one} ")), None)
        if begun is None or not self.consultation.receipt:
            return None
        models = [
            Choice(plain(words), one.said, Open("why-not", one.id))
            for one in self.content.book.models
            for words in (one.said, one.id, *one.said.split(" ("))
        ]
        near = closest(self.said.removeprefix(begun).strip(), models, self.hears)
        return near[0].act if len(near) == 1 else None

    def _language(self, words: str, *, by_code: bool = True) -> str:
        """The language that is named, but the present one; a bare code may be a word of another meaning."""
        said, here = plain(words), self.consultation.language
        known = {code: {plain(name), *([code] if by_code else [])} for code, name in self.content.languages.items()}
        return next((code for code, names in known.items() if said in names and code != here), "")

    def _title(self) -> Act | None:
        """The article that is called so."""
        articles = self.content.articles
        return next((Open("article", name) for name in articles if plain(articles[name].title) == self.said), None)

    def _is_known(self, choices: Iterable[Choice]) -> bool:
        """Whether the library surely knows something about this, and it was not meant as an answer."""
        meant_as_answer = self._touches(choices) or self._answers_elsewhere()
        return not meant_as_answer and self.content.search.find(self.raw).sure >= self._line()

    def _answers_elsewhere(self) -> bool:
        """Whether this is an answer to another question, word for word: "monthly" asks nothing of the library."""
        return any(
            self.said in {plain(name), plain(option.label), *map(plain, one.heard.get(name, ()))}
            for one in self.content.book.questions
            for name, option in one.options.items()
        )

    def _line(self) -> float:
        """How sure the library must be of what does not read as a question: surer where an answer is waited for."""
        return STATED if self.question and self.consultation.place.name != "promise" else SURE

    def _touches(self, choices: Iterable[Choice]) -> bool:
        """Whether the text has a word of an answer: it was meant as one then, however unlike it is."""
        words = {word for word in self.said.split() if len(word) >= _TELLING}
        return any(isinstance(one.act, Choose) and words & set(one.typed.split()) for one in choices)

    def _command(self, name: str) -> Act | str:
        """What a command does here, by its name."""
        name = self.hears.commands.get(name, name)
        if name in {"notsure", "unsure"}:
            return Choose(self.question.id, "?") if self.question else self.say.toast_no_question
        if name == "why":
            asking = self.question and self.consultation.place.name != "promise"
            return Open(standing.WHY_ASK, self.question.id) if self.question and asking else Open("why")
        return _PAGES.get(name, self.say.toast_command)

    def _choices(self) -> list[Choice]:
        """All that can be typed here: the buttons, and the options by label and id, at the promise too."""
        buttons = [*self.screen.buttons, *self._options()]
        found = [Choice(plain(button.label), button.label, button.act) for button in buttons]
        if self.question:
            for name, one in self.question.options.items():
                said = (name, *self.question.heard.get(name, ()))
                found += [Choice(plain(words), one.label, Choose(self.question.id, name)) for words in said]
        return list(dict.fromkeys(found))

    def _options(self) -> tuple[Button, ...]:
        if self.question is None:
            return self.screen.options or self.screen.navigation
        asked = self.question.id
        return tuple(Button(option.label, Choose(asked, name)) for name, option in self.question.options.items())

    def _yes_or_no(self, choices: Iterable[Choice]) -> Act | None:
        """A bare yes or no: the one choice that begins so; on the screen that asks before deleting, no goes back."""
        wanted = self.hears.yes if self.said in self.hears.yes else self.hears.no
        found = each_act(choice for choice in choices if {*choice.typed.split()[:1]} & wanted)
        if len(found) == 1:
            return found[0].act
        return Back() if self.said in self.hears.no and self.consultation.place.name == "forget" else None

    def _which(self, near: list[Choice]) -> str:
        labels = self.say.or_.join(f'"{_shortened(choice.label)}"' for choice in near[:3])
        return self.say.toast_two.format(labels=labels)

    def _no_number(self) -> str:
        words = self.say.toast_number if self.question else self.say.toast_number_alone
        return self._naming(words, self._options())

    def _naming(self, words: str, buttons: Iterable[Button]) -> str:
        """The line with as many of the labels as a line can hold."""
        short = [button.label for button in buttons if len(button.label) <= _LABEL_LENGTH][:_LABELS]
        short = short or [self.say.back]
        while len(short) > 1 and units(_named(words, short)) > _TOAST:
            short.pop()
        return _named(words, short)


def _shortened(label: str) -> str:
    return label if len(label) <= _LABEL_LENGTH else label[: _LABEL_LENGTH - 3].rsplit(" ", 1)[0] + "..."


def _named(words: str, labels: list[str]) -> str:
    return words.format(labels=", ".join(f'"{label}"' for label in labels))
