"""An advice that was given, evaluated again: under the rules it was given under, and under today's.

What was sent is shown as it was sent, whatever becomes of the rest. Where the rules of then can no longer be read, that
is said, and what their normal form still tells is used; nothing is guessed.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any, TypeAlias

from bot.content import Content
from bot.inference.comparing import Edited, compare
from bot.inference.report import Advice, shown
from bot.model import Receipt
from bot.rulebook.normal import FORMAT

Said: TypeAlias = Callable[[Content], str]
"""How the advice of the receipt's answers reads under some content."""


@dataclass(frozen=True, slots=True)
class Gone:
    """A revision that cannot be read any more: why, and its normal form if that was kept and can be read."""

    why: str
    normal: bytes = b""


@dataclass(frozen=True, slots=True)
class Again:
    """What one revision makes of the answers now. `advice` is None where none can be stood behind."""

    revision: str
    advice: Advice | None
    text: str

    @property
    def model(self) -> str:
        """The model, empty while it is open, as a receipt holds it."""
        return (self.advice.model if self.advice else None) or ""

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that decide."""
        return self.advice.decided_by if self.advice else ()


@dataclass(frozen=True, slots=True)
class Cause:
    """An edit behind a difference, and where today's files have it."""

    edit: Edited
    place: str

    def __str__(self) -> str:
        """The edit in words."""
        return f"{self.edit.kind} {self.edit.name} {self.words}" + (f" ({self.place})" if self.place else "")

    @property
    def words(self) -> str:
        """What became of it."""
        return {"new": "is new", "gone": "is gone", "changed": "was changed"}[self.edit.how]


@dataclass(frozen=True, slots=True)
class Replay:
    """A receipt, and what then and today make of it. `then` is None where the rules of then cannot be read."""

    receipt: Receipt
    then: Again | None
    unreadable: str
    today: Again
    causes: tuple[Cause, ...]
    foreign: Mapping[str, tuple[str, ...]]

    @property
    def as_sent(self) -> bool | None:
        """Whether the rules of then still give what was sent; None where they cannot be read."""
        if self.then is None:
            return None
        return (self.then.model, self.then.rules) == (self.receipt.model, self.receipt.rules)

    @property
    def word_for_word(self) -> bool:
        """Whether the rules of then and today's program say it in the words that were sent."""
        return self.then is not None and self.then.text == self.receipt.text

    @property
    def same_today(self) -> bool:
        """Whether today's rules give the model that was sent, or leave open what was open."""
        if self.today.advice is None or self.today.model != self.receipt.model:
            return False
        then = self.then.advice if self.then else None
        return then is None or bool(self.today.model) or then.possible == self.today.advice.possible

    def words(self) -> list[str]:
        """How the text would read today under the rules of then, as a difference of lines; empty if it is the same."""
        if self.then is None or self.word_for_word:
            return []
        both = self.receipt.text.splitlines(), self.then.text.splitlines()
        return list(unified_diff(*both, "as sent", "as it reads now", lineterm="", n=0))

    def as_json(self) -> dict[str, Any]:
        """All of it as plain data."""
        receipt, then = self.receipt, self.then
        return {
            "receipt": receipt.id,
            "revision": receipt.revision,
            "program": receipt.program,
            "source": receipt.source,
            "language": receipt.language,
            "answers": shown(receipt.answers),
            "resolved": dict(receipt.resolved),
            "sent": {"model": receipt.model or None, "rules": list(receipt.rules), "text": receipt.text},
            "then": None if then is None else {**_plain(then), "as_sent": self.as_sent, "text": then.text},
            "unreadable": self.unreadable or None,
            "words": self.words(),
            "today": {
                **_plain(self.today),
                "same": self.same_today,
                "because": [
                    {"kind": one.edit.kind, "name": one.edit.name, "how": one.edit.how, "place": one.place}
                    for one in self.causes
                ],
                "unknown": shown(self.foreign),
                "text": self.today.text,
            },
        }


def replay(receipt: Receipt, then: Content | Gone, today: Content, said: Said) -> Replay:
    """Evaluate the answers of a receipt again."""
    if isinstance(then, Gone):
        found = compare(today.adviser, today.adviser, receipt.answers)
        now = Again(today.revision, found.now, said(today))
        differs = (now.model, now.rules) != (receipt.model, receipt.rules)
        edits = _by_normal(then.normal, today, {*receipt.rules, *now.rules}) if differs else ()
        foreign = {name: options for name, options in receipt.answers.items() if _lacks(today, name, options)}
        return Replay(receipt, None, then.why, now, _causes(edits, today), foreign)
    found = compare(then.adviser, today.adviser, receipt.answers)
    again = Again(then.revision, found.then, said(then))
    now = Again(today.revision, found.now, said(today))
    return Replay(receipt, again, "", now, _causes(found.because, today), found.foreign)


def _lacks(content: Content, name: str, options: tuple[str, ...]) -> bool:
    """Whether a content lacks a question, or one of these options of it."""
    book = content.book
    return not book.is_question(name) or any(one not in book.question(name).options for one in options)


def _plain(again: Again) -> dict[str, Any]:
    return {
        "revision": again.revision,
        "model": again.model or None,
        "possible": list(again.advice.possible) if again.advice else [],
        "rules": list(again.rules),
    }


def _causes(edits: tuple[Edited, ...], today: Content) -> tuple[Cause, ...]:
    return tuple(Cause(one, _place(one, today)) for one in edits)


def _place(edit: Edited, today: Content) -> str:
    spot = today.book.spots.get(edit.name)
    return f"{spot[0]}:{spot[1]}" if spot and edit.how != "gone" else ""


def _by_normal(normal: bytes, today: Content, names: set[str]) -> tuple[Edited, ...]:
    """Which of these rules, and which needs, mean something else than the normal form of then says."""
    old, new = _meanings(normal), _meanings(today.normal().encode())
    if not old:
        return ()
    concerned = {name for name in {*old, *new} if name in names or old.get(name, new.get(name, {})).get("need")}
    return tuple(
        Edited("rule", name, "new" if name not in old else "gone" if name not in new else "changed")
        for name in sorted(concerned)
        if old.get(name) != new.get(name)
    )


def _meanings(normal: bytes) -> dict[str, dict[str, Any]]:
    """Model rules and needs by id, as far as they decide; empty if the form cannot be read."""
    try:
        found = json.loads(normal)
        if found["format"] != FORMAT:
            return {}
        return {
            one["rule"]: {key: one.get(key) for key in ("tier", "model", "need", "kind", "when")}
            for one in (*found["model rules"], *found["needs"])
        }
    except (ValueError, KeyError, TypeError):
        return {}
