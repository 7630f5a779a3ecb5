"""`fixpoint test`: every persona must still get its advice, and which rules no persona covers.

A persona that does not get its advice is told with what it got instead, and is a finding; a rule that is not covered is
told with what the nearest persona lacks, and is none.
"""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from bot.analysis.coverage import Coverage, coverage
from bot.analysis.personas import verdicts
from bot.commands.folders import content_of
from bot.content import Content

EXAMPLE = "fixpoint test --rules my-rules"


def arguments(parser: ArgumentParser) -> None:
    """No more than the folders, and what to print."""
    parser.add_argument("--coverage", action="store_true", help="print only which rules the personas cover")
    parser.add_argument("--json", action="store_true", help="print the verdicts, or the coverage, as JSON")


def run(arguments: Namespace) -> int:
    """Check all personas; 1 if one does not hold."""
    content = content_of(arguments)
    if arguments.coverage:
        return _coverage(arguments, content)
    found = verdicts(content)
    failed = sum(bool(one.differences) for one in found)
    if arguments.json:
        print(json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=1))
        return 1 if failed else 0
    for one in found:
        print(f"{'FAIL' if one.differences else 'ok  '}  {one.persona}: {one.model or 'open'}")
        for difference in one.differences:
            print(f"      {one.place}: {difference}")
    for line in _lines(coverage(content)):
        print(line)
    print(f"{len(found) - failed} of {len(found)} personas hold")
    return 1 if failed else 0


def _coverage(arguments: Namespace, content: Content) -> int:
    found = coverage(content)
    if arguments.json:
        print(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
    else:
        print("\n".join(_lines(found)))
    return 0


def _lines(found: Coverage) -> Iterator[str]:
    whole = len(found.covered) + len(found.uncovered)
    yield f"{len(found.covered)} of {whole} rules are covered by a persona{'; not:' if found.uncovered else ''}"
    for one in found.uncovered:
        yield f"      {one.place}: {one.rule}: {one.why}"
