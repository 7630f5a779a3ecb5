"""Every sentence that only Telegram needs: commands, descriptions, and answers to what no terminal can send.

The same tone as the conversation's own wording: plain and polite, no exclamation marks, no emoji, no urgency.
"""

from collections.abc import Mapping
from html import escape

COMMANDS: Mapping[str, str] = {
    "start": "Begin, or go on where you stopped",
    "advice": "See the advice, once it is clear",
    "review": "See and change your answers",
    "why": "Why this is asked, or why this is the advice",
    "learn": "Read about the kinds of IT support",
    "help": "What you can do here",
    "cancel": "Close what is open and go back to the question",
    "privacy": "What is kept, and for how long",
    "mydata": "Get everything kept about this chat",
    "forget": "Delete everything kept about this chat",
    "restart": "Drop the answers and begin anew",
}
"""What a private chat offers, in the order of the menu."""

GROUP_COMMANDS: Mapping[str, str] = {"start": "Talk to the advisor in a private chat"}
STAFF_COMMANDS: Mapping[str, str] = {
    "link": "Make a link to share, or see how all links do",
    "reload": "Take up changed rules and articles",
}

DESCRIPTION = (
    "Which kind of IT support fits your business: break/fix, a block of hours, co-managed or fully managed?\n\n"
    "Up to 12 taps, about three minutes, and the advice comes before any question about who you are. You see why, why "
    "not the others, and what would change it. Break/fix is among the answers. This bot belongs to {firm}."
)
SHORT_DESCRIPTION = "Finds out in three minutes which kind of IT support fits your business, and shows why."

MEDIA = "I read buttons and typed words only, so that was not looked at. Here is where you are."
OWN_CARD = "Thank you. No contact is needed for the advice, so your card was not kept. Here is where you are."
OTHER_CARD = "That card is somebody else's, so it was not kept. Here is where you are."
IN_GROUP = "I answer in private, where nobody else reads along."
IN_GROUP_BUTTON = "Open the private chat"
PRESSED_ELSEWHERE = "Please open the private chat with me; I answer there."
FAILED = (
    "Something went wrong here with what you last sent. It is noted, and somebody will look at it; your answers are "
    "kept. /advice and /review show where you are."
)
FORGET = "/forget"


def called(chat: int, username: str, model: str) -> str:
    """What the staff are told of somebody who asks for a person, as HTML."""
    who = f"https://t.me/{username}" if username else CALLED_BY_ID.format(chat=chat)
    return CALLED.format(who=who, model=escape(model or NO_ADVICE))


ALERT = (
    "Something that a person sent could not be handled and was set aside ({error}). Whoever runs this bot finds more "
    "in its log. There may be others; you are told once a minute at most."
)
CALLED = "Somebody would like to talk to a person: {who}. Their advice so far: {model}."
CALLED_BY_ID = (
    '<a href="tg://user?id={chat}">this person</a> (if the link does not open, they have not let you find them)'
)
NO_ADVICE = "none yet"
MY_DATA = "Everything kept about this chat. /forget deletes it."
MY_DATA_FILE = "my-data.json"

RELOADED = (
    "The changed rules and articles are in force (revision {revision}). Consultations under way go on under the "
    "rules they began with."
)
NOTHING_CHANGED = "The rules and articles are those in force (revision {revision}); nothing has changed."
NOT_RELOADED = (
    "The changed rules and articles are refused; revision {revision} stays in force. Once this is put right they are "
    "looked at again, after /reload at the latest:"
)
MORE_PROBLEMS = "And {count} more; fixpoint check shows all."

CARD_TITLE = "Which IT support fits?"
CARD_ABOUT = "Send somebody the advisor: three minutes, twelve taps at most"
CARD_TEXT = (
    "Which kind of IT support fits your business? This advisor takes about three minutes, asks at most twelve "
    "questions, and says why. It may well be break/fix. It belongs to {firm}."
)
CARD_BUTTON = "Start"

LINK_NAME = "Write a name of 1 to 64 characters behind the command, such as: /link Trade fair"
LINK_FILE = "link.png"
