"""Needs and tallies: circles among them, conclusions that nobody reads, and what the engine could not tell apart."""

from collections.abc import Iterator

from bot.rulebook.binding import waits
from bot.rulebook.conditions import parts, reads
from bot.rulebook.format import Need, Rule, Tally
from bot.rulebook.levels import Cycle, levels
from bot.rulebook.limits import MAX_KEYS, OWN_KEYS, engine_hash
from bot.rulebook.loading import Sheets
from bot.rulebook.problems import Problem
from bot.rulebook.vocabulary import Vocabulary


def facts(sheets: Sheets, words: Vocabulary) -> Iterator[Problem]:
    """Every problem of needs and tallies."""
    yield from _cycles(sheets)
    yield from _readers(sheets, words)
    yield from _engine(words)


def _cycles(sheets: Sheets) -> Iterator[Problem]:
    graph = waits(sheets)
    while True:
        try:
            levels(graph)
        except Cycle as cycle:
            yield from _circle(sheets, cycle)
            graph = {fact: above for fact, above in graph.items() if fact not in cycle.facts}
            continue
        return


def _circle(sheets: Sheets, cycle: Cycle) -> Iterator[Problem]:
    """One circle, told at every need in it: any of them may be the slip."""
    text = "waits for itself: " + " -> ".join(cycle.facts)
    for placed, need in sheets.of(Need):
        if need.id in cycle.facts:
            at = next((part.at for part in parts(need.when) if part.fact in cycle.facts), ())
            yield placed.problem(("when", *at), text, "cycle", "break the circle in one of its needs")


def _readers(sheets: Sheets, words: Vocabulary) -> Iterator[Problem]:
    """Conclusions that nobody can read."""
    if any(one.entry is None for one in sheets.placed) or sheets.unread or sheets.lost:
        return  # the reader may be among the faulty
    entries = [one.entry for one in sheets.placed if isinstance(one.entry, Rule)]
    read = {fact for entry in entries for fact in reads(entry.when)} | words.faulty
    counted = {tally.counts for tally in sheets.entries(Tally) if tally.id in read}
    for placed, need in sheets.of(Need):
        if need.id not in read and need.kind not in counted:
            text = f'concludes "{need.id}", which no rule reads and no tally in use counts'
            yield placed.problem(("need",), text, "unread", "use it in a rule or remove it")
    kinds = {need.kind for need in words.needs.values()}
    for placed, tally in sheets.of(Tally):
        if tally.id not in read:
            yield placed.problem(("tally",), f'no rule reads "{tally.id}"', "unread", "use it in a rule or remove it")
        if tally.counts not in kinds:
            text = f'counts needs of kind "{tally.counts}", and there is none'
            yield placed.problem(("counts",), text, "unknown-kind", "choose one of: " + ", ".join(sorted(kinds)))


def _engine(words: Vocabulary) -> Iterator[Problem]:
    """What would crash or mislead durable_rules although it reads well."""
    names = [*OWN_KEYS, "advised", *words.facts]
    if len(names) > MAX_KEYS:
        placed, at = words.spaces["fact"][names[MAX_KEYS]]
        text = f"{len(names)} questions, needs and tallies are more than the engine can hold ({MAX_KEYS})"
        yield placed.problem(at, text, "too-many", "remove some")
    seen: dict[int, str] = {}
    for name in names:
        other = seen.setdefault(engine_hash(name), name)
        if other != name and name in words.spaces["fact"]:
            placed, at = words.spaces["fact"][name]
            text = f'the engine cannot tell "{name}" from "{other}" (they share a hash)'
            yield placed.problem(at, text, "hash", "rename one of them")
