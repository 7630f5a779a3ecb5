"""Every check of the rules that looks at more than one entry, and needs no answer space.

Each check yields problems; all of them run, so that a maintainer sees everything at once. Nothing is mended here.
"""

from collections.abc import Collection

from bot.rulebook.checks.conditions import conditions
from bot.rulebook.checks.facts import facts
from bot.rulebook.checks.ids import ids
from bot.rulebook.checks.personas import personas
from bot.rulebook.checks.questions import questions
from bot.rulebook.checks.references import unknown
from bot.rulebook.checks.rules import rules
from bot.rulebook.checks.traffic import traffic
from bot.rulebook.loading import Sheets
from bot.rulebook.problems import Problem
from bot.rulebook.vocabulary import Vocabulary


def problems(sheets: Sheets, articles: Collection[str] | None) -> list[Problem]:
    """All problems of well-formed entries among one another. `articles` None: they could not be read."""
    words = Vocabulary.of(sheets)
    found = list(unknown(sheets, words, articles))  # first: what it tells, the others need not tell again
    for check in (ids, questions, conditions, facts, rules, traffic, personas):
        found += check(sheets, words)
    return found
