"""`fixpoint diff OLD [NEW]`: what a change of the rules changes, over every answer set and over the traffic.

It never says less than it knows: where the two rule sets do not ask the same, it says what was compared and what not.
"""

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from bot.analysis.difference.report import EXAMPLES, Difference, difference
from bot.commands.diff.expected import held, write
from bot.commands.diff.sides import both
from bot.commands.folders import settings_of
from bot.errors import UsageError

EXAMPLE = """fixpoint diff rules my-rules --write-expect change.yaml
  fixpoint diff rules my-rules --expect change.yaml --markdown"""

FORMAT = """OLD and NEW are folders or git revisions; a folder is meant where both exist. So `fixpoint diff HEAD`
tells what is not committed yet, and `fixpoint diff main --markdown` what a pull request changes.

The file of --expect is YAML or JSON. What it does not name is not looked at:

  matrix: {block-hours: {managed: 96}}   # answer sets that go from one model to another; no other cell may change
  sets: 96                               # all that get another model: how many, ...
  share: 0.0001                          # ... what part of those compared (to four decimals), ...
  mix: 0.0007                            # ... and what part of the traffic
  only-old: 0                            # answer sets that exist in one of the two only
  only-new: 0
  also: {reasons: 0, needs: 0, extras: 96, contradictions: 0, why_not: 96, words: 0, anything: 96}

The exit code is 1 where the change is not as declared, and 0 where it is, where nothing at all changes, and without
--expect."""


def arguments(parser: ArgumentParser) -> None:
    """The two sides, what else to count, and how to show it."""
    parser.description = f"{parser.description or ''}\n\n{FORMAT}".lstrip()
    parser.add_argument(
        "old", metavar="OLD", help="a folder with rules/ and knowledge/, a folder of rules, or a git revision"
    )
    parser.add_argument("new", nargs="?", metavar="NEW", help="the same (default: the present rules)")
    parser.add_argument("--database", metavar="URL", help="count stored consultations too: sqlite:///path")
    parser.add_argument(
        "--examples", type=int, default=EXAMPLES, metavar="N", help="examples a cell (default: %(default)s)"
    )
    parser.add_argument("--expect", type=Path, metavar="FILE", help="exit with 1 if the change is not the declared one")
    parser.add_argument("--write-expect", type=Path, metavar="FILE", help="declare the change: write that file")
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument("--json", action="store_true", help="print the difference as JSON")
    shown.add_argument("--markdown", action="store_true", help="print it as Markdown")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write it as one page as well")


def run(arguments: Namespace) -> int:
    """Print the difference; 1 if it is not as declared."""
    if arguments.examples < 0:
        raise UsageError("--examples is a number of examples, 0 or more")
    settings = settings_of(arguments)
    old, new = both(arguments.old, arguments.new, settings)
    found = difference(old, new, arguments.examples)
    stored: dict[str, Any] = {}
    if arguments.database:
        from bot.commands.diff.stored import counted  # noqa: PLC0415 - only who asks pays for the store

        stored = {name: one.as_json() for name, one in counted(arguments.database, settings, (old, new)).items()}
    missed = held(arguments.expect, found) if arguments.expect else None
    if arguments.write_expect:
        write(arguments.write_expect, found)
    _show(arguments, found, stored, missed)
    return 1 if missed else 0


def _show(arguments: Namespace, found: Difference, stored: dict[str, Any], missed: tuple[str, ...] | None) -> None:
    from bot.commands.diff import markdown, page, text  # noqa: PLC0415 - after what may be refused

    if arguments.html:
        try:
            arguments.html.write_text(page.page(found, stored, missed), encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{arguments.html} cannot be written ({error.strerror}): name another file") from None
    if arguments.json:
        expected = None if missed is None else {"met": not missed, "differences": list(missed)}
        plain = {**found.as_json(), "stored": stored or None, "expected": expected}
        print(json.dumps(plain, ensure_ascii=False, indent=1))
    elif arguments.markdown:
        print(markdown.text(found, stored, missed))
    else:
        print(text.text(found, stored, missed))
