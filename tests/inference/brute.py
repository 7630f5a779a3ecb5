"""The rules once more, read from the YAML and evaluated naively: one answer set at a time, nothing clever.

It is for tests only and shares no code with bot/: what it says is what notes and rules/README.md say. It is slow, so it
is asked only about few completions.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

TIERS = ("trigger", "standard", "fallback")
FILES = ("questions", "needs", "models", "whynot", "extras", "contradictions", "traffic", "personas")
Answers = Mapping[str, tuple[str, ...]]


def natural(rule: str) -> list[Any]:
    return [(1, 0, word) if not word.isdigit() else (0, int(word), "") for word in re.findall(r"\d+|\D+", rule)]


def read_rules(folder: Path) -> dict[str, list[dict[str, Any]]]:
    yaml = YAML(typ="safe", pure=True)
    files = {name: folder / f"{name}.yaml" for name in FILES}
    return {name: yaml.load(path.read_text("utf-8")) if path.exists() else [] for name, path in files.items()}


@dataclass(frozen=True)
class Found:
    """All that follows from one complete answer set."""

    needs: frozenset[str]
    tallies: dict[str, int]
    fired: frozenset[str]
    deciding: tuple[str, ...]
    models: tuple[str, ...]

    @property
    def model(self) -> str | None:
        return self.models[0] if len(self.models) == 1 else None


class Known(dict):
    """Facts by name. What is not known yet is computed when somebody asks, so no order of rules is needed."""

    def __init__(self, brute: "Brute", answers: Mapping[str, str]) -> None:
        super().__init__(answers)
        self.brute = brute

    def __missing__(self, fact: str) -> Any:
        if fact in self.brute.needs:
            value = self.brute.needs[fact]["holds"](self)
        elif fact in self.brute.tallies:
            kind = self.brute.tallies[fact]
            value = sum(self[name] for name, need in self.brute.needs.items() if need["kind"] == kind)
        else:
            value = None
        self[fact] = value
        return value


Holds = Callable[[Known], bool]


class Brute:
    """The rule files of a folder, or the same as Python lists."""

    def __init__(self, rules: Mapping[str, list[dict[str, Any]]]) -> None:
        self.questions = {one["question"]: one for one in rules["questions"]}
        self.needs = {one["need"]: dict(one) for one in rules["needs"] if "need" in one}
        self.tallies = {one["tally"]: one["counts"] for one in rules["needs"] if "tally" in one}
        self.models = [one["model"] for one in rules["models"] if "rule" not in one]
        self.model_rules = sorted(
            (one for one in rules["models"] if "rule" in one), key=lambda one: natural(one["rule"])
        )
        self.why_nots = sorted(rules["whynot"], key=lambda one: (-one["weight"], natural(one["rule"])))
        self.extras = sorted(rules["extras"], key=lambda one: ("first" not in one, natural(one["rule"])))
        self.contradictions = sorted(rules["contradictions"], key=lambda one: natural(one["rule"]))
        self.traffic = {one["question"]: one for one in rules["traffic"]}
        self.beside = [*self.why_nots, *self.extras, *self.contradictions]
        every = [*self.needs.values(), *self.model_rules, *self.beside]
        self.rules = {one["rule"]: one for one in every}
        for one in every:
            one["holds"] = self.condition(one["when"])
        self.asked = {name: self.condition(one.get("when", "always")) for name, one in self.questions.items()}
        self._models: dict[tuple[tuple[str, str], ...], str | None] = {}

    # Conditions

    def condition(self, when: Any) -> Holds:
        if when == "always":
            return lambda _: True
        tests = [self.test(fact, wanted) for fact, wanted in when.items()]
        return tests[0] if len(tests) == 1 else lambda known: all(test(known) for test in tests)

    def test(self, fact: str, wanted: Any) -> Holds:
        if fact in ("any", "all"):
            branches = [self.condition(one) for one in wanted]
            if fact == "any":
                return lambda known: any(branch(known) for branch in branches)
            return lambda known: all(branch(known) for branch in branches)
        if wanted == "holds":
            return lambda known: known[fact]
        if wanted == "does not hold":
            return lambda known: not known[fact]
        if fact in self.tallies:
            return self.number(fact, wanted)
        good = self.wanted_options(fact, wanted)
        return lambda known: known[fact] in good

    @staticmethod
    def number(tally: str, wanted: Any) -> Holds:
        bounds = {"at least": wanted, "at most": wanted} if isinstance(wanted, int) else wanted
        low, high = bounds.get("at least", 0), bounds.get("at most", 10**6)
        return lambda known: low <= known[tally] <= high

    def wanted_options(self, fact: str, wanted: Any) -> set[str]:
        """Not asked is None, and None is in no set of options."""
        options = self.models if fact == "advised" else list(self.questions[fact]["options"])
        if isinstance(wanted, str):
            return {wanted}
        if isinstance(wanted, list):
            return set(wanted)
        if "not" in wanted:
            unwanted = [wanted["not"]] if isinstance(wanted["not"], str) else wanted["not"]
            return {one for one in options if one not in unwanted}
        ranks = {one: rank for rank, equal in enumerate(self.questions[fact]["exposure"]) for one in equal}
        low = ranks[wanted["at least"]] if "at least" in wanted else 0
        high = ranks[wanted["at most"]] if "at most" in wanted else len(ranks)
        return {one for one in options if low <= ranks[one] <= high}

    # One complete answer set

    def evaluate(self, answers: Mapping[str, str]) -> Found:
        known = Known(self, answers)
        fired = [one for one in self.model_rules if one["holds"](known)]
        deciding = next((found for tier in TIERS if (found := [one for one in fired if one["tier"] == tier])), [])
        models = tuple(dict.fromkeys(one["model"] for one in deciding))
        known["advised"] = models[0] if models else None
        fired += [one for one in [*self.needs.values(), *self.beside] if one["holds"](known)]
        return Found(
            frozenset(name for name in self.needs if known[name]),
            {tally: known[tally] for tally in self.tallies},
            frozenset(one["rule"] for one in fired),
            tuple(one["rule"] for one in deciding),
            models,
        )

    def model(self, answers: Mapping[str, str]) -> str | None:
        key = tuple(answers.items())
        if key not in self._models:
            known = Known(self, answers)
            self._models[key] = next(
                (
                    one["model"]
                    for tier in TIERS
                    for one in self.model_rules
                    if one["tier"] == tier and one["holds"](known)
                ),
                None,
            )
        return self._models[key]

    # Completions

    def completions(self, answers: Answers) -> list[dict[str, str]]:
        return list(self.complete(answers))

    def complete(self, answers: Answers) -> Iterator[dict[str, str]]:
        """Every complete answer set that agrees with the answers, in the order of questions and options."""
        yield from self._complete(answers, list(self.questions), {})

    def _complete(self, answers: Answers, left: Sequence[str], so_far: dict[str, str]) -> Iterator[dict[str, str]]:
        if not left:
            yield dict(so_far)
            return
        question, *rest = left
        if not self.asked[question](Known(self, so_far)):
            yield from self._complete(answers, rest, so_far)
            return
        for option in answers.get(question, tuple(self.questions[question]["options"])):
            yield from self._complete(answers, rest, {**so_far, question: option})

    def is_asked(self, question: str, sets: Sequence[Mapping[str, str]]) -> bool | None:
        """True: in every one of these sets, False: in none, None: in some."""
        asked = {question in one for one in sets}
        return asked.pop() if len(asked) == 1 else None

    def settled(self, answers: Answers) -> bool:
        """Whether every completion has the same model."""
        sets = self.complete(answers)
        first = self.model(next(sets))
        return all(self.model(one) == first for one in sets)

    def share(self, answers: Mapping[str, str]) -> float:
        """The share of a complete answer set in the traffic mix."""
        total = 1.0
        for question, option in answers.items():
            row = self.traffic.get(question)
            if row is None:
                total /= len(self.questions[question]["options"])
                continue
            weights = row["weights"][answers[row["given"]]] if "given" in row else row["weights"]
            total *= weights[option] / sum(weights.values())
        return total

    # What the contract of `advise` asks for

    def advise(self, answers: Answers) -> dict[str, Any]:
        sets = self.completions(answers)
        found = [self.evaluate(one) for one in sets]
        seen = {one.model for one in found}
        model = found[0].model if len(seen) == 1 else None
        fired = frozenset.intersection(*(one.fired for one in found))
        deciding = frozenset.intersection(*(frozenset(one.deciding) for one in found))
        decided_by = sorted(deciding, key=natural)
        exposures = [one["rule"] for one in self.needs.values() if one["kind"] == "exposure" and one["rule"] in fired]
        return {
            "status": "settled" if model else "open",
            "model": model,
            "possible": [one for one in self.models if one in seen],
            "ask_next": self.ask_next(answers),
            "needs": sorted(frozenset.intersection(*(one.needs for one in found))),
            "tallies": {name: self.bounds([one.tallies[name] for one in found]) for name in self.tallies},
            "decided_by": decided_by if model else [],
            "because": (decided_by or sorted(exposures, key=natural)) if model else [],
            "why_not": {
                other: [one["rule"] for one in self.why_nots if one["model"] == other and one["rule"] in fired]
                for other in self.models
                if other not in seen
            },
            "extras": [one["rule"] for one in self.extras if one["rule"] in fired],
            "contradictions": [one["rule"] for one in self.contradictions if one["rule"] in fired],
            "changes": self.changes(answers) if model else [],
            "ignored": self.ignored(answers),
        }

    @staticmethod
    def bounds(values: Sequence[int]) -> tuple[int, int]:
        return min(values), max(values)

    def ignored(self, answers: Answers) -> dict[str, tuple[str, ...]]:
        sets = self.completions(answers)
        return {name: options for name, options in answers.items() if self.is_asked(name, sets) is False}

    def wanted(self, answers: Answers) -> list[str]:
        """The questions still to ask: those asked whatever comes, and those that may matter while it is open."""
        sets = self.completions(answers)
        settled = self.settled(answers)
        asked = {name: self.is_asked(name, sets) for name in self.questions if name not in answers}
        return [name for name, is_asked in asked.items() if is_asked or (is_asked is None and not settled)]

    def ask_next(self, answers: Answers) -> str | None:
        wanted = self.wanted(answers)
        if wanted:
            return wanted[0]
        return None if self.settled(answers) else self.unsure_next(answers)

    def unsure_next(self, answers: Answers) -> str | None:
        """The unsure question of which an answer would most often settle the matter; the first of equals."""
        ignored = self.ignored(answers)
        unsure = [name for name in self.questions if len(answers.get(name, ())) > 1 and name not in ignored]
        shares = [self.settled_by(name, answers) for name in unsure]
        return next((name for name, share in zip(unsure, shares, strict=True) if share >= max(shares) - 1e-12), None)

    def settled_by(self, question: str, answers: Answers) -> float:
        """The share of the mix that has an answer to this question which settles the matter."""
        total = 0.0
        for option in answers[question]:
            told = {**answers, question: (option,)}
            if self.settled(told):
                total += sum(self.share(one) for one in self.complete(told) if question in one)
        return total

    def fewest(self, answers: Answers) -> int:
        """The least number of answers, each of one option and in the order asked, that could settle the matter."""
        if self.settled(answers):
            return 0
        wanted = self.wanted(answers)
        if not wanted:
            return 0
        options = self.questions[wanted[0]]["options"]
        return 1 + min(self.fewest({**answers, wanted[0]: (option,)}) for option in options)

    def most(self, answers: Answers) -> int:
        """The greatest number of questions that are asked if each gets an answer of one option."""
        wanted = self.wanted(answers)
        if not wanted:
            return 0
        options = self.questions[wanted[0]]["options"]
        return 1 + max(self.most({**answers, wanted[0]: (option,)}) for option in options)

    # Changes

    def changes(self, answers: Answers) -> list[tuple[dict[str, str], str, str]]:
        """Every other answer, with an answer to each question that it opens, after which another model is sure."""
        ignored = self.ignored(answers)
        kept = {name: options for name, options in answers.items() if name not in ignored}
        now = self.model(next(self.complete(kept)))
        order = list(self.questions)
        found = []
        for name, given in kept.items():
            question = self.questions[name]
            for option in question["options"]:
                if option not in given:
                    for change in self.opened(kept, {name: option}):
                        model = self.sure_model({**kept, **{key: (value,) for key, value in change.items()}})
                        if model not in (None, now):
                            ease = ("yes", "slowly", "no").index(question["can_change"])
                            place = ("change last" in question, ease, order.index(name))
                            found.append((place, change, model, question["can_change"]))
        found.sort(key=lambda one: one[0])
        return [(change, model, ease) for _, change, model, ease in found]

    def opened(self, kept: Answers, change: dict[str, str]) -> Iterator[dict[str, str]]:
        """The change with every joint answer to the questions that were never asked before it and may be after it."""
        before = {name for one in self.complete(kept) for name in one}
        after = {
            name for one in self.complete({**kept, **{key: (value,) for key, value in change.items()}}) for name in one
        }
        opened = next((name for name in self.questions if name in after - before and name not in change), None)
        if opened is None:
            yield change
            return
        for option in self.questions[opened]["options"]:
            yield from self.opened(kept, {**change, opened: option})

    def sure_model(self, answers: Answers) -> str | None:
        """The model if all completions share one."""
        sets = self.complete(answers)
        first = self.model(next(sets))
        return first if all(self.model(one) == first for one in sets) else None
