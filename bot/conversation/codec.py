"""A press as the few bytes that a button can carry, and back; what it leads to is not decided here.

`1:<nonce>:<turn>:<act>` in at most 64 bytes. Decoding takes anything, from anybody, and makes a `Look` of whatever was
not written by `encode`. A nonce has at most 10 letters or digits and a turn at most 6 digits.
"""

import re
from typing import assert_never

from bot.conversation.acts import (
    Act,
    Ask,
    Back,
    Call,
    Choose,
    Decline,
    Draw,
    Forget,
    Leaf,
    Leave,
    Look,
    Open,
    Press,
    Say,
    See,
    Settle,
    Speak,
    Start,
    StartOver,
)

LIMIT = 64
"""What Telegram allows a button to carry, in bytes."""

_PLAIN: dict[str, Act] = {
    "s": Start(),
    "o": StartOver(),
    "b": Back(),
    "v": See(),
    "f": Forget(),
    "l": Look(),
    "x": Leave(),
    "h": Call(),
}
_LETTERS = {type(act): letter for letter, act in _PLAIN.items()}
_READINGS = {"A": "A", "B": "B", "+": "both"}
_WORD = r"[A-Za-z0-9-]{1,40}"
_PRESS = re.compile(r"1:([A-Za-z0-9]{1,10}):(0|[1-9][0-9]{0,5}):([a-z]):?(.*)", re.ASCII)
_CHOOSE = re.compile(rf"({_WORD}):({_WORD}|\?)", re.ASCII)
_SETTLE = re.compile(rf"({_WORD}):([AB+])", re.ASCII)
_PAGE = re.compile(r"0|[1-9][0-9]{0,5}", re.ASCII)
_PAIR = re.compile(r"[A-Za-z0-9-]{1,42}", re.ASCII)
_OPEN = re.compile(rf"({_WORD}):({_WORD}|)", re.ASCII)


def encode(press: Press) -> str:
    """The press as a button carries it. Raises ValueError for one that `decode` could not read again."""
    data = f"1:{press.nonce}:{press.turn}:{_act(press.act)}"
    if len(data.encode()) > LIMIT or decode(data) != press:
        raise ValueError(f"{press} does not fit a button")
    return data


def decode(data: str | bytes) -> Press | Look:
    """The press again. Whatever cannot be read, as from a button of another release, is a look at the screen."""
    text = data.decode("ascii", "replace") if isinstance(data, bytes) else data
    found = _PRESS.fullmatch(text) if len(text) <= LIMIT else None
    act = _read(found[3], found[4]) if found else None
    return Press(found[1], int(found[2]), act) if found and act else Look()


def _act(act: Act) -> str:  # noqa: C901 - one line for each act there is
    match act:
        case Start() | StartOver() | Back() | See() | Forget() | Look() | Leave() | Call():
            return _LETTERS[type(act)]
        case Choose(question, option):
            return f"c:{question}:{option}"
        case Settle(rule, reading):
            return f"t:{rule}:{'+' if reading == 'both' else reading}"
        case Open("article", of):
            return f"a:{of}"  # an article's id may be so long that the word would not fit
        case Open("compare", of) if of:
            return f"k:{of}"  # two ids of models, which would not fit behind the word
        case Open(name, of):
            return f"p:{name}:{of}"
        case Leaf(page):
            return f"g:{page}"
        case Decline(offer):
            return f"d:{offer}"
        case Speak(language):
            return f"n:{language}"
        case Draw(name, of):
            return f"i:{name}:{of}"
        case Say() | Ask():
            return "say"  # typed text never stands on a button; this is refused by `encode`
        case _:
            assert_never(act)


def _read(letter: str, rest: str) -> Act | None:
    if letter in _PLAIN:
        return None if rest else _PLAIN[letter]
    if letter == "c" and (found := _CHOOSE.fullmatch(rest)):
        return Choose(found[1], found[2])
    if letter == "t" and (found := _SETTLE.fullmatch(rest)):
        return Settle(found[1], _READINGS[found[2]])
    if letter == "a" and re.fullmatch(_WORD, rest):
        return Open("article", rest)
    if letter == "k" and _PAIR.fullmatch(rest):
        return Open("compare", rest)
    if letter in "pi" and (found := _OPEN.fullmatch(rest)):
        return Open(found[1], found[2]) if letter == "p" else Draw(found[1], found[2])
    if letter == "g" and _PAGE.fullmatch(rest):
        return Leaf(int(rest))
    if letter == "d" and re.fullmatch(_WORD, rest):
        return Decline(rest)
    if letter == "n" and re.fullmatch(r"[a-z]{2}", rest):
        return Speak(rest)
    return None
