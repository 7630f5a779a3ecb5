"""The handbook of the shipped content, made once; and a small content that is as hostile as can be loaded."""

import shutil

import pytest
from html_reading import Reading

from bot.analysis.certificate import certificate
from bot.content import load_source
from bot.handbook.site import material, site

BROWSER = shutil.which("chromium")
DRAWING = shutil.which("dot")
collect_ignore = [
    *(["test_handbook_browser.py"] if BROWSER is None else []),
    *(["test_handbook_graphviz.py"] if DRAWING is None else []),
]

EVIL = "</script><script>alert(1)</script>"

HOSTILE = {
    "rules/questions.yaml": f"""\
- question: data
  ask: "What <b>data</b> & 'things' do you hold? {EVIL}"
  why: "A \\"quoted\\" reason."
  options:
    ordinary: {{label: "<i>Plain</i>", said: "it is <i>plain</i>"}}
    regulated: {{label: "& more", said: "it is & more"}}
  can_change: no
  exposure: [[ordinary], [regulated]]
- question: proof
  ask: Could you show it?
  why: Insurers ask.
  options:
    yes: {{label: Yes, said: you could show it}}
    no: {{label: No, said: you could not show it}}
  can_change: yes
  when: {{data: regulated}}
""",
    "rules/needs.yaml": """\
- rule: R1
  need: care
  kind: exposure
  when: {data: {at least: regulated}}
  in words: care <u>
  article: caring
- tally: exposures
  counts: exposure
""",
    "rules/models.yaml": f"""\
- model: light
  said: light <b>
  means: You call. {EVIL}
  level: 0
  not given: Nobody looks.
  article: caring
- model: full
  said: full
  means: We look.
  level: 2
  not given: It costs.
  article: caring
- rule: H1
  title: 'a "title" <x>'
  tier: trigger
  model: full
  when: {{care: holds, any: [{{proof: {{not: yes}}}}, {{exposures: {{at least: 1}}}}]}}
  say: "You could not show it. {EVIL}"
  article: caring
- rule: h1
  tier: fallback
  model: light
  when: always
  say: Little is at risk.
  article: caring
""",
    "rules/whynot.yaml": "- {rule: W1, model: light, weight: 5, when: {care: holds}, say: 'Not <light>.'}\n",
    "rules/extras.yaml": "- {rule: S1, when: {advised: {not: full}}, say: 'Begin & end.', article: caring}\n",
    "rules/contradictions.yaml": """\
- rule: X1
  when: {data: regulated, proof: yes}
  say: Both?
  readings:
    - {label: "A <a>", asks: proof}
    - {label: B, asks: nothing}
""",
    "rules/traffic.yaml": "[]\n",
    "rules/personas.yaml": "- {persona: 'A <firm>', answers: {data: ordinary}, model: light, rules: [h1]}\n",
    "knowledge/caring.md": f"""\
---
id: caring
title: "Caring & <b>sharing</b> {EVIL}"
summary: "A <i>summary</i>."
covers: [BF1]
related: []
sources:
  - {{title: "A <cite>", publisher: "P & Q", year: n.d., confidence: rule of thumb, compared: false}}
reviewed: 2026-11-23
---
# A first heading
## What to do
### What to do
## What to do
Some <img src=x onerror=alert(1)> *words* {EVIL} and [a link](caring), [another][out], <https://example.com/>.

[out]: https://example.com/ "title"

| a | b |
| - | - |
| `<c>` | ~~d~~ |

```<x>
<script>
```
""",
}


@pytest.fixture(scope="session")
def made(shipped):
    """What every page of the shipped content is made of."""
    return material(shipped)


@pytest.fixture(scope="session")
def files(shipped, made):
    """The handbook of the shipped content, by file name."""
    return site(made, certificate(shipped))


@pytest.fixture(scope="session")
def pages(files):
    """Its pages, read."""
    return {name: Reading(text) for name, text in files.items() if name.endswith(".html")}


@pytest.fixture(scope="session")
def hostile():
    return load_source(HOSTILE)


@pytest.fixture(scope="session")
def hostile_files(hostile):
    return site(material(hostile), certificate(hostile))
