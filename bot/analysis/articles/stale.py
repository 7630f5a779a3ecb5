"""What needs somebody's eyes again, and fails nothing: articles that were not reviewed for long."""

from collections.abc import Iterator
from datetime import date

from bot.analysis.articles.texts import Texts
from bot.analysis.finding import Finding


def stale(texts: Texts, today: date) -> Iterator[Finding]:
    """Articles whose review is longer ago than the standard allows."""
    standard = texts.content.library.standard
    if standard is None or standard.reviewed_within is None:
        return
    for article, _ in texts.articles():
        if article.reviewed > today:
            text = f"is said to be reviewed on {article.reviewed.isoformat()}, a day to come"
            yield texts.finding(article.id, 1, text, "stale", "write the day of its review under `reviewed`")
        months = (today.year - article.reviewed.year) * 12 + today.month - article.reviewed.month
        months -= today.day < article.reviewed.day
        if months >= standard.reviewed_within:
            text = f"was reviewed on {article.reviewed.isoformat()}, {months} months ago"
            hint = "compare it with its sources, and write the day under `reviewed`"
            yield texts.finding(article.id, 1, text, "stale", hint)
