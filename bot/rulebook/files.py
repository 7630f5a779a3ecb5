"""The files of a folder as text, read once: what is checked is what is kept and what the revision is made of."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.rulebook.problems import Problem
from bot.rulebook.source import decode

LANGUAGE = re.compile(r"[a-z]{2}")
NEARLY = re.compile(r"[A-Za-z]{2}([-_][A-Za-z]{2})?")
ORIGINAL = "en"
INNER = {"rules": "rules", "articles": "knowledge"}
"""Where in a folder that holds all content is what is wanted."""


@dataclass(slots=True)
class Folder:
    """`texts` holds the files by name. A file that cannot be read is among `problems` and in `unread`.

    `name` is what the folder itself is called, `above` is the way to it, with a stroke at its end. `inner` are the
    folders in it that are called like a language, by its two letters: they hold translations.
    """

    name: str
    texts: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    missing: bool = False
    above: str = ""
    inner: dict[str, "Folder"] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path, patterns: Iterable[str], what: str, above: str | None = None) -> "Folder":
        """The files of a folder whose names fit one of the patterns. Never raises.

        README.md is for people, and names with a dot in front are those of editors.
        """
        folder = cls(path.resolve().name, above=way_to(path) if above is None else above)
        if not path.is_dir():
            folder._refuse("is no folder", f"name a folder of {what}")
            return folder
        folder.take(path, patterns)
        for one in sorted(path.iterdir()):
            if one.is_dir():
                folder._translated(one, patterns)
        if not folder.names and (path / INNER[what]).is_dir():
            folder._refuse(f"holds no {what}", f"did you mean {folder.place(INNER[what])}?")
        return folder

    def _translated(self, path: Path, patterns: Iterable[str]) -> None:
        """Read a folder that is called like a language, or nearly so. One without a file is none."""
        if LANGUAGE.fullmatch(path.name) and path.name != ORIGINAL:
            inner = Folder(f"{self.name}/{path.name}", above=self.above)
            inner.take(path, patterns)
            if inner.names:
                self.inner[path.name] = inner
        elif NEARLY.fullmatch(path.name):
            text, hint = "is no folder of a language", f"call it by two small letters: {path.name[:2].lower()}"
            hint = "the originals are English" if path.name.lower()[:2] == ORIGINAL else hint
            self.problems.append(Problem(self.place(path.name), 1, 1, text, "unknown-folder", hint=hint))

    def within(self, language: str) -> "Folder":
        """The folder in this one that holds a translation; an empty one if there is none yet."""
        return self.inner.setdefault(language, Folder(f"{self.name}/{language}", above=self.above))

    def take(self, path: Path, patterns: Iterable[str]) -> None:
        """Read the files of a path whose names fit one of the patterns."""
        for file in sorted({file for pattern in patterns for file in path.glob(pattern)}):
            if file.name != "README.md" and not file.name.startswith("."):
                self._take(file)

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
        for _, folder in sorted(self.inner.items()):
            yield from folder.source()


def language_of(name: str) -> str:
    """The language that a file is in, by its name from the folder of all content on; empty for an original."""
    _, _, inside = name.partition("/")
    code, stroke, _ = inside.partition("/")
    return code if stroke and LANGUAGE.fullmatch(code) else ""


def saved(path: Path) -> Iterator[Path]:
    """What lies in a folder, and in the folders of languages in it. Hidden files are notes of editors to themselves."""
    with suppress(OSError):  # a folder that is away for a moment has no files
        for one in path.iterdir():
            if one.name.startswith("."):
                continue
            yield one
            if LANGUAGE.fullmatch(one.name):
                yield from saved(one)


def way_to(path: Path) -> str:
    """What stands before a folder's own name, so that an editor finds it from here; empty if it lies here."""
    above = path.resolve().parent
    with suppress(ValueError):
        above = above.relative_to(Path.cwd())
    return "" if above == Path() else f"{above.as_posix().rstrip('/')}/"
