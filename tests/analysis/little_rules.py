"""A rule set small enough to be counted by hand: four questions, one of them asked only sometimes, and three models."""

import json
from itertools import product

from bot.content import load_source

ARTICLE = """---
id: caring
title: Caring
summary: Why care.
covers: []
related: []
sources:
  - title: Judgement
    publisher: us
    year: "2026"
    confidence: rule of thumb
    compared: false
reviewed: 2026-11-23
---
Some text.
"""

QUESTIONS = {
    "data": ("ordinary", "regulated"),
    "proof": ("yes", "no"),
    "size": ("few", "some", "many"),
    "hours": ("office", "always"),
}


def question(name, when="always"):
    options = {one: {"label": one, "said": f"it is {one}"} for one in QUESTIONS[name]}
    exposure = [[one] for one in options]
    found = {"question": name, "ask": "What?", "why": "So.", "options": options, "can_change": "yes"}
    return {**found, "exposure": exposure, "when": when}


def need(rule, name, when):
    found = {"rule": rule, "need": name, "kind": "exposure", "when": when, "in words": f"some {name}"}
    return {**found, "article": "caring"}


def model(name, level):
    found = {"model": name, "said": f"the {name} one", "means": "We look.", "level": level}
    return {**found, "not given": "All.", "article": "caring"}


def model_rule(rule, tier, name, when):
    return {"rule": rule, "tier": tier, "model": name, "when": when, "say": "So it is.", "article": "caring"}


RULES = {
    "questions": [question("data"), question("proof", {"data": "regulated"}), question("size"), question("hours")],
    "needs": [
        need("R1", "care", {"any": [{"proof": "no"}, {"data": "regulated", "size": "many"}]}),
        need("R2", "watch", {"hours": "always"}),
        {"tally": "exposures", "counts": "exposure"},
    ],
    "models": [
        model("light", 0),
        model("middle", 1),
        model("full", 2),
        model_rule("H1", "trigger", "full", {"proof": "no", "size": {"at least": "some"}}),
        model_rule("H2", "trigger", "full", {"proof": "no", "hours": "always"}),
        model_rule("M1", "standard", "middle", {"exposures": {"at least": 1}}),
        model_rule("F1", "fallback", "light", "always"),
    ],
    "whynot": [{"rule": "W1", "model": "light", "weight": 50, "when": {"watch": "holds"}, "say": "Not light."}],
    "extras": [{"rule": "S1", "when": {"advised": ["full"]}, "say": "Begin early.", "article": "caring"}],
    "contradictions": [
        {
            "rule": "X1",
            "when": {"size": "few", "hours": "always"},
            "say": "Few, and always?",
            "readings": [{"label": "We are more", "asks": "size"}, {"label": "It is so", "asks": "nothing"}],
        }
    ],
    "traffic": [
        {"question": "data", "weights": {"ordinary": 70, "regulated": 30}},
        {"question": "proof", "weights": {"yes": 40, "no": 60}},
        {"question": "size", "weights": {"few": 60, "some": 30, "many": 10}},
        {"question": "hours", "weights": {"office": 80, "always": 20}},
    ],
    "personas": [
        {
            "persona": "A small shop",
            "answers": {"data": "ordinary", "size": "few", "hours": "office"},
            "model": "light",
            "rules": ["F1"],
        },
        {"persona": "A clinic", "answers": {"data": "regulated", "proof": "no", "size": "many"}, "model": "full"},
    ],
}


def source(**changed):
    """The files of these rules, some of them changed: a list of entries, or the text of a file."""
    files = {f"rules/{name}.yaml": changed.get(name, entries) for name, entries in RULES.items()}
    texts = {name: one if isinstance(one, str) else json.dumps(one) for name, one in files.items()}
    return {**texts, "knowledge/caring.md": ARTICLE}


def little(**changed):
    """The content of these rules."""
    return load_source(source(**changed))


def complete_sets():
    """Every complete answer set, counted the slow way."""
    for options in product(*QUESTIONS.values()):
        answers = dict(zip(QUESTIONS, options, strict=True))
        if answers["data"] == "regulated" or answers.pop("proof") == "yes":
            yield answers


def models_of(content):
    """The model of every complete answer set, each fired by the engine."""
    return [(one, content.adviser.advise({k: (v,) for k, v in one.items()}).model) for one in complete_sets()]
