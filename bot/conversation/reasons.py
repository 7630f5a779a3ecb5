"""Sentences about an advice, made of the words in the rule files; which sentences hold was decided before.

Never said here: what somebody is not sure about as if it were an answer, and more exposure as a goal.
"""

from collections.abc import Callable, Iterable, Mapping

from bot.conversation.page import Page
from bot.inference.report import Advice, Change, Reason
from bot.model import Answers
from bot.rulebook.book import Rulebook, natural
from bot.rulebook.conditions import All, AnyOf, Condition, Counts, Holds, Is, IsNot, Part, Ranks
from bot.rulebook.format import ModelRule, Need, Question, WhyNot
from bot.wording.sentences import Wording

_RULES_FIRST, _REASONS, _CHANGES = 2, 3, 3
_PEOPLE = "it"
"""The question about people inside: a change of it is offered last, and in words of its own."""


def said_of(question: Question, options: tuple[str, ...], say: Wording) -> str:
    """The answer as repeated after "You said that"; nothing where the prospect is not sure at all."""
    if not options or set(options) == set(question.options):
        return ""
    return say.or_.join(question.options[option].said for option in options)


def said_facts(page: Page, facts: Answers) -> str:
    """The answers a rule rests on, in one sentence, in the order asked."""
    questions = [one for one in page.content.book.questions if one.id in facts]
    return page.say.next_fact.join(filter(None, (said_of(one, facts[one.id], page.say) for one in questions)))


def in_order(reasons: Iterable[Reason]) -> list[Reason]:
    """Reasons by their rules, smallest id first."""
    return sorted(reasons, key=lambda reason: natural(reason.rule))


def deciding(page: Page, advice: Advice) -> list[Reason]:
    """The reasons that are model rules, by their ids. Where none decides for sure, needs stand in their place."""
    return [one for one in in_order(advice.because) if isinstance(page.content.book.rules.get(one.rule), ModelRule)]


def short_reasons(page: Page, advice: Advice) -> list[tuple[str, str]]:
    """Up to three reasons with their articles: at most two deciding rules, then exposures, then aspirations.

    Where different rules decide, each of them is named with the answer that it hangs on, and that is all.
    """
    told = [(reason.say, reason.article) for reason in deciding(page, advice)[:_RULES_FIRST]]
    if not told:
        told = [(page.say.why_differs, ""), *((say, rule.article) for say, rule in hanging(page))]
        if len(told) > 1:
            return told
    for kind in ("exposure", "aspiration"):
        told += [(need_sentence(page, need), need.article) for need in held(page, advice, kind)]
    return told[:_REASONS]


def hanging(page: Page) -> list[tuple[str, ModelRule]]:
    """Sentences of rules of which one decides, each with the answer to an open question that makes it decide."""
    found = page.content.adviser.split(page.answers)
    if found is None:
        return []
    question, told = page.content.book.question(found.question), []
    for rules, options in found.cases.items():
        said = page.say.or_.join(question.options[option].said for option in options)
        rule = next(one for one in page.content.book.model_rules if one.rule == rules[0])
        told.append((page.say.reason_if.format(said=said, say=rule.say), rule))
    return told


def held(page: Page, advice: Advice, kind: str) -> list[Need]:
    """The needs of a kind that hold for sure, in the order of the file."""
    return [need for need in page.content.book.needs if need.kind == kind and need.id in advice.needs]


def need_sentence(page: Page, need: Need) -> str:
    """What a need rests on and calls for."""
    answers = page.answers
    facts = evidence(need.when, answers, page.content.book)
    said = said_facts(page, {name: answers[name] for name in facts or () if name in answers})
    if not said:
        return page.say.need_bare.format(words=need.words)
    return page.say.need.format(said=said, words=need.words)


def evidence(when: Condition, answers: Answers, book: Rulebook) -> frozenset[str] | None:
    """The questions whose answers make the condition hold whatever else is true; None if they do not."""
    match when:
        case All(inner):
            found = [evidence(one, answers, book) for one in inner]
            sure = [one for one in found if one is not None]
            return frozenset().union(*sure) if len(sure) == len(found) else None
        case AnyOf(inner):
            return next((one for part in inner if (one := evidence(part, answers, book)) is not None), None)
        case Part(fact, Holds(wanted)):
            return evidence(book.need(fact).when, answers, book) if wanted else frozenset()
        case Part(_, Counts()):
            return frozenset()
        case Part(fact, test):
            holds = fact in answers and all(_passes(test, option, book.question(fact)) for option in answers[fact])
            return frozenset({fact}) if holds else None


def _passes(test: Is | IsNot | Ranks | Counts | Holds, option: str, question: Question) -> bool:
    match test:
        case Is(values):
            return option in values
        case IsNot(values):
            return option not in values
        case Ranks(least, most):
            rank = question.rank(option)
            return (least is None or rank >= question.rank(least)) and (most is None or rank <= question.rank(most))
        case _:
            return False


