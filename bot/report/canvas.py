"""Paper to draw on: text that is wrapped to a width, bands and bars, and in the end a PNG. The one importer of Pillow.

Every letter of Latin, Greek and Cyrillic scripts is in the font; what it lacks is drawn as a box, never an error.
"""

from dataclasses import dataclass
from functools import cache
from io import BytesIO

import font_source_sans_pro as source_sans
from PIL import Image, ImageDraw, ImageFont

INK, QUIET, PAPER, BAND, DEEP = "#1d2733", "#5b6877", "#ffffff", "#eef2f6", "#1f4466"
WIDTH = 1080
MARGIN = 48
_TALLEST = 6_000
"""No picture is taller: Telegram takes none whose sides add up to more than 10,000."""


@dataclass(frozen=True, slots=True)
class Style:
    """How text looks: its size in pixels, its colour, and whether it is bold."""

    size: int = 28
    colour: str = INK
    bold: bool = False


TITLE, HEAD, TEXT, SMALL = Style(44, bold=True), Style(30, PAPER, bold=True), Style(28), Style(23, QUIET)


@cache
def _font(size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    files = source_sans.font_files_ttf
    return ImageFont.truetype(files["SourceSansProBold" if bold else "SourceSansPro"], size)


def wrapped(text: str, style: Style, width: int) -> list[str]:
    """The text in lines that are not wider than this; a word that is too wide is broken."""
    font = _font(style.size, bold=style.bold)
    lines = [""]
    for word in text.split():
        whole = f"{lines[-1]} {word}".strip()
        if font.getlength(whole) <= width:
            lines[-1] = whole
            continue
        lines += [""] if lines[-1] else []
        for letter in word:
            if lines[-1] and font.getlength(lines[-1] + letter) > width:
                lines.append("")
            lines[-1] += letter
    return lines


def height(lines: list[str], style: Style) -> int:
    """How tall lines are."""
    return len(lines) * _step(style)


def _step(style: Style) -> int:
    return round(style.size * 1.28)


class Canvas:
    """A sheet that grows downwards; `y` is where the next thing is drawn."""

    def __init__(self) -> None:
        self._image = Image.new("RGB", (WIDTH, _TALLEST), PAPER)
        self._draw = ImageDraw.Draw(self._image)
        self.y = MARGIN

    def write(self, lines: list[str], style: Style, left: int, top: int) -> None:
        """Lines of text from a corner on."""
        font = _font(style.size, bold=style.bold)
        for number, line in enumerate(lines):
            self._draw.text((left, top + number * _step(style)), line, font=font, fill=style.colour)

    def paragraph(self, text: str, style: Style, gap: int = 0) -> None:
        """A text over the whole width, and so much room below it."""
        lines = wrapped(text, style, WIDTH - 2 * MARGIN)
        self.write(lines, style, MARGIN, self.y)
        self.y += height(lines, style) + gap

    def block(self, left: int, top: int, right: int, bottom: int, colour: str) -> None:
        """A filled rectangle."""
        self._draw.rectangle((left, top, right, bottom), fill=colour)

    def png(self) -> bytes:
        """The sheet, cut where the drawing ends."""
        out = BytesIO()
        bottom = min(_TALLEST, self.y + MARGIN)
        self._image.crop((0, 0, WIDTH, bottom)).quantize(64).save(out, "PNG", optimize=True)
        return out.getvalue()
