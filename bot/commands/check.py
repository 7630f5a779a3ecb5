"""`fixpoint check`: every problem of rules/ and knowledge/, then what the rules say over every answer set.

With --watch it stays and checks again whenever a file was saved, until it is interrupted.
"""

import asyncio
import json
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.app import opened_store
from bot.commands.folders import content_of, settings_of, warn
from bot.errors import ContentError, StoreLocked, UsageError
from bot.rulebook.checks.questions import TOO_MANY_SETS
from bot.rulebook.files import saved
from bot.rulebook.problems import Problem
from bot.settings import SQLITE, content_folders

EXAMPLE = "fixpoint check --rules my-rules --knowledge my-articles"
ENDINGS = frozenset({".yaml", ".yml", ".md"})
POLL = 0.2
"""Seconds between two looks at the files."""

Saved = Mapping[Path, tuple[int, int]]


def arguments(parser: ArgumentParser) -> None:
    """What to print, whether to stay, and where the schemas for editors shall be written, if anywhere."""
    parser.add_argument("--json", action="store_true", help="print the findings, and all that was counted, as JSON")
    parser.add_argument("--hints", action="store_true", help="show as well what could be written shorter")
    parser.add_argument("--watch", action="store_true", help="stay, and check again whenever a file is saved")
    parser.add_argument("--database", metavar="URL", help="count the stored consultations of each model as well")
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
    stored = asyncio.run(_stored(arguments)) if arguments.database else None
    if arguments.watch:
        _watch(arguments, stored)
    try:
        return _check(arguments, stored)
    except ContentError as error:
        if arguments.json:
            _broken(error, as_json=True)
        raise


def _check(arguments: Namespace, stored: Mapping[str, int] | None) -> int:
    from bot.analysis.certificate import certificate  # noqa: PLC0415 - numpy: broken files are told without it

    try:
        content = content_of(arguments)
    except ContentError as error:
        if {getattr(one, "code", "") for one in error.problems} != {TOO_MANY_SETS}:
            raise
        return _check_in_groups(arguments)
    found = certificate(content, stored)
    if arguments.json:
        print(json.dumps(found.as_json(), ensure_ascii=False, indent=1), flush=True)
    else:
        for finding in found.findings:
            print(finding)
        for warning in found.warnings:
            print(f"warning: {warning}")
        for hint in found.hints if arguments.hints else ():
            print(f"hint: {hint}")
        print(found.summary(hinted=arguments.hints), flush=True)
    return 1 if found.findings else 0


def _check_in_groups(arguments: Namespace) -> int:
    """The rules are sound, and only too many to look at every answer set; so the bot does not load them either."""
    from bot.analysis.factors import factored, unbounded  # noqa: PLC0415 - as above

    settings = settings_of(arguments)
    found = factored(unbounded(content_folders(settings.rules, settings.knowledge)[0]))
    if arguments.json:
        print(json.dumps(found.as_json(), ensure_ascii=False, indent=1), flush=True)
        return 1
    for finding in found.findings:
        print(finding)
    print(found.summary(), flush=True)
    return 1


def _watch(arguments: Namespace, stored: Mapping[str, int] | None) -> None:
    """Check now and after every save. It never returns: Ctrl-C ends it."""
    settings = settings_of(arguments)
    folders = content_folders(settings.rules, settings.knowledge)
    warn("watching " + " and ".join(str(folder) for folder in folders) + "; Ctrl-C ends it")
    before = _files(folders)
    while True:
        try:
            _check(arguments, stored)
        except ContentError as error:
            _broken(error, as_json=arguments.json)
        except Exception as error:  # noqa: BLE001 - a fault of ours ends no watching: the next save may go well
            warn(f"unexpected: {type(error).__name__}: {error}; fixpoint check --debug shows where")
        while (after := _files(folders)) == before:
            time.sleep(POLL)
        if not arguments.json:
            changed = sorted(path.name for path, _ in before.items() ^ after.items())
            print(f"\nsaved: {', '.join(dict.fromkeys(changed))}", flush=True)
        before = after


def _broken(error: ContentError, *, as_json: bool) -> None:
    """Files that cannot be read are as much an answer as any other: they do not end the watching."""
    if as_json:
        from bot.analysis.finding import plain  # noqa: PLC0415 - as above

        problems = [plain(one) for one in error.problems if isinstance(one, Problem)]
        print(json.dumps({"problems": problems}, ensure_ascii=False, indent=1), flush=True)
        return
    for problem in error.problems:
        print(problem)
    number = len(error.problems)
    print(f"{number} {'problem' if number == 1 else 'problems'}", flush=True)


def _files(folders: tuple[Path, Path]) -> Saved:
    """When each file of the content was saved last."""
    return dict(_looked_at(folders))


def _looked_at(folders: tuple[Path, Path]) -> Iterator[tuple[Path, tuple[int, int]]]:
    for path in (one for folder in folders for one in saved(folder)):
        if path.suffix not in ENDINGS:
            continue
        try:
            told = path.stat()
        except OSError:  # an editor replaces it just now
            continue
        yield path, (told.st_mtime_ns, told.st_size)


async def _stored(arguments: Namespace) -> dict[str, int]:
    """How many stored consultations ended in each model; those that were taken up again count only at their end."""
    from bot.staff.links import REOPENED  # noqa: PLC0415 - only who counts needs it

    if not arguments.database.startswith(SQLITE):
        raise UsageError(f'--database is "{arguments.database}"; write {SQLITE}path/to/fixpoint.db')
    settings = settings_of(arguments).model_copy(update={"database": arguments.database})
    if not settings.database_path.exists():
        raise UsageError(f"--database: {settings.database_path} does not exist; name the database of the bot")
    try:
        async with opened_store(settings, warn) as store:
            counted = await store.counts()
    except StoreLocked as error:
        raise StoreLocked("the bot has the database open; stop it for the moment, or name a copy") from error
    found: Counter[str] = Counter()
    for one in counted:
        found[one.model] += {"advised": one.n, REOPENED: -one.n}.get(one.step, 0)
    return {model: n for model, n in found.items() if model and n > 0}


def _schema(where: str) -> int:
    """Write the schemas into a folder, or print them."""
    from bot.rulebook.format import FILES  # noqa: PLC0415 - only editors need all this
    from bot.rulebook.schema import schema, texts  # noqa: PLC0415 - as above

    if where == "-":
        print(json.dumps({file: schema(file) for file in FILES}, ensure_ascii=False, indent=1))
        return 0
    folder = Path(where)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts().items():
        (folder / name).write_text(text, encoding="utf-8")
        print(folder / name)
    return 0
