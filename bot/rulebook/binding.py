"""From sheets without problems to the frozen rules, each kind in the order in which it is used."""

from bot.rulebook.book import Rulebook, natural
from bot.rulebook.conditions import reads
from bot.rulebook.format import (
    Contradiction,
    Extra,
    Model,
    ModelRule,
    Need,
    Persona,
    Question,
    Tally,
    Traffic,
    WhyNot,
)
from bot.rulebook.levels import levels
from bot.rulebook.loading import ID_KEYS, Sheets


def bind(sheets: Sheets) -> Rulebook:
    """The rules of sheets without problems. The order in which rules stood in their files is gone."""
    return Rulebook(
        questions=sheets.entries(Question),
        needs=tuple(sorted(sheets.entries(Need), key=lambda one: natural(one.rule))),
        tallies=tuple(sorted(sheets.entries(Tally), key=lambda one: one.id)),
        models=sheets.entries(Model),
        model_rules=tuple(sorted(sheets.entries(ModelRule), key=lambda one: natural(one.rule))),
        why_nots=tuple(sorted(sheets.entries(WhyNot), key=lambda one: (-one.weight, natural(one.rule)))),
        extras=tuple(sorted(sheets.entries(Extra), key=lambda one: (one.first is None, natural(one.rule)))),
        contradictions=tuple(sorted(sheets.entries(Contradiction), key=lambda one: natural(one.rule))),
        traffic=tuple(sorted(sheets.entries(Traffic), key=lambda one: one.id)),
        personas=sheets.entries(Persona),
        need_levels=_need_levels(sheets),
        spots=_spots(sheets),
    )


def waits(sheets: Sheets) -> dict[str, set[str]]:
    """What each need and tally has to wait for."""
    needs = sheets.entries(Need)
    wanted = {need.id: set(reads(need.when)) for need in needs}
    for tally in sheets.entries(Tally):
        wanted[tally.id] = {need.id for need in needs if need.kind == tally.counts}
    return {fact: {one for one in above if one in wanted} for fact, above in wanted.items()}


def _need_levels(sheets: Sheets) -> tuple[tuple[Need, ...], ...]:
    needs = {need.id: need for need in sheets.entries(Need)}
    found = []
    for level in levels(waits(sheets)):
        here = tuple(sorted((needs[fact] for fact in level if fact in needs), key=lambda need: natural(need.rule)))
        if here:
            found.append(here)
    return tuple(found)


def _spots(sheets: Sheets) -> dict[str, tuple[str, int, int]]:
    spots: dict[str, tuple[str, int, int]] = {}
    for placed in sheets.placed:
        word = next((placed.written(key) for key in ID_KEYS if placed.written(key)), "")
        spots.setdefault(word, (placed.file, placed.node.line, placed.node.column))
    return spots
