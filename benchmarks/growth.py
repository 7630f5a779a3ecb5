"""How the proofs grow with the questions: `python benchmarks/growth.py`.

Synthetic content: questions of three options, each with its exposures and its traffic, the last one a wish; over every
two neighbouring questions a need, a trigger and a standard rule (options by a seed); one fallback. Either all questions
are one chain, so that they all hang together, or no rule reaches across groups of a few, as in a questionnaire of
separate topics. Each is checked as `fixpoint check` does it, in a process of its own: content, space and certificate
where every answer set can be looked at, else the proof in groups. What was not proved is shown as the checker says it.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from machine import SEED, described, forget_peak, memory, one_core, table

from bot.analysis.certificate import certificate
from bot.analysis.factors import factored, groups, unbounded
from bot.content import load
from bot.errors import ContentError
from bot.rulebook.checks.questions import TOO_MANY_SETS
from bot.rulebook.limits import MAX_ANSWER_SETS

OPTIONS = ("a", "b", "c")
EXPOSED = ("c", ["b", "c"])
MODELS = ("light", "middle", "full")
ARTICLE = """---
id: caring
title: Caring
summary: Why care.
covers: []
related: []
sources:
  - {title: Judgement, publisher: us, year: "2026", confidence: rule of thumb, compared: false}
