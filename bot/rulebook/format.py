"""One class for each kind of entry in a rule file, exactly as rules/README.md describes it.

Unknown keys are refused, and nothing is turned into another type: 5 is no text, "5" is no number. What an entry refers
to (facts, options, articles) is not looked up here.
"""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, StrictInt, StringConstraints, Tag

from bot.rulebook.conditions import ALWAYS, When
from bot.rulebook.limits import MAX_OPTIONS

_ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"

Fact: TypeAlias = Annotated[str, StringConstraints(pattern=_ID, max_length=20)]
OptionId: TypeAlias = Annotated[str, StringConstraints(pattern=_ID, max_length=20)]
RuleId: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$", max_length=40)]
ArticleId: TypeAlias = Annotated[str, StringConstraints(pattern=_ID, max_length=40)]
Sentence: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
Label: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=32)]

Typed: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]

Region: TypeAlias = Literal["us", "eu"]
Kind: TypeAlias = Literal["exposure", "aspiration", "state"]
Tier: TypeAlias = Literal["trigger", "standard", "fallback"]
TIERS: tuple[Tier, ...] = ("trigger", "standard", "fallback")


def _answers(raw: Any) -> Any:
    """Answers as written (an option, or a list of them) in the form used inside: tuples of options."""
    if not isinstance(raw, Mapping):
        return raw
    return {key: (one,) if isinstance(one, str) else one for key, one in raw.items()}


GivenAnswers: TypeAlias = Annotated[
    dict[str, Annotated[tuple[str, ...], Field(min_length=1)]],
    Field(min_length=1),
    BeforeValidator(_answers, json_schema_input_type=dict[str, str | Annotated[list[str], Field(min_length=1)]]),
]

BRANCH = frozenset({"<change>", "<none>", "<row>", "<rows>"})
"""The names of branches where an entry may be one of two things; they stand in pydantic's paths, and in no file."""


