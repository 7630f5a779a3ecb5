"""Whether every figure in an article says where it comes from: a source and its year, or that it is ours.

A figure is a sum of money, a percentage, a number with a decimal point or of three digits and more. Its source stands
in the same block, or in the paragraph above a list, as one of the names under which the article lists it. What a
provider says of its own trade is marked as that.
"""

import re
from collections.abc import Iterator, Sequence

from bot.analysis.articles.claims import named, sentences_of
from bot.analysis.articles.texts import Texts
from bot.analysis.finding import Finding, at
from bot.content import Content
from bot.library.articles import Article, Source
from bot.library.blocks import Block
from bot.rulebook.book import cited

_FIGURE = re.compile(
    r"[$\u20ac\u00a3]\s?\d|\d\s?(?:\u20ac|%|(?:EUR|USD|GBP|CHF|[Ee]uros?|dollars?|pounds|per ?cent)\b)"
    r"|\b\d+\.\d+\b|\b\d{1,3}(?:,\d{3})+\b|\b\d{3,}\b"
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DATED = re.compile(r"\b(?:19|20)\d\d\b|\bundated\b")
_OURS = re.compile(
    r"\b(?:our|ours|we|examples?|made-up|rules? of thumb|starting values?|arithmetic|assumptions?)\b", re.IGNORECASE
)
_SELLS = re.compile(
    r"\b(?:providers?|sellers?|sells|vendors?|price pages?|coach|(?:backup|security|law) firms?)\b", re.IGNORECASE
)
_NAMES = re.compile(r"[,;()]| and |\bas reported by\b")


def figures(texts: Texts) -> Iterator[Finding]:
    """Every figure without a source, and every provider's figure that does not say whose it is."""
    for article, blocks in texts.articles():
        if article.id not in _correcting(texts):
            yield from _in(texts, article, blocks)
    yield from _beside(texts)


def _beside(texts: Texts) -> Iterator[Finding]:
    """Figures in what models, rules and characteristics say: they stand in an article that is cited there."""
    content, cites = texts.content, _cites(texts.content)
    for name, file, said in sentences_of(content):
        for figure in _FIGURE.finditer(_YEAR.sub("    ", said)) if name in cites and file != "questions.yaml" else ():
            number = _whole(said, figure.start(), figure.end())
            bodies = (content.articles[one].body for one in cites[name] if one in content.articles)
            if not any(number[0] in _NUMBER.findall(body) for body in bodies):
                text = f'says "{_words(said, number[0])}", which no article says that it cites'
                hint = "cite the article that has it from its source, or leave it out"
                yield Finding(*at(content, name, file), text, "figure-without-source", named(name, file), hint)


def _whole(said: str, start: int, end: int) -> re.Match[str]:
    """The number that a figure is of, with all of its digits."""
    return next(one for one in _NUMBER.finditer(said) if one.end() > start and one.start() < end)


def _cites(content: Content) -> dict[str, tuple[str, ...]]:
    """The articles that each model, rule and characteristic cites."""
    found = {name: cited(rule) for name, rule in content.book.rules.items()}
    found |= {model.id: (model.article, *model.also) for model in content.book.models}
    return found | {row.id: (row.article,) for row in content.library.characteristics}


def _correcting(texts: Texts) -> frozenset[str]:
    """Articles that quote what nobody should believe."""
    return frozenset(name for claim in texts.content.library.claims for name in claim.allowed if claim.id == "C1")


def _in(texts: Texts, article: Article, blocks: Sequence[Block]) -> Iterator[Finding]:
    ours = all(source.confidence == "rule of thumb" for source in article.sources)
    for block in blocks:
        shown = _FIGURE.search(_YEAR.sub("", block.text))
        if block.kind == "heading" or shown is None:
            continue
        around = f"{block.text} {block.before}"
        named = [source for source in article.sources if _is_named(source, around)]
        if not (named and _DATED.search(around)) and not ours and not _OURS.search(around):
            text = f'says "{_words(block.text, shown[0])}" without a source and its year'
            hint = 'name one of its sources with the year or "undated", or say that it is ours'
            yield texts.finding(article.id, block.line, text, "figure-without-source", hint)
        elif any(source.confidence == "sourced-vendor" for source in named) and not _SELLS.search(around):
            text = f'says "{_words(block.text, shown[0])}" after a provider, and does not say so'
            yield texts.finding(article.id, block.line, text, "provider-unmarked", "write that a provider says it")


def _is_named(source: Source, text: str) -> bool:
    small = text.lower()
    names = (part.strip().lower() for part in _NAMES.split(source.publisher))
    return any(len(name) > 2 and name in small for name in names)  # noqa: PLR2004 - "it" is no name


def _words(text: str, figure: str) -> str:
    """The figure with a few words around it."""
    at = text.find(figure)
    return " ".join(text[max(0, at - 20) : at + 25].split())
