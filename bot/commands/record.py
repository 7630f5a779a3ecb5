"""`fixpoint record`: answers, or the receipt of an advice, become a persona whose advice must stay true.

The entry is printed; with --write it is added at the end of personas.yaml, and only if the file is then right: read
again as a whole, nothing else in it changed, and the new persona holding. Otherwise the file stays as it is.
"""

import asyncio
import json
import os
import shutil
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from bot.analysis.personas import verdict
from bot.analysis.recording import Recorded, Unfit, recorded
from bot.app import opened_store
from bot.commands.answers import add_file, answers_of, parse_answers
from bot.commands.folders import content_of, settings_of, warn
from bot.content import Content, load_source
from bot.errors import ContentError, UsageError
from bot.inference.report import shown
from bot.model import Answers, Receipt
from bot.rulebook.source import decode, parse
from bot.settings import SQLITE

EXAMPLE = """echo '{"it": "nobody", "size": "30-99"}' | fixpoint record --name "Thirty people" --rules my-rules"""
FILE = "personas.yaml"
LONGEST_NAME = 100


def arguments(parser: ArgumentParser) -> None:
    """The name, where the answers come from, and whether to write."""
    add_file(parser)
    parser.add_argument("--name", required=True, help="what to call the persona")
    parser.add_argument("--receipt", metavar="ID", help="take the answers of this receipt")
    parser.add_argument("--database", metavar="URL", help="the database that holds the receipt")
    parser.add_argument("--write", action="store_true", help=f"add it to {FILE} of the folder that --rules names")
    parser.add_argument("--json", action="store_true", help="print the persona as JSON")


def run(arguments: Namespace) -> int:
    """Print the persona, and write it if asked to; 1 if the answers are no persona."""
    name = _tidy(arguments.name)
    content = content_of(arguments)
    path = _personas_file(arguments) if arguments.write else None
    receipt = _receipt(arguments) if arguments.receipt is not None else None
    answers = answers_of(arguments, content.book) if receipt is None else _answers_of(receipt, content)
    try:
        found = recorded(content, answers, name)
        if path is not None:
            _write(path, _longer(content, path, found))
    except Unfit as unfit:
        warn(str(unfit))
        return 1
    _notes(content, found, receipt, path)
    print(json.dumps(_as_json(found, path), ensure_ascii=False, indent=1) if arguments.json else found.text)
    return 0


def _tidy(name: str) -> str:
    tidy = " ".join(name.split())
    if not 1 <= len(tidy) <= LONGEST_NAME or not tidy.isprintable():
        raise UsageError(f"--name must be one line of 1 to {LONGEST_NAME} characters that can be seen")
    return tidy


def _personas_file(arguments: Namespace) -> Path:
    rules = settings_of(arguments).rules
    if rules is None:
        raise UsageError("--write needs the folder to write to; name it with --rules DIR")
    return rules / FILE


def _receipt(arguments: Namespace) -> Receipt:
    """The receipt of the command line. Raises UsageError."""
    if arguments.file != "-":
        raise UsageError("--receipt and a file of answers are two sources; name one of them")
    settings = settings_of(arguments)
    url = arguments.database or settings.database
    if not url.startswith(SQLITE) or url == SQLITE:
        raise UsageError(f'--database is "{url}"; write {SQLITE}path/to/fixpoint.db')
    settings = settings.model_copy(update={"database": url})
    if not settings.database_path.exists():
        raise UsageError(f"{settings.database_path} does not exist; name the database of the receipt with --database")

    async def found() -> Receipt | None:
        async with opened_store(settings, warn) as store:
            return await store.receipt(arguments.receipt)

    receipt = asyncio.run(found())
    if receipt is None:
        raise UsageError(f'there is no receipt "{arguments.receipt}" in {url}; look at its letters again')
    return receipt


def _answers_of(receipt: Receipt, content: Content) -> Answers:
    try:
        return parse_answers(json.dumps(shown(receipt.answers)), content.book)
    except UsageError as error:
        told = f"the receipt was given under rules {receipt.revision}, and its answers do not fit these: {error}"
        raise UsageError(told) from None


def _notes(content: Content, found: Recorded, receipt: Receipt | None, path: Path | None) -> None:
    """What somebody should know, on stderr: stdout is the entry alone."""
    if found.ignored:
        warn(f"not asked with these answers, and so left out: {', '.join(found.ignored)}")
    if receipt is not None and receipt.model != found.model:
        was = receipt.model or "open"
        warn(f"the receipt says {was} (rules {receipt.revision}); these rules ({content.revision}) say {found.model}")
    if found.alike:
        warn(found.alike)
    if path is not None:
        warn(f"added to {path}")


def _as_json(found: Recorded, path: Path | None) -> dict[str, Any]:
    node, _ = parse(found.text, FILE)
    return {"persona": node and node.value[0], "yaml": found.text, "written": None if path is None else str(path)}


def _longer(content: Content, path: Path, entry: Recorded) -> bytes:
    """The file of personas with one more entry, proved to be right. Raises Unfit."""
    if entry.alike:
        raise Unfit(f"nothing was written: {entry.alike}")
    name = next(one for one in content.originals if one.endswith(f"/{FILE}"))
    raw = path.read_bytes()
    before, _ = decode(raw, name)
    if before != content.source[name]:
        raise Unfit(f"{path} has changed since it was read; try again")
    longer = _appended(raw, before, entry.text)
    after, problems = decode(longer, name)
    try:
        grown = load_source({**content.source, name: after or ""})
    except ContentError as error:
        raise Unfit(f"nothing was written: with it, {[*problems, *error.problems][0]}") from None
    if grown.book.personas[:-1] != content.book.personas:
        raise Unfit(f"nothing was written: at the end of {path} it would be no entry of its own; add it by hand")
    differences = verdict(grown, grown.book.personas[-1]).differences
    if differences:
        raise Unfit(f"nothing was written: it would not hold, because {differences[0]}")
    return longer


def _appended(raw: bytes, text: str, entry: str) -> bytes:
    """The bytes of a file with an entry at its end, its lines ended as the file's are."""
    end = "\r\n" if b"\r\n" in raw else "\n"
    node, _ = parse(text, FILE)
    if node is not None and node.value == []:  # a file without entries holds only []
        head, _, tail = raw.rpartition(b"[]")
        return head + entry.replace("\n", end).encode() + tail
    between = "" if text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
    return raw + f"{between}{entry}\n".replace("\n", end).encode()


def _write(path: Path, raw: bytes) -> None:
    """Replace the file as a whole or not at all."""
    target, name = path.resolve(), ""
    try:
        number, name = tempfile.mkstemp(dir=target.parent, prefix=f".{FILE}.")
        with os.fdopen(number, "wb") as file:
            file.write(raw)
        shutil.copymode(target, name)
        Path(name).replace(target)
    except OSError as error:
        if name:
            Path(name).unlink(missing_ok=True)
        raise UsageError(f"{path} cannot be written ({error.strerror}); nothing was changed") from None
