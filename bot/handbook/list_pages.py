"""The pages that list everything of a kind: models, questions, rules, articles."""

from collections.abc import Iterator, Sequence

from bot.handbook.frame import Page, section, table
from bot.handbook.markup import Html, joined, listed, slug, tag
from bot.handbook.material import KINDS, Material, amount, bar, capital, percent
from bot.handbook.model_pages import rule_table
from bot.handbook.rule_pages import rule_row
from bot.library.articles import Article
from bot.rulebook.format import TIERS, ModelRule, Need, Rule


def list_pages(material: Material) -> Iterator[Page]:
    """One page a kind."""
    yield Page("models.html", "Models", models(material), lead="What may be advised, and how often it is.")
    lead = "In the order in which they are asked."
    yield Page("questions.html", "Questions", _questions(material), lead=lead)
    lead = "Their order never matters: all rules whose condition holds fire, and the highest tier that fires decides."
    yield Page("rules.html", "Rules", _rules(material), lead=lead)
    yield Page("articles.html", "Articles", _articles(material), lead="What every sentence of the advice rests on.")


def models(material: Material, heading: str = "h2") -> Html:
    """A card a model: what it means, and its share as a number and a bar."""
    cards = []
    for model in material.book.models:
        share = material.figures.models[model.id]
        told = f"{percent(share.of_traffic)} of the assumed traffic, {percent(share.of_sets)} of all answer sets"
        words = tag("p", told, class_="quiet")
        cards.append(
            joined((tag(heading, material.model(model.id)), tag("p", model.means), bar(share.of_traffic), words))
        )
    return listed(cards, "cards")


def _questions(material: Material) -> Html:
    rows: list[tuple[str, ...]] = []
    for question in material.book.questions:
        figures = material.figures.questions[question.id]
        options = " / ".join(option.label for option in question.options.values())
        asked, matters = percent(figures.asked.of_traffic), percent(figures.matters.of_traffic)
        rows.append((material.question(question.id, question.ask), options, asked, matters))
    head = ("Question", "Options", "Asked", "Matters")
    caption = "Asked, and able to change the model alone: parts of the assumed traffic"
    return table(caption, head, rows, "rules")


def _rules(material: Material) -> Html:
    kinds = tag(
        "p",
        joined((tag("a", f"{_plural(kind)}", href=f"#{slug(word)}") for kind, word in KINDS.items()), " · "),
        class_="jump",
    )
    parts = [section(_plural(kind), *_of_kind(material, kind), id_=slug(word)) for kind, word in KINDS.items()]
    return joined((kinds, *parts), "\n")


def _plural(kind: type[Rule]) -> str:
    return f"{KINDS[kind]}s"


def _of_kind(material: Material, kind: type[Rule]) -> Iterator[Html]:
    if kind is ModelRule:
        for tier in TIERS:
            rules = [one for one in material.book.model_rules if one.tier == tier]
            if rules:
                yield rule_table(material, f"{capital(tier)} rules", rules)
        return
    rows = [rule_row(material, rule) for rule in material.of_kind(kind)]
    if rows:
        title = {"Need": "Need", "Extra": "Title", "Why-not sentence": "Against"}.get(KINDS[kind], "About")
        yield table("Share: where it holds, of the assumed traffic", ("Rule", title, "It says", "Share"), rows, "rules")
    if kind is Need:
        yield _tallies(material)


def _tallies(material: Material) -> Html:
    points = []
    for tally in material.book.tallies:
        needs = joined((material.fact(need.id) for need in material.book.counted(tally.id)), ", ")
        readers = joined((material.rule(one.rule) for one in material.readers(tally.id)), ", ")
        points.append(
            tag(
                "div",
                tag("dt", tally.id, id=f"tally-{slug(tally.id)}"),
                tag("dd", f"counts the {tally.counts} needs that hold: ", needs),
                tag("dd", "read by ", readers) if readers else "",
            )
        )
    return Html(tag("h3", "Tallies") + tag("dl", *points, class_="facts")) if points else Html()


def _articles(material: Material) -> Html:
    articles = sorted(material.content.articles.values(), key=lambda one: (one.title.casefold(), one.id))
    themes = [(one.id, one.title) for one in material.content.library.themes]
    known = {name for name, _ in themes}
    parts = [
        section(title, _points(material, [one for one in articles if one.theme == name]), id_=f"theme-{name}")
        for name, title in themes
    ]
    rest = _points(material, [one for one in articles if one.theme not in known])
    return joined((tag("p", amount(len(articles), "article"), class_="quiet"), *parts, rest))


def _points(material: Material, articles: Sequence[Article]) -> Html:
    points = (joined((material.article(one.id), tag("p", one.summary, class_="quiet"))) for one in articles)
    return listed(points, "articles")
