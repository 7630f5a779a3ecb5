"""`fixpoint diff`: the change that was declared, the forms of the report, and what is stored."""

import json
import re
from html.parser import HTMLParser

import pytest
from diffing import H5, MOVED

from bot.cli import main


@pytest.mark.parametrize("name", ["change.yaml", "change.json"])
def test_a_change_is_declared_and_then_held(name, diff, narrowed, copied, empty_folder):
    copied("other", ("rules/models.yaml", H5, "when: {size: [15-29, 30-99, 100-plus], no-capacity: holds}"))

    written, *_ = diff("old", "new", "--write-expect", name)
    met, out, _ = diff("old", "new", "--expect", name)
    missed, told, _ = diff("old", "other", "--expect", name)
    same, _, _ = diff("old", "old", "--expect", name)

    assert (written, met, missed, same) == (0, 0, 1, 0)
    assert "As declared" in out
    assert "managed -> block-hours: 0 answer sets, declared 16,200" in told
    if name.endswith(".json"):
        assert json.loads((empty_folder / name).read_text("utf-8"))["matrix"] == {"managed": {"block-hours": MOVED}}


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ("matrix: {managed: {block-hours: 16200}}", 0),
        ("sets: 16200", 0),
        ("share: 0.0159", 0),
        ('{"mix": 0.0211}', 0),
        ("also: {contradictions: 0, extras: 16200}", 0),
        ("matrix: {managed: {block-hours: 16199}}", 1),
        ("matrix: {}", 1),
        ("sets: 16201", 1),
        ("share: 0.016", 1),
        ("mix: 0.0212", 1),
        ("only-old: 1", 1),
        ("also: {extras: 0}", 1),
    ],
)
def test_only_what_is_declared_is_looked_at(declared, code, diff, narrowed, empty_folder):
    (empty_folder / "change.yaml").write_text(declared, encoding="utf-8")

    found, out, _ = diff("old", "new", "--expect", "change.yaml", "--json")

    assert found == code
    assert json.loads(out)["expected"]["met"] is (code == 0)


@pytest.mark.parametrize(
    ("declared", "says"),
    [
        ("", "change.yaml"),
        ("[1]", "change.yaml:1: is no declaration"),
        ("sets: many", "change.yaml:1: `sets` is a number"),
        ("sets: 1\nmatirx: {}", 'change.yaml:2: "matirx" cannot be declared; did you mean "matrix"?'),
        ("matrix: 5", "change.yaml:1: `matrix` is a mapping"),
        ("also: {extra: 1}", 'also: "extra" cannot be declared; did you mean "extras"?'),
        ("sets: [", "change.yaml:1"),
    ],
)
def test_what_is_no_declaration_is_refused_in_one_line(declared, says, diff, copied, empty_folder):
    copied("old")
    (empty_folder / "change.yaml").write_text(declared, encoding="utf-8")

    code, out, err = diff("old", "old", "--expect", "change.yaml")

    assert (code, out) == (2, "")
    assert says in err
    assert len(err.splitlines()) == 1


def test_the_markdown_is_for_a_pull_request(diff, narrowed):
    code, out, _ = diff("old", "new", "--markdown")

    assert code == 0
    assert "| managed | 0 | **16,200** | 0 | 168,108 |" in out
    assert out.count("<details") == out.count("</details>") == 2
    assert "```sh\necho '{" in out


class _Page(HTMLParser):
    """The tags that are open, and every address and script."""

    def __init__(self):
        super().__init__()
        self.open, self.addresses = [], []

    def handle_starttag(self, tag, attributes):
        if tag not in {"meta", "!doctype"}:
            self.open.append(tag)
        self.addresses += [value for name, value in attributes if name in {"src", "href", "action"}]
        assert tag not in {"script", "link", "img"}

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_is_whole_and_needs_nothing_else(diff, narrowed, empty_folder):
    code, out, _ = diff("old", "new", "--html", "page.html")

    text = (empty_folder / "page.html").read_text("utf-8")
    page = _Page()
    page.feed(text)
    assert (code, page.open, page.addresses) == (0, [], [])
    assert "16,200 of 1,020,600" in out
    assert "16,200 of 1,020,600" in text
    assert "prefers-color-scheme: dark" in text
    assert not re.search(r"https?://|url\(|@import", text)


def test_what_is_named_after_markup_stays_text(diff, copied, empty_folder):
    copied("old")
    copied("<b>&|*new*", ("rules/models.yaml", "title: thirty people", "title: <script>|*thirty*"))

    _, markdown, _ = diff("old", "<b>&|*new*", "--markdown", "--html", "page.html")

    page = (empty_folder / "page.html").read_text("utf-8")
    assert "<script>" not in page
    assert "<b>" not in page
    assert "### Advice: old -> &lt;b&gt;&amp;\\|\\*new\\*" in markdown


def stored(folder, capsys, *every):
    """A database with advice kept for answers."""
    for number, answers in enumerate(every):
        (folder / "given.json").write_text(json.dumps(answers), encoding="utf-8")
        assert main(["advise", "given.json", "--json", "--database", "sqlite:///kept.db"]) == 0, number
    capsys.readouterr()


def test_stored_advice_that_would_change_is_counted_and_nothing_else_leaves(diff, narrowed, empty_folder, capsys):
    moved = {"it": "nobody", "data": "ordinary", "downtime": "day", "size": "30-99"}
    stored(empty_folder, capsys, moved, {"it": "nobody", "size": "1-4"}, {"it": "nobody", "size": "100-plus"})

    code, out, err = diff("old", "new", "--database", "sqlite:///kept.db", "--json")

    found = json.loads(out)["stored"]
    assert code == 0
    assert found["receipts"] == {
        "total": 3,
        "changed": 1,
        "unreadable": 0,
        "cells": [{"from": "managed", "to": "block-hours", "n": 1}],
    }
    assert found["consultations"]["total"] == 0
    assert err.count("\n") == 1
    assert "FIXPOINT_DATA_KEY" in err


def test_the_text_counts_stored_advice_too(diff, narrowed, empty_folder, capsys):
    stored(empty_folder, capsys, {"it": "nobody", "data": "ordinary", "downtime": "day", "size": "30-99"})

    _, out, _ = diff("old", "new", "--database", "sqlite:///kept.db")

    assert "1 of 1 stored receipts would be advised otherwise" in out
