"""What is said that nobody may say: the claims of knowledge/standards.yaml, in articles and in what rules say."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from bot.analysis.articles.texts import Texts
from bot.analysis.finding import Finding, at
from bot.content import Content
from bot.library.articles import Article
from bot.library.blocks import Block, sentences
from bot.library.format import Claim
from bot.rulebook.format import Contradiction, Entry, Extra, ModelRule, Need, WhyNot

THEMES, CHARACTERISTICS = "themes.yaml", "characteristics.yaml"
ENTRIES = {THEMES: "theme", CHARACTERISTICS: "characteristic", "questions.yaml": "question"}
_BOUND = re.compile(r"(?<!\\)[\^$]|\\[AZ]|\(\?(?!:)")
"""What a pattern has that looks at the ends of a text, or beyond what it finds."""


def claims(texts: Texts) -> Iterator[Finding]:
    """Every place where a claim is made."""
    forbidden = texts.content.library.claims
    for article, blocks in texts.articles():
        whole = "\n".join((article.title, article.summary, *(block.text for block in blocks)))
        for claim in forbidden:
            if article.id not in claim.allowed and _may_be_in(claim.pattern, whole):
                for line, said in _said(texts, claim, article, blocks):
                    yield texts.finding(article.id, line, _told(claim, said), "banned-claim", _instead(claim))
    every = list(sentences_of(texts.content))
    whole = "\n".join(said for _, _, said in every)
    for claim in (one for one in forbidden if _may_be_in(one.pattern, whole)):
        for name, file, said in every:
            if any(claim.found_in(part) for part in _parts(claim, said)):
                place = at(texts.content, name, file)
                yield Finding(*place, _told(claim, said), "banned-claim", named(name, file), _instead(claim))


@lru_cache(maxsize=8192)
def _may_be_in(pattern: str, whole: str) -> bool:
    """Whether a claim is worth looking for piece by piece. What may depend on where a piece ends always is."""
    return _BOUND.search(pattern) is not None or re.search(pattern, whole, re.IGNORECASE) is not None


def _said(texts: Texts, claim: Claim, article: Article, blocks: Sequence[Block]) -> Iterator[tuple[int, str]]:
    """Where an article makes a claim, and in which words. Title and summary stand for themselves."""
    front = [Block("paragraph", text, 1) for text in (article.title, article.summary)]
    if claim.within == "article":
        whole = "\n".join(block.text for block in (*front, *blocks))
        if claim.found_in(whole):
            yield texts.first_line(article.id), article.summary
        return
    for block in (*front, *blocks):
        yield from ((block.line, part) for part in _parts(claim, block.text) if claim.found_in(part))


def _parts(claim: Claim, said: str) -> list[str]:
    """What of a text is looked at together; of what rules say, a whole text counts as an article for no claim."""
    return {"sentence": sentences(said), "block": [said], "article": []}[claim.within]


def sentences_of(content: Content) -> Iterator[tuple[str, str, str]]:
    """Everything that rules, themes and characteristics say to a prospect: whose, in which file, what."""
    book, library = content.book, content.library
    for model in book.models:
        yield from _texts(model, model.id, "models.yaml", ("said", "means", "not_given"))
    for question in book.questions:
        yield from _texts(question, question.id, "questions.yaml", ("ask", "why", "help", "change_by"))
        for option in question.options.values():
            yield from _texts(option, question.id, "questions.yaml", ("label", "said"))
    files: tuple[tuple[Sequence[Entry], str], ...] = (
        (book.needs, "needs.yaml"),
        (book.model_rules, "models.yaml"),
        (book.why_nots, "whynot.yaml"),
        (book.extras, "extras.yaml"),
        (book.contradictions, "contradictions.yaml"),
    )
    for entries, file in files:
        for one in entries:
            if isinstance(one, Need | ModelRule | WhyNot | Extra | Contradiction):
                yield from _texts(one, one.rule, file, ("say", "words", "note"))
            if isinstance(one, Contradiction):
                yield from ((one.rule, file, reading.label) for reading in one.readings)
    for theme in library.themes:
        yield theme.id, THEMES, theme.title
    for row in library.characteristics:
        yield from ((row.id, CHARACTERISTICS, said) for said in (row.title, *row.models.values()))


def named(name: str, file: str) -> str:
    """How a finding calls an entry of this file."""
    return f"{ENTRIES.get(file, 'rule')} {name}"


def _texts(entry: Any, name: str, file: str, keys: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    for key in keys:
        said = getattr(entry, key, None)
        if isinstance(said, str):
            yield name, file, said


def _told(claim: Claim, said: str) -> str:
    shown = said if len(said) <= 90 else f"{said[:87].rsplit(' ', 1)[0]}..."  # noqa: PLR2004 - what a line can bear
    return f'says what is never said ({claim.id}): "{shown}"; {claim.because}'


def _instead(claim: Claim) -> str:
    return claim.instead or "leave it out, or let an article that corrects it say so"
