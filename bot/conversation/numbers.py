"""A typed number of people, in figures or in words, as an option of the question; nothing else is read out of it."""

import re
from collections.abc import Mapping

from bot.conversation.acts import Choose
from bot.wording.hearing import Hearing
from bot.wording.language import Language

_MOST = 10_000_000
_ALIKE = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2014": "-", "\u2019": "'", "\u00a0": " ", "\u202f": " "})
"""Minus signs, dashes, apostrophes and spaces of other keyboards."""
_NUMBER = re.compile(r"[-+]?\s*[0-9][0-9.,' ]*")
_RANGE = re.compile(r"([0-9]{1,8})\s*(?:-|to|bis)\s*([0-9]{1,8})")
_ROUGHLY = re.compile(r"\b([0-9]+)-?ish\b")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:[.,' ][0-9]{3})+")


def is_number(text: str, hears: Hearing) -> bool:
    """Whether the text is a number, or a range, perhaps among words that add nothing to it ("about 12 people")."""
    bare = _bare(text, hears)
    return bool(_RANGE.fullmatch(bare) or _NUMBER.fullmatch(bare))


def counted(text: str, question: str, least: Mapping[str, int], language: Language) -> Choose | str:
    """The option that a number of people belongs to, or the line that says which number would be right."""
    bare, say = _bare(text, language.hears), language.say
    between = _RANGE.fullmatch(bare)
    if between:
        ends = {_option(int(end), least) for end in between.groups()}
        option = ends.pop() if len(ends) == 1 else None
        return Choose(question, option) if option else say.toast_range
    number = _whole(bare)
    if number is None:
        return say.toast_whole
    if number > _MOST:
        return say.toast_too_many
    option = _option(number, least)
    return Choose(question, option) if option else say.toast_too_few.format(least=min(least.values()))


def in_figures(words: str, hears: Hearing) -> str:
    """A number of people said in plain words ("a dozen", "twenty-five", "just me") in figures; empty if it is none."""
    bare = " ".join(word for word in _bare(words, hears).split() if word not in hears.articles)
    number = hears.numbers.get(bare)
    return "" if number is None else str(number)


def _bare(text: str, hears: Hearing) -> str:
    """The text without the words that add nothing, and without digits of other scripts."""
    digits = "".join(str(int(one)) if one.isdecimal() else one for one in text.casefold().translate(_ALIKE))
    digits = _ROUGHLY.sub(r"\1", digits)
    return " ".join(word for word in digits.split() if word.strip(".,~") not in hears.around).strip("~.? ")


def _whole(bare: str) -> int | None:
    """The whole number, if it is one; one so long that it cannot be a count becomes one too many."""
    sign = -1 if bare[0] == "-" else 1
    digits = bare.lstrip("+- ")
    if _THOUSANDS.fullmatch(digits):
        digits = re.sub(r"[^0-9]", "", digits)
    if not re.fullmatch(r"[0-9]+", digits):
        return None
    return sign * int(digits) if len(digits) <= len(str(_MOST)) else sign * (_MOST + 1)


def _option(number: int, least: Mapping[str, int]) -> str | None:
    """The option with the greatest least number that is not above this one."""
    reached = {option: bound for option, bound in least.items() if bound <= number}
    return max(reached, key=lambda option: reached[option]) if reached else None
