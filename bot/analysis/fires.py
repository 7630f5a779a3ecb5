"""Rules that never speak: that never fire, never decide, or never make a difference; each with what masks it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bot.analysis.decided import is_single, never_together
from bot.analysis.finding import Finding, at, count, shown, witness
from bot.analysis.standing import Standings
from bot.content import Content
from bot.inference.space import Bools
from bot.rulebook.format import TIERS, ModelRule, Rule, WhyNot
from bot.rulebook.words import in_words


def silent(content: Content, standings: Standings) -> Iterator[Finding]:
    """Every rule of every kind that never speaks."""
    silence = _Silence(content, standings)
    for rule in content.book.rules.values():
        standing = standings.of[rule.rule]
        if not standing.fires:
            yield silence.dead(rule)
        elif isinstance(rule, ModelRule) and not standing.decides:
            yield silence.masked(rule)
        elif isinstance(rule, ModelRule) and not standing.decisive:
            yield silence.never_decisive(rule)


@dataclass(frozen=True, slots=True)
class _Silence:
    """Says why a rule never speaks."""

    content: Content
    standings: Standings

    def dead(self, rule: Rule) -> Finding:
        """A rule that never fires: its tests exclude one another."""
        parts = never_together(self.standings, rule.when)
        if isinstance(rule, WhyNot) and self.standings.space.where(rule.when).any():
            why = f"holds only where {rule.model} is advised"
        elif is_single(parts):
            why = f"`{in_words(parts[0])}` holds in no answer set"
        else:
            why = " and ".join(f"`{in_words(part)}`" for part in parts) + " never hold together"
        hint = "widen its condition or remove it"
        return Finding(*at(self.content, rule.rule), f"never fires: {why}", "dead", f"rule {rule.rule}", hint)

    def masked(self, rule: ModelRule) -> Finding:
        """A rule of a lower tier: higher ones decide wherever it fires."""
        where = np.broadcast_to(self.standings.fires(rule), self.standings.space.shape)
        higher = [one for one in self.content.book.model_rules if TIERS.index(one.tier) < TIERS.index(rule.tier)]
        masks = self._masks(where, higher)
        decide = "decides" if len(masks) == 1 else "decide"
        text = f"never decides: wherever it fires, {_listed(masks)} of a higher tier {decide}"
        hint = f"move it to a higher tier, narrow {_listed(masks)}, or remove it"
        return self._found(rule, (text, "masked", hint), where, masks)

    def never_decisive(self, rule: ModelRule) -> Finding:
        """A rule that decides, but without which every set would get the same model."""
        space = self.standings.space
        where = np.broadcast_to(space.decides(rule), space.shape)
        same = [one for one in self.content.book.model_rules if one.model == rule.model and one is not rule]
        beside = [one for one in same if one.tier == rule.tier]
        below = [one for one in same if TIERS.index(one.tier) > TIERS.index(rule.tier)]
        masks = self._masks(where, beside, below)
        name = "names" if len(masks) == 1 else "name"
        text = f"is never decisive: wherever it decides, {_listed(masks)} {name} {rule.model} without it"
        return self._found(rule, (text, "never-decisive", f"remove it, or narrow {_listed(masks)}"), where, masks)

    def _found(self, rule: ModelRule, told: tuple[str, str, str], where: Bools, masks: tuple[str, ...]) -> Finding:
        text, code, hint = told
        answers = witness(self.standings.space, where)
        return Finding(
            *at(self.content, rule.rule),
            f"{text}, such as {shown(answers)}",
            code,
            f"rule {rule.rule}",
            hint,
            sets=count(self.standings.space, where),
            witness=answers,
            rules=masks,
        )

    def _masks(self, where: Bools, *groups: Sequence[ModelRule]) -> tuple[str, ...]:
        """Few rules that together fire wherever something is so: each covers most of what is left, group by group."""
        left, found = np.array(where), []
        for rules in groups:
            firing = {rule.rule: self.standings.where[rule.rule] for rule in rules}
            while left.any() and firing:
                name = max(firing, key=lambda one: int(np.count_nonzero(left & firing[one])))
                fires = firing.pop(name)
                if not (left & fires).any():
                    break
                left &= ~fires
                found.append(name)
        return tuple(found)


def _listed(masks: Sequence[str]) -> str:
    return ", ".join(masks[:-1]) + f" and {masks[-1]}" if len(masks) > 1 else "".join(masks)
