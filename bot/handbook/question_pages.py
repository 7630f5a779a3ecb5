"""A page a question: how it is asked, its options and where they lead, and what it matters for."""

from collections.abc import Iterator

from bot.handbook.conditions import condition
from bot.handbook.frame import Page, section, table
from bot.handbook.markup import Html, choice, joined, listed, tag
from bot.handbook.material import KINDS, Material, capital, percent
from bot.rulebook.conditions import Is, IsNot, Ranks, parts
from bot.rulebook.format import Question, Rule

CAN_CHANGE = {"yes": "Yes", "slowly": "Slowly", "no": "No"}


def question_pages(material: Material) -> Iterator[Page]:
    """Every question, in the order asked."""
    for number, question in enumerate(material.book.questions, 1):
        yield _page(material, question, number)


def _page(material: Material, question: Question, number: int) -> Page:
    matters = material.figures.questions[question.id].matters
    changed = CAN_CHANGE[question.can_change] + (f": {question.change_by}" if question.change_by else "")
    facts = (
        ("Id", tag("code", question.id)),
        ("Why it is asked", question.why),
        ("Help", question.help or ""),
        ("Can the prospect change it", changed),
        ("A wish", "Yes: it may tip the advice, and decides nothing alone." if question.wish else ""),
        ("Matters", f"Another answer to it alone changes the model for {percent(matters.of_traffic)} of the traffic"),
    )
    body = joined(
        (
            tag("dl", *(_fact(name, value) for name, value in (*facts, *_declared(question)) if value), class_="facts"),
            section("When it is asked", condition(material, question.when)),
            section("Options", _options(question)),
            section("Where its answers lead", _leads(material, question)),
            section("What reads it", *_read(material, question)),
        ),
        "\n",
    )
    over = f"Question {number} of {len(material.book.questions)}"
    return Page(material.question_file(question.id), question.ask, body, "questions.html", over=over)


def _declared(question: Question) -> Iterator[tuple[str, str]]:
    """What the rule file says is so on purpose."""
    for title, intended in (("One model on purpose", question.same_model), ("No direction", question.no_direction)):
        for one in intended:
            options = choice((tag("code", option) for option in one.options), "and")
            yield title, joined((options, ": ", one.because))


def _fact(name: str, value: str) -> Html:
    return tag("div", tag("dt", name), tag("dd", value))


def _options(question: Question) -> Html:
    ranked = bool(question.exposure)
    head = ("Option", "On the button", "As it is said", "Exposure")[: 3 + ranked]
    rows = [
        (tag("code", name), option.label, f"You said that {option.said}", str(question.rank(name)))[: 3 + ranked]
        for name, option in question.options.items()
    ]
    caption = "0 is the least exposed" if ranked else "In the order of the buttons"
    return table(caption, head, rows, "options")


def _leads(material: Material, question: Question) -> Html:
    figures = material.figures.questions[question.id]
    head = ("Option", *(capital(model.said) for model in material.book.models))
    rows = [
        (question.options[name].label, *(percent(part) for part in row.values())) for name, row in figures.leads.items()
    ]
    return table("Of the assumed traffic that gives this answer", head, rows, "numbers")


def _read(material: Material, question: Question) -> Iterator[Html]:
    other = [one for one in material.book.questions if question.id in {part.fact for part in parts(one.when)}]
    if other:
        links = listed(joined((material.question(one.id), " ", tag("span", one.ask, class_="quiet"))) for one in other)
        yield Html(tag("h3", "Whether another question is asked") + links)
    for kind, word in KINDS.items():
        rules = [rule for rule in material.readers(question.id) if isinstance(rule, kind)]
        if rules:
            lines = (joined((material.rule(one.rule), " ", _named(material, question, one))) for one in rules)
            yield Html(tag("h3", f"{word}s") + listed(lines, "columns"))


def _named(material: Material, question: Question, rule: Rule) -> Html:
    """The title of a rule, with the options that it names."""
    named: list[str] = []
    for part in parts(rule.when):
        if part.fact == question.id:
            match part.test:
                case Is(values) | IsNot(values):
                    named += values
                case Ranks(least, most):
                    named += [bound for bound in (least, most) if bound]
                case _:
                    pass
    options = joined((tag("code", name) for name in dict.fromkeys(named)), " ")
    return joined((options, " ", tag("span", material.title(rule), class_="quiet")))
