"""The screens of an advice: the advice or its endings, why, why not the others, what would change it, more beside it.

They show an advice and never make one. Where none can be stood behind, they say so and show nothing else.
"""

from bot.conversation import carrying, standing, today_rules
from bot.conversation.acts import Back, Button, Open, Screen, See
from bot.conversation.page import Page, lines, titled
from bot.conversation.places import WELCOME_BACK
from bot.conversation.reasons import (
    change_lines,
    deciding,
    hanging,
    hangs_on,
    heaviest,
    held,
    in_order,
    need_sentence,
    pair_lines,
    said_all,
    said_facts,
    short_reasons,
)
from bot.inference.report import Advice, Reason
from bot.rulebook.format import Extra, ModelRule

_EXTRAS, _TO_ANSWER = 4, 4


def advice(page: Page) -> Screen | None:
    """The advice, or both endings while the matter is open; nothing while it cannot be seen yet."""
    if not page.consultation.answers or not standing.can_see(page.outlook):
        return None
    return anyway(page)


def anyway(page: Page) -> Screen:
    """The advice as it stands, for whoever has nothing left to answer."""
    found = page.advice
    if found is None:
        return disagreed(page)
    return _endings(page, found) if found.model is None else _settled(page, found, found.model)


def disagreed(page: Page) -> Screen:
    """No advice, said kindly: the bot does not show what it cannot stand behind."""
    say = page.say
    return page.screen(
        say.disagreed,
        options=(Button(say.try_again, See()),),
        navigation=(*_change(page), _over(page), Button(say.privacy_button, Open("privacy"))),
    )


def _settled(page: Page, found: Advice, name: str) -> Screen:
    say, model = page.say, page.model(name)
    reasons = short_reasons(page, found)
    return page.screen(
        say.advice.format(model=model.said, means=model.means),
        titled(say.reasons, [reason for reason, _ in reasons]),
        say.not_given.format(text=model.not_given),
        _extras_shown(page, found),
        titled(say.unresolved, _unresolved(page, found)),
        say.open_left if page.outlook.ask_next else "",
        carrying.robust(page, found),
        _receipt(page),
        options=(
            Button(say.why_button, Open("why")),
            Button(say.why_not_button, Open("why-not")),
            Button(say.changes_button, Open("changes")),
            Button(say.carried_button, Open("carried")),
            *_more(page, found),
            *today_rules.button(page),
        ),
        navigation=(*page.read(tuple(article for _, article in reasons)), *_navigation(page)),
    )


def _endings(page: Page, found: Advice) -> Screen:
    """Every ending with the answers it hangs on, and buttons to give them once they are known."""
    say, told, hangs = page.say, [], list[str]()
    for name in found.possible:
        model, answers = page.model(name), hangs_on(page, name, found.endings.get(name, {}))
        hangs += answers
        words = say.ending if answers else say.ending_bare
        told.append(words.format(model=model.said, said=said_all(page, answers), means=model.means))
    questions = [one for one in page.answered if one.id in hangs][:_TO_ANSWER]
    needs = held(page, found, "exposure")
    return page.screen(
        say.unsure,
        lines(told),
        titled(say.why_needs, [need_sentence(page, need) for need in needs]),
        _extras_shown(page, found),
        titled(say.unresolved, _unresolved(page, found)),
        say.unsure_then,
        _receipt(page),
        options=(
            *(Button(say.answer_again.format(ask=one.ask), Open("question", one.id)) for one in questions),
            Button(say.why_button, Open("why")),
            Button(say.why_not_button, Open("why-not")),
            *_more(page, found),
            *today_rules.button(page),
        ),
        navigation=(*page.read(tuple(need.article for need in needs)), *_navigation(page)),
    )


def _extras_shown(page: Page, found: Advice) -> str:
    return titled(page.say.extras, [one.say for one in _sorted_extras(page, found)[:_EXTRAS]])


def _sorted_extras(page: Page, found: Advice) -> list[Reason]:
    """Extras by id; those that are said first come first."""

    def later(reason: Reason) -> bool:
        rule = page.content.book.rules.get(reason.rule)
        return not (isinstance(rule, Extra) and rule.first)

    return sorted(in_order(found.extras), key=later)


def _more(page: Page, found: Advice) -> tuple[Button, ...]:
    """The way to everything said besides, and to its articles."""
    words = page.say.extras_button if len(found.extras) > _EXTRAS else page.say.extras_read
    return (Button(words, Open("extras")),) if found.extras else ()