class Entry(BaseModel):
    """What every entry shares: it is frozen, and a key that is not listed is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


@cache
def keys(kind: type[BaseModel]) -> tuple[str, ...]:
    """The keys of an entry as written, in the order in which they are usually written."""
    return tuple(info.alias or name for name, info in kind.model_fields.items())


class Option(Entry):
    """One answer of a question: its button, and how it is repeated after "You said that"."""

    label: Label
    said: Sentence


class Intended(Entry):
    """Options of which something is so on purpose, and why."""

    options: Annotated[tuple[str, ...], Field(min_length=2)]
    because: Sentence


class Question(Entry):
    """What is asked. Options keep the order of the file, which is the order of the buttons."""

    id: Fact = Field(alias="question")
    ask: Sentence
    why: Sentence
    help: Sentence | None = None
    options: Annotated[dict[OptionId, Option], Field(min_length=2, max_length=MAX_OPTIONS)]
    heard: dict[OptionId, Annotated[tuple[Typed, ...], Field(min_length=1)]] = {}
    can_change: Literal["yes", "slowly", "no"]
    change_by: Sentence | None = Field(None, alias="change by")
    change_last: Literal["yes"] | None = Field(None, alias="change last")
    exposure: tuple[Annotated[tuple[str, ...], Field(min_length=1)], ...] | None = None
    same_model: tuple[Intended, ...] = Field((), alias="same model")
    no_direction: tuple[Intended, ...] = Field((), alias="no direction")
    wish: Literal["yes"] | None = None
    numbers: dict[str, Annotated[StrictInt, Field(ge=0)]] | None = None
    when: When = ALWAYS

    def rank(self, option: str) -> int:
        """How exposed this option is, counted from 0; -1 where no ranks are declared."""
        return next((rank for rank, equal in enumerate(self.exposure or ()) if option in equal), -1)


class Need(Entry):
    """A fact that follows from answers, counted by the tally of its kind."""

    rule: RuleId
    id: Fact = Field(alias="need")
    kind: Kind
    when: When
    words: Sentence = Field(alias="in words")
    article: ArticleId
    title: Sentence | None = None


class Tally(Entry):
    """A number: how many needs of one kind hold."""

    id: Fact = Field(alias="tally")
    counts: Kind


class Model(Entry):
    """A support model. `level` is its rung of the support ladder, `floor` the percent of the mix that it must keep."""

    id: Fact = Field(alias="model")
    said: Sentence
    means: Sentence
    level: Annotated[StrictInt, Field(ge=0, le=9)]
    floor: Annotated[StrictInt, Field(ge=1, le=100)] | None = None
    not_given: Sentence = Field(alias="not given")
    article: ArticleId
    also: tuple[ArticleId, ...] = ()


class ModelRule(Entry):
    """A rule that names a model; the highest tier with a fired rule decides."""

    rule: RuleId
    title: Sentence | None = None
    tier: Tier
    model: Fact
    when: When
    say: Sentence
    article: ArticleId
    also: tuple[ArticleId, ...] = ()
    also_in: dict[Region, ArticleId] = Field({}, alias="also in")


class WhyNot(Entry):
    """Why a model is not advised; {question} in the sentence becomes what was said there."""

    rule: RuleId
    title: Sentence | None = None
    model: Fact
    weight: Annotated[StrictInt, Field(ge=0, le=100)]
    when: When
    say: Sentence


class Extra(Entry):
    """What is said beside the advice; it never changes the model."""

    rule: RuleId
    title: Sentence | None = None
    first: Literal["yes"] | None = None
    when: When
    say: Sentence
    article: ArticleId


class Reading(Entry):
    """One way to settle a contradiction: the question to ask again, or `nothing` to keep the answers."""

    label: Label
    asks: Fact
    suggests: Literal["not sure"] | None = None


class Contradiction(Entry):
    """Answers that do not go together, talked back at once."""

    rule: RuleId
    title: Sentence | None = None
    when: When
    say: Sentence
    readings: tuple[Reading, Reading]
    note: Sentence | None = None
    flag: Sentence | None = None


Weights: TypeAlias = dict[str, Annotated[float, Field(strict=True, ge=0, le=100, allow_inf_nan=False)]]


def _rows(raw: Any) -> str:
    """Whether weights are one row, or a row for each option of another question."""
    return "<rows>" if isinstance(raw, Mapping) and any(isinstance(row, Mapping) for row in raw.values()) else "<row>"


class Traffic(Entry):
    """How often each option of a question is assumed to be given, in percent."""

    id: Fact = Field(alias="question")
    given: Fact | None = None
    weights: Annotated[
        Annotated[Weights, Tag("<row>")] | Annotated[dict[str, Weights], Tag("<rows>")], Discriminator(_rows)
    ]


class Change(Entry):
    """A change of answers, and the model it leads to."""

    answers: GivenAnswers
    model: Fact


def _branch(raw: Any) -> str:
    return "<none>" if isinstance(raw, str) else "<change>"


class Persona(Entry):
    """A prospect whose advice must stay true. Tallies stand beside the keys under their own names."""

    model_config = ConfigDict(extra="allow")

    persona: Sentence
    answers: GivenAnswers
    model: Fact
    rules: tuple[RuleId, ...] | None = None
    contradictions: tuple[RuleId, ...] | None = None
    extras: tuple[RuleId, ...] | None = None
    settled: Annotated[StrictInt, Field(ge=0)] | None = None
    change: (
        Annotated[
            Annotated[Change, Tag("<change>")] | Annotated[Literal["none"], Tag("<none>")], Discriminator(_branch)
        ]
        | None
    ) = None
    exempt: tuple[Fact, ...] = Field((), alias="except")
    say: Sentence | None = None

    @property
    def tallies(self) -> Mapping[str, Any]:
        """The tallies that the persona states, by name."""
        return self.__pydantic_extra__ or {}


Rule: TypeAlias = Need | ModelRule | WhyNot | Extra | Contradiction

FILES: Mapping[str, Mapping[str, type[Entry]]] = {
    "questions.yaml": {"question": Question},
    "needs.yaml": {"rule": Need, "tally": Tally},
    "models.yaml": {"rule": ModelRule, "model": Model},
    "whynot.yaml": {"rule": WhyNot},
    "extras.yaml": {"rule": Extra},
    "contradictions.yaml": {"rule": Contradiction},
    "traffic.yaml": {"question": Traffic},
    "personas.yaml": {"persona": Persona},
}
"""The rule files, and the kinds of entry in each by the key that begins them."""
