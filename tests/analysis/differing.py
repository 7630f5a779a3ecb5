"""Two rule sets held against each other naively: every set of one with every set of the other, one at a time."""

import importlib.util
import sys
from collections import Counter
from itertools import product
from pathlib import Path

from ruamel.yaml import YAML

from bot.analysis.difference.edits import Side
from bot.content import load_source

TESTS = Path(__file__).parent.parent


def beside(path):
    """A module of another folder of tests, whichever of them are collected."""
    name = f"differing_{Path(path).stem}"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, TESTS / path)
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


Brute = beside("inference/brute.py").Brute
FILES = beside("inference/brute.py").FILES
SMALL = beside("rulebook/small_rules.py").SMALL


def edited(source, *edits):
    """A source in which texts of files are replaced; an edit is (file, old, new)."""
    found = dict(source)
    for name, old, new in edits:
        assert old in found[f"rules/{name}"], old
        found[f"rules/{name}"] = found[f"rules/{name}"].replace(old, new)
    return found


def side_of(source, name="a side", prefix=""):
    return Side(name, load_source(source), prefix)


def brute_of(source):
    yaml = YAML(typ="safe", pure=True)
    return Brute({name: yaml.load(source[f"rules/{name}.yaml"]) for name in FILES})


class Naive:
    """All pairs of complete answer sets that agree wherever both ask, and what each side says of them."""

    def __init__(self, old, new):
        self.old, self.new = brute_of(old), brute_of(new)
        olds, news = (list(one.complete({})) for one in (self.old, self.new))
        self.pairs = [(was, now) for was, now in product(olds, news) if self._agree(was, now)]
        self.only_old = sum(was not in [one for one, _ in self.pairs] for was in olds)
        self.only_new = sum(now not in [one for _, one in self.pairs] for now in news)
        self.found = [(self.old.evaluate(was), self.new.evaluate(now)) for was, now in self.pairs]

    def _agree(self, was, now):
        return all(now.get(name, option) == option for name, option in was.items())

    @staticmethod
    def _model(found):
        return {0: "no-model", 1: (*found.models, "")[0]}.get(len(found.models), "two-models")

    @property
    def cells(self):
        every = Counter((self._model(was), self._model(now)) for was, now in self.found)
        return {cell: n for cell, n in every.items() if cell[0] != cell[1]}

    def mix(self):
        """The share of the compared traffic that changes, where no question was taken away."""
        shares = [self.new.share(now) for _, now in self.pairs]
        changed = [self._model(was) != self._model(now) for was, now in self.found]
        return sum(share for share, one in zip(shares, changed, strict=True) if one) / sum(shares)

    def also(self, kind):
        """In how many pairs other rules of a kind hold, or decide."""
        if kind == "reasons":
            return sum(
                self._model(was) == self._model(now) and set(was.deciding) != set(now.deciding)
                for was, now in self.found
            )
        names = [
            {one["rule"] for one in (brute.needs.values() if kind == "needs" else getattr(brute, kind))}
            for brute in (self.old, self.new)
        ]
        return sum(
            self._said(self.old, was, names[0]) != self._said(self.new, now, names[1]) for was, now in self.found
        )

    @staticmethod
    def _said(brute, found, names):
        """The rules of a kind that say something: a why-not sentence does so where its model is not advised."""
        advised = {one["rule"] for one in brute.why_nots if found.models == (one["model"],)}
        return found.fired & names - advised

    def fewest(self, cell):
        """The least number of answers after which everybody goes from one model to the other."""
        options = {
            name: [None, *dict.fromkeys(one[name] for pair in self.pairs for one in pair if name in one)]
            for name in {**self.new.questions, **self.old.questions}
        }
        every = [
            {name: one for name, one in zip(options, choice, strict=True) if one}
            for choice in product(*options.values())
        ]
        return min(len(answers) for answers in every if self._sure(answers, cell))

    def _sure(self, answers, cell):
        models = {
            (self._model(was), self._model(now))
            for pair, (was, now) in zip(self.pairs, self.found, strict=True)
            if all(one.get(name, option) == option for name, option in answers.items() for one in pair)
        }
        return models == {cell}
