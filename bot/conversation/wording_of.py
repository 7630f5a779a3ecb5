"""A rule in a line, as a prospect may read it: its id and its own sentence."""

from bot.conversation.page import Page
from bot.rulebook.format import Extra, ModelRule, Need


def said_by(rule: Need | ModelRule | Extra, page: Page) -> str:
    """What the rule says, or what a need calls for."""
    match rule:
        case Need(rule=name, words=words):
            return page.say.uses_need.format(rule=name, words=words)
        case ModelRule(rule=name, say=said, model=model):
            return page.say.uses_rule.format(rule=name, model=page.model(model).said, say=said)
        case Extra(rule=name, say=said):
            return page.say.uses_extra.format(rule=name, say=said)
