"""`fixpoint explain`: the tree from the advice back to the answers that it rests on."""

import json
from argparse import ArgumentParser, Namespace

from bot.analysis.tree import tree
from bot.commands.answers import add_file, answers_of
from bot.commands.folders import content_of

EXAMPLE = """echo '{"it": "nobody", "data": "regulated", "proof": "no"}' | fixpoint explain"""


def arguments(parser: ArgumentParser) -> None:
    """Answers as for `advise`."""
    add_file(parser)
    parser.add_argument("--json", action="store_true", help="print the tree as JSON")


def run(arguments: Namespace) -> int:
    """Print the tree."""
    content = content_of(arguments)
    answers = answers_of(arguments, content.book)
    found = tree(content.adviser, answers)
    if arguments.json:
        print(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
        return 0
    from bot.commands.printed import print_tree  # noqa: PLC0415 - rich is for people only

    print_tree(found)
    return 0
