"""How often the same thing is told: a fault that lasts is one line a minute, not one for each press."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

REMEMBERED = 1_000


class Seldom:
    """Says whether something is due again, by a key; the keys told last are remembered, and no more of them."""

    def __init__(self, every: float = 60.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._every, self._clock = every, clock
        self._told: OrderedDict[Hashable, float] = OrderedDict()

    def due(self, key: Hashable = "") -> bool:
        """Whether it was not told within the time; if so, it counts as told now."""
        now = self._clock()
        told = self._told.get(key)
        if told is not None and now - told < self._every:
            return False
        self._told[key] = now
        self._told.move_to_end(key)
        if len(self._told) > REMEMBERED:
            self._told.popitem(last=False)
        return True
