"""A language the bot speaks: everything that it says and hears itself. What rules and articles say comes with them."""

from dataclasses import dataclass

from bot.wording import hearing, sentences
from bot.wording.hearing import Hearing
from bot.wording.sentences import Wording


@dataclass(frozen=True)
class Language:
    """A language by its two-letter code, with its own name for itself."""

    code: str = "en"
    name: str = "English"
    say: Wording = sentences.EN
    hears: Hearing = hearing.EN


ENGLISH = Language()
