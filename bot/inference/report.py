"""What an advice says, as plain data, or why none is given: the words are those of the rule files.

Nothing is decided here, and neither numpy nor the engine is imported: every screen reads this, the first one too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from bot.errors import FixpointError
from bot.model import Answers

Status: TypeAlias = Literal["settled", "open"]


class Disagreement(Exception):
    """The engine and the answer space name different models for the same answers: neither is to be believed."""


class Undecided(Disagreement, FixpointError):
    """The rules name no model, or more than one, for some completion of the answers: `fixpoint check` names them."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that holds in every completion: the answers it rests on, its sentence, its article."""

    rule: str
    facts: Answers
    say: str
    article: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Another answer (with what it newly opens) that leads to another model for sure."""

    answers: Mapping[str, str]
    model: str
    can_change: str
    question: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two other answers (with what they newly open) that lead to another model for sure, where no single one does.

    `can_change` is that of the harder one.
    """

    answers: Mapping[str, str]
    model: str
    can_change: str
    questions: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Weight:
    """How much of an advice one answer carries.

    Of the `others` that could be given instead, `would` lead away from the model for sure, and `might` do so, depending
    on what is open or would be asked then.
    """

    question: str
    would: int
    might: int
    others: int

    @property
    def share(self) -> float:
        """The part of the other answers that lead elsewhere; one that only might counts half."""
        return (self.would + self.might / 2) / self.others if self.others else 0.0


@dataclass(frozen=True, slots=True)
class Split:
    """Which rules decide hangs on a question: for the rules of each case the options with which they do."""

    question: str
    cases: Mapping[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Advice:
    """All that can be said about answers, complete or not; see the contract in README.md.

    `endings` holds, while the matter is open, for each model still possible the likeliest completion that leads there:
    the answers it hangs on, without those already given. `weights` says, once it is settled, what each answer carries.
    """

    status: Status
    model: str | None
    possible: tuple[str, ...]
    ask_next: str | None
    needs: tuple[str, ...]
    tallies: Mapping[str, tuple[int, int]]
    decided_by: tuple[str, ...]
    because: tuple[Reason, ...]
    why_not: Mapping[str, tuple[Reason, ...]]
    extras: tuple[Reason, ...]
    contradictions: tuple[Reason, ...]
    changes: tuple[Change, ...]
    ignored: Answers
    revision: str
    endings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    weights: tuple[Weight, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a question's screen needs to know, without firing a rule.

    `ask_next` is the first wanted question without an answer, whether settled or not. `unsure_next` is the unsure
    question worth asking back (None when none would help). `fewest` and `most` bound the questions left to ask:
    the least number that could settle the matter, the greatest that may be asked.
    """

    possible: tuple[str, ...]
    ask_next: str | None
    unsure_next: str | None
    fewest: int
    most: int
    contradictions: tuple[str, ...]
    asked: tuple[str, ...]
    ignored: Answers

    @property
    def settled(self) -> bool:
        """Whether every completion ends in one model."""
        return len(self.possible) == 1


def shown(answers: Answers) -> dict[str, Any]:
    """Answers as the JSON contract writes them: an option, or a list where the prospect is not sure."""
    return {key: options[0] if len(options) == 1 else list(options) for key, options in answers.items()}
