"""Personas: answers that are really asked, numbers that can be, rules that stand once."""

from collections import Counter
from collections.abc import Iterator, Mapping

from bot.rulebook.conditions import AnyOf, Condition, Is, IsNot, Part, Path, Ranks
from bot.rulebook.format import Change, Persona, Question
from bot.rulebook.loading import Placed, Sheets
from bot.rulebook.problems import Problem
from bot.rulebook.vocabulary import Vocabulary

MANY = 1000  # questions, when it is not known how many there are


def personas(sheets: Sheets, words: Vocabulary) -> Iterator[Problem]:
    """Every problem of personas that is no unknown word."""
    for placed, persona in sheets.of(Persona):
        yield from _answers(placed, persona, words)
        yield from _numbers(placed, persona, words, asked=len(words.questions) if sheets.sound(Question) else MANY)
        yield from _lists(placed, persona)
        if isinstance(persona.change, Change):
            yield from _change(placed, persona, persona.change)
        if persona.exempt and persona.change != "none":
            text = "`except` belongs to `change: none`"
            yield placed.problem(("except",), text, "shape", "remove one of the two")


def _answers(placed: Placed, persona: Persona, words: Vocabulary) -> Iterator[Problem]:
    for name, options in persona.answers.items():
        at: Path = ("answers", name)
        for option, times in Counter(options).items():
            if times > 1:
                yield placed.problem(at, f'"{option}" stands {times} times', "duplicate", "keep one of them")
        question = words.questions.get(name)
        if question is not None and _never_asked(question, persona.answers, words):
            text = f'answers "{name}", which is not asked with these answers'
            yield placed.problem(at, text, "not-asked", "leave it out")


def _never_asked(question: Question, answers: Mapping[str, tuple[str, ...]], words: Vocabulary) -> bool:
    """Whether no reading of the answers makes the bot ask a question."""

    def may_hold(condition: Condition) -> bool:
        if isinstance(condition, Part):
            above = words.questions.get(condition.fact)
            if above is None or any(option not in above.options for option in answers.get(condition.fact, ())):
                return True
            if isinstance(condition.test, Is | IsNot) and not set(condition.test.values) <= set(above.options):
                return True
            return any(_fits(above, option, condition.test) for option in answers.get(condition.fact, ()))
        inner = (may_hold(part) for part in condition.parts)
        return any(inner) if isinstance(condition, AnyOf) else all(inner)

    return not may_hold(question.when)


def _fits(question: Question, option: str, test: object) -> bool:
    match test:
        case Is(values):
            return option in values
        case IsNot(values):
            return option not in values
        case Ranks(least, most):
            low = question.rank(least) if least else 0
            high = question.rank(most) if most else len(question.options)
            return low <= question.rank(option) <= high
        case _:
            return True


def _numbers(placed: Placed, persona: Persona, words: Vocabulary, asked: int) -> Iterator[Problem]:
    if persona.settled is not None and persona.settled > asked:
        text = f"`settled` is after {persona.settled} questions, and there are {asked}"
        yield placed.problem(("settled",), text, "out-of-range", f"choose a number up to {asked}")
    for key, value in persona.tallies.items():
        if key not in words.tallies:
            continue
        if not isinstance(value, int) or isinstance(value, bool):
            yield placed.problem((key,), f"`{key}` must be a whole number", "type", "write it without quotes")
        elif not 0 <= value <= words.tallies[key] and "count" not in words.partial:
            text = f"{key} can be 0 to {words.tallies[key]}, never {value}"
            yield placed.problem((key,), text, "out-of-range", "count again")


def _lists(placed: Placed, persona: Persona) -> Iterator[Problem]:
    named = {"rules": persona.rules, "contradictions": persona.contradictions, "extras": persona.extras}
    for key, rules in (*named.items(), ("except", persona.exempt)):
        for rule, times in Counter(rules or ()).items():
            if times > 1:
                yield placed.problem((key,), f'"{rule}" stands {times} times in `{key}`', "duplicate", "keep one")


def _change(placed: Placed, persona: Persona, change: Change) -> Iterator[Problem]:
    if change.model == persona.model:
        text = f"the change leads to {change.model}, which is advised without it"
        yield placed.problem(("change", "model"), text, "no-change", "name the other model, or write `change: none`")
    for name, options in change.answers.items():
        if persona.answers.get(name) == options:
            text = f'the change answers "{name}" as before'
            yield placed.problem(("change", "answers", name), text, "no-change", "choose another option")
