"""How well and how fast the library is searched: `python benchmarks/search.py`.

The questions are those of the tests, each with the articles that answer it. Places are counted among the first ten. A
question is timed once for the first time with an index that has heard nothing yet, and once more. One core.
"""

import argparse
import json
import statistics
import time
from collections.abc import Mapping, Sequence
from typing import Any

from machine import KNOWLEDGE, ROOT, RULES, described, one_core, quantile, table

from bot.content import Content, load
from bot.library.search import SURE, Search

LABELLED = ROOT / "tests" / "library" / "labelled"
ANSWERED = {"everyday": "en", "held_out": "en", "blind": "en", "long_winded": "en", "other_words": "en", "german": "de"}
UNANSWERED = {"nothing_to_say": "en", "german_nothing": "de"}
FIRST = 10


def read(name: str) -> list[Mapping[str, Any]]:
    """The questions of a file."""
    lines = (LABELLED / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def index(content: Content) -> Search:
    """A new index over the articles, as a start makes it."""
    library, hears = content.library, content.language.hears
    return Search(library.articles, library.terms, hears.little, library.alike, stemmed=bool(hears.stemmed))


def places(search: Search, questions: Sequence[Mapping[str, Any]]) -> list[int]:
    """At which place the first article that answers is found; 0 where it is not among the first."""
    found = []
    for one in questions:
        wanted = {one["article"], *one["also"]}
        names = [place.article for place in search.find(one["q"], FIRST).found]
        found.append(next((at for at, name in enumerate(names, 1) if name in wanted), 0))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=7, help="indexes that are built (7)")
    runs = parser.parse_args().runs
    bound = one_core()
    content = load(RULES, KNOWLEDGE)
    print(f"{described()}, {bound}\n")
    spoken = {code: content.spoken(code) for code in content.languages}
    rows, built = [], {}
    for code, one in spoken.items():
        index(one)  # what is imported and cached first is not counted
        times, ready = [], []
        for _ in range(runs):
            began = time.perf_counter()
            built[code] = index(one)
            times.append(time.perf_counter() - began)
            built[code].warm()
            ready.append(time.perf_counter() - began - times[-1])
        rows.append(_times(f"index over {len(one.articles)} articles, {one.language.name}", times, "100"))
        rows.append(_times("made ready for the first question, in a thread", ready, ""))
    for code, one in spoken.items():
        questions = [
            asked["q"] for name, of in {**ANSWERED, **UNANSWERED}.items() if of == code for asked in read(name)
        ]
        fresh = index(one)
        fresh.warm()
        for what in ("a question never asked before", "the same once more"):
            times = []
            for question in questions:
                began = time.perf_counter()
                fresh.find(question)
                times.append(time.perf_counter() - began)
            rows.append(_times(f"{what}, {one.language.name} ({len(questions)})", times, "2"))
    print(table(("what", "median ms", "p99 ms", "most ms", "wanted ms"), rows), end="\n\n")
    print(table(("questions", "how many", "MRR", "recall at 3", "answered"), _found(built)))
    return 0


def _times(what: str, times: Sequence[float], wanted: str) -> Sequence[str]:
    ordered = sorted(one * 1000 for one in times)
    shown = (statistics.median(ordered), quantile(ordered, 0.99), ordered[-1])
    return what, *(f"{one:.2f}" for one in shown), wanted


def _found(built: Mapping[str, Search]) -> Sequence[Sequence[str]]:
    """A line for each file: how well its questions find their articles, or how often nobody's are answered."""
    rows = []
    for name, code in ANSWERED.items():
        questions = read(name)
        found = places(built[code], questions)
        mrr = sum(1 / at for at in found if at) / len(found)
        recall = sum(0 < at <= 3 for at in found) / len(found)
        rows.append((name, str(len(found)), f"{mrr:.3f}", f"{recall:.3f}", _answered(built[code], questions)))
    for name, code in UNANSWERED.items():
        questions = read(name)
        rows.append((f"{name} (no article answers)", str(len(questions)), "", "", _answered(built[code], questions)))
    return rows


def _answered(search: Search, questions: Sequence[Mapping[str, Any]]) -> str:
    return f"{sum(search.find(one['q']).sure >= SURE for one in questions) / len(questions):.0%}"


if __name__ == "__main__":
    raise SystemExit(main())
