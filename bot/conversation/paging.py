"""Long screens as pages that fit a message and a keyboard, whatever their text and however many their buttons.

Pages break between blocks, else between list items, sentences and words, in this order; nothing is shortened and
nothing left out. Lengths are counted as Telegram counts them, in UTF-16 units.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

from bot.conversation.acts import Button, Leaf, Screen
from bot.wording.sentences import Wording

LONGEST = 3_000
"""The units of text on one page: comfortable to read, and well below the 4,096 that Telegram shows."""
LISTED = 10
"""The options on one page of a list."""
_OPTIONS, _NAVIGATION = 80, 16  # with two to leaf and one more below, fewer than the 100 buttons that Telegram takes
_FOOTER = 40  # units kept free for the line that tells the page
_WHOLE = 1_000  # a list up to this length is not torn apart
_BREAK = "\n\n"
_TITLE = re.compile(r"\*\*[^\n]+\*\*|#+ [^\n]+")
_SENTENCE, _WORD = re.compile(r"(?<=[.!?])\s+"), re.compile(r"\s+")
_Part = TypeVar("_Part")
_ABOVE_BMP = re.compile("[\U00010000-\U0010ffff]")


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text) if text.isascii() else len(text) + len(_ABOVE_BMP.findall(text))


def paged(screen: Screen, page: int, say: Wording) -> Screen:
    """The page of a screen, counted from 0; the nearest one if there is none of that number."""
    options = _shares(screen.options, LISTED if screen.listed else _OPTIONS)
    navigation = _shares(screen.navigation, _NAVIGATION)
    if len(navigation) > 1:  # what stands last is the way back, and belongs to every page
        others, last = screen.navigation[:-1], screen.navigation[-1]
        navigation = [(*share, last) for share in _shares(others, _NAVIGATION)]
    if len(options) == len(navigation) == 1 and units(screen.text) <= LONGEST:
        return screen
    texts = pages(screen.text, LONGEST - _FOOTER)
    count = max(len(texts), len(options), len(navigation))
    here = min(max(page, 0), count - 1)
    before = (Button(say.previous_page, Leaf(here - 1)),) if here else ()
    after = (Button(say.next_page, Leaf(here + 1)),) if here + 1 < count else ()
    footer = say.page_of.format(page=here + 1, pages=count)
    return replace(
        screen,
        text=f"{_at(here, texts)}{_BREAK}{footer}",
        options=_at(here, options),
        navigation=(*after, *before, *_at(here, navigation)),
    )


def _at(here: int, parts: Sequence[_Part]) -> _Part:
    """What belongs to a page; what has fewer pages than the screen shows its last one again."""
    return parts[min(here, len(parts) - 1)]


def _shares(buttons: Sequence[Button], size: int) -> list[tuple[Button, ...]]:
    """Buttons by page: as few pages as may be, of much the same length."""
    count = max(1, -(-len(buttons) // size))
    each = -(-len(buttons) // count)
    return [tuple(buttons[at : at + each]) for at in range(0, max(1, len(buttons)), max(1, each))]


@lru_cache(maxsize=256)
def pages(text: str, limit: int) -> tuple[str, ...]:
    """The text in pages of at most `limit` units, each much as long as the others; at least one, perhaps empty."""
    if units(text) <= limit:
        return (text,)
    atoms = _titled(list(_atoms(text, limit)), limit)
    packed = _packed(atoms, limit)
    least = max(-(-units(text) // len(packed)), *(units(atom) for _, atom in atoms))
    # The last page of a tight packing may be a line or two: the smallest limit with as many pages evens them out.
    while least < limit:
        middle = (least + limit) // 2
        if len(_packed(atoms, middle)) > len(packed):
            least = middle + 1
        else:
            limit = middle
    return _packed(atoms, limit)


def _packed(atoms: list[tuple[str, str]], limit: int) -> tuple[str, ...]:
    found = [""]
    for before, atom in atoms:
        if found[-1] and units(found[-1]) + len(before) + units(atom) <= limit:
            found[-1] += before + atom
        elif found[-1]:
            found.append(atom)
        else:
            found[-1] = atom
    return tuple(found)


def _atoms(text: str, limit: int) -> Iterator[tuple[str, str]]:
    """What stays on one page, each with what stands before it: blocks, and the lines and parts of those too long."""
    for block in re.split(r"\n\s*\n", text.strip("\n")):
        if units(block) <= min(_WHOLE, limit):
            yield from [(_BREAK, block)] if block.strip() else []
            continue
        before = _BREAK
        for line in block.split("\n"):
            for part in filter(str.strip, _cut(line, limit)):
                yield before, part
                before = " "
            before = "\n"


def _titled(atoms: list[tuple[str, str]], limit: int) -> list[tuple[str, str]]:
    """The same, a title kept together with what follows it."""
    found: list[tuple[str, str]] = []
    for before, atom in atoms:
        if found and _TITLE.fullmatch(found[-1][1]) and units(found[-1][1]) + len(before) + units(atom) <= limit:
            found[-1] = found[-1][0], found[-1][1] + before + atom
        else:
            found.append((before, atom))
    return found or [(_BREAK, "")]


def _cut(line: str, limit: int) -> Iterator[str]:
    """The line in parts: between sentences, else between words, else anywhere; bold that goes on is opened again."""
    while units(line) > limit:
        end = _end(line, limit - len("**"))
        head, line = line[:end].rstrip(), line[end:].lstrip()
        if head.count("**") % 2:
            head, line = f"{head}**", f"**{line}"
        yield head
    yield line


def _end(line: str, limit: int) -> int:
    """Where the first part of a line ends: as late as may be, not inside bold if there is another place."""
    furthest = limit
    while units(line[:furthest]) > limit:
        furthest -= max(1, (units(line[:furthest]) - limit) // 2)
    window = line[: furthest + 1]  # a space may stand right behind what fits
    for separator in (_SENTENCE, _WORD):
        ends = [found.start() for found in separator.finditer(window) if found.start() > furthest // 2]
        outside = [end for end in ends if window.count("**", 0, end) % 2 == 0]
        if outside:
            return outside[-1]
        if ends and separator is _WORD:
            return ends[-1]
    inside_mark = window.endswith("**")
    return furthest - 1 if inside_mark else furthest
