"""Whether every article can be reached by a reader: cited, related or linked to from one that is, and found by search.

That every cited article exists is checked when the content is loaded.
"""

import re
from collections.abc import Iterator

from bot.analysis.finding import Finding
from bot.content import Content
from bot.rulebook.book import cited as articles_of

FIRST = 3
LINK = re.compile(r"\]\(([^)\s]*)\)")


def unreached(content: Content) -> Iterator[Finding]:
    """Articles to which nothing leads."""
    reached = _reached(content)
    files = {path.rpartition("/")[2]: path for path in content.originals}
    for name in content.articles:
        if name not in reached:
            hint = "cite it in a rule, or relate or link to it from an article that is read"
            file = files.get(f"{name}.md", f"knowledge/{name}.md")
            yield Finding(file, 1, 1, "nothing leads to this article", "unreached", f"article {name}", hint)


def _reached(content: Content) -> set[str]:
    waiting = list(cited(content))
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found and name in content.articles:
            found.add(name)
            article = content.articles[name]
            waiting += [*article.related, *LINK.findall(article.body)]
    return found


def unfound(content: Content) -> Iterator[Finding]:
    """Questions that an article lists, and titles, by which the search does not find it among the first."""
    for name, article in content.articles.items():
        for asked in (article.title, *article.asked):
            if name not in {one.article for one in content.search.find(asked, FIRST).found}:
                file = content.library.spots[name][0]
                text = f'is not among the first {FIRST} that the search finds for "{asked}"'
                hint = "word it more like its text, or take it from the list of another article"
                yield Finding(file, 1, 1, text, "unfound", f"article {name}", hint)


def cited(content: Content) -> Iterator[str]:
    """The articles that models and rules name, some of them several times."""
    for model in content.book.models:
        yield from (model.article, *model.also)
    for rule in content.book.rules.values():
        yield from articles_of(rule)
