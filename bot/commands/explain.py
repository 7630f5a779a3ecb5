"""`fixpoint explain`: the tree from the advice back to its answers; with --rules where each rule makes a difference."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.analysis.tree import tree
from bot.analysis.witnesses import Side, Witness, witnesses
from bot.commands.answers import add_file, answers_of
from bot.commands.folders import content_of
from bot.content import Content
from bot.errors import UsageError
from bot.rulebook.problems import nearest

EXAMPLE = """echo '{"it": "nobody", "data": "regulated", "proof": "no"}' | fixpoint explain
  fixpoint explain --rules H3
  fixpoint explain --rules my-rules --rules"""
EVERY = ""


def arguments(parser: ArgumentParser) -> None:
    """Answers as for `advise`. `--rules` takes the folder, as everywhere, and also a rule to explain, or nothing."""
    add_file(parser)
    parser.add_argument("--json", action="store_true", help="print the tree, or the pairs, as JSON")
    parser.add_argument(
        "--rules",
        nargs="?",
        const=EVERY,
        action="append",
        metavar="DIR|RULE",
        help="a folder of rules, as for every command; or a rule (no name: every rule): show an answer set "
        "where it makes the difference and its nearest neighbour where it does not; may stand more than once",
    )


def run(arguments: Namespace) -> int:
    """Print the tree, or the witnesses."""
    wanted = _wanted(arguments)
    content = content_of(arguments)
    if wanted is not None:
        return _explained(arguments, content, wanted)
    answers = answers_of(arguments, content.book)
    found = tree(content.adviser, answers)
    if arguments.json:
        print(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
        return 0
    from bot.commands.printed import print_tree  # noqa: PLC0415 - rich is for people only

    print_tree(found)
    return 0


def _wanted(arguments: Namespace) -> list[str] | None:
    """The rules to explain (none named: every one), or None; the folder goes where every command has it."""
    named: list[str] = arguments.rules or []
    folders = [one for one in named if one != EVERY and (Path(one).is_dir() or "/" in one or one.startswith("."))]
    arguments.rules = Path(folders[-1]) if folders else None
    rules = [one for one in named if one not in folders]
    if not rules:
        return None
    if arguments.file != "-":
        raise UsageError("explain --rules tells of rules whatever the answers are; leave out the file of answers")
    return [] if EVERY in rules else rules


def _explained(arguments: Namespace, content: Content, wanted: list[str]) -> int:
    for name in wanted:
        if name not in content.book.rules:
            hint = nearest(name, content.book.rules) or "fixpoint explain --rules lists every rule"
            raise UsageError(f'"{name}" is no rule and no folder of rules; {hint}')
    found = witnesses(content, wanted)
    if arguments.json:
        print(json.dumps(_as_json(content, found), ensure_ascii=False, indent=1))
    else:
        print("\n\n".join("\n".join(_lines(content, one)) for one in found))
    return 0


def _as_json(content: Content, found: tuple[Witness, ...]) -> dict[str, Any]:
    return {"sets": len(content.adviser.space), "rules": [one.as_json() for one in found], "revision": content.revision}


def _lines(content: Content, found: Witness) -> Iterator[str]:
    yield f"{found.rule}  {found.kind}{_named(found)}  {found.place}"
    yield f"  when {found.when}"
    whole = len(content.adviser.space)
    yield f"  {found.verb} in {found.sets:,} of {whole:,} answer sets, {found.mix:.2%} of the traffic mix"
    if found.here is None:
        yield f"  never {found.verb.removeprefix('is ')}; see fixpoint check"
        return
    yield f"  here:     {_answers(found.here)}"
    if found.there is None or found.change is None:
        yield "  there is no answer set where it is otherwise"
        return
    changed = ", ".join(f"{name}: {option}" for name, option in found.change.items())
    yield f"  not with: {changed}"
    yield f"            {_answers(found.there)}"


def _named(found: Witness) -> str:
    """The model or need that a rule is about."""
    if found.kind == "why-not":
        return f" {found.names}"
    return f", names {found.names}" if found.names else ""


def _answers(side: Side) -> str:
    leads = f"{side.model} by {', '.join(side.rules)}" if side.model else "no single model"
    return f"{json.dumps(dict(side.answers), ensure_ascii=False)} -> {leads}"
