"""Seeded edits of the real rules: whatever changes any advice or breaks anything is reported, where it was done.

Whether something changed is decided apart from the certificate and the difference: by the naive evaluator on a sample
of answer sets, and over the whole space by comparing the decided arrays and where every rule holds. An edit that turns
ids or the YAML is held to break something by how it was made, unless the file reads as before.

The place is right if it is within the edited entry, or where the entry stood that is gone.
"""

import os
import random
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pytest
from differing import TESTS, brute_of, side_of
from editing import KINDS, edit, entries
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.analysis.certificate import certificate
from bot.analysis.difference.report import difference
from bot.analysis.difference.written import Written, written
from bot.content import load
from bot.errors import ContentError
from bot.rulebook.format import ModelRule

pytestmark = pytest.mark.repeats

EDITS = int(os.environ.get("TEST_EDITS", "14"))
SAMPLE = 60


@dataclass(frozen=True)
class Seen:
    """What became of an edit: what it does to the rules, and where the two commands say something of it."""

    edit: object
    does: str
    check: tuple[tuple[str, int], ...]
    diff: tuple[tuple[str, int], ...]
    loads: bool

    def told_where_it_is(self):
        return any(file == self.edit.file and line in self.edit.lines for file, line in (*self.check, *self.diff))


@cache
def real():
    content = load(TESTS.parent / "rules", TESTS.parent / "knowledge")
    assert not certificate(content).findings
    return content


@cache
def before():
    return side_of(real().source, "before")


@cache
def naive_before():
    return naive(real().source)


def naive(source):
    """What is advised, and why, for the same choice of options of a sample."""
    brute = brute_of(source)
    asked = brute_of(real().source).questions
    said = {one["rule"]: (one.get("model"), one.get("weight")) for one in brute.beside}
    found = []
    for number in range(SAMPLE):
        chance = random.Random(number)
        choice = {name: (chance.choice(list(one["options"])),) for name, one in asked.items()}
        answers = next(brute.complete(choice))
        one = brute.evaluate(answers)
        beside = {name: said[name] for name in one.fired if name in said}
        found.append((answers, one.models, one.deciding, one.needs, one.tallies, beside))
    return found


def holding(content):
    """Where every rule holds, a model rule where it decides, and what it concludes."""
    space = content.adviser.space
    found = {"": ((), space.models)}
    for name, rule in content.book.rules.items():
        where = space.decides(rule) if isinstance(rule, ModelRule) else space.where(rule.when)
        found[name] = (getattr(rule, "model", None), getattr(rule, "weight", None)), where
    return {name: one for name, one in found.items() if one[1].any()}


@cache
def holding_before():
    return holding(before().content)


def changes(content):
    """Whether any advice is another one than before."""
    if content.adviser.space.shape != before().content.adviser.space.shape:
        return True
    now, was = holding(content), holding_before()
    if now.keys() != was.keys() or any(now[name][0] != was[name][0] for name in now):
        return True
    return any(not np.array_equal(*np.broadcast_arrays(now[name][1], was[name][1])) for name in now)


def readable(text):
    try:
        return YAML(typ="safe", pure=True).load(text)
    except YAMLError:
        return None


def does(one, source, content):
    """What an edit does: break something, change advice, or nothing."""
    was, now = readable(real().source[one.file]), readable(one.text)
    if now is None or (one.kind in {"an id misspelt", "YAML broken"} and was != now):
        return "breaks"
    if content is None:
        return "nothing" if was == now else "breaks"
    advice = naive(source)
    numbers = content.adviser.space.models
    if any(len(models) != 1 for _, models, *_ in advice) or (numbers >= len(content.book.models)).any():
        return "breaks"
    return "changes" if advice != naive_before() or changes(content) else "nothing"


def examined(number):
    """Make an edit, and ask both commands what they think of it."""
    one = edit(number, real().source)
    source = {**real().source, one.file: one.text}
    try:
        side = side_of(source, "after")
    except ContentError as error:
        check = tuple((problem.file, problem.line) for problem in error.problems)
        edited = written(Written("before", real().source), Written("after", source))
        diff = (*check, *((problem.file, problem.line) for problem in edited))
        return Seen(one, does(one, source, None), check, diff, loads=False)
    check = tuple((found.file, found.line) for found in certificate(side.content).findings)
    found = difference(before(), side, examples=1)
    places = [] if found.nothing else [told.edit.place.rpartition(":") for told in found.edits]
    diff = tuple((file, int(line)) for file, _, line in places)
    return Seen(one, does(one, source, side.content), check, diff, loads=True)


def missed(seen):
    """What is wrong with the reports of an edit, or nothing."""
    if seen.does == "nothing":
        return ""
    if seen.does == "changes" and seen.loads and not seen.diff:
        return "it changes advice, and the difference does not show it"
    if not seen.check and not seen.diff:
        return f"it {seen.does} something, and nobody says so"
    return "" if seen.told_where_it_is() else f"reported elsewhere only: {(*seen.check, *seen.diff)}"


@pytest.mark.parametrize("number", range(EDITS))
def test_what_an_edit_changes_or_breaks_is_reported_where_it_was_done(number):
    seen = examined(number)

    wrong = missed(seen)

    assert not wrong, f"{wrong}\n{seen.edit}"


def test_an_edit_of_which_nobody_says_anything_is_missed():
    seen = next(one for one in map(examined, range(EDITS)) if one.does != "nothing" and not missed(one))

    elsewhere = (("rules/traffic.yaml", 1),)

    assert "nobody says so" in missed(replace(seen, does="breaks", check=(), diff=()))
    assert "does not show it" in missed(replace(seen, does="changes", loads=True, diff=()))
    assert "elsewhere" in missed(replace(seen, does="breaks", check=elsewhere, diff=()))


def test_every_kind_of_edit_is_made_and_none_leaves_the_text_as_it_was():
    every = [edit(number, real().source) for number in range(300)]

    assert {one.kind for one in every} == set(KINDS)
    assert [str(one) for one in every if one.text == real().source[one.file]] == []
    assert every == [edit(number, real().source) for number in range(300)]


def test_another_order_of_the_entries_and_a_comment_change_nothing():
    file = "rules/extras.yaml"
    text = real().source[file]
    spans = list(entries(text))
    turned = "# a comment\n" + "".join(text[slice(*one)] for one in reversed(spans))
    source = {**real().source, file: turned}
    one = replace(edit(0, real().source), kind="a condition dropped", file=file, text=turned)

    assert does(one, source, side_of(source).content) == "nothing"
