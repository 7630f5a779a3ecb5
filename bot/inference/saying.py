"""What a rule says about somebody's answers, in the words of a rulebook; which rules do was decided before."""

import re
from dataclasses import dataclass

from bot.model import Answers
from bot.rulebook.book import Rulebook
from bot.rulebook.format import Need, WhyNot

_QUOTED = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Phrases:
    """How answers are put into a sentence: what a need calls for, and what stands between answers and options."""

    need: str = "You said that {said}: that calls for {words}."
    and_: str = " and "
    or_: str = " or "


@dataclass(frozen=True, slots=True)
class Saying:
    """The sentences of one language."""

    book: Rulebook
    phrases: Phrases = Phrases()

    def of(self, name: str, facts: Answers, answers: Answers) -> str:
        """The sentence of a rule that rests on these facts; what it quotes is from the answers."""
        rule = self.book.rules[name]
        match rule:
            case Need():
                said = self.phrases.and_.join(self._said(question, facts) for question in facts)
                return self.phrases.need.format(said=said, words=rule.words)
            case WhyNot():
                return _QUOTED.sub(lambda quoted: self._said(quoted[1], answers), rule.say)
            case _:
                return rule.say

    def _said(self, question: str, answers: Answers) -> str:
        """An answer in the prospect's words: "a stop hurts within minutes"."""
        options = self.book.question(question).options
        return self.phrases.or_.join(options[option].said for option in answers.get(question, ()))