reviewed: 2026-11-23
---
Some text.
"""
MOST = 6 << 30  # bytes: what does not fit is told, and takes nothing else down
PATIENCE = 300  # seconds
RUNS = 3


def question(number: int, questions: int) -> Mapping[str, object]:
    """A question of three options, the later the more exposed; the last question is a wish."""
    options = {one: {"label": one, "said": f"of {number} it is {one}"} for one in OPTIONS}
    kind = {"wish": "yes"} if number == questions - 1 else {"exposure": [[one] for one in OPTIONS]}
    return {"question": f"q{number}", "ask": "What?", "why": "So.", "options": options, "can_change": "yes", **kind}


def rules(number: int, chance: random.Random) -> Iterator[tuple[str, Mapping[str, object]]]:
    """What rests on a question and the next: the files and their entries."""
    here, after = f"q{number}", f"q{number + 1}"
    exposed = {here: chance.choice(EXPOSED), after: chance.choice(EXPOSED)}
    need = {"rule": f"R{number}", "need": f"need{number}", "kind": "exposure", "when": exposed}
    yield "needs", {**need, "in words": "some care", "article": "caring"}
    hard = {here: "c", after: chance.choice(EXPOSED)}
    for rule in (
        (f"H{number}", "trigger", "full", hard),
        (f"M{number}", "standard", "middle", {need["need"]: "holds"}),
    ):
        keys = dict(zip(("rule", "tier", "model", "when"), rule, strict=True))
        yield "models", {**keys, "say": "So it is.", "article": "caring"}


def write(folder: Path, questions: int, size: int) -> None:
    """The files of synthetic content; no rule reaches across groups of so many questions."""
    chance = random.Random(SEED)
    files: dict[str, list[Mapping[str, object]]] = {
        "questions": [question(number, questions) for number in range(questions)],
        "models": [_model(level, name) for level, name in enumerate(MODELS)],
        **{name: [] for name in ("needs", "whynot", "extras", "contradictions", "personas")},
        "traffic": [
            {"question": f"q{number}", "weights": dict(zip(OPTIONS, (60, 30, 10), strict=True))}
            for number in range(questions)
        ],
    }
    for number in range(questions - 1):
        if (number + 1) % size:
            for file, entry in rules(number, chance):
                files[file].append(entry)
    fallback = {"rule": "F1", "tier": "fallback", "model": MODELS[0], "when": "always"}
    files["models"].append({**fallback, "say": "So it is.", "article": "caring"})
    (folder / "rules").mkdir()
    (folder / "knowledge").mkdir()
    (folder / "knowledge" / "caring.md").write_text(ARTICLE)
    for name, entries in files.items():
        (folder / "rules" / f"{name}.yaml").write_text(json.dumps(entries))


def _model(level: int, name: str) -> Mapping[str, object]:
    said = {"model": name, "said": f"the {name} one", "means": "We look.", "level": level}
    return {**said, "not given": "All.", "article": "caring"}


def once(folder: Path) -> Mapping[str, object]:
    """Check the content of a folder in this process."""
    one_core()
    resource.setrlimit(resource.RLIMIT_AS, (MOST, MOST))
    forget_peak()
    before, began = memory(), time.perf_counter()
    told = _checked(folder)
    taken = time.perf_counter() - began
    return {**told, "seconds": taken, "peak": (memory("VmHWM") - before) / 1024}


def _checked(folder: Path) -> Mapping[str, object]:
    try:
        content = load(folder / "rules", folder / "knowledge")
    except ContentError as error:
        codes = {problem.code for problem in error.problems}
        if codes != {TOO_MANY_SETS}:
            raise
        content = unbounded(folder / "rules")
        found = factored(content)
        sizes = [len(one) for one in groups(content.book)]
        how = f"{TOO_MANY_SETS}, then groups: {len(sizes)}, the largest of {max(sizes):,}"
        said = [finding.text for finding in found.findings if finding.code == "unproved"]
        return {"sets": found.sets, "how": how, "codes": Counter(one.code for one in found.findings), "said": said}
    loaded = certificate(content)
    codes = Counter(finding.code for finding in loaded.findings)
    return {"sets": loaded.sets, "how": "every set looked at", "codes": codes, "said": loaded.unproved}


def apart(questions: int, size: int) -> Mapping[str, object]:
    """The same in a fresh process, or what ended that."""
    with tempfile.TemporaryDirectory() as name:
        write(Path(name), questions, size)
        words = [sys.executable, __file__, "--once", name]
        try:
            done = subprocess.run(words, check=False, capture_output=True, text=True, timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            return {"how": f"not done after {PATIENCE} s"}
    if done.returncode:
        return {"how": f"failed: {done.stderr.strip().splitlines()[-1]}"}
    return json.loads(done.stdout)


def steady(runs: Sequence[Mapping[str, object]]) -> Mapping[str, object]:
    """Of several runs the one with the median time, and the range; the one that failed if one did."""
    failed = [one for one in runs if "sets" not in one]
    if failed:
        return failed[0]
    ordered = sorted(runs, key=lambda one: one["seconds"])
    return {**ordered[len(ordered) // 2], "range": f"{ordered[0]['seconds']:.2f} to {ordered[-1]['seconds']:.2f}"}


def row(questions: int, size: int, found: Mapping[str, object]) -> Sequence[str]:
    """The line of one content."""
    shape = "one chain" if size >= questions else f"groups of {size}"
    if "sets" not in found:
        return f"{questions}, {shape}", f"{len(OPTIONS) ** questions:,}", "", "", "", str(found["how"]), ""
    codes = ", ".join(f"{many} {code}" for code, many in sorted(found["codes"].items())) or "none"
    cost = f"{found['seconds']:.2f}", found["range"], f"{found['peak']:,.0f}"
    return f"{questions}, {shape}", f"{found['sets']:,}", *cost, str(found["how"]), codes


def report(chosen: Sequence[int], size: int) -> None:
    shapes = [(questions, one) for questions in chosen for one in (size, questions)]
    found = [steady([apart(*shape) for _ in range(RUNS)]) for shape in shapes]
    print(f"### Growth\n\n{described()}; each a process bound to one core; median of {RUNS}; seed {SEED}.")
    print(f"Rules of more than {MAX_ANSWER_SETS:,} answer sets are refused by the bot, and checked in groups.\n")
    head = ("questions", "answer sets", "seconds", "range", "process grows by, MiB", "how", "findings")
    print(table(head, [row(*shape, one) for shape, one in zip(shapes, found, strict=True)]))
    print("\nWhat the checker says it did not prove:\n")
    for (questions, one), told in zip(shapes, found, strict=True):
        for said in told.get("said", ()):
            print(f"* {questions} questions, {'one chain' if one >= questions else f'groups of {one}'}: {said}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("questions", nargs="*", type=int, default=[10, 15, 20, 30])
    parser.add_argument("--size", type=int, default=5, help="questions in a group")
    parser.add_argument("--once", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.once:
        print(json.dumps(once(chosen.once)))
    else:
        report(chosen.questions, chosen.size)


if __name__ == "__main__":
    main()
