"""Paper to draw on: text that is wrapped to a width, bands and bars, and in the end a PNG. The one importer of Pillow.

Every letter of Latin, Greek and Cyrillic scripts is in the font; what it lacks is drawn as a box, never an error.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import TypeAlias

import font_source_sans_pro as source_sans
from PIL import Image, ImageColor, ImageDraw, ImageFont

INK, QUIET, PAPER, BAND, DEEP, EMPTY = "#1d2733", "#5b6877", "#ffffff", "#eef2f6", "#1f4466", "#d9e1e9"
WIDTH = 1080
MARGIN = 48
_TALLEST = 6_000
"""No picture is taller: Telegram takes none whose sides add up to more than 10,000."""
_STRIP, _STEPS = 256, 16
_Stroke: TypeAlias = Callable[[ImageDraw.ImageDraw, int], None]
"""Paints something onto a strip of the sheet, by where that begins."""


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
    """A sheet that grows downwards; `y` is where the next thing is drawn.

    What is drawn is noted, and painted strip by strip in the end: a whole sheet in full colours would take 20 MB.
    """

    def __init__(self) -> None:
        self._drawn: list[tuple[int, int, _Stroke]] = []
        self.y = MARGIN

    def write(self, lines: list[str], style: Style, left: int, top: int) -> None:
        """Lines of text from a corner on."""
        font = _font(style.size, bold=style.bold)
        for number, line in enumerate(lines):
            at = top + number * _step(style)
            self._drawn.append((at, at + 2 * style.size, _text(line, (left, at), font, style.colour)))

    def paragraph(self, text: str, style: Style, gap: int = 0) -> None:
        """A text over the whole width, and so much room below it."""
        lines = wrapped(text, style, WIDTH - 2 * MARGIN)
        self.write(lines, style, MARGIN, self.y)
        self.y += height(lines, style) + gap

    def block(self, left: int, top: int, right: int, bottom: int, colour: str) -> None:
        """A filled rectangle."""
        self._drawn.append((top, bottom + 1, _rectangle((left, top, right, bottom), colour)))

    def png(self) -> bytes:
        """The sheet, cut where the drawing ends."""
        tall = min(_TALLEST, self.y + MARGIN)
        palette = _palette()
        sheet = Image.new("P", (WIDTH, tall))
        sheet.putpalette(palette.getpalette() or [])
        for top in range(0, tall, _STRIP):
            strip = Image.new("RGB", (WIDTH, min(_STRIP, tall - top)), PAPER)
            draw = ImageDraw.Draw(strip)
            for begins, ends, stroke in self._drawn:
                if begins < top + _STRIP and ends > top:
                    stroke(draw, top)
            sheet.paste(strip.quantize(palette=palette, dither=Image.Dither.NONE), (0, top))
        out = BytesIO()
        sheet.save(out, "PNG")
        return out.getvalue()


def _text(line: str, at: tuple[int, int], font: ImageFont.FreeTypeFont, colour: str) -> _Stroke:
    return lambda draw, top: draw.text((at[0], at[1] - top), line, font=font, fill=colour)


def _rectangle(box: tuple[int, int, int, int], colour: str) -> _Stroke:
    left, upper, right, lower = box
    return lambda draw, top: draw.rectangle((left, upper - top, right, lower - top), fill=colour)


@cache
def _palette() -> Image.Image:
    """Every colour there is, and the steps between letters and what they stand on: 256 do for smooth edges."""
    colours = [ImageColor.getrgb(one)[:3] for one in (INK, QUIET, PAPER, BAND, DEEP, EMPTY)]
    for one, other in ((INK, PAPER), (INK, BAND), (QUIET, PAPER), (PAPER, DEEP)):
        colours += _between(ImageColor.getrgb(one), ImageColor.getrgb(other))
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in colours for part in colour])
    return palette


def _between(one: tuple[int, ...], other: tuple[int, ...]) -> Iterator[tuple[int, int, int]]:
    """The colours on the way from one to another."""
    for step in range(1, _STEPS):
        red, green, blue = (round(a + (b - a) * step / _STEPS) for a, b in zip(one[:3], other[:3], strict=True))
        yield red, green, blue
