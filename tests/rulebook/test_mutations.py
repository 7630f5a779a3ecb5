"""Hundreds of random slips in the real rules: each is told near where it was made, or is harmless; nothing else."""

from collections import Counter

import pytest
from mutating import AT_THE_SLIP, EDITS, Slip, slips

from bot.rulebook import checks
from bot.rulebook.files import Folder
from bot.rulebook.loading import read_sheets
from bot.rulebook.problems import Problem

pytestmark = pytest.mark.repeats

SEEDS = range(12)
EACH = 50
NEAR = 2
MANY = 6

# What may stay silent although it was an edit of a key, an id or an option:
#   a rule's id in a persona that becomes that of another rule of its kind (N12 to N2, S16 to S6): `fixpoint test`
#   finds it.
# What may be told further away than two lines: nothing among edits of keys, ids and options. Among the others the
#   loss of a line that declares an option is told where the option is used first (`exposure`, below the options).
# What may be silent among the others: the loss of a line or character that leaves another valid text, or of a key that
#   may be left out.
FAR_SHARE = 0.02


def rule_problems(source: dict[str, str]) -> list[Problem]:
    """As `load`, without reading the articles again for each slip."""
    sheets = read_sheets(
        Folder("rules", {name[6:]: text for name, text in source.items() if name.startswith("rules/")})
    )
    articles = {name.removeprefix("knowledge/")[:-3] for name in source if name.startswith("knowledge/")}
    return sorted({*sheets.problems, *checks.problems(sheets, articles)})


def is_another_rule(slip: Slip, source: dict[str, str]) -> bool:
    return slip.kind == "a rule's id is misspelt" and slip.file == "rules/personas.yaml"


@pytest.mark.parametrize("seed", SEEDS)
def test_slips_are_told_where_they_were_made(seed, real):
    outcome: Counter[str] = Counter()
    for slip in slips(real, seed, EACH):
        source = slip.applied(real)
        problems = rule_problems(source)
        told = f"{slip.kind} in {slip.file}:{slip.line}: {slip.was!r} -> {slip.now!r}: " + "\n".join(map(str, problems))

        assert len(problems) <= MANY, told
        for problem in problems:
            assert problem.file in source, told
            assert 1 <= problem.line <= source[problem.file].count("\n") + 1, told
            assert problem.column >= 1, told
        near = any(one.file == slip.file and abs(one.line - slip.line) <= NEAR for one in problems)
        outcome["near" if near else "far" if problems else "silent"] += 1
        if slip.kind in AT_THE_SLIP:
            assert near or (not problems and is_another_rule(slip, source)), told

    assert outcome["far"] <= EACH * FAR_SHARE + 1
    assert outcome["near"] >= EACH * 0.7


def test_every_kind_of_slip_is_made_often_enough(real):
    made = Counter(slip.kind for seed in SEEDS for slip in slips(real, seed, EACH))

    assert set(made) == set(EDITS)
    assert sum(made.values()) >= 400
    assert min(made.values()) >= 40
