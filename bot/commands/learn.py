"""`fixpoint learn`: what there is to read, an article with what it rests on, or the answer to a question.

It answers as the bot does in a chat, from the articles only: a question that none answers ends with exit code 1. With
--compare two models stand side by side.
"""

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from bot.app import voice_of
from bot.commands.folders import content_of, settings_of
from bot.content import Content
from bot.conversation.comparison import BETWEEN, side_by_side
from bot.errors import FixpointError, UsageError
from bot.library.articles import Article
from bot.library.search import SURE, Answer
from bot.model import Consultation, Picture
from bot.rulebook.format import Need
from bot.rulebook.problems import closest, nearest
from bot.settings import Settings
from bot.wording.language import ENGLISH, chosen

EXAMPLE = """fixpoint learn "what does an msp cost"
  fixpoint learn model-break-fix
  fixpoint learn --compare break-fix managed --png both.png"""


def arguments(parser: ArgumentParser) -> None:
    """A question or the id of an article; or two models."""
    parser.add_argument("words", nargs="*", metavar="QUESTION", help="a question, or the id of an article")
    parser.add_argument("--compare", nargs=2, metavar="MODEL", help="show two models side by side")
    parser.add_argument("--png", type=Path, metavar="FILE", help="draw what --compare shows into FILE")
    parser.add_argument("--language", default="en", metavar="CODE", help="read in this language, such as de")
    parser.add_argument("--json", action="store_true", help="print it as JSON")


def run(arguments: Namespace) -> int:
    """Print what was asked for; 1 if no article answers the question."""
    content = content_of(arguments)
    code = chosen(arguments.language, content.languages)
    if not code:
        raise UsageError(f'--language is "{arguments.language}"; choose one of: {", ".join(content.languages)}')
    content = content.spoken(code)
    if arguments.png is not None and arguments.compare is None:
        raise UsageError("--png draws what --compare shows; name two models with --compare")
    asked = " ".join(arguments.words).strip()
    if arguments.compare is not None and asked:
        raise UsageError("--compare shows two models, and a question is answered without it; ask one of the two")
    if arguments.compare is not None:
        return _compared(arguments, content)
    if not asked:
        return _listed(arguments, content)
    if asked.lower() in content.articles:
        return _article(arguments, content, content.articles[asked.lower()])
    if "-" in asked and " " not in asked and (near := closest(asked.lower(), content.articles)):
        raise UsageError(f'"{asked}" is no article; did you mean "{near}"?')
    return _answered(arguments, content, asked)


def _print(found: dict[str, Any]) -> None:
    print(json.dumps(found, ensure_ascii=False, indent=1))


def _listed(arguments: Namespace, content: Content) -> int:
    """Every article, by theme."""
    themes = [(one.id, one.title) for one in content.library.themes] or [("", "")]
    known = {theme for theme, _ in themes}
    found = [
        (title, [one for one in content.articles.values() if (one.theme if one.theme in known else "") == theme])
        for theme, title in (*themes, *([("", "")] if themes[0][0] else []))
    ]
    found = [(title, articles) for title, articles in found if articles]
    if arguments.json:
        _print({"themes": [{"title": title, "articles": [_short(one) for one in every]} for title, every in found]})
        return 0
    from bot.commands.printed import print_titles  # noqa: PLC0415 - rich is for people only

    print_titles([(title, [(one.id, one.title) for one in articles]) for title, articles in found])
    return 0


def _short(article: Article) -> dict[str, Any]:
    return {"article": article.id, "title": article.title, "summary": article.summary}


def _article(arguments: Namespace, content: Content, article: Article) -> int:
    """One article, its sources and what uses it."""
    models, rules = content.book.citing(article.id)
    uses = [(one.id, one.said) for one in models]
    uses += [(one.rule, one.words if isinstance(one, Need) else one.say) for one in rules]
    if arguments.json:
        _print(
            {
                **_short(article),
                "text": article.body,
                "translated": article.id not in content.library.foreign,
                "related": list(article.related),
                "sources": [one.model_dump() for one in article.sources],
                "used_by": [{"name": name, "say": says} for name, says in uses],
                "reviewed": article.reviewed.isoformat(),
            }
        )
        return 0
    from bot.commands.printed import print_article  # noqa: PLC0415 - as above

    print_article(article, uses, content.language.say.foreign if article.id in content.library.foreign else "")
    return 0


def _answered(arguments: Namespace, content: Content, asked: str) -> int:
    """The articles that answer a question, each with the passage that speaks of it most."""
    answer: Answer = content.search.find(asked)
    known = answer.sure >= SURE
    found = [(content.articles[one.article], content.search.passage(asked, one.article)) for one in answer.found]
    if arguments.json:
        articles = [{**_short(article), "passage": passage} for article, passage in found]
        _print({"question": asked, "known": known, "sure": round(answer.sure, 3), "articles": articles})
        return 0 if known else 1
    from bot.commands.printed import print_answer  # noqa: PLC0415 - as above

    more = f" --language {content.language.code}" if content.language is not ENGLISH else ""
    print_answer(found, known=known, more=more)
    return 0 if known else 1


def _compared(arguments: Namespace, content: Content) -> int:
    """Two models over the thirteen characteristics."""
    known = [model.id for model in content.book.models]
    for name in arguments.compare:
        if name not in known:
            raise UsageError(f'"{name}" is no model; {nearest(name, known)}')
    one, other = (content.book.model(name) for name in arguments.compare)
    if one is other:
        raise UsageError(f'--compare names "{one.id}" twice; name two models')
    rows = side_by_side(content, one.id, other.id)
    if not rows:
        raise UsageError(f"knowledge/characteristics.yaml says nothing of {one.id} and {other.id}; write it there")
    if arguments.png is not None:
        return _drawn(arguments.png, settings_of(arguments), content, (one.id, other.id))
    if arguments.json:
        told = [{"characteristic": title, one.id: says, other.id: said} for title, says, said in rows]
        _print({"models": [one.id, other.id], "characteristics": told})
        return 0
    from bot.commands.printed import print_compared  # noqa: PLC0415 - as above

    print_compared((one.said, other.said), rows)
    return 0


def _drawn(path: Path, settings: Settings, content: Content, models: tuple[str, str]) -> int:
    """The picture that the bot sends of it."""
    from bot.report.pictures import drawn  # noqa: PLC0415 - Pillow is for pictures only

    asking = Consultation("learn", "learn", content.revision, language=content.language.code)
    picture = drawn(Picture("compare", BETWEEN.join(models)), asking, content, settings.region, voice_of(settings))
    try:
        path.write_bytes(picture or b"")
    except OSError as error:
        raise FixpointError(f"{path} cannot be written ({error.strerror}); name another file") from None
    print(path)
    return 0
