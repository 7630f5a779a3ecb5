"""Which articles matter to this consultation: those behind its reasons, what it calls for, and what is said besides."""

from bot.conversation.page import Page
from bot.conversation.reasons import held, in_order


def relevant(page: Page) -> list[str]:
    """The ids of the articles, those of the deciding rules first, each once."""
    found = page.advice
    if found is None:
        return []
    names = [reason.article for reason in in_order(found.because)]
    for kind in ("exposure", "aspiration", "state"):
        names += [need.article for need in held(page, found, kind)]
    names += [reason.article for reason in in_order(found.extras)]
    if found.model:
        model = page.model(found.model)
        names += [model.article, *model.also]
    return [name for name in dict.fromkeys(names) if name in page.content.articles]
