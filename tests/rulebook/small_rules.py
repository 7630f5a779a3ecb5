"""Rule sets to break: a small one of our own, and the real one."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bot.content import load_source
from bot.errors import ContentError
from bot.rulebook.problems import Problem

ROOT = Path(__file__).parents[2]

SMALL = {
    "rules/questions.yaml": """\
- question: data
  ask: What data do you hold?
  why: Some data needs care.
  options:
    ordinary: {label: Ordinary, said: your data is ordinary}
    regulated: {label: Regulated, said: your data is regulated}
  can_change: no
  exposure: [[ordinary], [regulated]]

- question: proof
  ask: Could you show it?
  why: Insurers ask.
  options:
    yes: {label: Yes, said: you could show it}
    no: {label: No, said: you could not show it}
  can_change: yes
  change by: a project
  when: {data: regulated}

- question: size
  ask: How many are you?
  why: It decides.
  options:
    few: {label: Few, said: you are few}
    some: {label: Some, said: you are some}
    many: {label: Many, said: you are many}
  can_change: no
  exposure: [[few], [some], [many]]
  numbers: {few: 1, some: 5, many: 20}
""",
    "rules/needs.yaml": """\
- rule: R1
  need: care
  kind: exposure
  when: {data: regulated}
  in words: care
  article: caring

- rule: R2
  need: hands
  kind: exposure
  when: {size: [some, many]}
  in words: hands
  article: caring

- tally: exposures
  counts: exposure
""",
    "rules/models.yaml": """\
- model: light
  said: light
  means: You call.
  level: 0
  not given: Nobody looks.
  article: caring

- model: full
  said: full
  means: We look.
  level: 2
  not given: It costs.
  article: serving
  also: [caring]

- rule: H1
  tier: trigger
  model: full
  when: {care: holds, proof: no}
  say: You could not show it.
  article: serving
  also in: {us: caring, eu: serving}

- rule: F1
  tier: fallback
  model: light
  when: {exposures: {at most: 1}}
  say: Little is at risk.
  article: caring

- rule: F2
  tier: fallback
  model: full
  when: {exposures: {at least: 2}}
  say: Much is at risk.
  article: serving
""",
    "rules/whynot.yaml": """\
- rule: W1
  model: light
  weight: 50
  when: {size: {at least: some}}
  say: "Not light: you said {size}."
""",
    "rules/extras.yaml": """\
- rule: S1
  first: yes
  when: {advised: [full], hands: holds}
  say: Begin early.
  article: serving
""",
    "rules/contradictions.yaml": """\
- rule: X1
  when: {size: few, data: regulated}
  say: Few, and regulated?
  readings:
    - {label: We are more, asks: size, suggests: not sure}
    - {label: It is so, asks: nothing}
  flag: risk
""",
    "rules/traffic.yaml": """\
- question: size
  weights: {few: 30, some: 40, many: 30}

- question: data
  given: size
  weights:
    few: {ordinary: 90, regulated: 10}
    some: {ordinary: 80, regulated: 20}
    many: {ordinary: 70, regulated: 30}

- question: proof
  weights: {yes: 50, no: 50}
""",
    "rules/personas.yaml": """\
- persona: A small shop
  answers: {data: ordinary, size: few}
  model: light
  rules: [F1]
  exposures: 0
  contradictions: []
  extras: []
  settled: 1
  change: none
  except: [data]

- persona: A practice
  answers: {data: regulated, proof: no, size: some}
  model: full
  rules: [H1]
  extras: [S1]
  change: {answers: {proof: yes, size: few}, model: light}
""",
    "knowledge/caring.md": """\
---
id: caring
title: Caring
summary: Why care.
covers: [BF1, MSP2]
related: [serving]
sources:
  - title: A study
    publisher: A house
    year: "2024"
    confidence: sourced
    compared: true
reviewed: 2026-11-23
---
## Care

See [serving](serving).
""",
    "knowledge/serving.md": """\
---
id: serving
title: Serving
summary: How to serve.
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
""",
}


def problems_of(source: Mapping[str, str]) -> tuple[Problem, ...]:
    """What is wrong with a source; nothing, or a ContentError, is all that may happen."""
    try:
        load_source(source)
    except ContentError as error:
        return error.problems
    return ()


@pytest.fixture(scope="session")
def real() -> Mapping[str, str]:
    """The rule files and articles of this project, as text."""
    files = [*(ROOT / "rules").glob("*.yaml"), *(ROOT / "knowledge").glob("*.[my]*")]
    return {f"{file.parent.name}/{file.name}": file.read_text() for file in files if file.name != "README.md"}


@pytest.fixture
def small() -> dict[str, str]:
    """A rule set of two models that is sound."""
    return dict(SMALL)


@pytest.fixture
def problems() -> Callable[[Mapping[str, str]], tuple[Problem, ...]]:
    """What is wrong with a source."""
    return problems_of
