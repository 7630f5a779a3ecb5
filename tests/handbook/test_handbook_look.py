"""The colours of the style sheet: words can be read in light, in dark and on paper (WCAG AA)."""

import re

import pytest

from bot.handbook.frame import style

WORDS = ("ink", "quiet", "link", "warning")
GROUNDS = ("paper", "raised")
ENOUGH, ENOUGH_FOR_SHAPES = 4.5, 3


def palette(before):
    """The colours that stand in the first `:root` after some words."""
    block = style().partition(before)[2].partition(":root {")[2].partition("}")[0]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", block))


LIGHT = palette("*/")
PALETTES = {
    "light": LIGHT,
    "dark": {**LIGHT, **palette("prefers-color-scheme: dark")},
    "paper": {**LIGHT, **palette("@media print")},
}


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("look", PALETTES)
@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("ground", GROUNDS)
def test_words_stand_out_from_the_ground(look, words, ground):
    assert contrast(PALETTES[look][words], PALETTES[look][ground]) >= ENOUGH


@pytest.mark.parametrize("look", PALETTES)
@pytest.mark.parametrize(("words", "ground"), [("on-mark", "mark"), ("ink", "track")])
def test_marked_words_and_codes_stand_out(look, words, ground):
    assert contrast(PALETTES[look][words], PALETTES[look][ground]) >= ENOUGH


@pytest.mark.parametrize("look", PALETTES)
@pytest.mark.parametrize("ground", [*GROUNDS, "track"])
def test_bars_and_the_ring_of_the_focus_stand_out(look, ground):
    assert contrast(PALETTES[look]["accent"], PALETTES[look][ground]) >= ENOUGH_FOR_SHAPES


@pytest.mark.parametrize(
    ("look", "asked"),
    [("dark", "prefers-color-scheme: dark"), ("print", "@media print"), ("phone", "max-width: 40rem")],
)
def test_the_style_sheet_knows_the_dark_paper_and_phones(look, asked):
    assert asked in style()
