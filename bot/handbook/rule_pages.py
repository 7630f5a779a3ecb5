"""A page a rule: what it says, when it holds, a pair that shows it at work, what it rests on, how much it decides."""

from collections.abc import Iterator

from bot.analysis.witnesses import Side, Witness
from bot.handbook.conditions import condition
from bot.handbook.figures import RuleFigures
from bot.handbook.frame import Page, section, table
from bot.handbook.markup import NOTHING, Html, choice, joined, listed, tag
from bot.handbook.material import KINDS, Material, capital, percent, share_cells
from bot.rulebook.book import cited
from bot.rulebook.format import Contradiction, ModelRule, Need, Rule, WhyNot


def rule_pages(material: Material) -> Iterator[Page]:
    """Every rule, by kind and id."""
    for kind, word in KINDS.items():
        for rule in material.of_kind(kind):
            yield _page(material, rule, word)


def _page(material: Material, rule: Rule, word: str) -> Page:
    figures = material.figures.rules[rule.rule]
    title = material.title(rule)
    body = joined(
        (
            tag("blockquote", tag("p", material.says(rule)), class_="said"),
            tag("dl", *_facts(material, rule), class_="facts"),
            section("When it holds", condition(material, rule.when)),
            _readings(material, rule),
            _at_work(material, rule, figures),
            section("How much", _shares(figures)),
            section("Articles", listed(material.article(name) for name in cited(rule))),
            _read_by(material, rule),
        ),
        "\n",
    )
    heading = f"{rule.rule}: {title}" if title else rule.rule
    return Page(material.rule_file(rule.rule), heading, body, "rules.html", over=word)


def _facts(material: Material, rule: Rule) -> Iterator[Html]:
    if isinstance(rule, ModelRule):
        yield _fact("Model", material.model(rule.model))
        yield _fact("Tier", rule.tier)
    elif isinstance(rule, WhyNot):
        yield _fact("Speaks against", material.model(rule.model))
        yield _fact("Weight", f"{rule.weight} (the greatest is said first)")
        if "{" in rule.say:
            yield _fact("Words in braces", "become what was said there")
    elif isinstance(rule, Need):
        yield _fact("Concludes", f"the need {rule.id}, of kind {rule.kind}")
    if isinstance(rule, Contradiction):
        yield from (_fact(*one) for one in (("Note", rule.note), ("Flag for the staff", rule.flag)) if one[1])
    file, line, _ = material.book.spots[rule.rule]
    yield _fact("Written in", tag("code", f"{file}:{line}"))


def _fact(name: str, value: str | None) -> Html:
    return tag("div", tag("dt", name), tag("dd", value or ""))


def _readings(material: Material, rule: Rule) -> Html:
    if not isinstance(rule, Contradiction):
        return NOTHING
    found = []
    for reading in rule.readings:
        asks = material.book.is_question(reading.asks)
        then = Html(f"asks {material.question(reading.asks)} again") if asks else "keeps the answers"
        hint = f", suggesting {reading.suggests}" if reading.suggests else ""
        found.append(joined((tag("b", reading.label), ": ", then, hint)))
    return section("How it may be settled", listed(found))


def _shares(figures: RuleFigures) -> Html:
    words = ("It holds" if figures.witness.kind == "need" else "It fires", "It decides", "It is decisive")
    shares = (figures.fires, figures.decides, figures.decisive)
    rows = [(word, *share_cells(share)) for word, share in zip(words, shares, strict=True) if share]
    head = ("Where", "Answer sets", "Of all sets", "Of the traffic")
    note = (
        "It decides where it fires in the highest tier that fires, and is decisive where the model would be another "
        "one without it. The traffic is an assumption: rules/traffic.yaml."
        if figures.decides
        else "The traffic is an assumption: rules/traffic.yaml."
    )
    return Html(table("Counted over every answer set", head, rows, "numbers") + tag("p", note, class_="quiet"))


def _at_work(material: Material, rule: Rule, figures: RuleFigures) -> Html:
    """A pair of answer sets: here the rule makes a difference, there it does not."""
    witness = figures.witness
    title = "A pair that shows it"
    if witness.here is None:
        return section(title, tag("p", f"There is none: it never {witness.verb}.", class_="warning"))
    if witness.there is None:
        return section(
            title, tag("p", f"It {witness.verb} in every answer set, such as this one."), _sides(material, witness)
        )
    changed = _changed(witness)
    names = choice((material.question(name) for name in changed), "and")
    one = len(changed) == 1
    what = ("Only the answer to " if one else "The answers to ", names, " differs." if one else " differ.")
    return section(
        title,
        tag("p", f"{rule.rule} {witness.verb} in the first and not in the second. ", *what),
        _sides(material, witness),
    )


def _changed(witness: Witness) -> tuple[str, ...]:
    here, there = (dict(side.answers) if side else {} for side in (witness.here, witness.there))
    return tuple(name for name in {**here, **there} if here.get(name) != there.get(name))


def _sides(material: Material, witness: Witness) -> Html:
    """The answer sets side by side, the difference marked, with where they lead."""
    sides = [side for side in (witness.here, witness.there) if side]
    changed = _changed(witness) if witness.there else ()
    rows: list[tuple[str, ...]] = []
    for question in material.book.questions:
        if any(question.id in side.answers for side in sides):
            cells = (_answer(material, question.id, side, differs=question.id in changed) for side in sides)
            rows.append((material.question(question.id), *cells))
    rows.append(("Advice", *(_advice(material, side) for side in sides)))
    head = ("Question", capital(f"it {witness.verb}"), "It does not" if witness.verb != "is decisive" else "It is not")
    return table("The likeliest such pair by the assumed traffic", head[: len(sides) + 1], rows, "pair")


def _answer(material: Material, question: str, side: Side, *, differs: bool) -> Html:
    option = side.answers.get(question)
    if option is None:
        words = tag("span", "not asked", class_="quiet")
    else:
        words = tag("span", material.book.question(question).options[option].label)
    return tag("mark", words) if differs else words


def _advice(material: Material, side: Side) -> Html:
    model = material.model(side.model) if side.model else tag("b", "no single model", class_="warning")
    rules = choice((material.rule(name) for name in side.rules), "and")
    return joined((model, " by " if side.rules else "", rules))


def _read_by(material: Material, rule: Rule) -> Html:
    if not isinstance(rule, Need):
        return NOTHING
    readers = [one for one in material.readers(rule.id) if one is not rule]
    lines = (
        joined((material.rule(one.rule), " ", tag("span", material.title(one), class_="quiet"))) for one in readers
    )
    counted = [tally.id for tally in material.book.tallies if rule in material.book.counted(tally.id)]
    tallies = (joined(("counted by ", material.fact(name))) for name in counted)
    return section("What rests on it", listed((*tallies, *lines), "columns"))


def rule_row(material: Material, rule: Rule) -> tuple[str, ...]:
    """A rule as a row of a list: link, what it is about, what it says, its share of the traffic."""
    figures = material.figures.rules[rule.rule]
    share = figures.decides or figures.fires
    title = tag("code", rule.id) if isinstance(rule, Need) else material.title(rule) or "-"
    return material.rule(rule.rule), title, material.says(rule), percent(share.of_traffic)
