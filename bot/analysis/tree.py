"""The tree from an advice back to the answers: model, deciding rules, the facts they read, the answers behind those."""

from dataclasses import dataclass, field
from typing import Any

from bot.inference.adviser import Adviser
from bot.inference.box import Box
from bot.model import Answers
from bot.rulebook.conditions import ADVISED, All, AnyOf, Condition, Counts, Holds, Part
from bot.rulebook.words import in_words


@dataclass(frozen=True, slots=True)
class Branch:
    """A line of the tree and what it rests on. `kind` is model, rule, need, tally, answer or note."""

    kind: str
    name: str
    text: str = ""
    below: tuple["Branch", ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """The branch as plain data; what is empty is left out."""
        below = [one.as_json() for one in self.below]
        found = {"kind": self.kind, "name": self.name, "text": self.text, "below": below}
        return {key: value for key, value in found.items() if value}


def tree(adviser: Adviser, answers: Answers) -> Branch:
    """Why these answers lead where they lead. While the matter is open: what holds already, and what is possible."""
    box = Box(adviser.space, answers)
    advice = adviser.advise(answers)
    if advice.model is None:
        text = "still open, possible: " + ", ".join(advice.possible)
        return Branch("model", "open", text, tuple(_need(box, name) for name in advice.needs))
    rules = [adviser.book.rules[name] for name in advice.decided_by]
    below = tuple(
        Branch("rule", rule.rule, getattr(rule, "say", ""), _condition(box, rule.when)) for rule in rules
    ) or (Branch("note", "no single rule decides everywhere", "", tuple(_need(box, name) for name in advice.needs)),)
    return Branch("model", advice.model, adviser.book.model(advice.model).said, below)


def _condition(box: Box, condition: Condition) -> tuple[Branch, ...]:
    if isinstance(condition, All):
        return tuple(branch for part in condition.parts for branch in _condition(box, part))
    if isinstance(condition, AnyOf):
        holding = next((part for part in condition.parts if box.always(part)), None)
        if holding is not None:
            return _condition(box, holding)
        return (Branch("note", in_words(condition), "", tuple(_answer(box, name) for name in box.facts(condition))),)
    return (_part(box, condition),)


def _part(box: Box, part: Part) -> Branch:
    if isinstance(part.test, Holds):
        if part.test.wanted:
            return _need(box, part.fact)
        rests = box.facts(part)
        return Branch("need", f"{part.fact} does not hold", "", tuple(_answer(box, name) for name in rests))
    if isinstance(part.test, Counts):
        low, high = box.tally(part.fact)
        count = str(low) if low == high else f"{low} to {high}"
        counted = [need for need in box.book.counted(part.fact) if box.always(Part(need.id, Holds(wanted=True)))]
        below = tuple(_need(box, need.id) for need in counted)
        below = below or tuple(_answer(box, name) for name in box.facts(part))
        return Branch("tally", f"{part.fact} = {count}", in_words(part), below)
    if part.fact == ADVISED:
        return Branch("note", in_words(part))
    return _answer(box, part.fact)


def _need(box: Box, name: str) -> Branch:
    need = box.book.need(name)
    return Branch("need", name, f"{need.words} ({need.rule})", _condition(box, need.when))


def _answer(box: Box, name: str) -> Branch:
    options = box.answers.get(name, ())
    said = " or ".join(box.book.question(name).options[option].said for option in options)
    return Branch("answer", f"{name}: {', '.join(options) or 'not asked'}", said)
