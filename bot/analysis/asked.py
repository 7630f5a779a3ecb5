"""Questions that are never asked, and why-not sentences that quote one where it is not asked."""

import re
from collections.abc import Iterator

from bot.analysis.decided import is_single, never_together
from bot.analysis.finding import Finding, at, count, shown, witness
from bot.analysis.standing import Standings
from bot.content import Content
from bot.inference.axes import NOT_ASKED
from bot.inference.space import Space
from bot.rulebook.words import in_words


def unasked(content: Content, standings: Standings) -> Iterator[Finding]:
    """Whatever counts on a question that is not asked."""
    yield from _quoted(content, standings.space)
    yield from _never_asked(content, standings)


def _never_asked(content: Content, standings: Standings) -> Iterator[Finding]:
    """Questions whose condition never holds."""
    for question in content.book.questions:
        if (standings.space.column(question.id) == NOT_ASKED).all():
            parts = never_together(standings, question.when)
            together = " and ".join(f"`{in_words(part)}`" for part in parts)
            yield Finding(
                *at(content, question.id, "questions.yaml"),
                f"is never asked: {together} never {'holds' if is_single(parts) else 'hold together'}",
                "never-asked",
                f"question {question.id}",
                "mend its `when`, or remove it",
            )


def _quoted(content: Content, space: Space) -> Iterator[Finding]:
    """Why-not sentences that quote a question where it is not asked."""
    for rule in content.book.why_nots:
        for name in re.findall(r"\{([^{}]*)\}", rule.say):
            if (space.column(name) != NOT_ASKED).all():
                continue
            where = space.where(rule.when) & (space.column(name) == NOT_ASKED)
            if where.any():
                answers = witness(space, where)
                yield Finding(
                    *at(content, rule.rule),
                    f"quotes {{{name}}} where it is not asked, such as {shown(answers)}",
                    "not-asked",
                    f"rule {rule.rule}",
                    "read the question in its condition",
                    sets=count(space, where),
                    witness=answers,
                )
