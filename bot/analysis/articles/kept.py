"""Whether articles keep to the standard that knowledge/ declares: length, headings, reading grade, what can be shown.

Nothing is asked of articles where no standard is declared, but that Telegram can show them.
"""

from collections.abc import Iterator, Sequence

from bot.analysis.articles.texts import Texts
from bot.analysis.finding import Finding
from bot.library.articles import Article
from bot.library.blocks import Block
from bot.library.format import Standard


def kept(texts: Texts) -> Iterator[Finding]:
    """Every article that does not keep to the standard, and what Telegram cannot show."""
    standard = texts.content.library.standard
    yield from unshowable(texts)
    for article, blocks in texts.articles():
        if standard is not None and article.id not in standard.exempt:
            yield from _length(texts, article, blocks, standard)
            yield from _headings(texts, article, blocks, standard)
            yield from _grade(texts, article, blocks, standard)


def unshowable(texts: Texts) -> Iterator[Finding]:
    """What Telegram cannot show."""
    for article, _ in texts.articles():
        for one in texts.pieces[article.id].strange:
            hint = "write it as headings, paragraphs, lists and links"
            yield texts.finding(article.id, one.line, f"holds {one.what}, which Telegram cannot show", "telegram", hint)


def _length(texts: Texts, article: Article, blocks: Sequence[Block], standard: Standard) -> Iterator[Finding]:
    words = sum(len(block.text.split()) for block in blocks)
    if standard.words and words < standard.words.least:
        text = f"has {words} words, and an article has at least {standard.words.least}"
        yield texts.finding(
            article.id, texts.first_line(article.id), text, "too-short", "say what a reader still needs"
        )
    if standard.words and words > standard.words.most:
        line = _where(blocks, standard.words.most)
        text = f"has {words} words, and an article has at most {standard.words.most}; the others begin here"
        yield texts.finding(article.id, line, text, "too-long", "keep one idea, or make two articles")


def _where(blocks: Sequence[Block], most: int) -> int:
    """The line of the block in which the limit is passed."""
    words = 0
    for block in blocks:
        words += len(block.text.split())
        if words > most:
            return block.line
    raise ValueError("the limit is not passed")


def _headings(texts: Texts, article: Article, blocks: Sequence[Block], standard: Standard) -> Iterator[Finding]:
    found = [(block.text, block.line) for block in blocks if block.kind == "heading"]
    for wanted in standard.headings:
        if wanted not in [text for text, _ in found]:
            line = found[-1][1] if found else texts.first_line(article.id)
            yield texts.finding(article.id, line, f'has no heading "{wanted}"', "heading", f"add ## {wanted}")
    order = [text for text, _ in found if text in standard.headings]
    if order != [one for one in standard.headings if one in order]:
        text = f"has its headings in another order: {', '.join(order)}"
        yield texts.finding(article.id, found[0][1], text, "heading", f"write {', '.join(standard.headings)}")


def _grade(texts: Texts, article: Article, blocks: Sequence[Block], standard: Standard) -> Iterator[Finding]:
    if standard.grade is None:
        return
    reads = grade(blocks)
    if reads > standard.grade:
        text = f"reads at grade {reads:.1f}, and an article at {standard.grade} or lower"
        worst = max((one for one in blocks if one.kind != "heading"), key=lambda one: grade([one]), default=None)
        line = worst.line if worst else texts.first_line(article.id)
        yield texts.finding(article.id, line, text, "grade", "write shorter sentences and words, here first")


def grade(blocks: Sequence[Block]) -> float:
    """The automated readability index of what is read as sentences: the school year in which it can be read."""
    from textstat import textstat  # noqa: PLC0415 - only where articles are looked at

    sentences = [one.text if one.text.endswith((".", "!", "?")) else f"{one.text}." for one in blocks if one.text]
    return float(textstat.automated_readability_index(" ".join(sentences)))
