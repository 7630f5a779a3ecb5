"""The graph from questions over needs and tallies to rules and models: a picture where there is one, always a list."""

from collections.abc import Iterator, Mapping

from bot.analysis.drawing import as_dot
from bot.analysis.graph import Graph, graph
from bot.handbook.frame import Page, section
from bot.handbook.markup import Html, joined, listed, tag
from bot.handbook.material import Material, amount, capital
from bot.rulebook.conditions import reads
from bot.rulebook.format import TIERS, ModelRule


def graph_page(material: Material, picture: str | None) -> Page:
    """The picture (SVG) if graphviz has drawn one, and the same as nested lists."""
    drawn = tag("div", Html(picture), class_="graph", tabindex="0", role="region", aria_label="Picture of the graph")
    words = "From left to right: questions, needs, tallies, rules, models. Every box is a link; scroll to see all."
    body = joined(
        (
            section("As a picture", tag("p", words, class_="quiet"), drawn) if picture else "",
            section("As a list", listed(_models(material), "tree")),
        ),
        "\n",
    )
    lead = "Answers make needs hold, tallies count needs, rules read all three, and the highest tier names the model."
    return Page("graph.html", "Graph", body, lead=lead)


def _models(material: Material) -> Iterator[Html]:
    for model in material.book.models:
        tiers = []
        for tier in TIERS:
            rules = [one for one in material.book.model_rules if (one.model, one.tier) == (model.id, tier)]
            if rules:
                name = f"{capital(tier)}: {amount(len(rules), 'rule')}"
                tiers.append(
                    tag("details", tag("summary", name), listed(_rule(material, rule) for rule in rules), open=True)
                )
        yield joined((tag("h3", material.model(model.id)), *tiers))


def _rule(material: Material, rule: ModelRule) -> Html:
    facts = joined((_fact(material, fact) for fact in reads(rule.when)), ", ")
    title = tag("span", material.title(rule), class_="quiet")
    return joined((material.rule(rule.rule), " ", title, tag("br"), "reads ", facts or "nothing"))


def _fact(material: Material, fact: str) -> Html:
    """A fact with what it rests on in its turn."""
    book = material.book
    below: tuple[str, ...] = ()
    if book.is_need(fact):
        below = reads(book.need(fact).when)
    elif book.is_tally(fact):
        below = tuple(need.id for need in book.counted(fact))
    rests = joined((material.fact(one) for one in below), ", ")
    return joined((material.fact(fact), " (", rests, ")")) if below else material.fact(fact)


def dot(material: Material) -> str:
    """The graph in the language of graphviz."""
    return as_dot(_graph(material))


def links(material: Material) -> Mapping[str, str]:
    """The page of every node of the graph."""
    files = {
        "question": material.question_file,
        "need": lambda name: material.rule_file(material.book.need(name).rule),
        "tally": material.tally_address,
        "rule": material.rule_file,
        "model": material.model_file,
    }
    return {node_id: files[node.kind](node.name) for node_id, node in _graph(material).nodes.items()}


def _graph(material: Material) -> Graph:
    return graph(material.content.adviser.space, {})
