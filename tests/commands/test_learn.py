"""`fixpoint learn`: the articles, one of them, the answer to a question or an honest no, two models compared."""

import json
import shutil

import pytest
from running import CHECKOUT

from bot.commands.printed import WIDTH


def test_a_question_is_answered_by_the_articles_that_speak_of_it_the_match_marked(told):
    code, out, err = told("learn", "what does an msp cost", "--json")
    found = json.loads(out)

    assert (code, err, found["known"]) == (0, "", True)
    assert found["articles"][0]["article"] == "model-fully-managed"
    assert "**" in found["articles"][0]["passage"]
    assert len(found["articles"]) == 3


def test_the_words_of_a_question_need_no_quotes(told):
    assert told("learn", "what", "is", "rmm")[1] == told("learn", "what is rmm")[1]


def test_what_no_article_answers_is_an_honest_no_and_a_finding(told):
    code, out, _ = told("learn", "what is the capital of France")

    assert code == 1
    assert out.startswith("That is not in the library: no article answers it.")
    assert told("learn", "what is the capital of France", "--json")[0] == 1


def test_an_article_is_shown_with_its_sources_and_what_uses_it(told):
    found = json.loads(told("learn", "cyber-insurance-requirements", "--json")[1])

    assert {"title", "summary", "text", "related", "reviewed"} <= set(found)
    assert all({"title", "publisher", "year", "confidence", "compared"} == set(one) for one in found["sources"])
    assert "H2" in [one["name"] for one in found["used_by"]]


def test_an_article_reads_well_on_a_terminal(told):
    code, out, _ = told("learn", "cyber-insurance-requirements")

    assert code == 0
    for title in ("Sources", "Used by", "Related", "Reviewed on"):
        assert title in out
    assert "](" not in out
    assert max(map(len, out.splitlines())) <= WIDTH


def test_without_a_question_every_article_is_listed_under_its_theme(told):
    found = json.loads(told("learn", "--json")[1])
    listed = [one["article"] for theme in found["themes"] for one in theme["articles"]]

    assert sorted(listed) == sorted(
        path.stem for path in (CHECKOUT / "knowledge").glob("*.md") if path.stem != "README"
    )
    assert all(one in told("learn")[1] for one in listed)


def test_two_models_stand_side_by_side_over_the_thirteen_characteristics(told, empty_folder):
    found = json.loads(told("learn", "--compare", "break-fix", "managed", "--json")[1])

    assert found["models"] == ["break-fix", "managed"]
    assert len(found["characteristics"]) == 13
    assert told("learn", "--compare", "break-fix", "managed", "--png", "both.png")[:2] == (0, "both.png\n")
    assert (empty_folder / "both.png").read_bytes().startswith(b"\x89PNG")
    assert "break/fix" in told("learn", "--compare", "break-fix", "managed")[1]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--compare", "break-fix", "manage"], '"manage" is no model; did you mean "managed"?'),
        (["--compare", "managed", "managed"], '--compare names "managed" twice; name two models'),
        (["rmm", "--png", "x.png"], "--png draws what --compare shows; name two models with --compare"),
        (["model-break-fx"], '"model-break-fx" is no article; did you mean "model-break-fix"?'),
        (["rmm", "--compare", "break-fix", "managed"], "--compare shows two models"),
        (["--language", "xx"], '--language is "xx"; choose one of: en'),
        (["--compare", "break-fix", "managed", "--png", "no/x.png"], "no/x.png cannot be written"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_slip_is_one_line(told, arguments, line):
    code, out, err = told("learn", *arguments)

    assert (code, out) == (2, "")
    assert line in err
    assert err.count("\n") == 1


def test_a_german_question_is_answered_in_german_and_leads_on_in_german(told):
    code, out, _ = told("learn", "--language", "de", "was kostet ein MSP")

    assert code == 0
    assert "All of it: fixpoint learn model-fully-managed --language de" in out
    assert "Monatspauschale" in out


def test_an_article_is_found_whatever_its_capitals(told):
    assert told("learn", " Model-Break-Fix ")[1] == told("learn", "model-break-fix")[1]


def test_an_article_says_whether_it_is_translated(told):
    found = json.loads(told("learn", "model-break-fix", "--language", "de", "--json")[1])

    assert (found["translated"], found["title"][:9]) == (True, "Break/Fix")


def test_an_article_of_another_folder_is_read_there(told, empty_folder):
    folder = empty_folder / "mine"
    shutil.copytree(CHECKOUT / "knowledge", folder)
    article = folder / "model-break-fix.md"
    article.write_text(article.read_text("utf-8").replace("pay when something breaks", "pay us", 1), encoding="utf-8")

    assert "Break/fix: pay us" in told("learn", "model-break-fix", "--knowledge", folder)[1]


def test_models_of_which_nothing_is_said_are_one_line(told, empty_folder):
    folder = empty_folder / "mine"
    shutil.copytree(CHECKOUT / "knowledge", folder)
    for path in folder.rglob("characteristics.yaml"):
        path.write_text("[]\n", encoding="utf-8")

    code, out, err = told("learn", "--compare", "break-fix", "managed", "--knowledge", folder)

    assert (code, out) == (2, "")
    assert "says nothing of break-fix and managed" in err
