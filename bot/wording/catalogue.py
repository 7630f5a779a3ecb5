"""The message catalogues: what the bot itself says and hears in other languages than English, a file for each.

A catalogue is YAML: `language`, `name`, and below `say`, `hear` and `telegram` the sentences and words under the names
that they have in `sentences.py`, `hearing.py` and `messages.py`. What it lacks is said in English. Refused here: names
that do not exist, and sentences whose words in braces are not those of the English one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, TypeAlias

from bot.rulebook.files import way_to
from bot.rulebook.problems import Problem, nearest
from bot.rulebook.source import Node, decode, parse
from bot.wording.hearing import Hearing
from bot.wording.language import ENGLISH, Language
from bot.wording.messages import Messages
from bot.wording.sentences import Wording

FOLDER = Path(__file__).parent / "catalogues"
_PARTS: Mapping[str, type[Any]] = {"say": Wording, "hear": Hearing, "telegram": Messages}
_MENU, _MOST = 256, {"short_description": 120}
"""What Telegram shows at most of the words of a command, and of other texts."""
Default: TypeAlias = Wording | Hearing | Messages


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A language as its catalogue has it, what is wrong with the file, and the names of what it does not say."""

    language: Language
    file: str
    problems: tuple[Problem, ...] = ()
    missing: tuple[str, ...] = ()
    exists: bool = True


@cache
def catalogue(code: str) -> Catalogue:
    """The catalogue of a language. Without a file it is English that goes by another code."""
    return read(FOLDER / f"{code}.yaml", code)


def read(path: Path, code: str) -> Catalogue:
    """A catalogue from its file. What is wrong in it is left out, and told."""
    name = f"{way_to(path)}{path.name}"
    try:
        raw = path.read_bytes()
    except OSError:
        return Catalogue(replace(ENGLISH, code=code, name=code), name, (), tuple(_every()), exists=False)
    text, problems = decode(raw, name)
    node, wrong = parse(text, name) if text is not None else (None, [])
    problems = [*problems, *wrong]
    if node is None or not isinstance(node.value, dict):
        problems = problems or [Problem(name, 1, 1, "is no catalogue", "shape", hint="write `language:`, `name:`, ...")]
        return Catalogue(replace(ENGLISH, code=code, name=code), name, tuple(problems), tuple(_every()))
    return _Reader(name, node, problems).catalogue(code)


def _every() -> Iterator[str]:
    for part, kind in _PARTS.items():
        yield from (f"{part}.{field.name.rstrip('_')}" for field in fields(kind))


class _Reader:
    """Takes a catalogue apart, value by value."""

    def __init__(self, file: str, node: Node, problems: list[Problem]) -> None:
        self.file, self.node, self.problems = file, node, problems
        self.missing: list[str] = []

    def catalogue(self, code: str) -> Catalogue:
        for key in self.node.children:
            if key not in {"language", "name", *_PARTS}:
                self._tell((key,), f'"{key}" is no key here', nearest(str(key), ("language", "name", *_PARTS)))
        if self.node.value.get("language") != code:
            self._tell(("language",), f"`language` is not {code}, as the file is called", f"write {code}")
        name = self.node.value.get("name")
        if not isinstance(name, str):
            self._tell((), "`name` is missing", "write how the language calls itself")
        say, hear, telegram = (self._part(part, kind()) for part, kind in _PARTS.items())
        language = Language(code, name if isinstance(name, str) else code, say, hear, telegram)
        return Catalogue(language, self.file, tuple(self.problems), tuple(self.missing))

    def _part(self, part: str, default: Any) -> Any:
        node = self.node.children.get(part, Node({}, 1, 1))
        names = {field.name.rstrip("_"): field.name for field in fields(default)}
        found: dict[str, Any] = {}
        if not isinstance(node.value, dict):
            self._tell((part,), f"`{part}` holds no names", "write `name: words` below it")
            return default
        for key, child in node.children.items():
            name = names.get(str(key))
            if name is None:
                self._tell((part, key), f'"{key}" is no name here', nearest(str(key), names))
                continue
            english = getattr(default, name)
            value = _value(child.value, english)
            if value is None:
                self._tell((part, key), f"`{key}` must be {_SHAPES[_shape(english)]}")
            elif wrong := _braces(value, english) or _length(name, value, english):
                self._tell((part, key), f"`{key}` {wrong}")
            else:
                found[name] = value
        self.missing += [f"{part}.{key}" for key, name in names.items() if name not in found]
        return replace(default, **found)

    def _tell(self, path: tuple[Any, ...], text: str, hint: str = "") -> None:
        self.problems.append(Problem(self.file, *self.node.at(path), text, "catalogue", hint=hint))


_SHAPES = {"text": "text", "texts": "a list of words", "mapping": "words under words"}


def _shape(english: object) -> str:
    return "text" if isinstance(english, str) else "mapping" if isinstance(english, Mapping) else "texts"


def _value(value: Any, english: Any) -> Any:
    """A value as the field holds it; None if it is of another shape."""
    match _shape(english):
        case "text":
            return value if isinstance(value, str) else None
        case "texts":
            if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
                return None
            return frozenset(value) if isinstance(english, frozenset) else tuple(value)
        case _:
            kind = int if any(isinstance(one, int) for one in english.values()) else str
            fits = isinstance(value, dict) and all(type(one) is kind for one in value.values())
            return {str(key): one for key, one in value.items()} if fits else None


def _braces(value: Any, english: Any) -> str:
    """What is wrong with the words in braces of a sentence."""
    if not isinstance(value, str):
        return ""
    try:
        wanted, here = (
            {name for _, name, _, _ in Formatter().parse(one) if name is not None} for one in (english, value)
        )
    except ValueError:
        return "has a brace without its partner; write {{ and }} for braces that are to be read"
    if wanted == here:
        return ""
    return (
        f"must fill in {', '.join(f'{{{name}}}' for name in sorted(wanted)) or 'nothing'}, as the English sentence does"
    )


def _length(name: str, value: Any, english: Any) -> str:
    """What is wrong with the length of a text: empty, or too long for Telegram's menu."""
    if not isinstance(value, str):
        return ""
    if english and not value.strip() and name != "stemmed":
        return "is empty"
    most = _MOST.get(name, _MENU if name.startswith("do_") else None)
    return f"has {len(value)} characters, and at most {most} are shown" if most and len(value) > most else ""
