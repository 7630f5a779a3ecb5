"""What the staff are told on Telegram, in English, and the names of files that are sent."""

from collections.abc import Mapping
from html import escape

STAFF_COMMANDS: Mapping[str, str] = {
    "link": "Make a link to share, or see how all links do",
    "reload": "Take up changed rules and articles",
}

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

LINK_NAME = "Write a name of 1 to 64 characters behind the command, such as: /link Trade fair"
LINK_FILE = "link.png"
