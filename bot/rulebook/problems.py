"""What is wrong in a file that a maintainer wrote, and where; never how to go on without it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

FEW = 8  # more than a line's worth of words helps nobody


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to put right. Lines and columns count from 1; `code` is stable, for scripts."""

    file: str
    line: int
    column: int
    text: str
    code: str = ""
    rule: str = ""
    hint: str = ""

    def __str__(self) -> str:
        """As editors read it: file:line:column, then the rule, what is wrong, and what to do."""
        name = f"{self.rule}: " if self.rule else ""
        hint = f"; {self.hint}" if self.hint else ""
        return f"{self.file}:{self.line}:{self.column}: {name}{self.text}{hint}"


def closest(word: str, words: Iterable[str]) -> str:
    """The word that was probably meant, or nothing."""
    return next(iter(get_close_matches(word, sorted(set(words)), n=1, cutoff=0.6)), "")


def nearest(word: str, words: Iterable[str]) -> str:
    """The hint that names the nearest valid word, or all of them when they are few, or nothing."""
    known = sorted(set(words))
    close = closest(word, known)
    if close:
        return f'did you mean "{close}"?'
    if 0 < len(known) <= FEW:
        return "choose one of: " + ", ".join(known)
    return ""
