"""`fixpoint check`: every problem of rules/ and knowledge/, then what the rules say over every answer set."""

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from bot.analysis.certificate import certificate
from bot.commands.folders import content_of

EXAMPLE = "fixpoint check --rules my-rules --knowledge my-articles"


def arguments(parser: ArgumentParser) -> None:
    """Where the schemas for editors shall be written, if anywhere."""
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.add_argument(
        "--schema", type=Path, metavar="DIR", help="write a JSON Schema of each rule file there, for editors"
    )


def run(arguments: Namespace) -> int:
    """Print the findings; 1 if there are any."""
    if arguments.schema is not None:
        from bot.rulebook.schema import write  # noqa: PLC0415 - only editors need it

        for path in write(arguments.schema):
            print(path)
        return 0
    content = content_of(arguments)
    found = certificate(content)
    if arguments.json:
        print(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
    else:
        for finding in found.findings:
            print(finding)
        print(found.summary())
    return 1 if found.findings else 0
