"""The rules as a whole, frozen: what the loader hands to everybody else once no problem is left."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bot.rulebook.conditions import ADVISED, Condition, reads
from bot.rulebook.format import (
    Contradiction,
    Extra,
    Model,
    ModelRule,
    Need,
    Persona,
    Question,
    Rule,
    Tally,
    Traffic,
    WhyNot,
)


def natural(rule: str) -> tuple[tuple[int, str | int], ...]:
    """A sort key that puts X2 before X10."""
    return tuple((0, int(part)) if part.isdigit() else (1, part) for part in re.findall(r"[0-9]+|[^0-9]+", rule))


@dataclass(frozen=True)
class Rulebook:
    """All entries of the rule files, each kind in the order of its file. `spots` tells where a rule or id stands."""

    questions: tuple[Question, ...]
    needs: tuple[Need, ...]
    tallies: tuple[Tally, ...]
    models: tuple[Model, ...]
    model_rules: tuple[ModelRule, ...]
    why_nots: tuple[WhyNot, ...] = ()
    extras: tuple[Extra, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    traffic: tuple[Traffic, ...] = ()
    personas: tuple[Persona, ...] = ()
    need_levels: tuple[tuple[Need, ...], ...] = ()
    spots: Mapping[str, tuple[str, int, int]] = field(default_factory=dict, compare=False)

    @cached_property
    def _questions(self) -> dict[str, Question]:
        return {question.id: question for question in self.questions}

    @cached_property
    def options(self) -> Mapping[str, frozenset[str]]:
        """The ids of the options of each question."""
        return {question.id: frozenset(question.options) for question in self.questions}

    @cached_property
    def _models(self) -> dict[str, Model]:
        return {model.id: model for model in self.models}

    @cached_property
    def _needs(self) -> dict[str, Need]:
        return {need.id: need for need in self.needs}

    @cached_property
    def _tallies(self) -> dict[str, Tally]:
        return {tally.id: tally for tally in self.tallies}

    @cached_property
    def rules(self) -> Mapping[str, Rule]:
        """Every rule by its id."""
        every: Iterable[Rule] = (
            *self.needs,
            *self.model_rules,
            *self.why_nots,
            *self.extras,
            *self.contradictions,
        )
        return {one.rule: one for one in every}

    def question(self, name: str) -> Question:
        """The question of this id. Raises KeyError."""
        return self._questions[name]

    def is_question(self, name: str) -> bool:
        """Whether a fact is a question."""
        return name in self._questions

    def model(self, name: str) -> Model:
        """The model of this id. Raises KeyError."""
        return self._models[name]

    def need(self, name: str) -> Need:
        """The need of this id. Raises KeyError."""
        return self._needs[name]

    def contradiction(self, rule: str) -> Contradiction:
        """The contradiction of this rule id. Raises KeyError."""
        found = self.rules[rule]
        if not isinstance(found, Contradiction):
            raise KeyError(rule)
        return found

    def counted(self, tally: str) -> tuple[Need, ...]:
        """The needs that a tally counts."""
        kind = self._tallies[tally].counts
        return tuple(need for need in self.needs if need.kind == kind)

    def citing(self, article: str) -> tuple[list[Model], list[Rule]]:
        """The models and the rules that cite an article; rules by their ids."""
        rules = [rule for rule in self.rules.values() if article in cited(rule)]
        models = [model for model in self.models if article in (model.article, *model.also)]
        return models, sorted(rules, key=lambda rule: natural(rule.rule))

    def is_tally(self, name: str) -> bool:
        """Whether a fact is a tally."""
        return name in self._tallies

    def is_need(self, name: str) -> bool:
        """Whether a fact is a need."""
        return name in self._needs

    def roots(self, condition: Condition) -> tuple[str, ...]:
        """The questions that a condition rests on, through needs and tallies, in the order asked."""
        found: set[str] = set()
        waiting = list(reads(condition))
        while waiting:
            fact = waiting.pop()
            if fact == ADVISED or fact in found:
                continue
            found.add(fact)
            if self.is_need(fact):
                waiting += reads(self.need(fact).when)
            elif self.is_tally(fact):
                waiting += [need.id for need in self.counted(fact)]
        return tuple(question.id for question in self.questions if question.id in found)


def cited(rule: Rule) -> tuple[str, ...]:
    """The articles that a rule cites, each once."""
    found: list[str] = [] if isinstance(rule, WhyNot | Contradiction) else [rule.article]
    if isinstance(rule, ModelRule):
        found += [*rule.also, *rule.also_in.values()]
    return tuple(dict.fromkeys(found))
