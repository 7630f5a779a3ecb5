"""A typed number of people, in figures or in words, as an option of the question; nothing else is read out of it."""

import re
from collections.abc import Mapping

from bot.conversation.acts import Choose
from bot.conversation.wording import EN

_MOST = 10_000_000
_AROUND = (
    "about around approx approximately roughly ca circa some maybe only just we are were there us of people persons "
    "person staff employees employee users user computers seats heads in all total"
)
_ARTICLES = frozenset(("a", "an", "and"))
_TO_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {
    **{word: number for number, word in enumerate(_TO_TWENTY.split())},
    **{word: 10 * number for number, word in enumerate(_TENS.split(), 2)},
    "half dozen": 6,
    "dozen": 12,
    "two dozen": 24,
    "hundred": 100,
    "couple": 2,
    "me": 1,
    "myself": 1,
}
_ALIKE = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2014": "-", "\u2019": "'", "\u00a0": " ", "\u202f": " "})
"""Minus signs, dashes, apostrophes and spaces of other keyboards."""
_NUMBER = re.compile(r"[-+]?\s*[0-9][0-9.,' ]*")
_RANGE = re.compile(r"([0-9]{1,8})\s*(?:-|to)\s*([0-9]{1,8})")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:[.,' ][0-9]{3})+")


def is_number(text: str) -> bool:
    """Whether the text is a number, or a range, perhaps among words that add nothing to it ("about 12 people")."""
    bare = _bare(text)
    return bool(_RANGE.fullmatch(bare) or _NUMBER.fullmatch(bare))


def counted(text: str, question: str, least: Mapping[str, int]) -> Choose | str:
    """The option that a number of people belongs to, or the line that says which number would be right."""
    bare = _bare(text)
    between = _RANGE.fullmatch(bare)
    if between:
        ends = {_option(int(end), least) for end in between.groups()}
        option = ends.pop() if len(ends) == 1 else None
        return Choose(question, option) if option else EN.toast_range
    number = _whole(bare)
    if number is None:
        return EN.toast_whole
    if number > _MOST:
        return EN.toast_too_many
    option = _option(number, least)
    return Choose(question, option) if option else EN.toast_too_few.format(least=min(least.values()))


def in_figures(words: str) -> str:
    """A number of people said in plain words ("a dozen", "twenty-five", "just me") in figures; empty if it is none."""
    bare = " ".join(word for word in _bare(words).split() if word not in _ARTICLES)
    if bare in _WORDS:
        return str(_WORDS[bare])
    tens, _, ones = bare.partition(" ")
    both = tens in _TENS.split() and ones in _TO_TWENTY.split()[1:10]
    return str(_WORDS[tens] + _WORDS[ones]) if both else ""


def _bare(text: str) -> str:
    """The text without the words that add nothing, and without digits of other scripts."""
    digits = "".join(str(int(one)) if one.isdecimal() else one for one in text.casefold().translate(_ALIKE))
    return " ".join(word for word in digits.split() if word.strip(".,~") not in _AROUND.split()).strip("~. ")


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
