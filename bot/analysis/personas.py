"""The personas of a rule set, each held against the advice it gets; nothing is mended, every difference is told."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.content import Content
from bot.inference.adviser import Adviser
from bot.inference.box import Box
from bot.inference.outlook import settled_after
from bot.inference.report import Advice
from bot.rulebook.format import Persona


@dataclass(frozen=True, slots=True)
class Verdict:
    """A persona, the model it gets, and every difference from what it states."""

    persona: str
    model: str | None
    place: str
    differences: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The verdict as plain data."""
        found = {"persona": self.persona, "model": self.model, "holds": not self.differences}
        return {**found, "place": self.place, "differences": list(self.differences)}


def verdicts(content: Content) -> tuple[Verdict, ...]:
    """Every persona, in the order of the file."""
    after = settled_after(content.adviser.space) if content.book.personas else None
    return tuple(_verdict(content, persona, after) for persona in content.book.personas)


def verdict(content: Content, persona: Persona) -> Verdict:
    """A single persona."""
    return _verdict(content, persona, settled_after(content.adviser.space))


def _verdict(content: Content, persona: Persona, after: Any) -> Verdict:
    advice = content.adviser.advise(persona.answers)
    differences = [*_differences(persona, advice), *_settled(content.adviser, persona, after)]
    return Verdict(persona.persona, advice.model, place(content, persona), tuple(differences))


def place(content: Content, persona: Persona) -> str:
    """Where a persona stands."""
    file, line, _ = content.book.spots.get(persona.persona, ("personas.yaml", 1, 1))
    return f"{file}:{line}"


def _differences(persona: Persona, advice: Advice) -> Iterator[str]:
    if advice.model != persona.model:
        yield f"the model is {advice.model or 'open'}, not {persona.model}"
    pairs: Iterable[tuple[str, tuple[str, ...] | None, tuple[str, ...]]] = (
        ("rules", persona.rules, advice.decided_by),
        ("contradictions", persona.contradictions, tuple(one.rule for one in advice.contradictions)),
        ("extras", persona.extras, tuple(one.rule for one in advice.extras)),
    )
    for name, stated, got in pairs:
        if stated is not None and set(stated) != set(got):
            yield f"{name} are {', '.join(got) or 'none'}, not {', '.join(stated) or 'none'}"
    for tally, stated_number in persona.tallies.items():
        low, high = advice.tallies[tally]
        if (low, high) != (stated_number, stated_number):
            yield f"{tally} are {low if low == high else f'{low} to {high}'}, not {stated_number}"
    if advice.ignored:
        yield f"not asked here: {', '.join(advice.ignored)}"
    yield from _change(persona, advice)


def _change(persona: Persona, advice: Advice) -> Iterator[str]:
    if persona.change == "none":
        left = [one for one in advice.changes if one.question not in persona.exempt]
        if left:
            yield f"a single change leads elsewhere: {dict(left[0].answers)} to {left[0].model}"
    elif persona.change is not None:
        wanted = {name: options[0] for name, options in persona.change.answers.items()}
        if not any(dict(one.answers) == wanted and one.model == persona.change.model for one in advice.changes):
            yield f"the change {wanted} does not lead to {persona.change.model}"


def settled_at(box: Box, after: Any) -> int:
    """After how many questions the model of complete answers is settled; `after` is `settled_after` of the space."""
    spot = tuple(int(np.arange(size)[part][0]) for size, part in zip(box.space.shape, box.region, strict=True))
    return int(after[spot])


def _settled(adviser: Adviser, persona: Persona, after: Any) -> Iterator[str]:
    box = Box(adviser.space, persona.answers)
    if persona.settled is None:
        return
    if not box.complete:
        yield "`settled` is stated, but not every question is answered"
        return
    got = settled_at(box, after)
    if got != persona.settled:
        yield f"the model is settled after {got} questions, not {persona.settled}"
