"""`fixpoint why-not MODEL`: for every rule that names the model, the first fact that stands in its way."""

import json
from argparse import ArgumentParser, Namespace

from bot.analysis.blocked import blocked
from bot.commands.answers import add_file, answers_of
from bot.commands.folders import content_of
from bot.errors import UsageError
from bot.rulebook.problems import nearest

EXAMPLE = """echo '{"it": "nobody", "size": "1-4"}' | fixpoint why-not managed"""


def arguments(parser: ArgumentParser) -> None:
    """The model, then answers as for `advise`."""
    parser.add_argument("model", metavar="MODEL", help="break-fix, block-hours, co-managed or managed")
    add_file(parser)
    parser.add_argument("--json", action="store_true", help="print the reasons as JSON")


def run(arguments: Namespace) -> int:
    """Print what blocks the model."""
    content = content_of(arguments)
    models = [model.id for model in content.book.models]
    if arguments.model not in models:
        raise UsageError(f'"{arguments.model}" is no model; {nearest(arguments.model, models)}')
    found = blocked(content.adviser, answers_of(arguments, content.book), arguments.model)
    if arguments.json:
        print(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
        return 0
    from bot.commands.printed import print_blocked  # noqa: PLC0415 - rich is for people only

    print_blocked(content, found)
    return 0
