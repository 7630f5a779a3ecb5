"""Where one model follows from different rules: a question whose answer tells which of them decides.

Looked up in the decided answer space; no rule is fired.
"""

from bot.inference.box import Box
from bot.inference.report import Split
from bot.inference.space import Space
from bot.model import Answers


def split(space: Space, answers: Answers) -> Split | None:
    """The question with the fewest cases, unsure ones first; None where no one answer says which rules decide."""
    box = Box(space, answers)
    found = [one for name in (*box.unsure, *box.open) if (one := _by(box, name)) is not None]
    return min(found, key=lambda one: len(one.cases), default=None)


def _by(box: Box, name: str) -> Split | None:
    """The cases of a question: the rules that decide for sure, and the options with which they do."""
    cases: dict[tuple[str, ...], list[str]] = {}
    for option in box.answers.get(name) or box.book.question(name).options:
        within = Box(box.space, {**box.answers, name: (option,)})
        rules = tuple(rule.rule for rule in box.book.model_rules if within.decides(rule))
        if not rules or name in within.ignored:
            return None
        cases.setdefault(rules, []).append(option)
    return Split(name, {rules: tuple(options) for rules, options in cases.items()})
