"""Translations against their originals: figures that no source stands behind, claims, what Telegram cannot show.

A figure in another language must stand in the original, where its source was looked for. How long an article is and how
it reads is asked of the original only: the measures are those of English. What is not translated, or was reviewed
before its original was, is a warning: until then it is said in English.
"""

import re
from collections.abc import Iterator

from bot.analysis.articles.claims import claims
from bot.analysis.articles.kept import unshowable
from bot.analysis.articles.texts import Texts
from bot.analysis.finding import Finding
from bot.content import Content
from bot.library.articles import Article
from bot.wording.catalogue import catalogue

_NUMBER = re.compile(r"\d+(?:[.,\u202f\u00a0]\d+)*")

_NAMED = 20
"""Sentences of a catalogue that one line names."""


def mistranslated(content: Content) -> Iterator[Finding]:
    """What a translation says that the original does not stand for."""
    for code in content.translations:
        texts = Texts(content.spoken(code))
        yield from (one for one in unshowable(texts) if one.rule.removeprefix("article ") not in _foreign(texts))
        yield from _figures(texts, content)
        yield from claims(texts)


def _foreign(texts: Texts) -> frozenset[str]:
    return texts.content.library.foreign


def _figures(texts: Texts, content: Content) -> Iterator[Finding]:
    for article, blocks in texts.articles():
        original = content.articles[article.id]
        known = set(_digits("\n".join((*_front(original), original.body))))
        said = [(1, text) for text in _front(article)]
        said += [(block.line, block.text) for block in blocks if article.id not in _foreign(texts)]
        for line, text in said:
            for digits in _digits(text):
                if digits not in known:
                    wrong = f"says {digits}, which its original does not say"
                    hint = "compare it with the original, whose figures have a source"
                    yield texts.finding(article.id, line, wrong, "figure-of-no-source", hint)


def _front(article: Article) -> tuple[str, str]:
    return article.title, article.summary


def _digits(text: str) -> list[str]:
    """The numbers of a text without what parts their digits, which languages do differently."""
    return [re.sub(r"\D", "", number) for number in _NUMBER.findall(text)]


def untranslated(content: Content) -> Iterator[Finding]:
    """Every entry, article and sentence of a language that is still said in English, and what may be out of date."""
    for code, translation in content.translations.items():
        spoken = catalogue(code)
        name = spoken.language.name
        for one in translation.missing:
            keys = ", ".join(f"`{key}`" for key in one.keys)
            folder, _, file = one.file.rpartition("/")
            hint = f"say it in {folder}/{code}/{file}; until then it is said in English"
            yield Finding(one.file, one.line, 1, f"lacks {keys} in {name}", "untranslated", one.name, hint)
        for problem in translation.outdated:
            place = problem.file, problem.line, problem.column
            hint = f"{problem.hint}; until then it is said in English"
            yield Finding(*place, problem.text, "outdated", problem.rule, hint)
        if spoken.missing:
            keys = ", ".join(f"`{key}`" for key in spoken.missing[:_NAMED])
            more = len(spoken.missing) - _NAMED
            keys += f" and {more} more" if more > 0 else ""
            hint = "say it there; until then it is said in English"
            yield Finding(spoken.file, 1, 1, f"lacks {keys}", "untranslated", f"language {code}", hint)
        texts = Texts(content.spoken(code))
        for name, article in translation.library.articles.items():
            since = content.articles[name].reviewed
            if article.reviewed < since:
                text = f"was reviewed on {article.reviewed.isoformat()}, and its original on {since.isoformat()}"
                hint = "compare it with the original, and write the day under `reviewed`"
                yield texts.finding(name, 1, text, "stale", hint)