def heaviest(page: Page, reasons: Iterable[Reason]) -> list[str]:
    """Why-not sentences, the greatest weight first, equal weights by the smaller id."""

    def weight(reason: Reason) -> int:
        rule = page.content.book.rules.get(reason.rule)
        return rule.weight if isinstance(rule, WhyNot) else 0

    return [reason.say for reason in sorted(reasons, key=lambda one: (-weight(one), natural(one.rule)))]


def change_lines(page: Page, advice: Advice) -> list[str]:
    """At most three single changes: what can be done first, then what to come back for, people inside last."""
    near = _nearest(page, advice.changes)
    people = [one for one in near if one.question == _PEOPLE]
    others = [one for one in near if one.question != _PEOPLE]
    goals = [one for one in others if _steps_up(page, one) <= 0]
    # More exposure is no goal. What is likeliest to happen by itself, size and data, is the best reason to come back.
    back = sorted({one.question: one for one in reversed(others) if one not in goals}.values(), key=_by_itself(page))
    say = page.say
    told = [_line(page, advice, one, say.change, say.change_hangs) for one in goals]
    told += [_line(page, advice, one, say.come_back, say.come_back_hangs) for one in back]
    told += [_line(page, advice, one, say.change, say.change_hangs) for one in people]
    return list(dict.fromkeys(told))[:_CHANGES]


def pair_lines(page: Page, advice: Advice) -> list[str]:
    """The smallest pair of changes, where no single answer (but those about people inside) would change the advice."""
    found = page.content.adviser.pair(page.answers)
    other = [page.say.no_other_change] if advice.changes else []
    if found is None:
        alone = any(one.question != _PEOPLE for one in advice.changes)
        return [] if alone or page.outlook.ask_next else [*other, page.say.no_pair]
    more = any(_rise(page, name, found.answers[name]) > 0 for name in found.questions)
    words = page.say.pair_come_back if more else page.say.pair
    line = words.format(said=said_all(page, found.answers), model=page.model(found.model).said)
    return [*other, line]


def _by_itself(page: Page) -> Callable[[Change], tuple[int, int]]:
    """Sorts changes: what nobody decides first, decisions last, each in the order asked."""
    order = [question.id for question in page.content.book.questions]
    ease = ("no", "slowly", "yes")
    return lambda change: (ease.index(change.can_change), order.index(change.question))


def hangs_on(page: Page, model: str, ending: Mapping[str, str]) -> dict[str, str]:
    """The answers that are enough for an ending: whatever the others turn out to be, it stays this model."""
    kept = dict(ending)
    for name in reversed(tuple(ending)):
        fewer = {one: (option,) for one, option in kept.items() if one != name}
        if page.content.adviser.outlook({**page.answers, **fewer}).possible == (model,):
            del kept[name]
    return kept


def _nearest(page: Page, changes: Iterable[Change]) -> list[Change]:
    """One change for each question and model: the one that is nearest to the answer given."""
    best: dict[tuple[str, str], Change] = {}
    for change in changes:
        key = change.question, change.model
        if key not in best or abs(_steps_up(page, change)) < abs(_steps_up(page, best[key])):
            best[key] = change
    return list(best.values())


def _steps_up(page: Page, change: Change) -> int:
    """How many ranks of exposure the other answer is above the one given; 0 where there are no ranks."""
    return _rise(page, change.question, change.answers[change.question])


def _rise(page: Page, name: str, option: str) -> int:
    question = page.content.book.question(name)
    here = max((question.rank(one) for one in page.answers.get(name, ())), default=-1)
    return question.rank(option) - here if here >= 0 else 0


def _line(page: Page, advice: Advice, change: Change, plain: str, hanging: str) -> str:
    """One change in words; where it opens a question, the answer to that one is named too."""
    model = page.model(change.model).said
    said = _if_said(page, change.question, change.answers[change.question])
    hangs = _hangs_on(page, advice, change)
    return hanging.format(said=said, model=model, hangs=hangs) if hangs else plain.format(said=said, model=model)


def _hangs_on(page: Page, advice: Advice, change: Change) -> str:
    """Which answers to a newly opened question lead there; nothing if all of them do."""
    key = change.question, change.answers[change.question], change.model
    alike = [one for one in advice.changes if (one.question, one.answers[one.question], one.model) == key]
    opened = [page.content.book.question(name) for name in change.answers if name != change.question]
    ways = (said_of(one, tuple(dict.fromkeys(way.answers[one.id] for way in alike)), page.say) for one in opened)
    return page.say.and_.join(filter(None, ways))


def said_all(page: Page, answers: Mapping[str, str]) -> str:
    """One or more answers as one clause: "you run cloud apps and IT hardly ever stops anybody"."""
    *most, last = [_if_said(page, name, option) for name, option in answers.items()]
    return f"{', '.join(most)}{page.say.and_}{last}" if most else last


def _if_said(page: Page, question: str, option: str) -> str:
    own = {"one-person": page.say.own_person, "team": page.say.own_person}
    nobody = {"nobody": page.say.nobodys_job, "colleague": page.say.nobodys_job}
    if question == _PEOPLE and option in {**own, **nobody}:
        return {**own, **nobody}[option]
    return page.content.book.question(question).options[option].said
