"""What stands between answers and a model: for each rule that names it, the first part that does not hold."""

from dataclasses import dataclass
from typing import Any

from bot.inference.adviser import Adviser
from bot.inference.box import Box
from bot.inference.report import Reason, Status, shown
from bot.inference.space import take
from bot.model import Answers
from bot.rulebook.conditions import All, Condition
from bot.rulebook.format import TIERS
from bot.rulebook.words import in_words


@dataclass(frozen=True, slots=True)
class Block:
    """A rule that names the model, the first part of it that fails, and the answers that make it fail.

    `state` is blocked (it holds in no completion), open (it may hold yet), holds, or outranked: it holds, and a higher
    tier decides.
    """

    rule: str
    tier: str
    state: str
    part: str
    facts: Answers


@dataclass(frozen=True, slots=True)
class Blocked:
    """All blocks of a model, and the sentences a prospect is told."""

    model: str
    status: Status
    advised: str | None
    possible: bool
    sentences: tuple[Reason, ...]
    blocks: tuple[Block, ...]

    def as_json(self) -> dict[str, Any]:
        """The blocks as plain data."""
        return {
            "model": self.model,
            "status": self.status,
            "advised": self.advised,
            "possible": self.possible,
            "say": [{"rule": one.rule, "facts": shown(one.facts), "say": one.say} for one in self.sentences],
            "rules": [
                {"rule": one.rule, "tier": one.tier, "state": one.state, "part": one.part, "facts": shown(one.facts)}
                for one in self.blocks
            ],
        }


def blocked(adviser: Adviser, answers: Answers, model: str) -> Blocked:
    """Why a model is not advised, or what is still missing for it."""
    box = Box(adviser.space, answers)
    advice = adviser.advise(answers)
    rules = [rule for rule in adviser.book.model_rules if rule.model == model]
    ordered = sorted(rules, key=lambda rule: TIERS.index(rule.tier))
    blocks = tuple(_block(box, rule.rule, rule.tier, rule.when) for rule in ordered)
    return Blocked(model, advice.status, advice.model, model in advice.possible, advice.why_not.get(model, ()), blocks)


def _block(box: Box, rule: str, tier: str, when: Condition) -> Block:
    parts = when.parts if isinstance(when, All) else (when,)
    for part in parts:
        if not _ever(box, part):
            return Block(rule, tier, "blocked", in_words(part), _known(box, part))
    for part in parts:
        if not box.always(part):
            return Block(rule, tier, "open", in_words(part), _known(box, part))
    return Block(rule, tier, "holds" if _decides(box, tier) else "outranked", in_words(when), box.facts(when))


def _known(box: Box, part: Condition) -> Answers:
    return {name: box.answers[name] for name in box.book.roots(part) if name in box.answers}


def _ever(box: Box, part: Condition) -> bool:
    return bool(take(box.space.where(part), box.region).any())


def _decides(box: Box, tier: str) -> bool:
    return bool((take(box.space.tiers, box.region) == TIERS.index(tier)).all())
