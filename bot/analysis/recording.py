"""Answers as a persona of `personas.yaml`: the entry as text, with everything that their advice says.

Refused (Unfit): answers that leave several models. Whether a persona is like one that is there already is only told.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import fill

from bot.analysis.personas import place, settled_at
from bot.content import Content
from bot.inference.box import Box
from bot.inference.outlook import settled_after
from bot.inference.report import Advice
from bot.model import Answers
from bot.rulebook.source import parse

WIDTH = 120


@dataclass(frozen=True, slots=True)
class Recorded:
    """A persona as text, without a line end at the end; `alike` is one that has the same answers or the same name."""

    text: str
    model: str
    ignored: tuple[str, ...]
    alike: str = ""


class Unfit(Exception):
    """These answers can be no persona; the text says why in one line."""


def recorded(content: Content, answers: Answers, name: str) -> Recorded:
    """The entry of a persona. Raises Unfit."""
    advice = content.adviser.advise(answers)
    if advice.model is None:
        hint = f"; answer {advice.ask_next}" if advice.ask_next else ""
        raise Unfit(f"these answers leave {', '.join(advice.possible)} open{hint}")
    asked = {key: options for key, options in answers.items() if key not in advice.ignored}
    text = "\n".join(_lines(content, asked, advice, name))
    return Recorded(text, advice.model, tuple(advice.ignored), _alike(content, asked, name))


def _lines(content: Content, answers: Answers, advice: Advice, name: str) -> Iterator[str]:
    yield f"- persona: {written(name)}"
    yield _answers(answers)
    yield f"  model: {written(advice.model or '')}"
    yield _list("rules", advice.decided_by)
    for tally, (low, high) in advice.tallies.items():
        if low == high:
            yield f"  {tally}: {low}"
    yield _list("contradictions", [one.rule for one in advice.contradictions])
    yield _list("extras", [one.rule for one in advice.extras])
    box = Box(content.adviser.space, answers)
    if box.complete:
        yield f"  settled: {settled_at(box, settled_after(box.space))}"


def _answers(answers: Answers) -> str:
    given = [f"{name}: {_options(options)}" for name, options in answers.items()]
    return _filled("  answers: {", given, "}")


def _options(options: Sequence[str]) -> str:
    if len(options) == 1:
        return written(options[0])
    return "[" + ", ".join(written(option) for option in options) + "]"


def _list(key: str, rules: Sequence[str]) -> str:
    return _filled(f"  {key}: [", [written(rule) for rule in rules], "]")


def _filled(begin: str, words: Sequence[str], end: str) -> str:
    """Words in brackets, over as many lines as they take, below one another."""
    line = begin + ", ".join(words) + end
    return fill(line, WIDTH, subsequent_indent=" " * len(begin), break_long_words=False, break_on_hyphens=False)


def written(text: str) -> str:
    """A text as YAML: plain if it reads back as itself, both on its own and within brackets, otherwise in quotes."""
    if not any(sign in text for sign in ",[]{}\"'\n") and _reads(f"[{text}]") == [text]:
        return text
    if "\n" not in text and _reads(f"key: {text}") == {"key": text}:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _reads(text: str) -> object:
    node, problems = parse(text, "persona")
    return None if node is None or problems else node.value


def _alike(content: Content, answers: Answers, name: str) -> str:
    """A persona of the same name, or else of the same answers, and where it stands."""
    named = (one for one in content.book.personas if folded(one.persona) == folded(name))
    same = (one for one in content.book.personas if _normal(one.answers) == _normal(answers))
    for found, what in ((next(named, None), "is called so"), (next(same, None), "has these answers")):
        if found is not None:
            return f'"{found.persona}" {what} already ({place(content, found)})'
    return ""


def _normal(answers: Answers) -> Mapping[str, frozenset[str]]:
    return {name: frozenset(options) for name, options in answers.items()}


def folded(name: str) -> str:
    """What two names that are the same to a person have in common."""
    return " ".join(name.casefold().split())
