"""Which words a condition may use: the facts, what kind each is, and the values it can take.

Ids of entries that are themselves faulty count as known, so that one slip is reported once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.rulebook.conditions import (
    ADVISED,
    Condition,
    Counts,
    Holds,
    Is,
    IsNot,
    Part,
    Path,
    Ranks,
    parts,
)
from bot.rulebook.format import Model, Need, Question, Tally
from bot.rulebook.loading import Placed, Sheets
from bot.rulebook.problems import Problem, nearest

RESERVED = frozenset({"any", "all", "not", "always", "nothing", "none", "id", "sid", "go", "boot", ADVISED, "unsure"})
RESERVED_OPTIONS = frozenset({"unsure", "holds", "not-asked"})


@dataclass(slots=True)
class Vocabulary:
    """The facts that conditions may read. `faulty` are facts whose entry is not well formed: nothing is said of them."""

    questions: dict[str, Question] = field(default_factory=dict)
    needs: dict[str, Need] = field(default_factory=dict)
    tallies: dict[str, int] = field(default_factory=dict)
    models: tuple[str, ...] = ()
    faulty: set[str] = field(default_factory=set)
    partial: bool = False

    @classmethod
    def of(cls, sheets: Sheets) -> "Vocabulary":
        """The vocabulary of the files as read. A file that could not be read makes it partial."""
        words = cls(partial=bool(sheets.unread & {"questions.yaml", "needs.yaml", "models.yaml"}))
        words.questions = {one.id: one for one in sheets.entries(Question)}
        words.needs = {one.id: one for one in sheets.entries(Need)}
        for tally in sheets.entries(Tally):
            words.tallies[tally.id] = sum(need.kind == tally.counts for need in words.needs.values())
        words.models = tuple(one.id for one in sheets.entries(Model))
        for placed in sheets.placed:
            if placed.entry is None:
                words.faulty |= {placed.written(key) for key in ("question", "need", "tally", "model")} - {""}
                words.partial |= placed.kind in (Need, Tally)
        return words

    @property
    def facts(self) -> list[str]:
        """Every fact that a condition may name."""
        return [*self.questions, *self.needs, *self.tallies]

    def check(self, placed: Placed, condition: Condition, *, advised: bool = False) -> Iterator[Problem]:
        """What a condition says that could not mean anything."""
        for part in parts(condition):
            at: Path = ("when", *part.at)
            if part.fact in self.faulty:
                continue
            if part.fact == ADVISED and advised:
                yield from self._advised(placed, part, at)
            elif part.fact in self.questions:
                yield from self._question(placed, part, at)
            elif part.fact in self.needs:
                if not isinstance(part.test, Holds):
                    text = f'"{part.fact}" is a need, and a need holds or does not hold'
                    yield placed.problem(
                        at, text, "test", f"write `{part.fact}: holds` or `{part.fact}: does not hold`"
                    )
            elif part.fact in self.tallies:
                yield from self._tally(placed, part, at)
            elif not self.partial:
                text = f'reads "{part.fact}", which no question asks and no rule concludes'
                yield placed.problem(at, text, "unknown-fact", nearest(part.fact, self.facts))

    def _advised(self, placed: Placed, part: Part, at: Path) -> Iterator[Problem]:
        if not isinstance(part.test, Is | IsNot):
            yield placed.problem(at, "`advised` takes a model or a list of models", "test")
            return
        yield from self._known(placed, part.test.values, self.models, at, "model")

    def _question(self, placed: Placed, part: Part, at: Path) -> Iterator[Problem]:
        question, test = self.questions[part.fact], part.test
        options = tuple(question.options)
        if isinstance(test, Is | IsNot):
            yield from self._known(placed, test.values, options, at, f"option of {part.fact}")
            if set(options) <= set(test.values):
                never = "could never hold" if isinstance(test, IsNot) else "says nothing"
                yield placed.problem(at, f"the test names every option of {part.fact} and {never}", "trivial")
        elif isinstance(test, Ranks):
            yield from self._ranks(placed, question, test, at)
        else:
            text = f'"{part.fact}" is a question, and its answer is one of its options'
            yield placed.problem(at, text, "test", "choose one of: " + ", ".join(options))

    def _ranks(self, placed: Placed, question: Question, test: Ranks, at: Path) -> Iterator[Problem]:
        if question.exposure is None:
            text = f"`at least` and `at most` need ranks, and {question.id} declares no `exposure`"
            yield placed.problem(at, text, "no-ranks", "list the options instead")
            return
        bounds = [one for one in (test.least, test.most) if one is not None]
        unknown = list(self._known(placed, bounds, tuple(question.options), at, f"option of {question.id}"))
        yield from unknown
        if unknown:
            return
        least = question.rank(test.least) if test.least else 0
        most = question.rank(test.most) if test.most else len(question.exposure) - 1
        if least > most:
            yield placed.problem(at, "the bounds exclude one another, so it could never hold", "never")
        elif least == 0 and most == len(question.exposure) - 1:
            yield placed.problem(at, f"the bounds allow every option of {question.id}", "trivial")

    def _tally(self, placed: Placed, part: Part, at: Path) -> Iterator[Problem]:
        most_of_all = self.tallies[part.fact]
        if not isinstance(part.test, Counts):
            text = f'"{part.fact}" is a tally, and is compared with a number'
            yield placed.problem(at, text, "test", f"such as `{part.fact}: {{at least: 2}}`")
            return
        least, most = part.test.least, part.test.most
        for bound in (least, most):
            if bound is not None and not 0 <= bound <= most_of_all and not self.partial:
                text = f"{part.fact} can be 0 to {most_of_all}, never {bound}"
                yield placed.problem(at, text, "out-of-range", f"choose a number from 0 to {most_of_all}")
        if least is not None and most is not None and least > most:
            yield placed.problem(at, "the bounds exclude one another, so it could never hold", "never")
        elif (least or 0) == 0 and (most is None or most == most_of_all) and not self.partial:
            yield placed.problem(at, f"the bounds allow every value of {part.fact}", "trivial")

    def _known(
        self, placed: Placed, values: tuple[str, ...] | list[str], known: tuple[str, ...], at: Path, what: str
    ) -> Iterator[Problem]:
        for value in values:
            if value not in known and value not in self.faulty:
                article = "an" if what[0] in "aeiou" else "a"
                text = f'"{value}" is not {article} {what}'
                yield placed.problem(at, text, "unknown-option", nearest(value, known))


def answers_problems(
    placed: Placed, answers: Mapping[str, tuple[str, ...]], words: Vocabulary, at: Path
) -> Iterator[Problem]:
    """What is wrong with answers that stand in a rule file."""
    for question, options in answers.items():
        if question in words.faulty:
            continue
        if question not in words.questions:
            if not words.partial:
                text = f'"{question}" is no question'
                yield placed.problem((*at, question), text, "unknown-fact", nearest(question, words.questions))
            continue
        known = words.questions[question].options
        for option in options:
            if option not in known:
                text = f'"{option}" is not an option of {question}'
                yield placed.problem((*at, question), text, "unknown-option", nearest(option, known))
