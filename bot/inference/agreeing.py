"""Which rows agree wherever both say something: found by walking two trees of values at once, not row against row.

Questions that hang together have joint answers by the thousand. Of those only a few are one answer apart, so the work
has to grow with the pairs that there are, and not with the pairs that there could be.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Any, TypeAlias

SILENT = -1
"""What a row holds where it says nothing: it agrees with everything there."""

Row: TypeAlias = Sequence[int]
Pair: TypeAlias = tuple[int, int]
_Tree: TypeAlias = dict[int, Any]


def agreeing(ones: Iterable[Row], others: Iterable[Row]) -> list[Pair]:
    """Which of the first rows agree with which of the others, by their numbers, in order. All are of one length."""
    first, second = list(ones), list(others)
    if not first or not second:
        return []
    depth = len(first[0])
    return sorted(_meeting(_tree(first), _tree(second), depth))


def _tree(rows: Sequence[Row]) -> _Tree:
    """Rows by their first value, below it by their second, and so on; in the end the numbers of the rows."""
    root: _Tree = {}
    for number, row in enumerate(rows):
        node = root
        for value in row:
            node = node.setdefault(value, {})
        node.setdefault(SILENT, []).append(number)
    return root


def _meeting(first: _Tree, second: _Tree, depth: int) -> Iterator[Pair]:
    waiting = [(first, second, depth)]
    while waiting:
        one, other, left = waiting.pop()
        if not left:
            yield from product(one[SILENT], other[SILENT])
            continue
        for value, below in one.items():
            values = other if value == SILENT else (value, SILENT)
            waiting += [(below, other[each], left - 1) for each in values if each in other]
