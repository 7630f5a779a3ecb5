"""What every screen is made from, and the buttons that many screens share; no screen is made here."""

from dataclasses import dataclass
from functools import cached_property

from bot.content import Content
from bot.conversation import standing
from bot.conversation.acts import Back, Button, Open, Screen
from bot.inference.report import Advice, Outlook
from bot.model import Answers, Consultation
from bot.rulebook.format import Model, Question
from bot.wording.sentences import Voice, Wording


@dataclass(frozen=True)
class Page:
    """A consultation on its way to a screen: its content, for whom, in which words; today's content if it is known."""

    consultation: Consultation
    content: Content
    region: str
    voice: Voice
    say: Wording
    today: Content | None = None

    @property
    def later(self) -> Content | None:
        """Today's content, if the consultation began under another."""
        return self.today if self.today and self.today.revision != self.content.revision else None

    @cached_property
    def outlook(self) -> Outlook:
        """What is still possible, and what to ask next."""
        return standing.outlook_of(self.consultation, self.content)

    @cached_property
    def advice(self) -> Advice | None:
        """The advice on the answers so far; None if none can be stood behind."""
        return standing.advice_of(self.consultation, self.content)

    @cached_property
    def answered(self) -> tuple[Question, ...]:
        """The questions answered and heeded, in the order asked."""
        return standing.answered(self.consultation, self.content)

    @cached_property
    def answers(self) -> Answers:
        """The answers as far as the content knows them."""
        return standing.known_answers(self.consultation, self.content)

    def model(self, name: str) -> Model:
        """The support model of this id."""
        return self.content.book.model(name)

    def label(self, question: Question) -> str:
        """The answer given to this question, as its buttons say it."""
        given = self.answers.get(question.id, ())
        if len(given) > 1 and set(given) == set(question.options):
            return self.say.not_sure
        return self.say.or_.join(question.options[option].label for option in given)

    def progress(self) -> str:
        """How many questions are answered, and how many are left at least and at most."""
        say, outlook = self.say, self.outlook
        done = say.some_answered.format(n=len(self.answered)) if self.answered else say.nothing_answered
        least, most = outlook.fewest, outlook.most
        if most == 0:
            left = say.left_none
        elif least == most:
            left = say.left_one.format(most=most)
        else:
            left = say.left.format(least=least, most=most)
        return f"{done}, {left}."

    def screen(self, *blocks: str, options: tuple[Button, ...] = (), navigation: tuple[Button, ...] = ()) -> Screen:
        """A screen of these blocks of text, empty ones left out."""
        text = "\n\n".join(block for block in blocks if block)
        return Screen(self.consultation.place.name, text, options, navigation)

    def back(self) -> Button:
        """One step back."""
        return Button(self.say.back, Back())

    def read(self, articles: tuple[str, ...]) -> tuple[Button, ...]:
        """A button for each of these articles, each once, as far as they exist."""
        known = [name for name in dict.fromkeys(articles) if name in self.content.articles]
        return tuple(
            Button(self.say.read.format(title=self.content.articles[name].title), Open("article", name))
            for name in known
        )


def lines(items: list[str]) -> str:
    """A list in simple Markdown."""
    return "\n".join(f"- {item}" for item in items)


def titled(title: str, items: list[str]) -> str:
    """A list below its title; nothing if the list is empty."""
    return f"{title}\n\n{lines(items)}" if items else ""


def capital(sentence: str) -> str:
    """The sentence with a capital letter first."""
    return sentence[:1].upper() + sentence[1:]
