"""Model rules, sentences and contradictions: models without a rule, words in braces, readings that settle nothing."""

import re
from collections.abc import Iterator

from bot.rulebook.conditions import ADVISED, ALWAYS, AnyOf, Condition, Holds, Part, reads
from bot.rulebook.format import (
    Contradiction,
    Entry,
    Model,
    ModelRule,
    Persona,
    Tally,
    WhyNot,
    keys,
)
from bot.rulebook.loading import Placed, Sheets
from bot.rulebook.problems import Problem
from bot.rulebook.vocabulary import Vocabulary


def rules(sheets: Sheets, words: Vocabulary) -> Iterator[Problem]:
    """Every problem of rules that is none of their conditions."""
    yield from _models(sheets, words)
    for placed, sentence in sheets.of(WhyNot):
        yield from _quotes(placed, sentence, words)
    for placed, one in sheets.of(Contradiction):
        yield from _readings(placed, one, words)
    for placed in sheets.placed:
        if placed.entry is not None:
            yield from _texts(placed, placed.entry)


def _models(sheets: Sheets, words: Vocabulary) -> Iterator[Problem]:
    """Models that no rule leads to, and articles that an entry cites twice."""
    named = {rule.model for rule in sheets.entries(ModelRule)}
    for placed, model in sheets.of(Model):
        if model.id not in named | words.faulty and sheets.sound(ModelRule):
            yield placed.problem(("model",), "no rule leads to this model", "no-rule", "add a rule or remove the model")
    for placed in sheets.placed:
        if isinstance(placed.entry, Model | ModelRule):
            cited = (placed.entry.article, *placed.entry.also)
            for index, article in enumerate(placed.entry.also):
                if article in cited[: index + 1]:
                    yield placed.problem(("also", index), f'cites "{article}" twice', "duplicate", "keep one of them")


def _quotes(placed: Placed, sentence: WhyNot, words: Vocabulary) -> Iterator[Problem]:
    """A question that is quoted must have been asked: the condition must read it, maybe through needs."""
    rests, sure = _rests_on(sentence.when, words), _surely_asked(sentence.when, words)
    for quoted in dict.fromkeys(re.findall(r"\{([^{}]*)\}", sentence.say)):
        if quoted not in words.questions or quoted in words.faulty or _unclear(rests, words):
            continue
        if quoted not in rests or (quoted not in sure and words.questions[quoted].when != ALWAYS):
            text = (
                f"quotes {{{quoted}}}, which may not have been asked where the condition holds"
                if quoted in rests
                else f"quotes {{{quoted}}}, which the condition does not read"
            )
            asked = sorted(rests & words.questions.keys())
            hint = f"quote one of: {', '.join(asked)}" if asked else "read the question in the condition"
            yield placed.problem(("say",), text, "not-asked", hint)
    if re.search(r"[{}]", re.sub(r"\{[^{}]*\}", "", sentence.say)):
        yield placed.problem(("say",), "has a brace without its partner", "brace", "write {question}")


def _unclear(rests: set[str], words: Vocabulary) -> bool:
    """Whether a condition rests on something faulty, unknown or circular: that is told already, and is enough."""
    known = all(fact == ADVISED or words.knows("fact", fact) for fact in rests)
    circular = any(one in words.needs and one in _rests_on(words.needs[one].when, words) for one in rests)
    return not known or circular or bool(rests & words.faulty or words.partial)


def _surely_asked(when: Condition, words: Vocabulary, within: frozenset[str] = frozenset()) -> set[str]:
    """The questions that were asked wherever a condition holds. Of needs that wait for themselves nothing is sure."""
    if isinstance(when, Part):
        if when.fact in words.questions:
            return {when.fact}
        need = words.needs.get(when.fact)
        if need is None or when.fact in within or when.test != Holds(wanted=True):
            return set()
        return _surely_asked(need.when, words, within | {when.fact})
    each = [_surely_asked(part, words, within) for part in when.parts]
    if isinstance(when, AnyOf):
        return set.intersection(*each)
    return set().union(*each)


def _rests_on(when: Condition, words: Vocabulary) -> set[str]:
    """The facts that a condition reads, and those that its needs read."""
    found: set[str] = set()
    waiting = list(reads(when))
    while waiting:
        fact = waiting.pop()
        if fact not in found:
            found.add(fact)
            waiting += reads(words.needs[fact].when) if fact in words.needs else ()
    return found


def _readings(placed: Placed, one: Contradiction, words: Vocabulary) -> Iterator[Problem]:
    first, second = one.readings
    if first.label.casefold() == second.label.casefold():
        yield placed.problem(("readings", 1, "label"), "both readings say the same", "duplicate", "tell them apart")
    if first.asks == second.asks == "nothing":
        text = "neither reading asks a question, so nothing could settle it"
        yield placed.problem(("readings", 1, "asks"), text, "shape", "let one of them ask a question again")
    rests = _rests_on(one.when, words)
    for index, reading in enumerate(one.readings):
        if reading.asks == "nothing" and reading.suggests:
            text = "suggests an answer, although it asks nothing"
            yield placed.problem(("readings", index, "suggests"), text, "shape", "remove `suggests`")
        settles = reading.asks in {"nothing", *rests} or rests & words.spaces["tally"].keys()
        if reading.asks in words.questions and not settles and not _unclear(rests, words):
            text = f'asks "{reading.asks}" again, which the condition does not read'
            asked = sorted(rests & words.questions.keys())
            yield placed.problem(
                ("readings", index, "asks"), text, "settles-nothing", f"ask one of: {', '.join(asked)}"
            )


def _texts(placed: Placed, entry: Entry) -> Iterator[Problem]:
    """Braces where nothing is put in their place."""
    if isinstance(entry, WhyNot | Persona | Tally):
        return
    names = dict(zip(type(entry).model_fields, keys(type(entry)), strict=True))
    for name, key in names.items():
        value = getattr(entry, name)
        if isinstance(value, str) and re.search(r"[{}]", value):
            yield placed.problem((key,), "has a brace, and only whynot.yaml quotes answers", "brace", "remove it")
