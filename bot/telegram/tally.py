"""What the bot counts of itself while it works. It is written with plain additions and read only for the metrics."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

STEPS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


@dataclass(slots=True)
class Seconds:
    """How long something took, in steps; the last count is of what took longer than every step."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(STEPS) + 1))
    total: float = 0.0

    def add(self, seconds: float) -> None:
        """Count one."""
        self.counts[bisect_left(STEPS, seconds)] += 1
        self.total += seconds

    def up_to(self) -> Sequence[tuple[str, float]]:
        """For each step how many took no longer, as Prometheus wants them."""
        found, so_far = [], 0
        for step, count in zip((*map(str, STEPS), "+Inf"), self.counts, strict=True):
            so_far += count
            found.append((step, float(so_far)))
        return found


@dataclass(slots=True)
class Tally:
    """Counters only grow while the process lives; the others are as of now."""

    taken: int = 0
    """Updates that came in, again or for the first time."""
    repeated: int = 0
    """Of these, those that had been handled before."""
    failed: int = 0
    """Updates that were set aside because their handling failed each time."""
    refused: int = 0
    """Times the store took no turn."""
    sent: int = 0
    """Screens sent as a new message."""
    edited: int = 0
    """Screens shown in the message that was there."""
    answered: int = 0
    """Presses answered in time."""
    retries: int = 0
    """Calls made again after an error."""
    too_many: int = 0
    """Times Telegram told us to wait (429)."""
    gone: int = 0
    """Times a chat could not be reached because its person had blocked the bot or was gone (403)."""
    reloads: int = 0
    """Times changed content was taken up."""
    reloads_refused: int = 0
    """Times changed content was refused."""
    lag: float = 0.0
    """Seconds from the sending of the latest message to its arrival here."""
    waiting: int = 0
    """Updates that are taken and not yet stored."""
    drawing: int = 0
    """Chats that wait for their screen."""
    polled: float | None = None
    """When Telegram last answered a poll, by the monotonic clock."""
    commits: Seconds = field(default_factory=Seconds)
    """How long a turn took from arrival to COMMIT."""
