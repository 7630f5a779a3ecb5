"""Every sentence to a prospect that only Telegram needs: commands, descriptions, answers to what no terminal can send.

The same tone as the conversation's own wording: plain and polite, no exclamation marks, no emoji, no urgency. What only
the staff read is not here: they are told in English.
"""

from collections.abc import Mapping
from dataclasses import dataclass

OFFERED = (
    *("start", "advice", "review", "why", "learn", "help", "cancel"),
    *("language", "privacy", "mydata", "forget", "restart"),
)
"""The commands that a private chat offers, in the order of the menu."""


@dataclass(frozen=True, slots=True)
class Messages:
    """The sentences. Those that begin with do_ say what a command does."""

    do_start: str = "Begin, or go on where you stopped"
    do_advice: str = "See the advice, once it is clear"
    do_review: str = "See and change your answers"
    do_why: str = "Why this is asked, or why this is the advice"
    do_learn: str = "Read about the kinds of IT support"
    do_help: str = "What you can do here"
    do_cancel: str = "Close what is open and go back to the question"
    do_language: str = "Go on in another language"
    do_privacy: str = "What is kept, and for how long"
    do_mydata: str = "Get everything kept about this chat"
    do_forget: str = "Delete everything kept about this chat"
    do_restart: str = "Drop the answers and begin anew"
    do_start_in_group: str = "Talk to the advisor in a private chat"
    description: str = (
        "Which kind of IT support fits your business: break/fix, a block of hours, co-managed or fully managed?\n\n"
        "Up to 12 taps, about three minutes, and the advice comes before any question about who you are. You see why, "
        "why not the others, and what would change it. Break/fix is among the answers. This bot belongs to {firm}."
    )
    short_description: str = "Finds out in three minutes which kind of IT support fits your business, and shows why."
    media: str = "I read buttons and typed words only, so that was not looked at. Here is where you are."
    own_card: str = "Thank you. No contact is needed for the advice, so your card was not kept. Here is where you are."
    other_card: str = "That card is somebody else's, so it was not kept. Here is where you are."
    in_group: str = "I answer in private, where nobody else reads along."
    in_group_button: str = "Open the private chat"
    pressed_elsewhere: str = "Please open the private chat with me; I answer there."
    failed: str = (
        "Something went wrong here with what you last sent. It is noted, and somebody will look at it; your answers "
        "are kept. /advice and /review show where you are."
    )
    my_data: str = "Everything kept about this chat. /forget deletes it."
    card_title: str = "Which IT support fits?"
    card_about: str = "Send somebody the advisor: three minutes, twelve taps at most"
    card_text: str = (
        "Which kind of IT support fits your business? This advisor takes about three minutes, asks at most twelve "
        "questions, and says why. It may well be break/fix. It belongs to {firm}."
    )
    card_button: str = "Start"

    @property
    def commands(self) -> Mapping[str, str]:
        """What a private chat offers, in the order of the menu."""
        return {name: getattr(self, f"do_{name}") for name in OFFERED}

    @property
    def group_commands(self) -> Mapping[str, str]:
        """What a group offers."""
        return {"start": self.do_start_in_group}


EN = Messages()
