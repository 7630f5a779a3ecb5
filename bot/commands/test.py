"""`fixpoint test`: every persona must still get its advice; one that does not is told with what it got instead."""

import json
from argparse import ArgumentParser, Namespace

from bot.analysis.personas import verdicts
from bot.commands.folders import content_of

EXAMPLE = "fixpoint test --rules my-rules"


def arguments(parser: ArgumentParser) -> None:
    """No more than the folders."""
    parser.add_argument("--json", action="store_true", help="print the verdicts as JSON")


def run(arguments: Namespace) -> int:
    """Check all personas; 1 if one does not hold."""
    found = verdicts(content_of(arguments))
    failed = sum(bool(one.differences) for one in found)
    if arguments.json:
        print(json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=1))
        return 1 if failed else 0
    for one in found:
        print(f"{'FAIL' if one.differences else 'ok  '}  {one.persona}: {one.model or 'open'}")
        for difference in one.differences:
            print(f"      {one.place}: {difference}")
    print(f"{len(found) - failed} of {len(found)} personas hold")
    return 1 if failed else 0
