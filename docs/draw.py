"""Draws docs/consultation.svg, the picture of the README, from a real consultation: `make picture`."""

import asyncio
import re
import tempfile
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.app import open_content, opened
from bot.conversation.acts import Fresh, Say
from bot.model import ChatId
from bot.settings import Settings
from bot.terminal import rich_printer

HERE = Path(__file__).parent
ANSWERS = ("A colleague, on the side", "regulated", "Partly", "/advice")
SHOWN = {2, 4}
"""The screens that the picture shows: the question about proof, and the advice."""


async def drawn() -> str:
    """The picture as SVG; every run draws the same."""
    console = Console(record=True, width=86, force_terminal=True, file=StringIO())
    show = rich_printer(console)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database=f"sqlite:///{folder}/picture.db")
        async with opened(settings, open_content(settings), lambda _: None) as consulting:
            consulting._fresh = lambda: Fresh("0" * 16, "aaaaaa", "k4mw-7xdp")  # noqa: SLF001 - the same receipt each time
            for number, answer in enumerate(ANSWERS, start=1):
                reply = await consulting.handle(ChatId(0), Say(answer))
                console.print(Text(f"> {answer}", style="bold cyan"))
                if number in SHOWN:
                    show(reply)
    svg = console.export_svg(title="fixpoint chat", unique_id="fixpoint")
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)  # no address of anybody's fonts
    return re.sub(r"<!--.*?-->\s*", "", svg) + "\n"


if __name__ == "__main__":
    (HERE / "consultation.svg").write_text(asyncio.run(drawn()), encoding="utf-8")
