"""The difference for a pull request: the sentence and the matrix at once, everything else to be opened."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.analysis.difference.cells import Cell, Part
from bot.analysis.difference.report import Difference
from bot.commands.diff import words


def text(found: Difference, stored: Mapping[str, Any], missed: tuple[str, ...] | None) -> str:
    """The whole report."""
    return "\n".join(_lines(found, stored, missed)).rstrip("\n")


def _lines(found: Difference, stored: Mapping[str, Any], missed: tuple[str, ...] | None) -> Iterator[str]:
    yield from [f"### Advice: {_plain(found.old)} -> {_plain(found.new)}", "", f"**{words.headline(found)}**", ""]
    yield from (f"{line}  " for line in words.compared(found))
    yield ""
    if missed is not None:
        first, *rest = words.verdict(missed)
        yield from [f"**{first}**", *(f"- {_plain(one.strip())}" for one in rest), ""]
    if found.changed.sets:
        yield from _matrix(found)
        for cell in found.cells:
            yield from _cell(cell)
    differing = [f"| {words.ALSO[key]} | {words.shares(one)} |" for key, one in found.also.items() if one.sets]
    if differing:
        yield from ["| what else differs | answer sets |", "| --- | --- |", *differing, ""]
    if found.edits:
        yield from ["<details open><summary>What was edited</summary>", ""]
        yield from (f"- `{one.edit.place}`: {_plain(words.edit(one))}" for one in found.edits)
        yield from ["", "</details>", ""]
    if stored:
        yield from [*(f"- {_plain(line.strip())}" for line in words.stored_lines(stored)), ""]
    yield f"<sub>Revisions {found.revisions[0]} -> {found.revisions[1]}</sub>"


def _plain(line: str) -> str:
    """A line in which nothing is taken for markup."""
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"\\{one}" if one in "\\`*_[]|~#" else one for one in line).replace("-&gt;", "->")


def _matrix(found: Difference) -> Iterator[str]:
    names = list(found.table)
    yield f"| from, to | {' | '.join(names)} |"
    yield f"| --- |{' ---: |' * len(names)}"
    for name, row in found.table.items():
        cells = (f"**{row[one]:,}**" if one != name and row[one] else f"{row[one]:,}" for one in names)
        yield f"| {name} | {' | '.join(cells)} |"
    yield ""


def _cell(cell: Cell) -> Iterator[str]:
    yield from [f"<details><summary>{cell.old} -> {cell.new}: {words.shares(cell.share)}</summary>", ""]
    for label, parts in (("decided before", cell.before), ("decide now", cell.now), ("edited", cell.because)):
        if parts:
            yield f"- {label}: {', '.join(map(_part, parts))}"
    for example in cell.examples:
        yield from ["", "```sh", words.asked(example), "```"]
        if example.likely != example.answers:
            yield f"such as `{words.likely(example)}`"
    yield from ["", "</details>", ""]


def _part(part: Part) -> str:
    edited = f", {part.edited}" if part.edited else ""
    return f"{part.rule} ({part.sets:,}{edited}; `{part.place}`)"
