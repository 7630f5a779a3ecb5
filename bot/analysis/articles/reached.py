"""Whether every article can be reached by a reader: cited by a rule or a model, or related or linked to from there.

That every cited article exists is checked when the content is loaded.
"""

import re
from collections.abc import Iterator

from bot.analysis.finding import Finding
from bot.content import Content
from bot.rulebook.format import Extra, ModelRule, Need

LINK = re.compile(r"\]\(([^)\s]*)\)")


def unreached(content: Content) -> Iterator[Finding]:
    """Articles to which nothing leads."""
    reached = _reached(content)
    files = {path.rpartition("/")[2]: path for path in content.source}
    for name in content.articles:
        if name not in reached:
            hint = "cite it in a rule, or relate or link to it from an article that is read"
            file = files.get(f"{name}.md", f"knowledge/{name}.md")
            yield Finding(file, 1, 1, "nothing leads to this article", "unreached", f"article {name}", hint)


def _reached(content: Content) -> set[str]:
    waiting = list(_cited(content))
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found and name in content.articles:
            found.add(name)
            article = content.articles[name]
            waiting += [*article.related, *LINK.findall(article.body)]
    return found


def _cited(content: Content) -> Iterator[str]:
    for model in content.book.models:
        yield from (model.article, *model.also)
    for rule in content.book.rules.values():
        if isinstance(rule, Need | ModelRule | Extra):
            yield rule.article
        if isinstance(rule, ModelRule):
            yield from (*rule.also, *rule.also_in.values())
