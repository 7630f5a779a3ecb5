"""An advice as the JSON contract of `fixpoint advise` has it; scripts rely on every key."""

from collections.abc import Sequence
from typing import Any

from bot.inference.report import Advice, Pair, Reason, shown


def as_json(advice: Advice, pair: Pair | None) -> dict[str, Any]:
    """The advice, with the smallest pair of changes, as plain data in the order of the contract."""
    return {
        "status": advice.status,
        "model": advice.model,
        "possible": list(advice.possible),
        "ask_next": advice.ask_next,
        "needs": list(advice.needs),
        "tallies": {name: list(bounds) for name, bounds in advice.tallies.items()},
        "decided_by": list(advice.decided_by),
        "because": _reasons(advice.because, article=True),
        "why_not": {model: _reasons(reasons) for model, reasons in advice.why_not.items()},
        "extras": _reasons(advice.extras, article=True),
        "contradictions": _reasons(advice.contradictions),
        "changes": [
            {"answers": dict(one.answers), "model": one.model, "can_change": one.can_change} for one in advice.changes
        ],
        "pair": pair and {"answers": dict(pair.answers), "model": pair.model, "can_change": pair.can_change},
        "ignored": shown(advice.ignored),
        "revision": advice.revision,
    }


def _reasons(reasons: Sequence[Reason], *, article: bool = False) -> list[dict[str, Any]]:
    return [
        {"rule": one.rule, "facts": shown(one.facts), "say": one.say} | ({"article": one.article} if article else {})
        for one in reasons
    ]
