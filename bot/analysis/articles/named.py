"""Whether a source is described alike in every article that names it: its year, how sure it is, whether it was read."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from bot.analysis.articles.texts import Texts
from bot.analysis.finding import Finding
from bot.library.articles import Source

TOLD = ("year", "confidence", "compared")


def named(texts: Texts) -> Iterator[Finding]:
    """The articles that describe a source otherwise than most do; the first one of equals is taken for right."""
    by_name: dict[tuple[str, str], list[tuple[str, Source]]] = defaultdict(list)
    for one, _ in texts.articles():
        for source in one.sources:
            by_name[source.publisher, source.title].append((one.id, source))
    for every in by_name.values():
        for field in TOLD:
            usual, _ = Counter(getattr(source, field) for _, source in every).most_common(1)[0]
            like = next(article for article, source in every if getattr(source, field) == usual)
            for article, source in every:
                if (said := getattr(source, field)) != usual:
                    text = f'calls the {field} of "{source.title}" {_plain(said)}, and {like} calls it {_plain(usual)}'
                    line = texts.line_of(article, source.title)
                    yield texts.finding(article, line, text, "source-differs", "say the same in both")


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
