"""Every word by which one entry names another, and what is wrong with words that name nothing.

A slip in a declaration makes every use of the word unknown. So uses of one unknown word are told together; and if a
declared word is much like it and nothing uses that one, the declaration is where the slip is told.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.rulebook.conditions import ADVISED, Condition, Is, IsNot, Path, Ranks, parts
from bot.rulebook.format import (
    Contradiction,
    Extra,
    Model,
    ModelRule,
    Need,
    Persona,
    Question,
    Traffic,
    WhyNot,
    keys,
)
from bot.rulebook.loading import Placed, Sheets
from bot.rulebook.problems import Problem, closest, nearest
from bot.rulebook.vocabulary import Vocabulary

FOLD = 3
"""So many uses of one unknown word are told as one problem."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A word that names something declared elsewhere, and where it stands."""

    space: str
    word: str
    placed: Placed
    at: Path
    text: str
    code: str
    besides: tuple[str, ...] = ()

    @property
    def family(self) -> str:
        """Questions, needs and tallies are facts: a slip in one shows as an unknown fact."""
        return "fact" if self.space in {"question", "tally"} else self.space

    def problem(self, words: Vocabulary, more: str = "") -> Problem:
        """That the word names nothing."""
        hint = nearest(self.word, [*words.spaces.get(self.space, {}), *self.besides])
        return self.placed.problem(self.at, self.text + more, self.code, hint)


def unknown(sheets: Sheets, words: Vocabulary, articles: Collection[str] | None) -> Iterator[Problem]:
    """Words that name nothing, each with its nearest valid word."""
    if articles is None:
        words.partial.add("article")
    words.spaces["article"] = {article: (sheets.placed[0], ()) for article in articles or () if sheets.placed}
    groups: dict[tuple[str, str], list[Reference]] = {}
    used: dict[str, set[str]] = {}
    for one in references(sheets, words):
        used.setdefault(one.family, set()).add(one.word)
        if not words.knows(one.space, one.word):
            groups.setdefault((one.family, one.word), []).append(one)
    for (family, word), found in groups.items():
        declared = words.spaces.get(family, {}) if family != "article" else {}
        unused = set(declared) - used.get(family, set())
        meant = closest(word, unused)
        if meant:
            placed, at = declared[meant]
            uses = f'"{word}" is used in {_places(found)}'
            yield placed.problem(at, f'nothing uses "{meant}", while {uses}', "unused", f'did you mean "{word}"?')
            words.faulty |= {meant, word}
        if len(found) >= FOLD:
            if not meant:
                yield found[0].problem(words, f" (so also {_places(found[1:])})")
        else:
            yield from (one.problem(words) for one in found)


def _places(found: Iterable[Reference]) -> str:
    lines = (f"{one.placed.file}:{one.placed.node.at(one.at)[0]}" for one in found)
    return ", ".join(dict.fromkeys(lines))


def references(sheets: Sheets, words: Vocabulary) -> Iterator[Reference]:
    """Every word in the well-formed entries that names something else."""
    for placed in sheets.placed:
        entry = placed.entry
        if isinstance(entry, Question | Need | ModelRule | WhyNot | Extra | Contradiction):
            yield from _of_condition(placed, entry.when, words, advised=isinstance(entry, WhyNot | Extra))
        if isinstance(entry, ModelRule | WhyNot):
            yield _model(placed, entry.model, ("model",))
        yield from _articles(placed)
        match entry:
            case Question():
                yield from _of_question(placed, entry, words)
            case WhyNot():
                for quoted in re.findall(r"\{([^{}]*)\}", entry.say):
                    text = f"quotes {{{quoted}}}, which is no question"
                    yield Reference("question", quoted, placed, ("say",), text, "unknown-fact")
            case Contradiction():
                yield from _readings(placed, entry)
            case Traffic():
                yield from _of_traffic(placed, entry, words)
            case Persona():
                yield from _of_persona(placed, entry, words)
            case _:
                pass


def _of_condition(placed: Placed, when: Condition, words: Vocabulary, *, advised: bool) -> Iterator[Reference]:
    for part in parts(when):
        at: Path = ("when", *part.at)
        values = part.test.values if isinstance(part.test, Is | IsNot) else ()
        if part.fact == ADVISED and advised:
            yield from (_model(placed, value, at) for value in values)
            continue
        text = f'reads "{part.fact}", which no question asks and no rule concludes'
        if part.fact == ADVISED:
            text = "reads `advised`, which only whynot.yaml and extras.yaml may"
        yield Reference("fact", part.fact, placed, at, text, "unknown-fact")
        if isinstance(part.test, Ranks):
            values = tuple(one for one in (part.test.least, part.test.most) if one is not None)
        if part.fact in words.questions:
            yield from (_option(placed, part.fact, value, at) for value in values)


