"""The traffic mix: every question with weights, every row complete and adding up to 100."""

from collections.abc import Iterator, Mapping

from bot.rulebook.format import Question, Traffic
from bot.rulebook.loading import Placed, Sheets
from bot.rulebook.problems import Problem, closest, nearest
from bot.rulebook.vocabulary import Vocabulary

HUNDRED = 100.0
ROUNDING = 0.01  # weights are written with two decimals at most


def traffic(sheets: Sheets, words: Vocabulary) -> Iterator[Problem]:
    """Every problem of weights."""
    seen: dict[str, Placed] = {}
    parents = {row.id: row.given for row in sheets.entries(Traffic)}
    for placed, row in sheets.of(Traffic):
        if row.id in seen:
            first = f"{seen[row.id].file}:{seen[row.id].node.line}"
            text = f'weights of "{row.id}" stand already in {first}'
            yield placed.problem(("question",), text, "duplicate", "keep one of them")
            continue
        seen.setdefault(row.id, placed)
        yield from _weights(placed, row, words, parents)
    strangers = [name for name in seen if name not in words.questions]
    if not seen or not sheets.sound(Traffic) or sheets.lost:
        return
    for placed, question in sheets.of(Question):
        if question.id not in seen and question.id not in words.faulty and not closest(question.id, strangers):
            text = f'"{question.id}" has no weights in traffic.yaml'
            yield placed.problem(("question",), text, "no-weights", "add an entry there")


def _weights(placed: Placed, row: Traffic, words: Vocabulary, parents: Mapping[str, str | None]) -> Iterator[Problem]:
    nested = any(isinstance(value, Mapping) for value in row.weights.values())
    if nested != (row.given is not None):
        text = "a row for each option goes with `given`, and only with it"
        yield placed.problem(("weights",), text, "shape", "add `given`, or write one row")
        return
    if row.given is None:
        yield from _row(placed, row.id, row.weights, words, ("weights",))
        return
    if row.given in words.questions and (parents.get(row.given) is not None or row.given == row.id):
        known = [name for name, parent in parents.items() if parent is None and name != row.id]
        text = f'`given` must be a question whose own weights depend on nothing, not "{row.given}"'
        yield placed.problem(("given",), text, "given", nearest(row.given, known))
        return
    yield from _complete(placed, row.given, row.weights, words, ("weights",))
    for option, inner in row.weights.items():
        if isinstance(inner, Mapping):
            yield from _row(placed, row.id, inner, words, ("weights", option))


def _row(
    placed: Placed, question: str, row: Mapping[str, object], words: Vocabulary, at: tuple[str, ...]
) -> Iterator[Problem]:
    incomplete = list(_complete(placed, question, row, words, at))
    yield from incomplete
    total = sum(value for value in row.values() if isinstance(value, int | float))
    if not incomplete and abs(total - HUNDRED) > ROUNDING:
        yield placed.problem(at, f"the weights add up to {total:g}", "weights", "they must add up to 100")


def _complete(
    placed: Placed, question: str, row: Mapping[str, object], words: Vocabulary, at: tuple[str, ...]
) -> Iterator[Problem]:
    """Options that have no weight; those that are no options are told elsewhere."""
    if question not in words.questions:
        return
    options = list(words.questions[question].options)
    strangers = [option for option in row if option not in options]
    for index, option in enumerate(options):
        if option not in row and option not in words.faulty and not closest(option, strangers):
            beside = next((one for one in (*options[index:], *reversed(options[:index])) if one in row), None)
            spot = at if beside is None else (*at, beside)
            text = f'"{option}" of {question} is missing'
            yield placed.problem(spot, text, "missing-option", "name every option once")
