"""How much of the answer space and of the assumed traffic a rule, a model and a question decide.

Counted over every answer set; nothing is sampled. What the certificate counts is taken from there.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bot.analysis.finding import count
from bot.analysis.standing import Standing, Standings
from bot.analysis.witnesses import Witness, witnesses
from bot.content import Content
from bot.inference.axes import NOT_ASKED, Axis
from bot.inference.space import Bools
from bot.rulebook.format import Question, Rule


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the answer space: how many sets, and which parts of all sets and of the assumed traffic they are."""

    sets: int
    of_sets: float
    of_traffic: float


@dataclass(frozen=True, slots=True)
class RuleFigures:
    """Where a rule fires and, if it names a model, where it decides and is decisive, with a pair that shows it."""

    fires: Share
    decides: Share | None
    decisive: Share | None
    witness: Witness


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """How often a question is asked, how often its answer alone changes the model, and where its options lead.

    `leads` holds, for each option, the models by their parts of the traffic that gives this answer.
    """

    asked: Share
    matters: Share
    leads: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a content."""

    sets: int
    rules: Mapping[str, RuleFigures]
    models: Mapping[str, Share]
    questions: Mapping[str, QuestionFigures]


def figures(content: Content) -> Figures:
    """Count over every answer set."""
    counting = _Counting(Standings(content.adviser.space))
    book, models = content.book, counting.space.models
    seen = {witness.rule: witness for witness in witnesses(content)}
    return Figures(
        sets=len(counting.space),
        rules={name: counting.rule(rule, seen[name]) for name, rule in book.rules.items()},
        models={model.id: counting.share(models == number) for number, model in enumerate(book.models)},
        questions={question.id: counting.question(question) for question in book.questions},
    )


class _Counting:
    def __init__(self, standings: Standings) -> None:
        self.standings, self.space, self.book = standings, standings.space, standings.book

    def share(self, where: Bools) -> Share:
        """What part of the whole an array that broadcasts marks."""
        traffic = self.standings.mix.sum(where=np.broadcast_to(where, self.space.shape))
        return self._share(count(self.space, where), float(traffic))

    def _share(self, sets: int, traffic: float) -> Share:
        return Share(sets, sets / len(self.space), traffic)

    def rule(self, rule: Rule, witness: Witness) -> RuleFigures:
        """The figures of a rule."""
        standing: Standing = self.standings.of[rule.rule]
        fires = self._share(standing.fires, standing.mix)
        if standing.decides is None:
            return RuleFigures(fires, None, None, witness)
        decides = self._share(standing.decides, standing.decides_mix or 0.0)
        return RuleFigures(fires, decides, self._share(witness.sets, witness.mix), witness)

    def question(self, question: Question) -> QuestionFigures:
        """The figures of a question."""
        column = self.space.column(question.id)
        return QuestionFigures(
            self.share(column != NOT_ASKED), self.share(self._matters(question)), self._leads(question)
        )

    def _leads(self, question: Question) -> Mapping[str, Mapping[str, float]]:
        models = len(self.book.models) + 1  # and those that get none
        column = self.space.column(question.id).astype(np.intp)
        cells = (column * models + np.minimum(self.space.models, models - 1)).ravel()
        asked = np.broadcast_to(column != NOT_ASKED, self.space.shape).ravel()
        size = len(question.options) * models
        table = np.bincount(cells[asked], self.standings.mix.ravel()[asked], size).reshape(-1, models)
        return {
            option: {
                model.id: float(part) for model, part in zip(self.book.models, row / (row.sum() or 1), strict=False)
            }
            for option, row in zip(question.options, table, strict=True)
        }

    def _matters(self, question: Question) -> Bools:
        """Where another answer to this question (with some answer to what it newly opens) gets another model."""
        axis = self.space.axis_of[question.id]
        along = np.moveaxis(self.space.models, axis.index, 0)
        found = np.zeros(along.shape, bool)
        for here in range(len(axis)):
            for there in range(here):
                if _one_answer_apart(axis, question, here, there):
                    differ = along[here] != along[there]
                    found[here] |= differ
                    found[there] |= differ
        return np.moveaxis(found, 0, axis.index)


def _one_answer_apart(axis: Axis, question: Question, here: int, there: int) -> bool:
    """Whether two positions differ in the answer to a question, and in nothing else that is asked in both."""
    for other, one, two in zip(axis.questions, axis.positions[here], axis.positions[there], strict=True):
        if NOT_ASKED in (one, two):
            if other is question:
                return False
        elif (one != two) is not (other is question):
            return False
    return True
