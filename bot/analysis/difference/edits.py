"""Which entries of the rule files and which articles were added, removed or changed, and where each stands.

An entry is compared by what it says, not by how it is written: a comment or another order in the file is no edit.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import zip_longest
from typing import Any, TypeAlias

from bot.analysis.difference.speaking import Behind, called, differing
from bot.content import Content
from bot.rulebook.book import Rulebook, natural
from bot.rulebook.conditions import Condition
from bot.rulebook.format import Contradiction, Entry, Extra, Model, ModelRule, Need, Question, Tally, Traffic, WhyNot
from bot.rulebook.source import Node, Step, parse
from bot.rulebook.words import in_words

Path: TypeAlias = tuple[Step, ...]

DECIDES: Mapping[str, frozenset[str]] = {
    "question": frozenset({"options", "exposure", "when", "question"}),
    "need": frozenset({"need", "kind", "when"}),
    "tally": frozenset({"counts"}),
    "model": frozenset({"level"}),
    "model rule": frozenset({"tier", "model", "when"}),
    "why-not": frozenset({"model", "weight", "when"}),
    "extra": frozenset({"when"}),
    "contradiction": frozenset({"when"}),
    "traffic": frozenset({"given", "weights"}),
}
"""The keys of an entry that decide what holds; every other key is wording, or how something is shown."""

NAMED = {"question": "question", "model": "model"}
"""The key that names an entry, by its kind; of all others that are translated it is `rule`."""

NAMED_BY = ("rule", "persona", "question", "tally", "model")
"""The keys that name an entry, the first that is present."""


@dataclass(frozen=True)
class Side:
    """One of the two contents: how the report calls it, what stands before its file names, how a command is told it."""

    name: str
    content: Content
    prefix: str = ""
    flags: str = ""

    @property
    def book(self) -> Rulebook:
        """Its rules."""
        return self.content.book

    @cached_property
    def _nodes(self) -> dict[tuple[str, str], tuple[str, Node]]:
        """The entries as written, by kind of file and name."""
        found: dict[tuple[str, str], tuple[str, Node]] = {}
        for file, text in self.content.originals.items():
            sheet = file.rpartition("/")[2]
            node = parse(text, file)[0] if sheet.endswith((".yaml", ".yml")) else None
            for child in node.children.values() if node else ():
                word = next((key for key in NAMED_BY if key in child.keys), "")
                found.setdefault((sheet, str(child.value[word]) if word else ""), (file, child))
        return found

    def entry(self, kind: str, name: str) -> tuple[str, Node] | None:
        """The file and the node of an entry."""
        sheet = SHEETS[kind]
        return self._nodes.get((sheet, name))

    def place(self, kind: str, name: str, path: Path = ()) -> str:
        """Where an entry stands, or a part of it, as file:line."""
        found = self.entry(kind, name)
        return f"{self.prefix}{found[0]}:{found[1].at(path)[0]}" if found else ""

    def article(self, name: str, line: int = 1) -> str:
        """Where a line of an article stands."""
        file = next((file for file in self.content.originals if file.endswith(f"/{name}.md")), f"{name}.md")
        return f"{self.prefix}{file}:{line}"


SHEETS = {
    "question": "questions.yaml",
    "need": "needs.yaml",
    "tally": "needs.yaml",
    "model": "models.yaml",
    "model rule": "models.yaml",
    "why-not": "whynot.yaml",
    "extra": "extras.yaml",
    "contradiction": "contradictions.yaml",
    "traffic": "traffic.yaml",
    "persona": "personas.yaml",
}


@dataclass(frozen=True, slots=True)
class Edit:
    """An entry that is not as it was. `change` is added, removed or changed; `keys` are those that differ.

    `decides` says that it may bear on which rule holds or decides; without it only words differ. `before` and `after`
    say a condition in words where it differs, `detail` what else can be said in few words.
    """

    kind: str
    name: str
    change: str
    keys: tuple[str, ...]
    decides: bool
    old_place: str
    new_place: str
    before: str = ""
    after: str = ""
    detail: str = field(default="")

    @property
    def place(self) -> str:
        """Where to look: in the new files, or in the old ones for what is gone."""
        return self.new_place or self.old_place

    def as_json(self) -> dict[str, Any]:
        """The edit as plain data; what is empty is left out."""
        found = {
            "kind": self.kind,
            "name": self.name,
            "change": self.change,
            "keys": list(self.keys),
            "decides": self.decides,
            "place": self.place,
            "old_place": self.old_place,
            "new_place": self.new_place,
            "before": self.before,
            "after": self.after,
            "detail": self.detail,
        }
        return {key: value for key, value in found.items() if value not in ("", [])}


def edits(old: Side, new: Side) -> tuple[Edit, ...]:
    """Everything that differs, rules and questions first."""
    was, now = _entries(old.book), _entries(new.book)
    order = list(SHEETS)
    names = sorted({*was, *now}, key=lambda one: (order.index(one[0]), natural(one[1])))
    behind = Behind(old.content, new.content)
    found = [edit for kind, name in names for edit in _edit(old, new, (kind, name), (was, now))]
    said = (_left(one, behind) for one in (*found, *_articles(old, new)))
    return (*_asked(old, new), *said, *_speaking(old, new))


def _left(edit: Edit, behind: Behind) -> Edit:
    """The edit, with the languages that it leaves behind."""
    if edit.change != "changed":
        return edit
    word = NAMED.get(edit.kind, "rule")
    still = behind.article(edit.name) if edit.kind == "article" else behind.entry(word, edit.name, edit.keys)
    return replace(edit, detail="; ".join(filter(None, (edit.detail, still))))


def _asked(old: Side, new: Side) -> Iterator[Edit]:
    """Whether the questions that both ask are asked in another order."""
    was, now = ([one.id for one in side.book.questions] for side in (old, new))
    was, now = [one for one in was if one in now], [one for one in now if one in was]
    first = next((name for name, other in zip(now, was, strict=True) if name != other), None)
    if first is not None:
        places = old.place("question", first), new.place("question", first)
        yield Edit("order", "of questions", "changed", (), False, *places, detail=f"asked now: {', '.join(now)}")


def _entries(book: Rulebook) -> dict[tuple[str, str], Entry]:
    found: dict[tuple[str, str], Entry] = {}
    for kind, entries in (
        ("question", book.questions),
        ("need", book.needs),
        ("tally", book.tallies),
        ("model", book.models),
        ("model rule", book.model_rules),
        ("why-not", book.why_nots),
        ("extra", book.extras),
        ("contradiction", book.contradictions),
        ("traffic", book.traffic),
        ("persona", book.personas),
    ):
        for one in entries:
            found[kind, _name(one)] = one
    return found


def _name(entry: Any) -> str:
    match entry:
        case Need() | ModelRule() | WhyNot() | Extra() | Contradiction():
            return entry.rule
        case Question() | Tally() | Model() | Traffic():
            return entry.id
    return str(entry.persona)


def _edit(old: Side, new: Side, key: tuple[str, str], entries: tuple[Any, Any]) -> Iterator[Edit]:
    kind, name = key
    was, now = (side.get(key) for side in entries)
    if was == now:
        return
    if was is None or now is None:
        place = old.place(kind, name), new.place(kind, name)
        change = "added" if was is None else "removed"
        words = _condition(was), _condition(now)
        yield Edit(kind, name, change, (), kind in DECIDES, *place, *words)
        return
    keys = tuple(_differing(was, now))
    if not keys:  # the extra keys of a persona
        keys = ("answers",)
    decides = bool(DECIDES.get(kind, frozenset()) & set(keys)) and not (
        kind == "question" and keys == ("options",) and list(was.options) == list(now.options)
    )
    first = min(keys, key=lambda one: one not in DECIDES.get(kind, ()))
    path = _first_path(old.entry(kind, name), new.entry(kind, name), first)
    words = (_condition(was), _condition(now)) if "when" in keys else ("", "")
    places = old.place(kind, name, path), new.place(kind, name, path)
    detail = _options(was, now) if "options" in keys else _value(was, now, first)
    yield Edit(kind, name, "changed", keys, decides, *places, *words, detail)


def _differing(was: Entry, now: Entry) -> Iterator[str]:
    for name, info in type(was).model_fields.items():
        one, other = getattr(was, name), getattr(now, name)
        if one != other or (isinstance(one, dict) and name == "options" and list(one) != list(other)):
            yield info.alias or name


def _condition(entry: Any) -> str:
    when: Condition | None = getattr(entry, "when", None)
    return "" if when is None else in_words(when)


def _value(was: Entry, now: Entry, key: str) -> str:
    """A short value before and after, such as a tier or a model."""
    name = next((name for name, info in type(was).model_fields.items() if key in (info.alias, name)), key)
    one, other = getattr(was, name, None), getattr(now, name, None)
    short = all(isinstance(value, str | int | None) for value in (one, other)) and key != "when"
    return f"{key}: {one or 'nothing'} -> {other or 'nothing'}" if short else ""


def _options(was: Question, now: Question) -> str:
    """What became of the options of a question, one renamed among them."""
    gone = [one for one in was.options if one not in now.options]
    come = [one for one in now.options if one not in was.options]
    told = [f"options removed: {', '.join(gone)}"] if gone else []
    told += [f"options added: {', '.join(come)}"] if come else []
    for one in gone:
        twin = next((other for other in come if now.options[other] == was.options[one]), None)
        told += [f"{one} looks renamed to {twin}: ids are final, and stored answers know only the old one"] * bool(twin)
    said = [one for one in was.options if one in now.options and was.options[one] != now.options[one]]
    told += [f"said otherwise: {', '.join(said)}"] if said else []
    return "; ".join(told) or "options in another order"


def _first_path(old: tuple[str, Node] | None, new: tuple[str, Node] | None, key: str) -> Path:
    """The way to the first thing that differs under a key."""
    if old is None or new is None:
        return ()
    path: Path = (key,)
    values = tuple(one[1].value.get(key) for one in (old, new))
    while all(isinstance(one, dict) for one in values) or all(isinstance(one, list) for one in values):
        was, now = values
        steps: list[Any] = list(dict.fromkeys([*now, *was])) if isinstance(now, dict) else list(range(len(now)))
        step = next((one for one in steps if _at(was, one) != _at(now, one)), None)
        if step is None:
            break
        path, values = (*path, step), (_at(was, step), _at(now, step))
    return path


def _at(value: Any, step: Any) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    return value[step] if step < len(value) else None


def _articles(old: Side, new: Side) -> Iterator[Edit]:
    was, now = old.content.articles, new.content.articles
    for name in sorted({*was, *now}):
        one, other = was.get(name), now.get(name)
        if one == other:
            continue
        if one is None or other is None:
            place = ("", new.article(name)) if one is None else (old.article(name), "")
            yield Edit("article", name, "added" if one is None else "removed", (), False, *place)
            continue
        keys = tuple(key for key in type(one).model_fields if getattr(one, key) != getattr(other, key))
        line = _line(old, new, name)
        yield Edit("article", name, "changed", keys, False, old.article(name, line), new.article(name, line))


def _speaking(old: Side, new: Side) -> Iterator[Edit]:
    """The other entries of knowledge/, and translations."""
    for (code, kind, name), was, now, keys in differing(old.content.source, new.content.source):
        change = "added" if was is None else "removed" if now is None else "changed"
        places = (f"{side.prefix}{spot[0]}:{spot[1]}" if spot else "" for side, spot in ((old, was), (new, now)))
        yield Edit(f"{kind} in {code}" if code else kind, called(name), change, tuple(keys), False, *places)


def _line(old: Side, new: Side, name: str) -> int:
    """The first line of an article that differs."""
    texts = [
        next((text for file, text in side.content.originals.items() if file.endswith(f"/{name}.md")), "").split("\n")
        for side in (old, new)
    ]
    return next((number for number, (one, other) in enumerate(zip_longest(*texts), 1) if one != other), 1)
