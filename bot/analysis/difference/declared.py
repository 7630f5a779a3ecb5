"""A declared change, held against the one that was found. What is not declared is not looked at.

The keys: `matrix` (from: {to: sets}; a cell that is not named must not change), `sets`, `share` and `mix` of all that
change their model, `only-old` and `only-new`, and `also` with counts of what else differs. Shares need only be right to
four decimals.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.analysis.difference.report import Difference

CLOSE = 0.00005
NUMBERS = ("sets", "share", "mix", "only-old", "only-new")
KEYS = ("matrix", *NUMBERS, "also")


def declaration(found: Difference) -> dict[str, Any]:
    """The change as a declaration that it meets."""
    matrix: dict[str, dict[str, int]] = {}
    for cell in sorted(found.cells, key=lambda one: (one.old, one.new)):
        matrix.setdefault(cell.old, {})[cell.new] = cell.share.sets
    return {
        "matrix": matrix,
        "sets": found.changed.sets,
        "share": round(found.changed.share, 6),
        "mix": round(found.changed.mix, 6),
        "only-old": found.compared.only_old,
        "only-new": found.compared.only_new,
        "also": {name: one.sets for name, one in found.also.items()},
    }


def unmet(declared: Mapping[str, Any], found: Difference) -> tuple[str, ...]:
    """Where the change is not the declared one, a sentence each. Nothing at all that changes is always as declared."""
    return () if found.nothing else tuple(_unmet(declared, declaration(found)))


def _unmet(declared: Mapping[str, Any], real: Mapping[str, Any]) -> Iterator[str]:
    if "matrix" in declared:
        cells = {(old, new): sets for old, row in declared["matrix"].items() for new, sets in row.items() if sets}
        got = {(old, new): sets for old, row in real["matrix"].items() for new, sets in row.items()}
        for old, new in sorted({*cells, *got}):
            wanted, there = cells.get((old, new), 0), got.get((old, new), 0)
            if wanted != there:
                yield f"{old} -> {new}: {there:,} answer sets, declared {wanted:,}"
    for key in NUMBERS:
        if key in declared and abs(declared[key] - real[key]) > (CLOSE if key in {"share", "mix"} else 0):
            yield f"{key}: {real[key]}, declared {declared[key]}"
    for name, wanted in declared.get("also", {}).items():
        if wanted != real["also"][name]:
            yield f"also {name}: {real['also'][name]:,} answer sets, declared {wanted:,}"
