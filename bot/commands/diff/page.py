"""The difference as one page that needs nothing else: no address, no script, light and dark, printable."""

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

from bot.analysis.difference.cells import Cell
from bot.analysis.difference.report import Difference
from bot.commands.diff import words

STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --line: #d0d7de; --soft: #f3f5f7; --mark: #9a4b00;
  --marked: #fff1e0; --dim: #57606a }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ed; --paper: #14171b; --line: #3a414a; --soft: #1d2228;
  --mark: #ffb866; --marked: #3b2a15; --dim: #a3acb7 } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 4rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
h1 { font-size: 1.4rem; margin: 0 0 .5rem } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
.lead { font-size: 1.15rem; font-weight: 600 } .dim { color: var(--dim) }
.wide { overflow-x: auto } table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { border: 1px solid var(--line); padding: .3rem .6rem; text-align: left; font-weight: normal }
th { background: var(--soft); white-space: nowrap } td.number { text-align: right; white-space: nowrap }
td.moved { background: var(--marked); color: var(--mark); font-weight: 700 }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .6rem 0; padding: .4rem .8rem }
summary { cursor: pointer; font-weight: 600 }
code, pre { font: .85rem/1.45 ui-monospace, monospace; background: var(--soft); border-radius: .25rem }
code { padding: .05rem .3rem } pre { padding: .6rem; white-space: pre-wrap }
.bad { border-left: .3rem solid var(--mark); padding-left: .8rem }
@media print { details { break-inside: avoid } }
"""


def page(found: Difference, stored: Mapping[str, Any], missed: tuple[str, ...] | None) -> str:
    """The whole page."""
    name = escape(f"Advice: {found.old} -> {found.new}")
    body = "\n".join(_body(found, stored, missed))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{name}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{name}</h1>\n{body}\n</body>\n</html>\n"
    )


def _body(found: Difference, stored: Mapping[str, Any], missed: tuple[str, ...] | None) -> Iterator[str]:
    yield f'<p class="lead">{escape(words.headline(found))}</p>'
    yield from (f"<p>{escape(line)}</p>" for line in words.compared(found))
    if missed is not None:
        first, *rest = words.verdict(missed)
        yield f'<div class="{"bad" if missed else "dim"}"><p>{escape(first)}</p>{_list(rest)}</div>'
    if found.changed.sets:
        yield "<h2>From, to</h2>"
        yield _matrix(found)
        yield from (_cell(cell, opened=number == 0) for number, cell in enumerate(found.cells))
    differing = [(words.ALSO[key], words.shares(one)) for key, one in found.also.items() if one.sets]
    if differing:
        yield f"<h2>What else differs</h2>{_rows(('what', 'answer sets'), differing)}"
    if found.edits:
        edits = [(one.edit.place, words.edit(one)) for one in found.edits]
        yield f"<h2>What was edited</h2>{_rows(('where', 'what'), edits)}"
    yield f"<h2>Who gets what</h2>{_models(found)}"
    if stored:
        yield f"<h2>In the database</h2>{_list(words.stored_lines(stored))}"
    yield f'<p class="dim">Revisions {found.revisions[0]} -&gt; {found.revisions[1]}</p>'


def _list(lines: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(line.strip())}</li>" for line in lines)
    return f"<ul>{items}</ul>" if items else ""


def _rows(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    top = "".join(f'<th scope="col">{escape(one)}</th>' for one in head)
    lines = ["".join(f"<td>{escape(one)}</td>" for one in row) for row in rows]
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f'<div class="wide"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


def _matrix(found: Difference) -> str:
    names = list(found.table)
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    body = ""
    for name, row in found.table.items():
        cells = "".join(
            f'<td class="number{" moved" if other != name and row[other] else ""}">{row[other]:,}</td>'
            for other in names
        )
        body += f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>'
    top = f'<tr><th scope="col">from, to</th>{head}</tr>'
    return f'<div class="wide"><table><thead>{top}</thead><tbody>{body}</tbody></table></div>'


def _cell(cell: Cell, *, opened: bool) -> str:
    parts = [
        f"<p>{label}:</p>{_list(map(words.rule, rules))}"
        for label, rules in (("Decided before", cell.before), ("Decide now", cell.now), ("Edited", cell.because))
        if rules
    ]
    for example in cell.examples:
        parts.append(f"<pre>{escape(words.asked(example))}</pre>")
        parts.append(f'<p class="dim">such as <code>{escape(words.likely(example))}</code></p>')
    summary = f"<summary>{escape(words.title(cell))}: {escape(words.shares(cell.share))}</summary>"
    return f"<details{' open' if opened else ''}>{summary}{''.join(parts)}</details>"


def _models(found: Difference) -> str:
    rows = [
        (
            name,
            f"{old['sets']:,} -> {new['sets']:,}",
            f"{words.per_cent(old['mix'])} -> {words.per_cent(new['mix'])}",
        )
        for name, (old, new) in found.models.items()
    ]
    return _rows(("model", "answer sets", "traffic"), rows)
