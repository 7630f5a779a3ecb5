"""A page a model: what it means and will not give, the rules that choose it, and what is said about it."""

from collections.abc import Iterator

from bot.handbook.frame import Page, section, table
from bot.handbook.markup import Html, joined, listed, tag
from bot.handbook.material import Material, capital, percent
from bot.handbook.rule_pages import rule_row
from bot.rulebook.format import TIERS, Model, ModelRule, WhyNot


def model_pages(material: Material) -> Iterator[Page]:
    """Every model, in the order of the file."""
    for model in material.book.models:
        yield _page(material, model)


def _page(material: Material, model: Model) -> Page:
    share = material.figures.models[model.id]
    facts = (
        ("Advised for", f"{percent(share.of_traffic)} of the assumed traffic, {share.sets:,} answer sets"),
        ("Rung of the support ladder", str(model.level)),
        ("What it will not give", model.not_given),
        ("Floor", f"at least {model.floor}% of the assumed traffic must get it" if model.floor else ""),
    )
    body = joined(
        (
            tag(
                "dl", *(tag("div", tag("dt", name), tag("dd", value)) for name, value in facts if value), class_="facts"
            ),
            section("Rules that choose it", *_rules(material, model)),
            section("Why it is not chosen", _why_not(material, model)),
            section("Said beside it", listed(_said(material, model))),
            section("Examples that must stay true", listed(_personas(material, model))),
            section("Articles", listed(material.article(name) for name in (model.article, *model.also))),
        ),
        "\n",
    )
    title = capital(model.said)
    return Page(material.model_file(model.id), title, body, "models.html", over="Model", lead=model.means)


def _rules(material: Material, model: Model) -> Iterator[Html]:
    for tier in TIERS:
        rules = [one for one in material.book.model_rules if (one.model, one.tier) == (model.id, tier)]
        if rules:
            yield rule_table(material, f"{capital(tier)} rules", rules)


def rule_table(material: Material, caption: str, rules: list[ModelRule]) -> Html:
    """Model rules with their share of the traffic that they decide."""
    head = ("Rule", "Title", "It says", "Decides, of the traffic")
    return table(caption, head, [rule_row(material, rule) for rule in rules], "rules")


def _why_not(material: Material, model: Model) -> Html:
    rules = [one for one in material.book.why_nots if isinstance(one, WhyNot) and one.model == model.id]
    return listed(joined((material.rule(one.rule), " ", material.says(one))) for one in rules)


def _said(material: Material, model: Model) -> Iterator[Html]:
    for rule in material.about(model.id):
        yield joined((material.rule(rule.rule), " ", material.says(rule)))


def _personas(material: Material, model: Model) -> Iterator[Html]:
    for persona in material.book.personas:
        if persona.model == model.id:
            by = joined((material.rule(name) for name in persona.rules or ()), ", ")
            yield joined((persona.persona, " by " if by else "", by))
