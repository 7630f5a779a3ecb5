"""The one place that touches a folder: writes the handbook there, and takes away what an earlier one left.

Refused here: a folder that holds anything and was not written by the handbook. What is taken away is only what the
marker file of the earlier one names.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from bot.errors import UsageError

MARKER = ".fixpoint-handbook"
_OURS = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*\.(html|css|json)")


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files. Raises UsageError."""
    try:
        _write(folder, files)
    except OSError as error:
        raise UsageError(f"{error.filename or folder} cannot be written ({error.strerror})") from None


def check(folder: Path) -> None:
    """See before any work whether the folder may be written. Raises UsageError."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is no folder; name a new one")
    try:
        holds = folder.is_dir() and any(folder.iterdir())
    except OSError as error:
        raise UsageError(f"{folder} cannot be read ({error.strerror})") from None
    if holds and not (folder / MARKER).is_file():
        raise UsageError(f"{folder} holds other things; name a new or an empty folder")


def _write(folder: Path, files: Mapping[str, str]) -> None:
    check(folder)
    folder.mkdir(parents=True, exist_ok=True)
    marker = folder / MARKER
    earlier = _earlier(marker)
    _put(marker, _list({*earlier, *files}))  # first, so that a run that is stopped half-way can be repeated
    for name, text in files.items():
        _put(folder / name, text)
    for name in earlier - set(files):
        (folder / name).unlink(missing_ok=True)
    _put(marker, _list(files))


def _earlier(marker: Path) -> set[str]:
    """The files that an earlier handbook wrote; never a name that leads out of the folder."""
    if not marker.is_file():
        return set()
    text = marker.read_text(encoding="utf-8", errors="replace")
    return {line for line in text.splitlines() if _OURS.fullmatch(line)}


def _list(names: Mapping[str, str] | set[str]) -> str:
    return "".join(f"{name}\n" for name in sorted(names))


def _put(file: Path, text: str) -> None:
    """Write a file anew: whatever stands there is replaced, and a link is not followed."""
    temporary = file.with_name(f"{file.name}.new")
    temporary.unlink(missing_ok=True)
    temporary.write_text(text, encoding="utf-8", newline="\n")
    temporary.replace(file)
