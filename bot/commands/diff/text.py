"""The difference for a terminal."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.analysis.difference.cells import Cell
from bot.analysis.difference.report import Difference
from bot.commands.diff import words

FROM_TO = "from, to"


def text(found: Difference, stored: Mapping[str, Any], missed: tuple[str, ...] | None) -> str:
    """The whole report."""
    return "\n".join(_lines(found, stored, missed)).rstrip("\n")


def _lines(found: Difference, stored: Mapping[str, Any], missed: tuple[str, ...] | None) -> Iterator[str]:
    yield f"{found.old} ({found.revisions[0]}) -> {found.new} ({found.revisions[1]})"
    yield words.headline(found)
    yield from words.compared(found)
    yield ""
    if found.changed.sets:
        yield from _matrix(found)
        for cell in found.cells:
            yield from _cell(cell)
    differing = [f"  {words.ALSO[name]}: {words.shares(one)}" for name, one in found.also.items() if one.sets]
    if differing:
        yield from ["What else differs, in answer sets", *differing, ""]
    if found.edits:
        yield "What was edited"
        yield from (f"  {one.edit.place}: {words.edit(one)}" for one in found.edits)
        yield ""
    if found.changed.sets or not found.compared.same_space:
        yield from _models(found)
    if stored:
        yield from ["In the database", *(f"  {line}" for line in words.stored_lines(stored)), ""]
    if missed is not None:
        yield from words.verdict(missed)


def _matrix(found: Difference) -> Iterator[str]:
    """Rows are the models before, columns the models now."""
    names = list(found.table)
    wide = max(map(len, [*names, FROM_TO]))
    columns = [max(len(name), *(len(f"{row[name]:,}") for row in found.table.values())) for name in names]
    yield "  ".join([f"{FROM_TO:<{wide}}", *(f"{name:>{size}}" for name, size in zip(names, columns, strict=True))])
    for name, row in found.table.items():
        cells = (f"{row[other]:>{size},}" for other, size in zip(names, columns, strict=True))
        yield "  ".join([f"{name:<{wide}}", *cells])
    yield ""


def _cell(cell: Cell) -> Iterator[str]:
    yield f"{words.title(cell)}: {words.shares(cell.share)}"
    for label, parts in (("decided before", cell.before), ("decide now", cell.now), ("edited", cell.because)):
        for number, part in enumerate(parts):
            yield f"  {label if number == 0 else '':<14}  {words.rule(part)}"
    for number, example in enumerate(cell.examples):
        yield f"  {'for example' if number == 0 else '':<14}  {words.asked(example)}"
        if example.likely != example.answers:
            yield f"  {'':<14}    such as {words.likely(example)}"
    yield ""


def _models(found: Difference) -> Iterator[str]:
    yield "Who gets what, before -> now"
    for name, (old, new) in found.models.items():
        mix = f"{words.per_cent(old['mix'])} -> {words.per_cent(new['mix'])} of the traffic"
        yield f"  {name:<12}  {old['sets']:,} -> {new['sets']:,} answer sets, {mix}"
    yield ""
