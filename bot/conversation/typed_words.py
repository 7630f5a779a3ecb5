"""Typed text as it is compared: the same whatever its capitals, marks and spaces are."""

import re
import unicodedata


def plain(text: str) -> str:
    """Letters and digits of any script, in small letters, one space between words, apostrophes gone."""
    folded = unicodedata.normalize("NFC", text.casefold())
    folded = re.sub("['`\u2019\u00b4]", "", folded)
    return " ".join(re.sub(r"[\W_]+", " ", folded).split())
