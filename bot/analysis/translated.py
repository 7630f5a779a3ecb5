"""Translations against their originals: figures that no source stands behind, claims, what Telegram cannot show.

A figure in another language must stand in the original, where its source was looked for. How long an article is and how
it reads is asked of the original only: the measures are those of English. What is not translated, or was reviewed
before its original was, is a warning: until then it is said in English.
"""

import re
from collections.abc import Iterator, Mapping

from bot.analysis.articles.claims import claims, named, sentences_of
from bot.analysis.articles.kept import unshowable
from bot.analysis.articles.texts import Texts
from bot.analysis.finding import Finding, at
from bot.content import Content, Translation
from bot.library.articles import Article
from bot.library.library import Spot
from bot.rulebook.translating import Untranslated
from bot.wording.catalogue import catalogue

_NUMBER = re.compile(r"\d+(?:[.,\u202f\u00a0]\d+)*")

YAML = (".yaml", ".yml")
_NAMED, _ENTRIES = 20, 5
"""Sentences of a catalogue that one line names, and entries of a file that are told one by one."""


def mistranslated(content: Content) -> Iterator[Finding]:
    """What a translation says that the original does not stand for."""
    for code in content.translations:
        texts = Texts(content.spoken(code))
        yield from (one for one in unshowable(texts) if one.rule.removeprefix("article ") not in _foreign(texts))
        yield from _figures(texts, content)
        yield from _rules(texts, content)
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


def _rules(texts: Texts, content: Content) -> Iterator[Finding]:
    """Figures in what rules, themes and characteristics say."""
    known: dict[tuple[str, str], set[str]] = {}
    for name, file, said in sentences_of(content):
        known.setdefault((name, file), set()).update(_digits(said))
    for name, file, said in sentences_of(texts.content):
        for digits in _digits(said):
            if digits not in known.get((name, file), ()):
                wrong, hint = f"says {digits}, which its original does not say", "compare it with the original"
                yield Finding(*at(texts.content, name, file), wrong, "figure-of-no-source", named(name, file), hint)


def _front(article: Article) -> tuple[str, str]:
    return article.title, article.summary


def _digits(text: str) -> list[str]:
    """The numbers of a text without what parts their digits, which languages do differently."""
    return [re.sub(r"\D", "", number) for number in _NUMBER.findall(text)]


def untranslated(content: Content) -> Iterator[Finding]:
    """What is outdated in a language, then what is still said in English."""
    for code, translation in content.translations.items():
        for problem in translation.outdated:
            place = problem.file, problem.line, problem.column
            hint = problem.hint or "remove it, or write what there is now"
            yield Finding(*place, problem.text, "outdated", problem.rule, hint)
        yield from _older(Texts(content.spoken(code)), content)
        yield from _unsaid(code, translation)
        if content.library.claims and not translation.library.claims:
            file = f"{_folder(content.library.spots)}/{code}/standards.yaml"
            text, hint = (
                "names no claims that nobody may make",
                "write them there: they are searched in their language only",
            )
            yield Finding(file, 1, 1, text, "untranslated", f"language {code}", hint)


def _folder(spots: Mapping[str, Spot]) -> str:
    return next((file.rpartition("/")[0] for file, _ in spots.values()), "knowledge")


def _older(texts: Texts, content: Content) -> Iterator[Finding]:
    """Articles that were reviewed before their originals were."""
    for name, article in texts.content.articles.items():
        since = content.articles[name].reviewed
        if article.reviewed < since:
            text = f"was reviewed on {article.reviewed.isoformat()}, and its original on {since.isoformat()}"
            hint = "compare it with the original, and write the day under `reviewed`"
            yield texts.finding(name, 1, text, "stale", hint)


def _unsaid(code: str, translation: Translation) -> Iterator[Finding]:
    """What is said in English: entry by entry, or file by file where that would be a long list."""
    spoken = catalogue(code)
    language = spoken.language.name
    by_file: dict[str, list[Untranslated]] = {}
    for one in translation.missing:
        by_file.setdefault(one.file if one.file.endswith(YAML) else one.file.rpartition("/")[0], []).append(one)
    for file, entries in by_file.items():
        first = entries[0]
        if len(entries) > _ENTRIES:
            what = "entries" if file.endswith(YAML) else "articles"
            named = ", ".join(one.name for one in entries[:_ENTRIES])
            text = f"{len(entries)} {what} lack words in {language}: {named} ..."
            hint = f"say them in {_inside(first.file, code)}; until then they are said in English"
            yield Finding(file, 1, 1, text, "untranslated", f"language {code}", hint)
            continue
        for one in entries:
            keys = ", ".join(f"`{key}`" for key in one.keys)
            hint = f"say it in {_inside(one.file, code)}; until then it is said in English"
            yield Finding(one.file, one.line, 1, f"lacks {keys} in {language}", "untranslated", one.name, hint)
    if spoken.missing:
        keys = ", ".join(f"`{key}`" for key in spoken.missing[:_NAMED])
        more = len(spoken.missing) - _NAMED
        text = f"lacks {keys}{f' and {more} more' if more > 0 else ''}" if spoken.exists else "is missing"
        hint = (
            "say it there; until then it is said in English"
            if spoken.exists
            else "write it; until then nobody is offered it"
        )
        yield Finding(spoken.file, 1, 1, text, "untranslated", f"language {code}", hint)


def _inside(file: str, code: str) -> str:
    folder, _, name = file.rpartition("/")
    return f"{folder}/{code}/{name}"
