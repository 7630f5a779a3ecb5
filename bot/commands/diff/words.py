"""What every form of the difference says in the same words: the text, the Markdown and the page."""

import json
import shlex
from collections.abc import Mapping
from typing import Any

from bot.analysis.difference.cells import Cell, Example, Part, Share
from bot.analysis.difference.report import Difference, Told

ALSO = {
    "reasons": "same model, other deciding rules",
    "needs": "other needs",
    "extras": "other extras",
    "contradictions": "other contradictions",
    "why_not": "other why-not sentences",
    "words": "same model, a rule says it otherwise",
    "anything": "anything at all",
}
POSSIBLE = {"consultations": "stored consultations", "receipts": "stored receipts"}
TINY = 0.00005
ROUNDING = 1e-9


def per_cent(part: float) -> str:
    """A part of 1, so that little is not told as nothing, nor nearly all as all."""
    if 0 < part < TINY:
        return "under 0.01 %"
    if 1 - TINY < part < 1 - ROUNDING:
        return "over 99.99 %"
    return f"{part * 100:.2f} %"


def shares(one: Share) -> str:
    """A count with its two parts."""
    return f"{one.sets:,} ({per_cent(one.share)}), {per_cent(one.mix)} of the traffic"


def headline(found: Difference) -> str:
    """The one sentence that says it."""
    if not found.changed.sets:
        return f"No answer set gets another model. {_besides(found)}".rstrip()
    what = "answer sets" if found.compared.same_space else "pairs of answer sets"
    return (
        f"{found.changed.sets:,} of {found.compared.pairs:,} {what} get another model: "
        f"{per_cent(found.changed.share)}, and {per_cent(found.changed.mix)} of the traffic."
    )


def _besides(found: Difference) -> str:
    """What differs where the model does not."""
    kinds = [ALSO[name] for name, one in found.also.items() if one.sets and name != "anything"]
    if kinds:
        return f"What differs: {'; '.join(kinds)}."
    if not found.compared.same_space:
        return ""
    return "What was edited changes nothing that is advised." if found.edits else "Nothing differs."


def compared(found: Difference) -> list[str]:
    """What was held against what, and what could not be."""
    one = found.compared
    if one.same_space:
        lines = [f"Compared: all {one.pairs:,} answer sets, one by one."]
    else:
        held = f"{one.old_sets - one.only_old:,} of the old sets, {one.new_sets - one.only_new:,} of the new ones"
        lines = [
            f"The answer spaces differ: {one.old_sets:,} sets before, {one.new_sets:,} now.",
            f"Compared: {one.pairs:,} pairs of an old and a new set that answer alike every question that both ask.",
            f"They hold {held} and {per_cent(one.mix)} of the traffic; shares are parts of this.",
            f"Not compared: {one.only_old:,} sets exist only in the old space, {one.only_new:,} only in the new one.",
        ]
    if any(told.edit.kind == "traffic" for told in found.edits):
        lines.append("The assumed traffic is another one too; shares of the traffic are by the new assumption.")
    return lines


def rule(part: Part) -> str:
    """A rule's part in a cell."""
    edited = f", {part.edited}" if part.edited else ""
    return f"{part.rule} ({part.sets:,}{edited}) {part.place}"


def asked(example: Example) -> str:
    """The example as a command that can be pasted."""
    return f"echo {shlex.quote(json.dumps(dict(example.answers)))} | fixpoint advise{example.flags}"


def likely(example: Example) -> str:
    """The likeliest complete answer set of an example, briefly."""
    return " ".join(f"{name}={option}" for name, option in example.likely.items())


def title(cell: Cell) -> str:
    """The name of a cell."""
    return f"{cell.old} -> {cell.new}"


def edit(told: Told) -> str:
    """An edit in one line, without its place."""
    one = told.edit
    parts = [f"{one.kind} {one.name} {one.change}"]
    parts += [", ".join(one.keys)] if one.keys else []
    text = ": ".join(parts)
    if one.change == "changed" and one.before != one.after:
        text += f": {one.before} -> {one.after}"
    elif one.before or one.after:
        text += f": {one.after or one.before}"
    text += f"; {one.detail}" if one.detail else ""
    if told.otherwise is not None and one.decides:
        text += f"; differs in {told.otherwise.sets:,} sets" if told.otherwise.sets else "; holds as before"
    return text


def stored_lines(stored: Mapping[str, Any]) -> list[str]:
    """What becomes of stored answers."""
    lines = []
    for name, one in stored.items():
        damaged = f"; {one['unreadable']:,} could not be read" if one["unreadable"] else ""
        lines.append(f"{one['changed']:,} of {one['total']:,} {POSSIBLE[name]} would be advised otherwise{damaged}")
        lines += [f"  {cell['n']:,}: {cell['from']} -> {cell['to']}" for cell in one["cells"]]
    return lines


def verdict(missed: tuple[str, ...]) -> list[str]:
    """Whether the change is the declared one."""
    return ["NOT as declared:", *(f"  {one}" for one in missed)] if missed else ["As declared, or nothing changes."]
