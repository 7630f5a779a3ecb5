"""What a person can do, as a closed union, and how a button carries it; nothing here knows what an act leads to.

A button carries `1:<nonce>:<turn>:<act>` within 64 bytes, so that a stale, doubled or forged press is recognised.
"""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Start:
    """Begin the questions (from the promise)."""


@dataclass(frozen=True, slots=True)
class StartOver:
    """Drop the answers and begin anew: a new consultation with a new nonce."""


@dataclass(frozen=True, slots=True)
class Choose:
    """Take an option of a question; option `?` is "not sure"."""

    question: str
    option: str


@dataclass(frozen=True, slots=True)
class Settle:
    """Take a reading of a contradiction: `A`, `B`, or `both` when both are true."""

    rule: str
    reading: str


@dataclass(frozen=True, slots=True)
class Back:
    """Go one step back: to the previous question, or to the screen this one was opened from."""


@dataclass(frozen=True, slots=True)
class Open:
    """Open a screen by its name, about something: `Open("article", "bf-transactional")`."""

    name: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Leaf:
    """Turn to a page of the present screen, counted from 0."""

    page: int


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave whatever was opened, all of it, and return to the question or the advice below."""


@dataclass(frozen=True, slots=True)
class See:
    """See the advice now, although questions are left ("settled early", or nothing more can be said)."""


@dataclass(frozen=True, slots=True)
class Decline:
    """Turn an offer down, so that it is not made again."""

    offer: str


@dataclass(frozen=True, slots=True)
class Forget:
    """Delete everything kept about this chat; only ever pressed on the screen that asks for confirmation."""


@dataclass(frozen=True, slots=True)
class Say:
    """Text that a person typed, as typed: a label, something close to it, a command, a number, or anything else."""

    text: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A free question, as typed; the library answers it, or says that it cannot."""

    text: str


@dataclass(frozen=True, slots=True)
class Speak:
    """Go on in another language, by its two-letter code."""

    language: str


@dataclass(frozen=True, slots=True)
class Draw:
    """Have a picture of what the screen says sent: of what, by the screen's name and what it is about."""

    name: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """Let a person at the firm know that this prospect would like to talk to them."""


@dataclass(frozen=True, slots=True)
class Look:
    """Nothing but a look at the present screen; also what an unreadable button means."""


Act: TypeAlias = (
    Start
    | StartOver
    | Choose
    | Settle
    | Back
    | Open
    | Leaf
    | Leave
    | See
    | Decline
    | Forget
    | Say
    | Ask
    | Speak
    | Draw
    | Call
    | Look
)


@dataclass(frozen=True, slots=True)
class Press:
    """A button pressed: the act, and the consultation (nonce) and turn whose screen carried the button."""

    nonce: str
    turn: int
    act: Act


@dataclass(frozen=True, slots=True)
class Fresh:
    """Random strings made by the shell, so that nothing in here is random.

    `id` and `nonce` are for a consultation begun anew, `receipt` for an advice. A nonce has at most 10 letters or
    digits, else a button would not fit.
    """

    id: str
    nonce: str
    receipt: str


@dataclass(frozen=True, slots=True)
class Button:
    """A button: what it says (sense when read aloud), and the act it stands for."""

    label: str
    act: Act


@dataclass(frozen=True, slots=True)
class Screen:
    """What is shown: plain text with simple Markdown (**bold**, *italic*, - lists), and buttons, one per row.

    `options` are answers and come first; `navigation` stands below them. `place` says which screen it is. With `listed`
    the options are a long list to choose from, and not all of them need to stand on one page.
    """

    place: str
    text: str
    options: tuple[Button, ...] = ()
    navigation: tuple[Button, ...] = ()
    listed: bool = False

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All buttons, in the order shown."""
        return (*self.options, *self.navigation)
