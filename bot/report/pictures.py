"""The pictures of screens: two models side by side, and what an advice hangs on. Each says in words what it shows.

Drawn from the same page as the screen, so that they cannot say anything else. Where a screen shows nothing, there is
no picture.
"""

from bot.content import Content
from bot.conversation.carrying import Bar, bars
from bot.conversation.comparison import pair_of, side_by_side
from bot.conversation.page import Page, capital
from bot.model import Consultation, Picture
from bot.report.canvas import (
    BAND,
    DEEP,
    EMPTY,
    HEAD,
    MARGIN,
    PAPER,
    QUIET,
    SMALL,
    TEXT,
    TITLE,
    WIDTH,
    Canvas,
    Style,
    height,
    wrapped,
)
from bot.wording.sentences import Voice

_PAD = 14
_BLOCK = 56


def drawn(picture: Picture, consultation: Consultation, content: Content, region: str, voice: Voice) -> bytes | None:
    """The picture as a PNG; None where there is nothing to draw. It takes some 50 ms: ask for it in a thread."""
    spoken = content.spoken(consultation.language)
    page = Page(consultation, spoken, region, voice, spoken.language.say)
    match picture.name:
        case "compare":
            return _compared(page, picture.of)
        case "carried":
            return _carried(page)
        case _:
            return None


def _compared(page: Page, of: str) -> bytes | None:
    pair = pair_of(of, page.content)
    if pair is None or len(pair) != 2:  # noqa: PLR2004 - side by side
        return None
    one, other = (page.model(name) for name in pair)
    rows = side_by_side(page.content, one.id, other.id)
    if not rows:
        return None
    paper = Canvas()
    paper.paragraph(capital(page.say.compare.replace("*", "").format(one=one.said, other=other.said)), TITLE, gap=24)
    _row(paper, ("", one.said, other.said), HEAD, DEEP)
    for number, cells in enumerate(rows):
        _row(paper, cells, TEXT, BAND if number % 2 else PAPER)
    paper.y += 20
    _foot(paper, page)
    return paper.png()


def _row(paper: Canvas, cells: tuple[str, str, str], style: Style, colour: str) -> None:
    """Three cells beside one another, the first one bold; as tall as the tallest of them."""
    edges = (MARGIN, MARGIN + 260, MARGIN + 260 + (WIDTH - 2 * MARGIN - 260) // 2, WIDTH - MARGIN)
    styles = (Style(style.size, style.colour, bold=True), style, style)
    lines = [
        wrapped(cell, one, right - left - 2 * _PAD)
        for cell, one, left, right in zip(cells, styles, edges, edges[1:], strict=False)
    ]
    tall = max(height(cell, style) for cell in lines) + 2 * _PAD
    paper.block(MARGIN, paper.y, WIDTH - MARGIN, paper.y + tall, colour)
    for cell, one, left in zip(lines, styles, edges, strict=False):
        paper.write(cell, one, left + _PAD, paper.y + _PAD)
    paper.y += tall


def _carried(page: Page) -> bytes | None:
    found = bars(page)
    if not found:
        return None
    title, _, how = page.say.carried.partition("\n\n")
    paper = Canvas()
    paper.paragraph(title.replace("*", ""), TITLE, gap=12)
    paper.paragraph(how, SMALL, gap=24)
    for bar in found:
        _bar(paper, bar)
    _foot(paper, page)
    return paper.png()


def _bar(paper: Canvas, bar: Bar) -> None:
    """The words, and below them as many blocks as there are other answers: full, half full, or empty."""
    paper.paragraph(bar.words, TEXT, gap=6)
    for number, share in enumerate([1.0] * bar.full + [0.5] * bar.half + [0.0] * bar.empty):
        left = MARGIN + number * (_BLOCK + 6)
        paper.block(left, paper.y, left + _BLOCK, paper.y + 26, EMPTY)
        if share:
            paper.block(left, paper.y, left + round(_BLOCK * share), paper.y + 26, DEEP)
    paper.y += 26 + 26


def _foot(paper: Canvas, page: Page) -> None:
    paper.paragraph(page.say.picture_foot.format(firm=page.say.firm(page.voice)), Style(SMALL.size, QUIET))
