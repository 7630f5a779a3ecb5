"""An article of knowledge/ as written: front matter that says what it is and rests on, then simple Markdown.

Refused here: unknown keys, a name that differs from the file's, links to articles that do not exist, an empty text.
"""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, ValidationError

from bot.rulebook.format import ArticleId, Sentence
from bot.rulebook.problems import Problem, nearest
from bot.rulebook.source import MAX_BYTES, Node, parse

CHARACTERISTICS = tuple(f"BF{n}" for n in range(1, 6)) + tuple(f"MSP{n}" for n in range(1, 9))
"""The five characteristics of break/fix and the eight of managed services."""


class Source(BaseModel):
    """What a claim rests on; `compared` says whether somebody has opened it and compared the claim."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Sentence
    publisher: Sentence
    year: Sentence
    confidence: Literal["sourced", "sourced-vendor", "rule of thumb"]
    compared: StrictBool


class Article(BaseModel):
    """One page of the library. `body` is Markdown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: ArticleId
    title: Sentence
    summary: Sentence
    covers: tuple[Literal[CHARACTERISTICS], ...]  # type: ignore[valid-type]
    related: tuple[ArticleId, ...]
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    reviewed: Annotated[date, BeforeValidator(lambda raw: date.fromisoformat(raw) if isinstance(raw, str) else raw)]
    body: str = ""


def read_articles(folder: Path) -> tuple[dict[str, Article], list[Problem]]:
    """Every article of the folder by id, and everything that is wrong with them. README.md is no article."""
    if not folder.is_dir():
        return {}, [Problem(folder.name, 1, 1, "is no folder", "unreadable", hint="name a folder of articles")]
    articles: dict[str, Article] = {}
    problems: list[Problem] = []
    bodies: list[tuple[str, int, str]] = []
    for path in sorted(folder.glob("*.md")):
        if path.name == "README.md":
            continue
        name = f"{folder.name}/{path.name}"
        article, found, first_line = _read(path, name)
        problems += found
        if article is not None:
            articles[path.stem] = article
            bodies.append((name, first_line, article.body))
    known = {path.stem for path in folder.glob("*.md")} - {"README"}
    problems += _links(folder.name, articles, bodies, known)
    return articles, problems


def _read(path: Path, name: str) -> tuple[Article | None, list[Problem], int]:
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        return None, [Problem(name, 1, 1, f"cannot be read ({error.strerror})", "unreadable")], 0
    except UnicodeDecodeError:
        return None, [Problem(name, 1, 1, "is not UTF-8", "not-utf8", hint="save it as UTF-8")], 0
    if len(raw) > MAX_BYTES:
        return None, [Problem(name, 1, 1, "is over 1 MiB", "too-big", hint="split or shorten it")], 0
    match = re.match(r"---\r?\n(.*?)^---[ \t]*\r?\n", text, re.DOTALL | re.MULTILINE)
    if match is None:
        hint = "begin the file with ---, its keys, and --- again"
        return None, [Problem(name, 1, 1, "has no front matter", "front-matter", hint=hint)], 0
    node, problems = parse("\n" + match[1], name)  # the empty line stands for ---, so that line numbers are right
    if node is None or not isinstance(node.value, dict):
        return None, problems or [Problem(name, 2, 1, "its front matter is no mapping", "front-matter")], 0
    body = text[match.end() :].strip()
    first_line = text.count("\n", 0, match.end()) + 1
    try:
        article = Article.model_validate({**node.value, "body": body})
    except ValidationError as error:
        return None, problems + [_explain(name, node, detail) for detail in error.errors(include_url=False)], 0
    if article.id != path.stem:
        line, column = node.at(("id",))
        text = f'the id "{article.id}" is not the name of the file'
        problems.append(Problem(name, line, column, text, "id", hint=f'write "{path.stem}"'))
    if not body:
        problems.append(Problem(name, first_line, 1, "has no text", "empty"))
    return article, problems, first_line


def _explain(name: str, node: Node, detail: Mapping[str, object]) -> Problem:
    loc: tuple[int | str, ...] = detail["loc"]  # type: ignore[assignment]
    line, column = node.at(loc)
    key = str(loc[-1]) if loc else ""
    if detail["type"] == "extra_forbidden":
        known = [*(Source if len(loc) > 1 else Article).model_fields]
        return Problem(name, line, column, f'"{key}" is no key here', "unknown-key", hint=nearest(key, known))
    if detail["type"] == "missing":
        return Problem(name, line, column, f"`{key}` is missing", "missing-key", hint=f"add `{key}:`")
    hint = nearest(str(detail["input"]), CHARACTERISTICS) if loc[0] == "covers" else ""
    where = ".".join(str(step) for step in loc)
    return Problem(name, line, column, f"`{where}`: {str(detail['msg']).lower()}", "front-matter", hint=hint)


def _links(
    folder: str, articles: Mapping[str, Article], bodies: list[tuple[str, int, str]], known: set[str]
) -> list[Problem]:
    problems: list[Problem] = []
    for name, article in articles.items():
        for other in article.related:
            if other not in known:
                text = f'is related to "{other}", which is not in {folder}/'
                problems.append(Problem(f"{folder}/{name}.md", 1, 1, text, "unknown-article", hint=nearest(other, known)))
    for file, first, body in bodies:
        for found in re.finditer(r"\[[^\]]*\]\(([^)\s]*)\)", body):
            if found[1] not in known:
                line = first + body.count("\n", 0, found.start())
                text = f'links to "{found[1]}", which is no article'
                problems.append(Problem(file, line, 1, text, "unknown-article", hint=nearest(found[1], known)))
    return problems
