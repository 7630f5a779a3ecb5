"""Whether each of the thirteen characteristics is explained by an article that the rules lead to."""

from collections.abc import Iterator

from bot.analysis.articles.reached import cited
from bot.analysis.finding import Finding, at
from bot.content import Content
from bot.library.format import CHARACTERISTICS


def covered(content: Content) -> Iterator[Finding]:
    """Characteristics that no cited article covers; asked only where articles cover any."""
    articles = content.articles
    if not any(article.covers for article in articles.values()):
        return
    led_to = {name for name in cited(content) if name in articles}
    told = {one for name in led_to for one in articles[name].covers}
    for one in CHARACTERISTICS:
        if one in told:
            continue
        file, line = content.library.entries.get(f"characteristic {one}", (at(content, "")[0], 1))
        about = [name for name, article in articles.items() if one in article.covers]
        text = f"{one} is covered by no article that a rule or a model cites"
        hint = f"cite {' or '.join(about)}" if about else f"add {one} to the `covers` of a cited article"
        yield Finding(file, line, 1, text, "uncovered", f"characteristic {one}", hint)
