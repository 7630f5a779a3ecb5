"""From what the command line names to a content: a folder, or a revision of the checkout that the rules are in.

Git is asked as a process and only reads; where it is missing, or does not know the revision, one line says so.
"""

import os
import shlex
import subprocess
import tarfile
from contextlib import suppress
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from bot.analysis.difference.edits import Side
from bot.analysis.difference.written import Written, written
from bot.content import KNOWLEDGE, RULES, load
from bot.errors import ContentError, UsageError
from bot.rulebook.files import Folder, way_to
from bot.rulebook.problems import Problem
from bot.settings import Settings, content_folders

QUESTIONS = "questions.yaml"
PRESENT = "the present rules"
OF_HOOKS = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX"}


@dataclass(frozen=True)
class Broken:
    """A side that cannot be loaded: why, and its files as they are."""

    problems: tuple[object, ...]
    files: Written


def both(old: str, new: str | None, settings: Settings) -> tuple[Side, Side]:
    """The two sides. Raises UsageError, and ContentError with all that is wrong and all that was edited."""
    was = _side(old, settings, new)
    now = _present(settings) if new is None else _side(new, settings, old)
    if isinstance(was, Side) and isinstance(now, Side):
        return was, now
    wrong = [problem for one in (was, now) if isinstance(one, Broken) for problem in one.problems]
    raise ContentError([*wrong, *written(*(_files(one) for one in (was, now)))])


def _files(one: Side | Broken) -> Written:
    return one.files if isinstance(one, Broken) else Written(one.name, one.content.source, one.prefix)


def _present(settings: Settings) -> Side | Broken:
    """The content of the settings: what every other command uses."""
    rules, knowledge = content_folders(settings.rules, settings.knowledge)
    flags = _flags(rules=settings.rules, knowledge=settings.knowledge)
    return _loaded(PRESENT, rules, knowledge, way_to(rules), flags)


def _flags(**folders: Path | None) -> str:
    """What names folders to a command; nothing for those that it finds by itself."""
    return "".join(f" --{name} {shlex.quote(str(folder))}" for name, folder in folders.items() if folder is not None)


def _side(name: str, settings: Settings, other: str | None) -> Side | Broken:
    """The content of a folder, or of a git revision. Raises UsageError.

    A revision is one of the checkout that the other side lies in, or else of that of the present rules.
    """
    folder = Path(name)
    if folder.is_dir():
        rules, knowledge = _folders(name, settings)
        own = knowledge if knowledge.parent == rules.parent else settings.knowledge
        return _loaded(name, rules, knowledge, way_to(rules), _flags(rules=rules, knowledge=own))
    present_folders = content_folders(settings.rules, settings.knowledge)
    if other is None or not Path(other).is_dir():
        return _revision(name, *present_folders)
    try:
        return _revision(name, *_folders(other, settings))
    except UsageError:
        with suppress(UsageError):
            return _revision(name, *present_folders)
        raise


def _folders(name: str, settings: Settings) -> tuple[Path, Path]:
    """The rules and the articles of a folder that the command line names. Raises UsageError."""
    folder = Path(name)
    _, shipped = content_folders(settings.rules, settings.knowledge)
    if (folder / "rules").is_dir():
        own = folder / "knowledge"
        return folder / "rules", own if own.is_dir() else shipped
    if (folder / QUESTIONS).exists():
        return folder, shipped
    raise UsageError(f"{name} holds neither rules/ nor {QUESTIONS}; name a folder with rules/ and knowledge/ in it")


def _loaded(name: str, rules: Path, knowledge: Path, prefix: str, flags: str = "") -> Side | Broken:
    try:
        return Side(name, load(rules, knowledge, ""), prefix, flags)
    except ContentError as error:
        folders = Folder.read(rules, RULES, "rules", ""), Folder.read(knowledge, KNOWLEDGE, "articles", "")
        source = {file: text for folder in folders for file, text in folder.source()}
        return Broken(tuple(_placed(one, prefix) for one in error.problems), Written(name, source, prefix))


def _placed(problem: object, prefix: str) -> object:
    return replace(problem, file=f"{prefix}{problem.file}") if isinstance(problem, Problem) else problem


def _revision(name: str, rules: Path, knowledge: Path) -> Side | Broken:
    """The content of a revision, from where these folders lie in their checkout."""
    rules, knowledge = rules.resolve(), knowledge.resolve()
    if not rules.is_dir():
        raise UsageError(f"{rules} is no folder; name the rules with --rules")
    top = Path(_said("rev-parse", "--show-toplevel", at=rules, name=name).strip()).resolve()
    ask = ("rev-parse", "--verify", "--quiet", "--end-of-options")
    commit = _said(*ask, f"{name}^{{commit}}", at=rules, name=name).strip()
    inside = {one: _inside(one, top, commit, name) for one in (rules, knowledge)}
    if not inside[rules]:
        raise UsageError(f"revision {name} has no {rules.relative_to(top)}; name one that has it, or a folder")
    with TemporaryDirectory(prefix="fixpoint-") as folder:
        paths = [path for path in inside.values() if path]
        archive = _git("archive", "--format=tar", commit, "--", *paths, at=top, name=name)
        with tarfile.open(fileobj=BytesIO(archive)) as tar:
            tar.extractall(folder, filter="data")
        old_rules, old_knowledge = (Path(folder) / inside[one] if inside[one] else one for one in (rules, knowledge))
        above = PurePosixPath(inside[rules]).parent.as_posix()
        return _loaded(name, old_rules, old_knowledge, f"{name}:{'' if above == '.' else f'{above}/'}")


def _inside(folder: Path, top: Path, commit: str, name: str) -> str:
    """Where a folder lies in a commit; empty if the commit has none there."""
    if not folder.is_relative_to(top):
        return ""
    path = folder.relative_to(top).as_posix()
    with suppress(UsageError):
        _git("cat-file", "-e", f"{commit}:{'' if path == '.' else path}", at=top, name=name)
        return path
    return ""


def _said(*arguments: str, at: Path, name: str) -> str:
    return _git(*arguments, at=at, name=name).decode("utf-8", "surrogateescape")


def _untied() -> dict[str, str]:
    """The environment without what git sets for its hooks: it would tie us to their repository and their index."""
    return {name: value for name, value in os.environ.items() if name not in OF_HOOKS}


def _git(*arguments: str, at: Path, name: str) -> bytes:
    """What git says. Raises UsageError, in the words of its first line where it has any."""
    try:
        command = ["git", "-C", str(at), *arguments]
        done = subprocess.run(command, capture_output=True, check=False, env=_untied())  # noqa: S603 - git, no shell
    except FileNotFoundError:
        raise UsageError(f"{name} is no folder, and without git it cannot be a revision; name a folder") from None
    if done.returncode == 0:
        return done.stdout
    why = next(iter(done.stderr.decode("utf-8", "replace").splitlines()), "git knows no such revision")
    raise UsageError(f"{name} is no folder and no revision here ({why}); name a folder or a revision of {at}")
