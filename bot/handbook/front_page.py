"""The front page: what there is, and the search over all of it, which runs in the page and asks nobody."""

import json
from collections.abc import Iterator, Mapping

from bot.handbook.article_pages import plain
from bot.handbook.frame import Page, script, section
from bot.handbook.list_pages import models
from bot.handbook.markup import Html, joined, tag
from bot.handbook.material import KINDS, Material, amount, article_file, capital, sentence
from bot.rulebook.words import in_words

_UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
"""Signs that could end a script or begin a comment; in JSON they may as well be written so."""


def front_page(material: Material) -> Page:
    """The overview, the place of the results, and what is searched."""
    results = tag(
        "section",
        tag("h2", "Search results", id="found"),
        tag("p", id="count", role="status"),
        tag("ol", id="results"),
        id="search",
        aria_labelledby="found",
        hidden=True,
    )
    missing = tag("noscript", tag("p", "The search needs JavaScript; everything else works without it."))
    overview = tag(
        "div",
        section("What may be advised", models(material, "h3")),
        section("What there is", _counts(material)),
        section("The questions", _questions(material)),
        id="overview",
    )
    lead = "Which kind of IT support fits a business: every question, rule and article, and what follows from them."
    entries = json.dumps(list(_entries(material)), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    data = Html(f'<script type="application/json" id="entries">{entries.translate(_UNSAFE)}</script>')
    end = Html(f"\n{data}\n<script>{script()}</script>")
    return Page("index.html", "Handbook", joined((missing, results, overview), "\n"), lead=lead, end=end)


def _counts(material: Material) -> Html:
    book, kinds = material.book, {kind: len(material.of_kind(kind)) for kind in KINDS}
    rules = ", ".join(f"{count} {KINDS[kind].lower()}{'s'[: count != 1]}" for kind, count in kinds.items())
    lines = (
        ("questions.html", amount(len(book.questions), "question"), "each with where its answers lead"),
        ("rules.html", amount(len(book.rules), "rule"), rules),
        ("articles.html", amount(len(material.content.articles), "article"), "each with its sources"),
        ("certificate.html", amount(material.figures.sets, "answer set"), "every one looked at"),
        ("graph.html", "The graph", "from the questions to the models"),
    )
    points = (
        tag("li", tag("a", words, href=file), " ", tag("span", more, class_="quiet")) for file, words, more in lines
    )
    return tag("ul", *points, class_="counts")


def _questions(material: Material) -> Html:
    return tag("ol", *(tag("li", material.question(one.id, one.ask)) for one in material.book.questions))


def _entries(material: Material) -> Iterator[Mapping[str, str]]:
    """What is searched: kind, title, address, a line to show, and further words."""
    book = material.book
    for model in book.models:
        words = f"{model.means} {model.not_given}"
        yield _entry("Model", capital(model.said), material.model_file(model.id), model.means, f"{model.id} {words}")
    for question in book.questions:
        options = " ".join(f"{name} {one.label} {one.said}." for name, one in question.options.items())
        words = f"{question.id} {options} {question.help or ''}"
        yield _entry("Question", question.ask, material.question_file(question.id), question.why, words)
    for kind, word in KINDS.items():
        for rule in material.of_kind(kind):
            title = f"{rule.rule} {material.title(rule)}".strip()
            file = material.rule_file(rule.rule)
            yield _entry(word, title, file, sentence(rule), f"When {in_words(rule.when)}")
    for _, article in sorted(material.content.articles.items()):
        file, words = article_file(article.id), f"{article.id} {plain(article.body)}"
        yield _entry("Article", article.title, file, article.summary, words)


def _entry(kind: str, title: str, file: str, line: str, words: str) -> Mapping[str, str]:
    return {"kind": kind, "title": title, "file": file, "line": line, "words": words.strip()}
