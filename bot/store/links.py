"""What a link is called and what its key looks like. Opaque on purpose: a key tells nothing of the name it stands for.

It refuses names that are empty, too long or not one line of text.
"""

import re
import secrets
import unicodedata

from bot.errors import UsageError

LONGEST_NAME = 64
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that are not mistaken for one another when read aloud."""

KEY_LENGTH = 10
_KEY = re.compile(f"[{LETTERS}]{{{KEY_LENGTH}}}")
_NO_TEXT = {"Cc", "Cs"}
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of what stands behind them, also of what is not theirs."""


def new_key() -> str:
    """A key that nobody guesses (49 bits)."""
    return "".join(secrets.choice(LETTERS) for _ in range(KEY_LENGTH))


def is_key(text: str) -> bool:
    """Whether this could be a key at all. The text may come from anybody."""
    return _KEY.fullmatch(text) is not None


def tidy(name: str) -> str:
    """The name as it is kept: NFC, on one line, no spaces around it. Raises UsageError."""
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if not 1 <= len(name) <= LONGEST_NAME:
        found = f"this one has {len(name)}" if name else "this one is empty"
        raise UsageError(f"the name of a link has 1 to {LONGEST_NAME} characters, and {found}")
    if any(unicodedata.category(one) in _NO_TEXT or one in _TURNING for one in name):
        raise UsageError("the name of a link is one line of plain text, and this one holds a control character")
    return name


def folded(name: str) -> str:
    """What two names that are the same to a person have in common."""
    return unicodedata.normalize("NFC", tidy(name).casefold())
