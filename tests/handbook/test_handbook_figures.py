"""The figures that pages show, against those of the specification, which were counted apart from this code."""

import pytest

from bot.handbook.material import percent

STRENGTH = {
    "it": 97,
    "data": 61,
    "size": 60,
    "hours": 41,
    "downtime": 37,
    "incidents": 34,
    "env": 25,
    "proof": 16,
    "budget": 13,
    "gap": 13,
    "relation": 8,
    "growth": 7,
}
RULES = {
    "H1": (69984, 69984, 656, 9.28),
    "H6": (204120, 204120, 128790, 3.75),
    "T1": (187920, 113103, 113103, 2.21),
    "O2": (40824, 22275, 1998, 2.55),
    "N8": (4932, 3132, 972, 0.54),
    "F3": (40392, 12348, 12348, 14.47),
}


@pytest.mark.parametrize(("question", "strength"), STRENGTH.items())
def test_a_question_matters_for_as_much_of_the_traffic_as_specified(made, question, strength):
    assert round(100 * made.figures.questions[question].matters.of_traffic) == strength


@pytest.mark.parametrize(("rule", "expected"), RULES.items())
def test_a_rule_fires_decides_and_is_decisive_as_specified(made, rule, expected):
    figures = made.figures.rules[rule]

    counts = (figures.fires.sets, figures.decides.sets, figures.decisive.sets)
    assert (*counts, round(100 * figures.decides.of_traffic, 2)) == expected


def test_models_share_all_answer_sets_and_all_traffic(made):
    shares = made.figures.models.values()

    assert sum(one.sets for one in shares) == made.figures.sets == 1_020_600
    assert sum(one.of_sets for one in shares) == pytest.approx(1)
    assert sum(one.of_traffic for one in shares) == pytest.approx(1)


def test_every_option_leads_to_some_models_with_all_of_its_traffic(made):
    for name, figures in made.figures.questions.items():
        assert list(figures.leads) == list(made.book.question(name).options)
        assert all(sum(row.values()) == pytest.approx(1) for row in figures.leads.values())


def test_no_wish_leads_to_co_managed_where_nobody_is_inside(made):
    assert made.figures.questions["it"].leads["nobody"]["co-managed"] == 0
    assert made.figures.questions["gap"].leads["everything"] == pytest.approx(
        {"break-fix": 0, "block-hours": 0, "co-managed": 1, "managed": 0}
    )


def test_a_page_shows_the_figures(pages):
    row = " ".join(pages["rule-H1.html"].one("main").text.split())

    assert "It decides69,9846.86%9.28%" in row.replace("It decides 69,984", "It decides69,984")
    assert "656" in row


@pytest.mark.parametrize(
    ("part", "words"),
    [(0, "0.00%"), (0.00001, "under 0.01%"), (0.5, "50.00%"), (0.99999, "over 99.99%"), (1.0, "100.00%")],
)
def test_a_share_is_never_rounded_to_nothing_or_to_all(part, words):
    assert percent(part) == words
