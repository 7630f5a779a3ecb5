"""Ids that stand twice, ids that are words of the language, and kinds of which there is no entry."""

from collections.abc import Iterator

from bot.rulebook.book import natural
from bot.rulebook.format import Model, ModelRule, Persona, Question, Traffic, keys
from bot.rulebook.loading import ID_KEYS, Placed, Sheets
from bot.rulebook.problems import Problem
from bot.rulebook.vocabulary import RESERVED, RESERVED_MODELS, RESERVED_OPTIONS, Vocabulary


def ids(sheets: Sheets, words: Vocabulary) -> Iterator[Problem]:
    """Every problem of ids."""
    yield from _twice(sheets)
    yield from _reserved(sheets)
    for kind, what, file in (
        (Question, "question", "questions.yaml"),
        (Model, "model", "models.yaml"),
        (ModelRule, "model rule", "models.yaml"),
    ):
        if what not in words.partial and not sheets.lost and not any(one.kind is kind for one in sheets.placed):
            yield Problem(f"rules/{file}", 1, 1, f"holds no {what}", "empty", hint="add at least one")


def _twice(sheets: Sheets) -> Iterator[Problem]:
    seen: dict[tuple[str, object], Placed] = {}
    for placed, key, word in _declared(sheets):
        space = "fact" if key in {"question", "need", "tally"} else key
        same = natural(word) if key == "rule" else word  # X01 and X1 would have no order
        first = seen.setdefault((space, same), placed)
        if first is not placed:
            where = f"{first.file}:{first.node.at((key,))[0]}"
            like = "stands" if first.written(key) == word else f'("{first.written(key)}") stands'
            text = f'the id "{word}" {like} already in {where}'
            yield placed.problem((key,), text, "duplicate", "choose another")


def _declared(sheets: Sheets) -> Iterator[tuple[Placed, str, str]]:
    """Every id with its key, those of faulty entries included."""
    for placed in sheets.placed:
        for key in ID_KEYS:
            word = placed.written(key)
            mentioned = (key == "question" and placed.kind is Traffic) or (key == "model" and placed.kind is not Model)
            if word and not mentioned and key in keys(placed.kind):
                yield placed, key, word


def _reserved(sheets: Sheets) -> Iterator[Problem]:
    for placed, key, word in _declared(sheets):
        taken = word in RESERVED if key in {"question", "need", "tally"} else key == "model" and word in RESERVED_MODELS
        if taken or (key == "tally" and word in keys(Persona)):
            text = f'"{word}" is a word of the rule language'
            yield placed.problem((key,), text, "reserved", "choose another")
    for placed, question in sheets.of(Question):
        for option in sorted(set(question.options) & RESERVED_OPTIONS):
            text = f'"{option}" is a word of the rule language'
            yield placed.problem(("options", option), text, "reserved", "choose another")
