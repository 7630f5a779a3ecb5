"""Which words the rule files declare: questions with their options, needs, tallies, models, and rules by kind.

Words of entries that are themselves faulty count as known, so that one slip is reported once.
"""

import re
from dataclasses import dataclass, field

from bot.rulebook.conditions import ADVISED, Path
from bot.rulebook.format import Contradiction, Entry, Extra, Model, ModelRule, Need, Question, Tally, Traffic, WhyNot
from bot.rulebook.loading import Placed, Sheets

RESERVED = frozenset({"any", "all", "not", "always", "nothing", "none", "id", "sid", "go", "boot", ADVISED, "unsure"})
RESERVED_OPTIONS = frozenset({"unsure", "holds", "not-asked"})
RESERVED_MODELS = frozenset({"none", "unsure"})

_WORD = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
_NAMED: tuple[tuple[type[Entry], str, str], ...] = (
    (Need, "need", "need"),
    (Tally, "tally", "tally"),
    (Model, "model", "model"),
    (Need, "rule", "need rule"),
    (ModelRule, "rule", "model rule"),
    (WhyNot, "rule", "why-not sentence"),
    (Extra, "rule", "extra"),
    (Contradiction, "rule", "contradiction"),
)
"""Kinds of entries, the key that holds their id, and the space of that id."""

Declared = dict[str, tuple[Placed, Path]]


@dataclass(slots=True)
class Vocabulary:
    """The words by the space they belong to. Nothing is said of `faulty` words, nor of spaces in `partial`."""

    questions: dict[str, Question] = field(default_factory=dict)
    needs: dict[str, Need] = field(default_factory=dict)
    tallies: dict[str, int] = field(default_factory=dict)
    models: tuple[str, ...] = ()
    weights: dict[str, Traffic] = field(default_factory=dict)
    faulty: set[str] = field(default_factory=set)
    partial: set[str] = field(default_factory=set)
    spaces: dict[str, Declared] = field(default_factory=dict)

    @classmethod
    def of(cls, sheets: Sheets) -> "Vocabulary":
        """The vocabulary of the files as read."""
        words = cls(faulty=set(sheets.lost))
        for question in sheets.entries(Question):
            words.questions.setdefault(question.id, question)
            words.faulty |= ({question.id} & RESERVED) | (set(question.options) & RESERVED_OPTIONS)
        for row in sheets.entries(Traffic):
            words.weights.setdefault(row.id, row)
        words.needs = {one.id: one for one in sheets.entries(Need)}
        for tally in sheets.entries(Tally):
            words.tallies[tally.id] = sum(need.kind == tally.counts for need in words.needs.values())
        words.models = tuple(one.id for one in sheets.entries(Model))
        for placed in sheets.placed:
            if placed.entry is None or placed.node.dropped:
                words.faulty |= {word for word in placed.words() if _WORD.fullmatch(word)}
        words._declare(sheets)
        words.partial = _partial(sheets.unread) | (set() if sheets.sound(Need) else {"count"})
        return words

    def _declare(self, sheets: Sheets) -> None:
        for space in ("question", *(space for _, _, space in _NAMED)):
            self.spaces[space] = {}
        for placed, question in sheets.of(Question):
            self.spaces["question"].setdefault(question.id, (placed, ("question",)))
            spots: Declared = {option: (placed, ("options", option)) for option in question.options}
            self.spaces.setdefault(f"option of {question.id}", spots)
        for kind, key, space in _NAMED:
            for placed in (one for one in sheets.placed if one.kind is kind and one.entry is not None):
                self.spaces[space].setdefault(placed.written(key), (placed, (key,)))
        self.spaces["fact"] = self.spaces["question"] | self.spaces["need"] | self.spaces["tally"]

    @property
    def facts(self) -> list[str]:
        """Every fact that a condition may name."""
        return list(self.spaces["fact"])

    def knows(self, space: str, word: str) -> bool:
        """Whether a word is declared, or could be if only its entry or file could be read."""
        return space in self.partial or word in self.faulty or word in self.spaces.get(space, {})


def _partial(unread: set[str]) -> set[str]:
    """The spaces of which a file that could not be read may hold words."""
    found: set[str] = set()
    for file, spaces in {
        "questions.yaml": {"question", "fact"},
        "needs.yaml": {"need", "tally", "fact", "need rule"},
        "models.yaml": {"model", "model rule"},
        "whynot.yaml": {"why-not sentence"},
        "extras.yaml": {"extra"},
        "contradictions.yaml": {"contradiction"},
    }.items():
        found |= spaces if file in unread else set()
    return found
