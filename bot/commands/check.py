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
        "--schema",
        nargs="?",
        const="-",
        metavar="DIR",
        help="write a JSON Schema of each rule file into DIR, for editors; without DIR print them as one object",
    )


def run(arguments: Namespace) -> int:
    """Print the findings; 1 if there are any."""
    if arguments.schema is not None:
        return _schema(arguments.schema)
    content = content_of(arguments)
    found = certificate(content)
    if arguments.json:
        print(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
    else:
        for finding in found.findings:
            print(finding)
        print(found.summary())
    return 1 if found.findings else 0


def _schema(where: str) -> int:
    """Write the schemas into a folder, or print them."""
    from bot.rulebook.format import FILES  # noqa: PLC0415 - only editors need all this
    from bot.rulebook.schema import schema, texts  # noqa: PLC0415

    if where == "-":
        print(json.dumps({file: schema(file) for file in FILES}, ensure_ascii=False, indent=1))
        return 0
    folder = Path(where)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts().items():
        (folder / name).write_text(text, encoding="utf-8")
        print(folder / name)
    return 0