def _unresolved(page: Page, found: Advice) -> list[str]:
    """Contradictions that still hold and that nobody settled."""
    how = page.consultation.resolved
    return [one.say for one in in_order(found.contradictions) if how.get(one.rule, "unresolved") == "unresolved"]


def _receipt(page: Page) -> str:
    return page.say.receipt.format(id=page.consultation.receipt) if page.consultation.receipt else ""


def _change(page: Page) -> tuple[Button, ...]:
    return (Button(page.say.change_answer, Open("review")),) if page.answered else ()


def _over(page: Page) -> Button:
    """Beginning anew is asked about first: it drops the answers."""
    return Button(page.say.start_over, Open(WELCOME_BACK))


def _navigation(page: Page) -> tuple[Button, ...]:
    say = page.say
    left = (Button(say.go_on, Back()),) if page.outlook.ask_next else ()
    return (*left, *_change(page), _over(page), Button(say.privacy_button, Open("privacy")))


def why(page: Page) -> Screen | None:
    """The full trace: each deciding rule with the answers it rests on, what they call for, and every article."""
    found, say = page.advice, page.say
    if found is None:
        return disagreed(page)
    told = [_told(page, reason) for reason in deciding(page, found)]
    hangs = hanging(page) if found.model and not told else []
    told += [f"{say} ({rule.rule})" for say, rule in hangs]
    needs = [need for kind in ("exposure", "aspiration") for need in held(page, found, kind)]
    title = say.why.format(model=page.model(found.model).said) if found.model else say.why_open
    articles = [name for reason in deciding(page, found) for name in _articles(page, reason)]
    articles += [rule.article for _, rule in hangs] + [need.article for need in needs]
    articles += [page.model(found.model).article, *page.model(found.model).also] if found.model else []
    nothing = "" if told or needs else say.why_nothing
    return page.screen(
        titled(title, told) or title,
        nothing,
        titled(say.why_needs, [need_sentence(page, need) for need in needs]),
        navigation=(*page.read(tuple(articles)), page.back()),
    )


def _told(page: Page, reason: Reason) -> str:
    said = said_facts(page, reason.facts)
    words = page.say.rule_said if said else page.say.rule_bare
    return words.format(say=reason.say, said=said, rule=reason.rule)


def _articles(page: Page, reason: Reason) -> tuple[str, ...]:
    rule = page.content.book.rules.get(reason.rule)
    if not isinstance(rule, ModelRule):
        return (reason.article,)
    regional = (rule.also_in[page.region],) if page.region in rule.also_in else ()
    # The rule's own article may be the one of another region.
    own = () if rule.article in rule.also_in.values() and regional else (rule.article,)
    return (*own, *rule.also, *regional)


def why_not(page: Page) -> Screen | None:
    """The heaviest sentence for each other model; all of them on the model's own screen."""
    found, say, name = page.advice, page.say, page.consultation.place.of
    if found is None:
        return disagreed(page)
    others = {one.id: heaviest(page, found.why_not.get(one.id, ())) for one in page.content.book.models}
    if name in others:
        model = page.model(name)
        title = say.why_not_model.format(model=model.said, means=model.means)
        told = lines(others[name]) if others[name] else say.why_not_open
        return page.screen(title, told, navigation=(*page.read((model.article, *model.also)), page.back()))
    others = {one: told for one, told in others.items() if told and one != found.model}
    buttons = [Button(say.why_not_one.format(model=page.model(one).said), Open("why-not", one)) for one in others]
    shown = [told[0] for told in others.values()]
    text = titled(say.why_not, shown) or f"{say.why_not}\n\n{say.why_not_open}"
    return page.screen(text, options=tuple(buttons), navigation=(page.back(),))


def changes(page: Page) -> Screen | None:
    """At most three single changes that lead to another model; the smallest pair where none does."""
    found, say = page.advice, page.say
    if found is None:
        return disagreed(page)
    told = change_lines(page, found)
    return page.screen(
        titled(say.changes, told) or say.changes,
        *((*([] if told else [say.no_change]), *pair_lines(page, found)) if found.model else [say.changes_open]),
        navigation=(*_change(page), page.back()),
    )


def extras(page: Page) -> Screen | None:
    """Everything said beside the advice, with its articles."""
    found, say = page.advice, page.say
    if found is None:
        return disagreed(page)
    told = _sorted_extras(page, found)
    text = titled(say.more, [one.say for one in told]) or f"{say.more}\n\n{say.more_none}"
    return page.screen(text, navigation=(*page.read(tuple(one.article for one in told)), page.back()))
