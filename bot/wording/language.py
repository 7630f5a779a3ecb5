"""A language the bot speaks: everything that it says and hears itself. What rules and articles say comes with them."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.wording import hearing, messages, sentences
from bot.wording.hearing import Hearing
from bot.wording.messages import Messages
from bot.wording.sentences import Wording


@dataclass(frozen=True)
class Language:
    """A language by its two-letter code, with its own name for itself."""

    code: str = "en"
    name: str = "English"
    say: Wording = sentences.EN
    hears: Hearing = hearing.EN
    tells: Messages = messages.EN


ENGLISH = Language()


def chosen(wanted: str, known: Collection[str]) -> str:
    """The known language that a tag such as de-AT asks for; empty if there is none."""
    code = wanted.casefold().replace("_", "-").partition("-")[0]
    return code if code in known else ""
