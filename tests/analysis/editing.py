"""Seeded edits of the text of rule files, as a maintainer's slips would be, each with the lines where it was made."""

import random
import re
from dataclasses import dataclass

MODELS = ("break-fix", "block-hours", "co-managed", "managed")
SHEETS = {"models": 8, "needs": 3, "whynot": 2, "extras": 2, "contradictions": 1, "questions": 1}
NO_IDS = {"holds", "does", "not", "hold", "least", "most", "any", "all"}


@dataclass(frozen=True)
class Edit:
    """What was done to an entry. `lines` are those of the new text, or of the old one where the entry is gone."""

    number: int
    kind: str
    file: str
    lines: range
    old: str
    new: str
    text: str

    def __str__(self):
        place = f"{self.file}:{self.lines.start}-{self.lines.stop - 1}"
        return f"edit {self.number}, {self.kind}, {place}\n--- before\n{self.old}\n--- after\n{self.new}\n---"


def entries(text):
    """Where the entries of a file begin and end; a comment above the next entry belongs to neither."""
    starts = [found.start() for found in re.finditer(r"(?m)^- ", text)]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        yield start, start + len(re.sub(r"\n(\s*|#[^\n]*\n)*\Z", "\n", text[start:end]))


def maps(text):
    """Where the braces of the condition of an entry begin and end, the inner ones too."""
    when = re.search(r"(?m)^  when: (?=\{)", text)
    opened = []
    for at in range(when.end(), len(text)) if when else ():
        if text[at] == "{":
            opened.append(at)
        elif text[at] == "}":
            yield opened.pop(), at
            if not opened:
                return


def tests(text):
    """Where every `fact: wanted` of a condition begins and ends."""
    for start, end in maps(text):
        depth, begin = 0, start + 1
        for at in range(start + 1, end + 1):
            if (text[at] == "," and depth == 0) or at == end:
                begin += len(text[begin:at]) - len(text[begin:at].lstrip())
                if not text[begin:at].startswith(("at least", "at most", "not")):
                    yield begin, at
                begin = at + 1
            depth += (text[at] in "{[") - (text[at] in "}]")


def flip(text, chance):
    """A comparison means the opposite, or counts one more or less."""
    start, end = chance.choice([one for one in tests(text) if not text[one[0] :].startswith(("any:", "all:"))])
    fact, _, wanted = text[start:end].partition(": ")
    if wanted in {"holds", "does not hold"}:
        new = "does not hold" if wanted == "holds" else "holds"
    elif wanted.startswith("{at "):
        number = int(re.search(r"\d+", wanted)[0])
        turned = wanted.replace("least", "most") if "least" in wanted else wanted.replace("most", "least")
        new = chance.choice([turned, wanted.replace(str(number), str(number + chance.choice([-1, 1])))])
    elif wanted.isdigit():
        new = chance.choice([str(int(wanted) + 1), f"{{at least: {wanted}}}", f"{{at most: {wanted}}}"])
    else:
        new = f"{{not: {wanted}}}"
    return f"{text[:start]}{fact}: {new}{text[end:]}"


def drop(text, chance):
    """A test of a condition is left out; where it was the only one, `always` remains."""
    start, end = chance.choice(list(tests(text)))
    fresh = text[:start] + (text[end + 1 :].lstrip() if text[end] == "," else text[end:])
    fresh = re.sub(r",\s*\}", "}", fresh)
    fresh = re.sub(r"\{\},\s*|,\s*\{\}", "", fresh)
    return re.sub(r"(?m)^  when: \{\}$", "  when: always", fresh)


def swap(text, chance):
    """A rule names another model."""
    now = re.search(r"(?m)^  model: (\S+)$", text)[1]
    return text.replace(f"  model: {now}\n", f"  model: {chance.choice([one for one in MODELS if one != now])}\n")


def misspell(text, chance):
    """An id in an entry has two letters in the wrong order, or lacks one."""
    keys = r"(?m)^(?:- |  )(?:need|model|article|kind|tier|question): (\S+)$"
    spans = [found.span(1) for found in re.finditer(keys, text)]
    for start, end in tests(text):
        words = re.finditer(r"[a-z0-9][a-z0-9-]{2,}", text[start:end])
        spans += [(start + one.start(), start + one.end()) for one in words if one[0] not in NO_IDS]
    start, end = chance.choice([one for one in spans if one[1] - one[0] > 2])
    word = text[start:end]
    at = chance.randrange(1, len(word) - 1)
    turned = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    fresh = chance.choice([turned, word[:at] + word[at + 1 :]])
    return text[:start] + (fresh if fresh != word else word + word[-1]) + text[end:]


def overlap(text, chance):
    """A copy of a rule, perhaps with a test less, names another model."""
    twin = re.sub(r"\A- rule: ([A-Z])\d+", r"- rule: \g<1>90", swap(text, chance))
    return drop(twin, chance) if chance.random() < 0.5 else twin


def unwell(text, chance):
    """The entry is no YAML any more, or another one than was meant."""
    line = r"(?m)^  ([a-z ]+): "
    slips = [
        lambda: text.replace("}\n", "\n", 1) if "}\n" in text else text.replace(": ", " ", 1),
        lambda: text.replace("{", "", 1) if "{" in text else text.replace(": ", ":", 1),
        lambda: text.replace('"\n', "\n", 1) if '"\n' in text else re.sub(line, r"\t\1: ", text, count=1),
        lambda: re.sub(line, r"  \1 ", text, count=1),
        lambda: re.sub(line, r" \1: ", text, count=1),
        lambda: re.sub(line, r"    \1: ", text, count=1),
        lambda: re.sub(r"(?m)^  (say|in words|model|ask): ", r"  \1: [", text, count=1),
        lambda: text.replace("- ", "-", 1),
    ]
    return chance.choice(slips)()


KINDS = {
    "a comparison flipped": flip,
    "a condition dropped": drop,
    "a model swapped": swap,
    "a rule deleted": None,
    "an id misspelt": misspell,
    "an overlapping rule added": overlap,
    "YAML broken": unwell,
}


def edit(number, source):
    """An edit of a source by its number, the same every time."""
    kind = list(KINDS)[number % len(KINDS)]
    chance = random.Random(f"edit {number}")
    sheets = dict(SHEETS)
    if kind in {"a model swapped", "an overlapping rule added"}:
        sheets = {"models": 1} if kind.startswith("an") else {"models": 4, "whynot": 1}
    if kind == "a rule deleted":
        del sheets["questions"]
    file = f"rules/{chance.choices(list(sheets), list(sheets.values()))[0]}.yaml"
    text = source[file]
    start, end = chance.choice([one for one in entries(text) if suits(kind, text[slice(*one)])])
    old = text[start:end]
    first = text.count("\n", 0, start) + 1
    if kind == "a rule deleted":
        new, lines = "", range(first, first + old.count("\n"))
    elif kind == "an overlapping rule added":
        new = overlap(old, chance)
        first += old.count("\n") + 1
        lines, new = range(first, first + new.count("\n")), f"{old}\n{new}"
    else:
        new = KINDS[kind](old, chance)
        lines = range(first, first + max(new.count("\n"), 1))
    return Edit(number, kind, file, lines, old, new, text[:start] + new + text[end:])


def suits(kind, text):
    """Whether such an edit can be made to an entry."""
    if kind in {"a comparison flipped", "a condition dropped"}:
        return any(True for _ in tests(text))
    if kind in {"a model swapped", "an overlapping rule added"}:
        return text.startswith("- rule:")
    return kind != "a rule deleted" or text.startswith("- rule:")
