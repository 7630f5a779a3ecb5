"""A conversation as a test plays it: lines are typed, acts are taken, and everything they led to is collected."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from bot.content import Content, load, load_source
from bot.conversation.acts import Act, Fresh, Press, Say, Screen
from bot.conversation.update import update
from bot.conversation.view import view
from bot.model import Consultation, Count, Receipt, Turn

FRESH = Fresh("c2", "n2", "R7K2")
CALM = ("nobody", "ordinary", "office", "rare", "day", "1-4", "cloud", "average", "prevent", "steady")
"""Two architects or so: break/fix, without a contradiction."""
REGULATED = ("nobody", "regulated", "no")
"""Settled after three answers: managed."""
SETTLED_BY_SIZE = ("colleague", "ordinary", "office", "rare", "half-day", "30-99")


ROOT = Path(__file__).parents[2]


@cache
def real_content() -> Content:
    """The content of the repository, loaded once; a hypothesis test takes it from here, for its shorter reports."""
    return load(ROOT / "rules", ROOT / "knowledge")


def edited(*edits: tuple[str, str, str]) -> Content:
    """The real content after edits: in a rule file, a text replaced by another."""
    source = dict(real_content().source)
    for name, old, new in edits:
        path = next(path for path in source if path.endswith(f"/{name}"))
        assert old in source[path]
        source[path] = source[path].replace(old, new, 1)
    return load_source(source)


@dataclass
class Player:
    consultation: Consultation
    content: Content
    fresh: Fresh
    today: Content | None = None
    toast: str = ""
    forgotten: bool = False
    counts: list[Count] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    turn: Turn | None = None

    def take(self, *acts: object) -> "Player":
        """Take acts as they are, and strings as typed text."""
        for act in acts:
            self.one(Say(act) if isinstance(act, str) else act)
        return self

    def taken(self, act: Press | Act) -> Turn:
        """Take an act; the turn that it led to."""
        self.one(act)
        return self.turn

    def one(self, act: Press | Act) -> None:
        turn = self.turn = update(self.consultation, act, self.content, self.fresh, today=self.today)
        self.toast = turn.toast
        self.counts += turn.counts
        self.receipts += turn.receipts
        self.forgotten = turn.consultation is None
        self.consultation = turn.consultation or self.consultation
        if self.today and self.consultation.revision == self.today.revision:
            self.content = self.today  # begun anew, as the shell does it

    def press(self, label: str) -> "Player":
        """Press the button with this label, as the screen shows it now."""
        act = next(button.act for button in self.screen.buttons if button.label == label)
        self.one(Press(self.consultation.nonce, self.consultation.turn, act))
        return self

    @property
    def screen(self) -> Screen:
        return view(self.consultation, self.content, today=self.today)

    @property
    def text(self) -> str:
        return self.screen.text

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.screen.buttons]

    @property
    def at(self) -> str:
        """Where it stands: `question:size`, `advice`."""
        place = self.consultation.place
        of = place.of
        if place.name == "question" and not of:
            of = self.content.adviser.outlook(self.consultation.answers).ask_next or ""
        return f"{place.name}:{of}" if of else place.name
