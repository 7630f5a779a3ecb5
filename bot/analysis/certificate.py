"""What must hold over every reachable answer set: exactly one model everywhere, and no rule that never speaks.

Each finding carries a witness: an answer set, ready as input of `fixpoint advise`, that anybody can try.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.content import Content
from bot.inference.axes import NOT_ASKED
from bot.inference.box import Box
from bot.inference.space import NO_MODEL, TWO_MODELS, Space
from bot.rulebook.format import WhyNot
from bot.rulebook.problems import Problem


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was found over the whole answer space, and how much each model gets."""

    revision: str
    sets: int
    shares: dict[str, tuple[int, float]]
    findings: tuple[Problem, ...]

    def summary(self) -> str:
        """A few lines for a person."""
        lines = [f"{self.sets:,} answer sets, every one looked at; revision {self.revision}"]
        lines += [
            f"  {model:<12} {count:>9,}  {share:6.2%} of the traffic mix"
            for model, (count, share) in self.shares.items()
        ]
        return "\n".join([*lines, f"{len(self.findings)} findings" if self.findings else "no findings"])

    def as_json(self) -> dict[str, Any]:
        """The certificate as plain data."""
        return {
            "revision": self.revision,
            "sets": self.sets,
            "models": {model: {"sets": count, "mix": share} for model, (count, share) in self.shares.items()},
            "findings": [
                {
                    "code": one.code,
                    "file": one.file,
                    "line": one.line,
                    "rule": one.rule,
                    "text": one.text,
                    "do": one.hint,
                }
                for one in self.findings
            ],
        }


def certificate(content: Content) -> Certificate:
    """Look at every answer set."""
    space = content.adviser.space
    mix = space.mix()
    shares = {
        model.id: (int((space.models == number).sum()), float(mix[space.models == number].sum()))
        for number, model in enumerate(content.book.models)
    }
    findings = [*_undecided(content, space), *_silent(content, space), *_unasked(content, space)]
    return Certificate(content.revision, len(space), shares, tuple(findings))


def _undecided(content: Content, space: Space) -> Iterator[Problem]:
    for number, code, text in (
        (NO_MODEL, "no-model", "no rule names a model"),
        (TWO_MODELS, "two-models", "the deciding rules name more than one model"),
    ):
        where = space.models == number
        if where.any():
            answers = witness(space, where)
            rules = [rule.rule for rule in content.book.model_rules if _holds_at(space, rule.when, answers)]
            file, line, column = content.book.spots.get(rules[0] if rules else "", ("rules/models.yaml", 1, 1))
            told = f"{text} for {int(where.sum()):,} answer sets, such as {json.dumps(answers)}"
            hint = (
                f"narrow one of {', '.join(rules)}, or move it to another tier"
                if rules
                else "add a rule that covers it"
            )
            yield Problem(file, line, column, told, code, hint=hint)


def _holds_at(space: Space, condition: Any, answers: dict[str, str]) -> bool:
    return Box(space, {name: (option,) for name, option in answers.items()}).always(condition)


def _silent(content: Content, space: Space) -> Iterator[Problem]:
    for name, rule in content.book.rules.items():
        if not space.where(rule.when).any():
            file, line, column = content.book.spots[name]
            yield Problem(file, line, column, "never fires", "dead", f"rule {name}", "widen its condition or remove it")
    for one in content.book.model_rules:
        if space.where(one.when).any() and not space.decides(one).any():
            file, line, column = content.book.spots[one.rule]
            hint = "a higher tier always decides where it fires; move or remove it"
            yield Problem(file, line, column, "never decides", "masked", f"rule {one.rule}", hint)


def _unasked(content: Content, space: Space) -> Iterator[Problem]:
    """Why-not sentences that quote a question where it is not asked."""
    for rule in content.book.why_nots:
        for name in _quoted(rule):
            where = space.where(rule.when) & (space.column(name) == NOT_ASKED)
            if where.any():
                file, line, column = content.book.spots[rule.rule]
                answers = json.dumps(witness(space, where))
                text = f"quotes {{{name}}} where it is not asked, such as {answers}"
                hint = "read the question in its condition"
                yield Problem(file, line, column, text, "not-asked", f"rule {rule.rule}", hint)


def _quoted(rule: WhyNot) -> list[str]:
    return re.findall(r"\{([^{}]*)\}", rule.say)


def witness(space: Space, where: NDArray[np.bool_]) -> dict[str, str]:
    """The answer set with the fewest answers among those where something is so; the first of equals."""
    asked = np.zeros((1,) * len(space.shape), np.int16)
    for question in space.book.questions:
        asked = asked + (space.column(question.id) != NOT_ASKED)
    whole = np.broadcast_to(where, space.shape)
    best = int(np.argmin(np.where(whole, np.broadcast_to(asked, space.shape), np.iinfo(np.int16).max)))
    spot = np.unravel_index(best, space.shape)
    found: dict[str, str] = {}
    for axis, at in zip(space.axes, spot, strict=True):
        for question in axis.questions:
            option = axis.option(question, int(at))
            if option is not None:
                found[question.id] = option
    return {question.id: found[question.id] for question in space.book.questions if question.id in found}
