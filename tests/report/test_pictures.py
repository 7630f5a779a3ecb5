"""The pictures of screens: drawn from what the screen says, whole, and never where the screen shows nothing."""

from functools import cache
from io import BytesIO
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from running import CHECKOUT

from bot.content import load
from bot.conversation.comparison import BETWEEN
from bot.model import Consultation, Picture, Place
from bot.report.canvas import MARGIN, PAPER, TEXT, TITLE, WIDTH, Canvas, wrapped
from bot.report.pictures import drawn
from bot.wording.sentences import Voice

MODELS = ("break-fix", "block-hours", "co-managed", "managed")
SIDES = 10_000
"""Telegram takes no photo whose width and height add up to more."""


@cache
def content():
    return load(CHECKOUT / "rules", CHECKOUT / "knowledge")


def picture(name, of="", answers=None, voice=Voice()):  # noqa: B008 - frozen
    chosen = {question: (option,) for question, option in (answers or {}).items()}
    here = Consultation("c", "n", content().revision, 7, chosen, Place(name, of), receipt="abcd-2345")
    png = drawn(Picture(name, of), here, content(), "us", voice)
    return None if png is None else Image.open(BytesIO(png)).convert("RGB")


def ink(image, box):
    """Whether anything but paper lies there."""
    return any(low < 255 for low, _ in image.crop(box).getextrema())  # type: ignore[misc]


@pytest.mark.parametrize(("one", "other"), [*permutations(MODELS, 2)], ids="-".join)
def test_two_models_side_by_side(one, other):
    image = picture("compare", f"{one}{BETWEEN}{other}")

    assert image.width == WIDTH
    assert sum(image.size) < SIDES
    assert not ink(image, (0, image.height - MARGIN, WIDTH, image.height)), "something is cut off below"
    assert not ink(image, (WIDTH - MARGIN + 1, 0, WIDTH, image.height)), "something is cut off on the right"
    assert ink(image, (0, image.height - 3 * MARGIN, WIDTH, image.height - MARGIN))


def test_other_models_are_another_picture():
    assert picture("compare", "break-fix--managed").tobytes() != picture("compare", "managed--break-fix").tobytes()


@pytest.mark.parametrize("persona", content().book.personas, ids=lambda persona: persona.persona)
def test_what_an_advice_hangs_on(persona):
    image = picture("carried", answers={name: chosen for name, (chosen,) in persona.answers.items()})

    assert image is not None
    assert not ink(image, (0, image.height - MARGIN, WIDTH, image.height))


@pytest.mark.parametrize(
    ("name", "of"),
    [("compare", ""), ("compare", "managed"), ("compare", "managed--purple"), ("carried", ""), ("purple", "")],
)
def test_where_a_screen_shows_nothing_there_is_no_picture(name, of):
    assert picture(name, of) is None


def test_whose_advisor_it_is_stands_below():
    ours = picture("compare", "break-fix--managed", voice=Voice("Brightwater IT"))

    assert ours.tobytes() != picture("compare", "break-fix--managed").tobytes()


@given(st.text(), st.sampled_from([TEXT, TITLE]), st.integers(60, 900))
def test_lines_keep_every_letter_and_no_line_is_too_wide(text, style, width):
    lines = wrapped(text, style, width)

    assert "".join("".join(lines).split()) == "".join(text.split())
    narrow = [line for line in lines if len(line) > 1]
    assert all(wrapped(line, style, width) == [line] for line in narrow)


def test_a_paper_that_is_written_full_is_still_a_picture():
    paper = Canvas()
    for _ in range(300):
        paper.paragraph("Words. " * 30, TEXT, gap=20)

    image = Image.open(BytesIO(paper.png()))

    assert sum(image.size) < SIDES
    assert Image.new("RGB", (1, 1), PAPER).getpixel((0, 0)) == (255, 255, 255)
