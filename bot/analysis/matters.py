"""Whether every question and every option matters: for the model, or else for an extra or a contradiction.

Options that lead to one model in every answer set are named, unless the rule file says that it is so on purpose; what
is declared must be true, and must matter in what is said beside the model.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import TypeAlias

import numpy as np

from bot.analysis.finding import Finding, Given, answers_at, at, how_many, many, shown
from bot.content import Content
from bot.inference.axes import Axis
from bot.inference.space import TWO_MODELS, Bools, Space
from bot.rulebook.format import Contradiction, Extra, Question

Options: TypeAlias = tuple[int, int]
Pair: TypeAlias = tuple[int, int]


def matters(content: Content, space: Space) -> Iterator[Finding]:
    """Questions and options that make no difference, and declarations that are not true."""
    beside: list[Bools] | None = None
    for axis in space.axes:
        groups = _groups(space, axis)
        for question in axis.questions:
            if not any((question.id, number) in axis.having for number in range(len(question.options))):
                continue  # never asked, which is a finding of its own
            alike = [pair for pair in _pairs(question) if _same(groups, axis.apart(question, *pair))]
            yield from _untrue(content, space, axis, question, alike)
            if alike:
                if beside is None:
                    said: tuple[Extra | Contradiction, ...] = (*content.book.extras, *content.book.contradictions)
                    beside = [space.where(one.when) for one in said]
                yield from _alike(content, axis, question, alike, beside)


def _pairs(question: Question) -> Iterable[Options]:
    return combinations(range(len(question.options)), 2)


def _groups(space: Space, axis: Axis) -> list[int]:
    """For each position the first one whose models are the same wherever all other axes stand."""
    rows = np.ascontiguousarray(np.moveaxis(space.models, axis.index, 0)).reshape(len(axis), -1)
    firsts: dict[bytes, int] = {}
    return [firsts.setdefault(row.tobytes(), number) for number, row in enumerate(rows)]


def _same(groups: list[int], pairs: list[Pair]) -> bool:
    return all(groups[one] == groups[other] for one, other in pairs)


def _alike(
    content: Content, axis: Axis, question: Question, alike: list[Options], beside: list[Bools]
) -> Iterator[Finding]:
    names = list(question.options)
    idle = [pair for pair in alike if not _differ(axis, axis.apart(question, *pair), beside)]
    undeclared = [pair for pair in alike if not _declared(question, names[pair[0]], names[pair[1]])]
    spot, rule = at(content, question.id, "questions.yaml"), f"question {question.id}"
    for members in _classes(idle):
        if len(members) == len(names):
            text = "no answer to it matters for the model, an extra or a contradiction"
            yield Finding(*spot, text, "idle-question", rule, "read it in a rule, or do not ask it")
            return
        text = f"it makes no difference to model, extras or contradictions: {_listed(names, members)}"
        yield Finding(*spot, text, "idle-option", rule, "tell them apart in a rule, or make them one option")
    for members in _classes([pair for pair in undeclared if pair not in idle]):
        text = f"the model is the same in every answer set: {_listed(names, members)}"
        hint = "tell them apart in a rule; if it is meant so, declare `same model` with a reason"
        yield Finding(*spot, text, "alike", rule, hint)


def _listed(names: list[str], members: list[int]) -> str:
    said = [names[member] for member in members]
    return f"{', '.join(said[:-1])} or {said[-1]}"


def _declared(question: Question, first: str, second: str) -> bool:
    return any({first, second} <= set(one.options) for one in question.same_model)


def _classes(pairs: list[Options]) -> list[list[int]]:
    """Pairs that share an option together, each as the options in their order."""
    found: list[set[int]] = []
    for pair in pairs:
        touched = [group for group in found if group & set(pair)]
        found = [group for group in found if group not in touched]
        found.append(set(pair).union(*touched))
    return sorted(sorted(group) for group in found)


def _differ(axis: Axis, pairs: list[Pair], beside: list[Bools]) -> bool:
    """Whether an extra or a contradiction tells positions apart."""
    for array in beside:
        if array.shape[axis.index] > 1:
            rows = np.moveaxis(array, axis.index, 0)
            if any((rows[one] != rows[other]).any() for one, other in pairs):
                return True
    return False


def _untrue(content: Content, space: Space, axis: Axis, question: Question, alike: list[Options]) -> Iterator[Finding]:
    """Options that are declared to lead to one model, and do not."""
    names = list(question.options)
    for declared in question.same_model:
        numbers = sorted(names.index(option) for option in declared.options)
        for pair in (one for one in combinations(numbers, 2) if one not in alike):
            before, after, sets = _apart(space, axis, axis.apart(question, *pair))
            if sets:
                yield _not_the_same(content, question, (names[pair[0]], names[pair[1]]), (before, after, sets))
                break


def _not_the_same(
    content: Content, question: Question, options: tuple[str, str], seen: tuple[Given, Given, int]
) -> Finding:
    before, after, sets = seen
    text = f"declares `same model` for {options[0]} and {options[1]}, and {many(sets, 'pair')} of answer sets differ"
    return Finding(
        *at(content, question.id, "questions.yaml"),
        f"{text}, such as {shown(before)}",
        "not-the-same",
        f"question {question.id}",
        "mend the rules that tell them apart, or remove the declaration",
        sets=sets,
        witness=before,
        instead=after,
    )


def _apart(space: Space, axis: Axis, pairs: list[Pair]) -> tuple[dict[str, str], dict[str, str], int]:
    """The smallest two answer sets at such positions that get different models, and how many pairs there are.

    Sets without exactly one model are left out: they are a finding of their own.
    """
    models = np.moveaxis(space.models, axis.index, 0)
    asked = np.moveaxis(np.broadcast_to(how_many(space), space.shape), axis.index, 0)
    best: list[tuple[int, int, int, int]] = []
    total = 0
    for one, other in pairs:
        differ = (models[one] != models[other]) & (models[one] < TWO_MODELS) & (models[other] < TWO_MODELS)
        total += int(np.count_nonzero(differ))
        together = np.where(differ, asked[one] + asked[other], np.iinfo(np.int16).max).ravel()
        best.append((int(together.min()), one, other, int(together.argmin())))
    _, one, other, spot = min(best)
    rest = [int(at) for at in np.unravel_index(spot, models.shape[1:])]
    before, after = (answers_at(space, (*rest[: axis.index], at, *rest[axis.index :])) for at in (one, other))
    return before, after, total
