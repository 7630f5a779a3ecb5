"""In which order facts can be known: computed from what rules read, never written in a file."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from graphlib import CycleError, TopologicalSorter


class Cycle(Exception):
    """Facts that wait for one another; `facts` begins and ends with the same one."""

    def __init__(self, facts: tuple[str, ...]) -> None:
        self.facts = facts
        super().__init__(" -> ".join(facts))


def levels(needed: Mapping[str, AbstractSet[str]]) -> tuple[frozenset[str], ...]:
    """The facts level by level: each stands above everything it needs. Raises Cycle."""
    graph = TopologicalSorter(needed)
    try:
        graph.prepare()
    except CycleError as error:
        raise Cycle(tuple(reversed(error.args[1]))) from None
    found: list[frozenset[str]] = []
    while graph.is_active():
        ready = graph.get_ready()
        found.append(frozenset(ready))
        graph.done(*ready)
    return tuple(found)
