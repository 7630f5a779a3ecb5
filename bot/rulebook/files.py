"""The files of a folder as text, read once: what is checked is what is kept and what the revision is made of."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.rulebook.problems import Problem
from bot.rulebook.source import decode

INNER = {"rules": "rules", "articles": "knowledge"}
"""Where in a folder that holds all content is what is wanted."""


@dataclass(slots=True)
class Folder:
    """`texts` holds the files by name. A file that cannot be read is among `problems` and in `unread`.

    `name` is what the folder itself is called, `above` is the way to it, with a stroke at its end.
    """

    name: str
    texts: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    missing: bool = False
    above: str = ""

    @classmethod
    def read(cls, path: Path, patterns: Iterable[str], what: str, above: str | None = None) -> "Folder":
        """The files of a folder whose names fit one of the patterns. Never raises.

        README.md is for people, and names with a dot in front are those of editors.
        """
        folder = cls(path.resolve().name, above=way_to(path) if above is None else above)
        if not path.is_dir():
            folder._refuse("is no folder", f"name a folder of {what}")
            return folder
        for file in sorted({file for pattern in patterns for file in path.glob(pattern)}):
            if file.name != "README.md" and not file.name.startswith("."):
                folder._take(file)
        inner = (path / INNER[what]).is_dir()
        if inner and not folder.names:
            folder._refuse(f"holds no {what}", f"did you mean {folder.place(INNER[what])}?")
        return folder

    def _refuse(self, text: str, hint: str) -> None:
        self.missing = True
        self.problems.append(Problem(self.place(), 1, 1, text, "unreadable", hint=hint))

    def _take(self, file: Path) -> None:
        name = self.place(file.name)
        try:
            raw = file.read_bytes()
        except OSError as error:
            text, problems = None, [Problem(name, 1, 1, f"cannot be read ({error.strerror})", "unreadable")]
        else:
            text, problems = decode(raw, name)
        self.problems += problems
        if text is None:
            self.unread.add(file.name)
        else:
            self.texts[file.name] = text

    def place(self, file: str = "") -> str:
        """How a file of the folder is found from here; the folder itself without a name."""
        return f"{self.above}{self.name}/{file}".rstrip("/")

    @property
    def names(self) -> set[str]:
        """The names of all files, those that cannot be read included."""
        return {*self.texts, *self.unread}

    def source(self) -> Iterator[tuple[str, str]]:
        """Every file that was read, as folder/name and its text."""
        for name, text in sorted(self.texts.items()):
            yield f"{self.name}/{name}", text


def way_to(path: Path) -> str:
    """What stands before a folder's own name, so that an editor finds it from here; empty if it lies here."""
    above = path.resolve().parent
    with suppress(ValueError):
        above = above.relative_to(Path.cwd())
    return "" if above == Path() else f"{above.as_posix().rstrip('/')}/"