def _option(placed: Placed, question: str, option: str, at: Path) -> Reference:
    text = f'"{option}" is not an option of {question}'
    return Reference(f"option of {question}", option, placed, at, text, "unknown-option")


def _question(placed: Placed, word: str, at: Path) -> Reference:
    return Reference("question", word, placed, at, f'"{word}" is no question', "unknown-fact")


def _model(placed: Placed, word: str, at: Path) -> Reference:
    return Reference("model", word, placed, at, f'"{word}" is no model', "unknown-model")


def _articles(placed: Placed) -> Iterator[Reference]:
    entry = placed.entry
    cited: list[tuple[Path, str]] = []
    if isinstance(entry, Need | Extra | Model | ModelRule):
        cited.append((("article",), entry.article))
    if isinstance(entry, Model | ModelRule):
        cited += [(("also", index), one) for index, one in enumerate(entry.also)]
    if isinstance(entry, ModelRule):
        cited += [(("also in", region), one) for region, one in entry.also_in.items()]
    for at, article in cited:
        text = f'cites the article "{article}", which is not in knowledge/'
        yield Reference("article", article, placed, at, text, "unknown-article")


def _of_question(placed: Placed, question: Question, words: Vocabulary) -> Iterator[Reference]:
    if words.questions[question.id] is not question:
        return  # its id stands twice, and the options are another's
    for rank, equal in enumerate(question.exposure or ()):
        for index, option in enumerate(equal):
            yield _option(placed, question.id, option, ("exposure", rank, index))
    for option in question.numbers or ():
        yield _option(placed, question.id, option, ("numbers", option))
    for key, intended in (("same model", question.same_model), ("no direction", question.no_direction)):
        for number, one in enumerate(intended):
            for index, option in enumerate(one.options):
                yield _option(placed, question.id, option, (key, number, "options", index))


def _readings(placed: Placed, entry: Contradiction) -> Iterator[Reference]:
    for index, reading in enumerate(entry.readings):
        if reading.asks != "nothing":
            text = f'asks "{reading.asks}" again, which is no question'
            at = ("readings", index, "asks")
            yield Reference("question", reading.asks, placed, at, text, "unknown-fact", ("nothing",))


def _of_traffic(placed: Placed, row: Traffic, words: Vocabulary) -> Iterator[Reference]:
    yield _question(placed, row.id, ("question",))
    if row.given is not None:
        yield _question(placed, row.given, ("given",))
    if words.weights.get(row.id) is not row:
        return  # weights of one question stand twice
    for option, weights in row.weights.items():
        if not isinstance(weights, Mapping):
            if row.id in words.questions and row.given is None:
                yield _option(placed, row.id, option, ("weights", option))
            continue
        if row.given in words.questions:
            yield _option(placed, row.given or "", option, ("weights", option))
        if row.id in words.questions:
            yield from (_option(placed, row.id, inner, ("weights", option, inner)) for inner in weights)


def _of_persona(placed: Placed, persona: Persona, words: Vocabulary) -> Iterator[Reference]:
    change = persona.change if persona.change is not None and not isinstance(persona.change, str) else None
    given: list[tuple[Path, Mapping[str, tuple[str, ...]]]] = [(("answers",), persona.answers)]
    yield _model(placed, persona.model, ("model",))
    if change is not None:
        yield _model(placed, change.model, ("change", "model"))
        given.append((("change", "answers"), change.answers))
    for above, answers in given:
        for question, options in answers.items():
            yield _question(placed, question, (*above, question))
            if question in words.questions:
                yield from (_option(placed, question, option, (*above, question)) for option in options)
    for key, space in (("rules", "model rule"), ("contradictions", "contradiction"), ("extras", "extra")):
        for index, rule in enumerate(getattr(persona, key) or ()):
            yield Reference(space, rule, placed, (key, index), f'"{rule}" is no {space}', "unknown-rule")
    for index, question in enumerate(persona.exempt):
        yield _question(placed, question, ("except", index))
    for key in persona.tallies:
        text = f'"{key}" is no key here and no tally'
        yield Reference("tally", key, placed, (key,), text, "unknown-key", keys(Persona))
