"""What every page is made of: content, figures, the names of the files, and who cites and reads what.

Every link between pages is made here, so that none can lead nowhere.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.content import Content
from bot.handbook.figures import Figures, Share
from bot.handbook.markup import Html, joined, slug, tag
from bot.rulebook.book import Rulebook, natural
from bot.rulebook.conditions import ADVISED, Is, IsNot, parts, reads
from bot.rulebook.format import Contradiction, Extra, ModelRule, Need, Rule, WhyNot

_QUOTED = re.compile(r"\{([^{}]*)\}")

KINDS: Mapping[type[Rule], str] = {
    Need: "Need",
    ModelRule: "Model rule",
    WhyNot: "Why-not sentence",
    Extra: "Extra",
    Contradiction: "Contradiction",
}
"""How a reader calls each kind of rule, in the order in which they are listed."""


def percent(part: float) -> str:
    """A part of a whole, never rounded to nothing or to all."""
    if 0 < part < 0.0001:  # noqa: PLR2004 - what two digits would round up - what two digits still show
        return "under 0.01%"
    return "over 99.99%" if 0.9999 < part < 1 - 1e-9 else f"{part:.2%}"  # noqa: PLR2004 - what two digits would round up


def amount(number: int, one: str, many: str = "") -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def capital(words: str) -> str:
    """Words as a heading begins."""
    return words[:1].upper() + words[1:]


def article_file(article: str) -> str:
    """The page of an article."""
    return f"article-{article}.html"


@dataclass(frozen=True)
class Material:
    """Content with its figures, and links to everything in it."""

    content: Content
    figures: Figures

    @property
    def book(self) -> Rulebook:
        """The rules."""
        return self.content.book

    @cached_property
    def _rule_files(self) -> Mapping[str, str]:
        """The page of every rule; ids that differ in case alone get names that any file system tells apart."""
        found: dict[str, str] = {}
        taken: set[str] = set()
        for name in sorted(self.book.rules, key=lambda one: (natural(one), one)):
            number, file = 1, name
            while file.lower() in taken:
                number += 1
                file = f"{name}.{number}"
            taken.add(file.lower())
            found[name] = f"rule-{file}.html"
        return found

    def rule_file(self, rule: str) -> str:
        """The page of a rule."""
        return self._rule_files[rule]

    def model_file(self, model: str) -> str:
        """The page of a model."""
        return f"model-{model}.html"

    def question_file(self, question: str) -> str:
        """The page of a question."""
        return f"question-{question}.html"

    def tally_address(self, tally: str) -> str:
        """Where a tally is explained."""
        return f"rules.html#tally-{slug(tally)}"

    def rule(self, name: str, words: str = "") -> Html:
        """A link to a rule."""
        return tag("a", words or name, href=self.rule_file(name))

    def model(self, name: str) -> Html:
        """A link to a model, as it is said."""
        return tag("a", capital(self.book.model(name).said), href=self.model_file(name))

    def question(self, name: str, words: str = "") -> Html:
        """A link to a question."""
        return tag("a", words or name, href=self.question_file(name))

    def article(self, name: str) -> Html:
        """A link to an article."""
        return tag("a", self.content.articles[name].title, href=article_file(name))

    def fact(self, name: str) -> Html:
        """A link to what a condition reads: a question, a need, a tally."""
        if self.book.is_question(name):
            return self.question(name)
        if self.book.is_need(name):
            return self.rule(self.book.need(name).rule, name)
        if self.book.is_tally(name):
            return tag("a", name, href=self.tally_address(name))
        return tag("a", "the advice", href="models.html")

    def title(self, rule: Rule) -> str:
        """What a rule is called beside its id."""
        if isinstance(rule, Need):
            return rule.title or rule.words
        if rule.title:
            return rule.title
        return f"not {self.book.model(rule.model).said}" if isinstance(rule, WhyNot) else ", ".join(reads(rule.when))

    def of_kind(self, kind: type[Rule]) -> list[Rule]:
        """The rules of a kind, by their ids."""
        found = [rule for rule in self.book.rules.values() if isinstance(rule, kind)]
        return sorted(found, key=lambda rule: natural(rule.rule))

    def says(self, rule: Rule) -> Html:
        """What a rule says, in which a quoted answer is a link to its question."""
        parts = _QUOTED.split(sentence(rule)) if isinstance(rule, WhyNot) else [sentence(rule)]
        return joined(self.question(one, f"{{{one}}}") if number % 2 else one for number, one in enumerate(parts))

    def readers(self, fact: str) -> list[Rule]:
        """The rules that read a fact, by kind and id."""
        return [rule for kind in KINDS for rule in self.of_kind(kind) if fact in reads(rule.when)]

    def about(self, model: str) -> list[Rule]:
        """The extras that are said only with some models, this one among them."""
        return [rule for rule in self.of_kind(Extra) if model in self._advised(rule)]

    def _advised(self, rule: Rule) -> set[str]:
        found: set[str] = set()
        for part in parts(rule.when):
            if part.fact == ADVISED and isinstance(part.test, Is | IsNot):
                every = {model.id for model in self.book.models}
                found |= set(part.test.values) if isinstance(part.test, Is) else every - set(part.test.values)
        return found

    def citations(self, article: str) -> Iterator[Html]:
        """Links to what cites an article: models, then rules."""
        models, rules = self.book.citing(article)
        yield from (self.model(model.id) for model in models)
        for kind in KINDS:
            for rule in rules:
                if isinstance(rule, kind):
                    yield Html(f"{self.rule(rule.rule)} {tag('span', self.title(rule), class_='quiet')}")


def sentence(rule: Rule) -> str:
    """What a rule says to the prospect."""
    if isinstance(rule, Need):  # a state is no more than so; the others are called for by what was answered
        return capital(f"{rule.words}." if rule.kind == "state" else f"that calls for {rule.words}.")
    return capital(rule.say)


def bar(part: float) -> Html:
    """A share as a bar; the number stands beside it."""
    full = tag("rect", class_="full", width="100", height="8")
    filled = tag("rect", class_="filled", width=f"{100 * part:.2f}", height="8")
    return tag("svg", full, filled, class_="bar", viewBox="0 0 100 8", preserveAspectRatio="none", aria_hidden="true")


def share_cells(share: Share | None) -> tuple[str, str, str]:
    """A share as the cells of a table: sets, part of all sets, part of the traffic."""
    return ("-", "-", "-") if share is None else (f"{share.sets:,}", percent(share.of_sets), percent(share.of_traffic))
