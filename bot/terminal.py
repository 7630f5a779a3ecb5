"""The same conversation on a terminal or on piped lines; nothing is decided in this file.

Buttons are lettered as shown (a, b, c...). A letter, a label or something close to it, or a command is an act. On a
pipe each line is one such input; after the last line the present screen is printed once more. `/mydata` prints what is
kept as JSON, and leaves the screen as it is.
"""

import json
import re
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from bot.consult import Consulting, Person, Reply
from bot.conversation.acts import Act, Look, Press, Say, Screen, Speak, StartOver
from bot.conversation.typed import command
from bot.model import TERMINAL
from bot.wording.language import ENGLISH

if TYPE_CHECKING:
    from rich.console import Console

QUIT = frozenset({"/quit", "/exit", "quit", "exit"})
MY_DATA = "mydata"

Printer = Callable[[Reply], None]

_MARKS = re.compile(r"(\*\*?)([^*\n]+)\1")


def letter(index: int) -> str:
    """How the terminal names a button: a to z, then aa, ab and so on."""
    before, last = divmod(index, 26)
    return (letter(before - 1) if before else "") + chr(ord("a") + last)


def act_of(line: str, reply: Reply) -> Press | Act:
    """What a line means on this screen: the button of that letter, else text that the conversation reads."""
    text = line.strip()
    if not text:
        return Look()
    for index, button in enumerate(reply.screen.buttons):
        if text.casefold().rstrip(".)") == letter(index):
            return Press(reply.consultation.nonce, reply.consultation.turn, button.act)
    return Say(text)


def plain(screen: Screen) -> str:
    """A screen as lines of text; buttons are lettered in brackets."""
    lines = [_MARKS.sub(r"\2", screen.text), ""]
    lines += [f"  [{letter(index)}] {button.label}" for index, button in enumerate(screen.buttons)]
    return "\n".join(lines)


async def piped(consulting: Consulting, lines: TextIO, out: TextIO, *, resume: bool, wanted: str = "") -> None:
    """One line, one act; every screen is printed when it is stored, the last one once more at the end."""
    reply = await consulting.look(TERMINAL) if resume else await consulting.handle(TERMINAL, StartOver())
    reply = await _in_language(consulting, reply, wanted or ("" if resume else ENGLISH.code))
    if reply.toast:
        print(f"({reply.toast})\n", file=out)
    print(plain(reply.screen), file=out, flush=True)
    for line in lines:
        if line.strip().casefold() in QUIT:
            break
        if not line.strip():
            continue
        print(f"\n> {line.strip()}", file=out)
        if command(line) == MY_DATA:
            print(f"\n{await kept(consulting)}", file=out, flush=True)
            continue
        reply = await consulting.handle(TERMINAL, act_of(line, reply), by=Person(language=reply.language.code))
        if reply.toast:
            print(f"({reply.toast})", file=out)
        print(f"\n{plain(reply.screen)}", file=out, flush=True)
    print(f"\n{plain((await consulting.look(TERMINAL, reply.language.code)).screen)}", file=out, flush=True)


async def _in_language(consulting: Consulting, reply: Reply, wanted: str) -> Reply:
    """The same screen in the language that the command line names."""
    wanted = consulting.tongue(wanted).code if wanted else reply.consultation.language
    here = reply.consultation.language
    return reply if wanted == here else await consulting.handle(TERMINAL, Speak(wanted), by=Person(language=wanted))


async def typed(consulting: Consulting, *, restart: bool, wanted: str = "") -> None:
    """A conversation with a person at the keyboard, continued where it was left.

    Nothing else runs while a line is waited for, so the loop waits with it: what was shown is on disk.
    """
    show = rich_printer()
    reply = await consulting.handle(TERMINAL, StartOver()) if restart else await consulting.look(TERMINAL)
    reply = await _in_language(consulting, reply, wanted)
    say = reply.language.say
    if reply.consultation.turn:
        print(say.terminal_resumed)
        if reply.consultation.revision != consulting.content.revision:
            print(say.terminal_edited)
    print(say.terminal_how)
    show(reply)
    while True:
        line = _ask()
        if line is None or line.strip().casefold() in QUIT:
            say = reply.language.say
            print(say.terminal_goodbye if reply.consultation.turn else say.terminal_nothing_kept)
            return
        if command(line) == MY_DATA:
            print(await kept(consulting))
            continue
        reply = await consulting.handle(TERMINAL, act_of(line, reply), by=Person(language=reply.language.code))
        show(reply)


async def kept(consulting: Consulting) -> str:
    """Everything that is kept about whoever sits at this terminal, as JSON."""
    return json.dumps(await consulting.everything(TERMINAL), indent=2)


def _ask() -> str | None:
    try:
        return input("> ")
    except (EOFError, KeyboardInterrupt):
        print()
        return None


def rich_printer(drawn_on: "Console | None" = None) -> Printer:
    """Prints a screen with Markdown and a frame; rich is imported only where somebody looks."""
    from rich.console import Console, Group  # noqa: PLC0415 - a pipe does not pay for it
    from rich.markdown import Markdown  # noqa: PLC0415 - as above
    from rich.panel import Panel  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    console = drawn_on or Console(file=sys.stdout, width=min(Console().width, 88))

    def show(reply: Reply) -> None:
        screen = reply.screen
        buttons = Text()
        for index, button in enumerate(screen.buttons):
            if index == len(screen.options) and index:
                buttons.append("\n")
            buttons.append(f" {letter(index)} ", style="bold reverse")
            buttons.append(f" {button.label}\n")
        if reply.toast:
            console.print(Text(reply.toast, style="italic"))
        console.print(Panel(Group(Markdown(screen.text), Text(), buttons), border_style="dim", padding=(1, 2)))

    return show
