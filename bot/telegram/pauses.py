"""How long to wait: before the next try, and for somebody who presses faster than screens can be shown."""

import random

FIRST, LONGEST = 1.0, 60.0
DOUBLINGS = 10
CROWD_PAUSE = 0.25


def pause(tries: int) -> float:
    """Seconds after so many tries: growing, bounded, and with jitter, so that not all come back at once."""
    return float(random.uniform(0.5, 1.0) * min(LONGEST, FIRST * 2.0 ** min(tries - 1, DOUBLINGS)))
