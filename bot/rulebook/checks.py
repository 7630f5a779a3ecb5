"""Every check of the rules that looks at more than one entry, and needs no answer space.

Each check yields problems; all of them run, so that a maintainer sees everything at once. Nothing is mended here.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from bot.rulebook.book import Rulebook, natural
from bot.rulebook.conditions import ALWAYS, HOLDS, reads
from bot.rulebook.format import (
    Contradiction,
    Extra,
    Model,
    ModelRule,
    Need,
    Persona,
    Question,
    Tally,
    Traffic,
    WhyNot,
)
from bot.rulebook.levels import Cycle, levels
from bot.rulebook.limits import MAX_KEYS, OWN_KEYS, engine_hash
from bot.rulebook.loading import Placed, Sheets
from bot.rulebook.problems import Problem, nearest
from bot.rulebook.vocabulary import RESERVED, RESERVED_OPTIONS, Vocabulary, answers_problems

HUNDRED = 100.0


def problems(sheets: Sheets, articles: Collection[str] | None) -> list[Problem]:
    """All problems of well-formed entries among one another. `articles` None: they could not be read."""
    words = Vocabulary.of(sheets)
    found = [*_ids(sheets), *_questions(sheets, words), *_conditions(sheets, words), *_cycles(sheets)]
    found += [*_models(sheets, words), *_readers(sheets, words), *_sentences(sheets, words)]
    found += [*_traffic(sheets, words), *_personas(sheets, words), *_engine(sheets, words)]
    if articles is not None:
        found += _articles(sheets, articles)
    return found


def book(sheets: Sheets) -> Rulebook:
    """The rules of sheets without problems."""
    needs = sheets.entries(Need)
    spots = {}
    for placed in sheets.placed:
        for key in ("rule", "question", "need", "tally", "model", "persona"):
            if placed.written(key) and key in placed.node.children:
                spots.setdefault(placed.written(key), (placed.file, placed.node.line, placed.node.column))
                break
    return Rulebook(
        questions=sheets.entries(Question),
        needs=needs,
        tallies=sheets.entries(Tally),
        models=sheets.entries(Model),
        model_rules=tuple(sorted(sheets.entries(ModelRule), key=lambda one: natural(one.rule))),
        why_nots=tuple(sorted(sheets.entries(WhyNot), key=lambda one: (-one.weight, natural(one.rule)))),
        extras=tuple(sorted(sheets.entries(Extra), key=lambda one: (one.first is None, natural(one.rule)))),
        contradictions=tuple(sorted(sheets.entries(Contradiction), key=lambda one: natural(one.rule))),
        traffic=sheets.entries(Traffic),
        personas=sheets.entries(Persona),
        need_levels=_need_levels(sheets),
        spots=spots,
    )


def _needed(sheets: Sheets) -> dict[str, set[str]]:
    """What each need and tally has to wait for."""
    needs = sheets.entries(Need)
    waits = {need.id: set(reads(need.when)) for need in needs}
    for tally in sheets.entries(Tally):
        waits[tally.id] = {need.id for need in needs if need.kind == tally.counts}
    return {fact: {one for one in wanted if one in waits} for fact, wanted in waits.items()}


def _need_levels(sheets: Sheets) -> tuple[tuple[Need, ...], ...]:
    needs = {need.id: need for need in sheets.entries(Need)}
    found = []
    for level in levels(_needed(sheets)):
        here = tuple(sorted((needs[fact] for fact in level if fact in needs), key=lambda need: natural(need.rule)))
        if here:
            found.append(here)
    return tuple(found)


def _ids(sheets: Sheets) -> Iterator[Problem]:
    """Ids that stand twice, and ids that are words of the language."""
    seen: dict[tuple[str, str], Placed] = {}
    for placed in sheets.placed:
        for key in ("rule", "question", "need", "tally", "model", "persona"):
            word = placed.written(key)
            if (
                not word
                or (key == "question" and placed.kind is Traffic)
                or (key == "model" and placed.kind is not Model)
            ):
                continue
            space = "fact" if key in {"question", "need", "tally"} else key
            first = seen.setdefault((space, word), placed)
            if first is not placed:
                where = f"{first.file}:{first.node.line}"
                yield placed.problem(
                    (key,), f'the id "{word}" stands already in {where}', "duplicate", "choose another"
                )
            if space == "fact" and word in RESERVED:
                yield placed.problem((key,), f'"{word}" is a word of the rule language', "reserved", "choose another")
    for kind, what in ((Question, "question"), (Model, "model"), (ModelRule, "model rule")):
        file = "questions.yaml" if kind is Question else "models.yaml"
        if not any(one.kind is kind for one in sheets.placed) and file not in sheets.unread:
            yield Problem(f"rules/{file}", 1, 1, f"holds no {what}", "empty", hint="add at least one")


def _questions(sheets: Sheets, words: Vocabulary) -> Iterator[Problem]:
    above: set[str] = set(words.faulty)
    for placed, question in sheets.of(Question):
        options = set(question.options)
        for option in options & RESERVED_OPTIONS:
            yield placed.problem(("options", option), f'"{option}" is a word of its own', "reserved", "choose another")
        ranked = [option for equal in question.exposure or () for option in equal]
        yield from _each_once(placed, question, ranked, "exposure", complete=question.exposure is not None)
        yield from _each_once(
            placed, question, list(question.numbers or ()), "numbers", complete=bool(question.numbers)
        )
        labels = Counter(option.label.casefold() for option in question.options.values())
        for name, option in question.options.items():
            if labels[option.label.casefold()] > 1:
                yield placed.problem(("options", name, "label"), f'two options say "{option.label}"', "duplicate")
        for fact in reads(question.when):
            if fact == question.id or (fact in words.questions and fact not in above):
                text = f'asks only after reading "{fact}", which is not asked before it'
                yield placed.problem(("when", fact), text, "order", "read only questions above")
            elif fact in words.needs or fact in words.tallies:
                text = f'"{fact}" is concluded, and a question is asked by answers only'
                yield placed.problem(("when", fact), text, "order", "read the questions themselves")
        above.add(question.id)


def _each_once(placed: Placed, question: Question, named: list[str], key: str, *, complete: bool) -> Iterator[Problem]:
    for option in named:
        if option not in question.options:
            text = f'"{option}" is not an option of {question.id}'
            yield placed.problem((key,), text, "unknown-option", nearest(option, question.options))
    for option, times in Counter(named).items():
        if times > 1:
            yield placed.problem((key,), f'"{option}" stands twice in `{key}`', "duplicate", "keep one of them")
    for option in question.options:
        if complete and option not in named:
            yield placed.problem(
                (key,), f'"{option}" is missing in `{key}`', "missing-option", "name every option once"
            )


def _conditions(sheets: Sheets, words: Vocabulary) -> Iterator[Problem]:
    for placed, entry in sheets.of(Question):
        yield from words.check(placed, entry.when)
    for placed, need in sheets.of(Need):
        yield from words.check(placed, need.when)
    for placed, rule in sheets.of(ModelRule):
        yield from words.check(placed, rule.when)
    for placed, one in sheets.of(Contradiction):
        yield from words.check(placed, one.when)
    for placed, extra in sheets.of(Extra):
        yield from words.check(placed, extra.when, advised=True)
    for placed, sentence in sheets.of(WhyNot):
        yield from words.check(placed, sentence.when, advised=True)


def _cycles(sheets: Sheets) -> Iterator[Problem]:
    try:
        levels(_needed(sheets))
    except Cycle as cycle:
        placed = next((one for one, need in sheets.of(Need) if need.id in cycle.facts), None)
        if placed is not None:
            text = "waits for itself: " + " -> ".join(cycle.facts)
            yield placed.problem(("when",), text, "cycle", "break the circle in one of these needs")


def _models(sheets: Sheets, words: Vocabulary) -> Iterator[Problem]:
    if "models.yaml" in sheets.unread:
        return
    named = {rule.model for rule in sheets.entries(ModelRule)}
    users: list[tuple[Placed, str]] = [(placed, rule.model) for placed, rule in sheets.of(ModelRule)]
    users += [(placed, one.model) for placed, one in sheets.of(WhyNot)]
    for placed, model in users:
        if model not in words.models and model not in words.faulty:
            yield placed.problem(("model",), f'"{model}" is no model', "unknown-model", nearest(model, words.models))
    faulty_rules = any(one.kind is ModelRule and one.entry is None for one in sheets.placed)
    for placed, model_entry in sheets.of(Model):
        if model_entry.id not in named and not faulty_rules:
            yield placed.problem(("model",), "no rule leads to this model", "no-rule", "add a rule or remove the model")


def _readers(sheets: Sheets, words: Vocabulary) -> Iterator[Problem]:
    """Conclusions that nobody can read."""
    if any(one.entry is None for one in sheets.placed) or words.partial:
        return  # the reader may be among the faulty
    every = (*sheets.entries(Need), *sheets.entries(ModelRule), *sheets.entries(WhyNot))
    read = {
        fact for rule in (*every, *sheets.entries(Extra), *sheets.entries(Contradiction)) for fact in reads(rule.when)
    }
    counted = {tally.counts for tally in sheets.entries(Tally) if tally.id in read}
    for placed, need in sheets.of(Need):
        if need.id not in read and need.kind not in counted:
            text = f'concludes "{need.id}", which no rule reads and no tally in use counts'
            yield placed.problem(("need",), text, "unread", "use it in a rule or remove it")
    kinds = {need.kind for need in words.needs.values()}
    for placed, tally in sheets.of(Tally):
        if tally.id not in read:
            yield placed.problem(("tally",), f'no rule reads "{tally.id}"', "unread", "use it in a rule or remove it")
        if tally.counts not in kinds:
            text = f'counts needs of kind "{tally.counts}", and there is none'
            yield placed.problem(("counts",), text, "unknown-kind", nearest(tally.counts, kinds))


def _sentences(sheets: Sheets, words: Vocabulary) -> Iterator[Problem]:
    """Words in braces, and the questions that a reading asks again."""
    for placed, sentence in sheets.of(WhyNot):
        rests: set[str] = set()
        waiting = list(reads(sentence.when))
        while waiting:
            fact = waiting.pop()
            if fact not in rests:
                rests.add(fact)
                waiting += reads(words.needs[fact].when) if fact in words.needs else ()
        for quoted in re.findall(r"\{([^{}]*)\}", sentence.say):
            if quoted in words.faulty:
                continue
            if quoted not in words.questions:
                text = f"quotes {{{quoted}}}, which is no question"
                yield placed.problem(("say",), text, "unknown-fact", nearest(quoted, words.questions))
            elif quoted not in rests and not words.partial and not rests & words.faulty:
                text = f"quotes {{{quoted}}}, which its condition does not read, so it may not have been asked"
                yield placed.problem(("say",), text, "not-asked", f"quote one of: {', '.join(sorted(rests))}")
        if re.sub(r"\{[^{}]*\}", "", sentence.say).count("{") + re.sub(r"\{[^{}]*\}", "", sentence.say).count("}"):
            yield placed.problem(("say",), "has a brace without its partner", "brace", "write {question}")
    for placed, one in sheets.of(Contradiction):
        for index, reading in enumerate(one.readings):
            if reading.asks != "nothing" and reading.asks not in words.questions and reading.asks not in words.faulty:
                if words.partial and "questions.yaml" in sheets.unread:
                    continue
                text = f'asks "{reading.asks}" again, which is no question'
                hint = nearest(reading.asks, [*words.questions, "nothing"])
                yield placed.problem(("readings", index, "asks"), text, "unknown-fact", hint)


def _traffic(sheets: Sheets, words: Vocabulary) -> Iterator[Problem]:
    rows = list(sheets.of(Traffic))
    seen: dict[str, Placed] = {}
    parents = {row.id: row.given for _, row in rows}
    for placed, row in rows:
        if row.id in words.faulty or "questions.yaml" in sheets.unread:
            continue
        if row.id in seen:
            yield placed.problem(("question",), f'weights of "{row.id}" stand twice', "duplicate", "keep one")
        seen[row.id] = placed
        if row.id not in words.questions:
            hint = nearest(row.id, words.questions)
            yield placed.problem(("question",), f'"{row.id}" is no question', "unknown-fact", hint)
            continue
        yield from _weights(placed, row, words, parents)
    faulty = any(one.kind is Traffic and one.entry is None for one in sheets.placed)
    if rows and not faulty and "questions.yaml" not in sheets.unread:
        for placed, question in sheets.of(Question):
            if question.id not in seen:
                text = f'"{question.id}" has no weights in traffic.yaml'
                yield placed.problem(("question",), text, "no-weights", "add an entry there")


def _weights(placed: Placed, row: Traffic, words: Vocabulary, parents: Mapping[str, str | None]) -> Iterator[Problem]:
    nested = any(isinstance(value, dict) for value in row.weights.values())
    if nested != (row.given is not None):
        yield placed.problem(("weights",), "a row for each option goes with `given`, and only with it", "shape")
        return
    if row.given is None:
        yield from _row(placed, row.id, row.weights, words, ("weights",))
        return
    if row.given in words.faulty:
        return
    if row.given not in words.questions or parents.get(row.given) is not None or row.given == row.id:
        known = [name for name, parent in parents.items() if parent is None and name != row.id]
        text = f'`given` must be a question whose own weights depend on nothing, not "{row.given}"'
        yield placed.problem(("given",), text, "unknown-fact", nearest(row.given, known))
        return
    yield from _options(placed, row.given, row.weights, words, ("weights",))
    for option, inner in row.weights.items():
        if isinstance(inner, dict):
            yield from _row(placed, row.id, inner, words, ("weights", option))


def _row(
    placed: Placed, question: str, row: Mapping[str, object], words: Vocabulary, at: tuple[str, ...]
) -> Iterator[Problem]:
    yield from _options(placed, question, row, words, at)
    total = sum(value for value in row.values() if isinstance(value, int | float))
    if abs(total - HUNDRED) > 0.01:  # noqa: PLR2004 - weights are written with two decimals at most
        yield placed.problem(at, f"the weights add up to {total:g}", "weights", "they must add up to 100")


def _options(
    placed: Placed, question: str, row: Mapping[str, object], words: Vocabulary, at: tuple[str, ...]
) -> Iterator[Problem]:
    options = words.questions[question].options
    for option in row:
        if option not in options:
            text = f'"{option}" is not an option of {question}'
            yield placed.problem((*at, option), text, "unknown-option", nearest(option, options))
    for option in options:
        if option not in row:
            yield placed.problem(at, f'"{option}" of {question} is missing', "missing-option", "name every option once")


def _personas(sheets: Sheets, words: Vocabulary) -> Iterator[Problem]:
    rules = {placed.written("rule") for placed in sheets.placed} - {""}
    for placed, persona in sheets.of(Persona):
        yield from answers_problems(placed, persona.answers, words, ("answers",))
        models = [(("model",), persona.model)]
        if persona.change is not None and not isinstance(persona.change, str):
            models.append((("change", "model"), persona.change.model))  # type: ignore[arg-type]
            yield from answers_problems(placed, persona.change.answers, words, ("change", "answers"))
        for at, model in models:
            if model not in words.models and model not in words.faulty and "models.yaml" not in sheets.unread:
                yield placed.problem(at, f'"{model}" is no model', "unknown-model", nearest(model, words.models))
        for key in ("rules", "contradictions", "extras"):
            for rule in getattr(persona, key) or ():
                if rule not in rules and not sheets.unread:
                    yield placed.problem((key,), f'"{rule}" is no rule', "unknown-rule", nearest(rule, rules))
        for key, value in persona.tallies.items():
            if key not in words.tallies and not words.partial:
                known = [*words.tallies, *(info.alias or name for name, info in Persona.model_fields.items())]
                yield placed.problem((key,), f'"{key}" is no key here and no tally', "unknown-key", nearest(key, known))
            elif not isinstance(value, int) or isinstance(value, bool):
                yield placed.problem((key,), f"`{key}` must be a whole number", "type")


def _articles(sheets: Sheets, articles: Collection[str]) -> Iterator[Problem]:
    for placed in sheets.placed:
        entry = placed.entry
        cited: list[tuple[tuple[str | int, ...], str]] = []
        if isinstance(entry, Need | Extra | Model | ModelRule):
            cited.append((("article",), entry.article))
        if isinstance(entry, Model | ModelRule):
            cited += [(("also", index), one) for index, one in enumerate(entry.also)]
        if isinstance(entry, ModelRule):
            cited += [(("also in", region), one) for region, one in entry.also_in.items()]
        for at, article in cited:
            if article not in articles:
                text = f'cites the article "{article}", which is not in knowledge/'
                yield placed.problem(at, text, "unknown-article", nearest(article, articles))


def _engine(sheets: Sheets, words: Vocabulary) -> Iterator[Problem]:
    """What would crash or mislead durable_rules although it reads well."""
    names = [*OWN_KEYS, "advised", *words.facts]
    if len(names) > MAX_KEYS:
        text = f"{len(names)} questions, needs and tallies are more than the engine can hold ({MAX_KEYS})"
        yield Problem("rules/needs.yaml", 1, 1, text, "too-many", hint="remove some")
    seen: dict[int, str] = {}
    for name in names:
        other = seen.setdefault(engine_hash(name), name)
        if other != name:
            placed = next(
                (one for one in sheets.placed if name in {one.written(key) for key in ("question", "need", "tally")}),
                None,
            )
            if placed is not None:
                text = f'the engine cannot tell "{name}" from "{other}" (they share a hash)'
                yield placed.problem((), text, "hash", "rename one of them")


__all__ = ["ALWAYS", "HOLDS", "book", "problems"]
