"""What articles keep to: a slip of each kind in a real article is told by the certificate, at its line."""

import json
from datetime import date

import pytest

from bot.analysis.articles.kept import grade
from bot.analysis.certificate import certificate, of_articles
from bot.content import load_source
from bot.library.blocks import Block

HEADING = "## What it means for you\n"


def path_of(source, name):
    return next(path for path in source if path.endswith(f"/{name}"))


def findings_of(shipped, *edits):
    """The findings after edits of files, each (file, was, now), and the source."""
    source = dict(shipped.source)
    for file, was, now in edits:
        path = path_of(source, file)
        assert was in source[path], was
        source[path] = source[path].replace(was, now, 1)
    return tuple(of_articles(load_source(source))), source


def line_of(source, file, text):
    whole = source[path_of(source, file)]
    return whole[: whole.index(text)].count("\n") + 1


def test_the_shipped_articles_keep_to_everything(shipped):
    found = certificate(shipped, today=date(2026, 11, 30))

    assert found.findings == found.warnings == ()


SAID = [
    pytest.param("60% of small businesses close within six months of a cyber attack.", "C1", id="firms that close"),
    pytest.param("Sixty percent of hacked firms are gone in 6 months.", "C1", id="the same in other words"),
    pytest.param("Every minute of downtime costs a business $5,600.", "C2", id="a sum a minute, turned round"),
    pytest.param("Downtime costs 9,000 dollars per minute.", "C2", id="a sum a minute in words"),
    pytest.param("An outage costs $300,000 an hour.", "C3", id="a sum an hour"),
    pytest.param("93 percent of companies that lose their data go out of business.", "C4", id="data lost"),
    pytest.param("Ransomware hits 88% of small firms.", "C5", id="ransomware everywhere"),
    pytest.param("A managed plan reduces downtime by 60 to 85 percent.", "C6", id="less downtime"),
    pytest.param("You save 25% or more with an MSP.", "C6", id="money saved"),
    pytest.param("The average attack costs $1.5 to 1.9 million.", "C7", id="an average attack"),
    pytest.param("Insurers deny over 40 percent of claims.", "C8", id="claims denied"),
    pytest.param("This means 30 % higher downtime.", "C9", id="high downtime as a figure"),
    pytest.param("HIPAA requires a managed service provider.", "C10", id="a law that wants a provider"),
    pytest.param("This plan makes you compliant.", "C10", id="compliance bought"),
    pytest.param("You get 24/7 support.", "C11", id="day and night without a person"),
    pytest.param("Support is unlimited.", "C12", id="unlimited"),
    pytest.param("The new HIPAA rule must be followed from 2026 on.", "C13", id="a proposal as law"),
    pytest.param("The average SME claim is $300,000.", "C14", id="figures of larger firms"),
    pytest.param("Studies show that an MSP pays from ten users on.", "C15", id="a threshold as evidence"),
    pytest.param("We guarantee that your systems run.", "C16", id="a guarantee"),
]


@pytest.mark.parametrize(("said", "claim"), SAID)
def test_what_is_never_said_is_told_where_it_is_said(shipped, said, claim):
    found, source = findings_of(shipped, ("model-break-fix.md", HEADING, f"{HEADING}{said}\n\n"))

    banned = [one for one in found if one.code == "banned-claim" and f"({claim})" in one.text]
    assert [one.line for one in banned] == [line_of(source, "model-break-fix.md", said)]


def test_what_rules_say_is_searched_too(shipped):
    found, _ = findings_of(shipped, ("extras.yaml", "  say: ", "  say: We guarantee it. "))

    assert [(one.code, one.file.rpartition("/")[2]) for one in found] == [("banned-claim", "extras.yaml")]


def test_an_article_that_corrects_a_claim_may_say_it(shipped):
    said = "60% of small businesses close within six months of an attack."

    found, _ = findings_of(shipped, ("claims-to-avoid.md", HEADING, f"{HEADING}{said}\n\n"))

    assert "banned-claim" not in [one.code for one in found]


SLIPS = [
    pytest.param("Prices run from $90 to $120.", "figure-without-source", id="a sum without a source"),
    pytest.param("About 37 percent do so.", "figure-without-source", id="a percentage without a source"),
    pytest.param("In gritservices.io they say $90.", "figure-without-source", id="a source without a year"),
    pytest.param("<b>Bold</b> words.", "telegram", id="HTML"),
    pytest.param("| a | b |\n| - | - |\n| 1 | 2 |", "telegram", id="a table"),
    pytest.param("![a picture](model-break-fix)", "telegram", id="a picture"),
    pytest.param("Words.\n\n---\n\nWords.", "telegram", id="a line across"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code"), SLIPS)
def test_a_slip_in_an_article_is_told_where_it_is(shipped, text, code):
    found, source = findings_of(shipped, ("model-break-fix.md", HEADING, f"{HEADING}{text}\n\n"))

    first = line_of(source, "model-break-fix.md", text)
    assert any(one.code == code and first <= one.line <= first + text.count("\n") for one in found), found


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("As a rule of thumb, $90.", id="a rule of thumb"),
        pytest.param("One provider (gritservices.io, undated) says $90.", id="a provider with a year"),
        pytest.param("In 2026 there were three of them.", id="a year is no figure"),
    ],
)
def test_a_figure_that_says_where_it_comes_from_is_fine(shipped, text):
    found, _ = findings_of(shipped, ("model-break-fix.md", HEADING, f"{HEADING}{text}\n\n"))

    assert {one.code for one in found} & {"figure-without-source", "provider-unmarked"} == set()


def test_what_a_provider_says_must_say_so(shipped):
    found, _ = findings_of(
        shipped, ("model-break-fix.md", HEADING, f"{HEADING}It is $90 (gritservices.io, undated).\n\n")
    )

    assert "provider-unmarked" in [one.code for one in found]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        pytest.param("confidence: sourced-vendor", "confidence: sourced", id="another confidence"),
        pytest.param('year: "n.d."', 'year: "2021"', id="another year"),
    ],
)
def test_a_source_is_described_alike_wherever_it_is_named(shipped, was, now):
    title = '  - title: "How long are MSP contracts"\n    publisher: "maverickendeavors.com"\n'
    described = f'{title}    year: "n.d."\n    confidence: sourced-vendor\n'
    edit = ("msp-predictable-costs.md", described, described.replace(was, now))

    found, source = findings_of(shipped, edit)

    assert [(one.code, one.line) for one in found] == [
        ("source-differs", line_of(source, "msp-predictable-costs.md", title))
    ]
    assert "bf-transactional" in found[0].text


def test_too_many_words_and_too_few_are_told(shipped):
    long, source = findings_of(shipped, ("model-break-fix.md", HEADING, f"{HEADING}{'Words go on. ' * 80}\n\n"))
    body = source[path_of(source, "model-break-fix.md")].rpartition("---\n")[2]
    short, _ = findings_of(shipped, ("model-co-managed.md", shipped.articles["model-co-managed"].body, "Few words."))

    assert "too-long" in [one.code for one in long]
    assert next(one for one in long if one.code == "too-long").line > source[
        path_of(source, "model-break-fix.md")
    ].count("\n", 0, source[path_of(source, "model-break-fix.md")].index(body))
    assert {"too-short", "heading"} <= {one.code for one in short}


def test_hard_sentences_are_told_at_the_hardest(shipped):
    hard = "Notwithstanding considerable organisational heterogeneity, infrastructural interdependencies " * 9

    found, source = findings_of(shipped, ("model-break-fix.md", HEADING, f"{HEADING}{hard}\n\n"))

    told = next(one for one in found if one.code == "grade")
    assert told.line == line_of(source, "model-break-fix.md", hard)


def test_the_grade_is_the_automated_readability_index():
    words = ["The cat sat on the mat.", "It was a very good day for us all."]
    letters, count, sentences = (
        sum(len(w.replace(" ", "")) for w in words),
        sum(len(w.split()) for w in words),
        len(words),
    )

    found = grade([Block("paragraph", one, 1) for one in words])

    assert found == pytest.approx(4.71 * letters / count + 0.5 * count / sentences - 21.43, abs=0.15)


def test_a_characteristic_that_no_cited_article_covers_is_told(shipped):
    edits = [
        (f"{name}.md", "covers: [", "covers: [BF1, ")
        for name, article in shipped.articles.items()
        if "MSP5" in article.covers
    ]
    source = dict(shipped.source)
    for file, *_ in edits:
        path = path_of(source, file)
        source[path] = source[path].replace("MSP5, ", "").replace(", MSP5", "").replace("[MSP5]", "[]")

    found = tuple(of_articles(load_source(source)))

    (told,) = (one for one in found if one.code == "uncovered")
    assert told.rule == "characteristic MSP5"
    assert told.line == line_of(source, "characteristics.yaml", "- characteristic: MSP5")


def test_a_question_of_little_words_leads_nowhere_and_is_told(shipped):
    found, _ = findings_of(shipped, ("model-in-house.md", "asked:\n", 'asked:\n  - "Can they come today?"\n'))

    assert "unfound" in [one.code for one in found]


def test_an_old_review_is_a_warning_and_no_finding(shipped):
    found = certificate(shipped, today=date(2027, 11, 23))

    assert found.findings == ()
    assert {one.code for one in found.warnings} == {"stale"}
    assert len(found.warnings) == len(shipped.articles)
    assert certificate(shipped, today=date(2027, 11, 22)).warnings == ()


def test_without_a_standard_nothing_is_asked_of_articles(shipped):
    source = {path: text for path, text in shipped.source.items() if not path.endswith("standards.yaml")}
    path = path_of(source, "model-break-fix.md")
    source[path] = source[path].replace(HEADING, "## Something else\n")

    assert tuple(of_articles(load_source(source))) == ()


def test_sources_are_counted_by_whether_somebody_compared_them(shipped):
    found = certificate(shipped).as_json()

    every = [one.compared for article in shipped.articles.values() for one in article.sources]
    assert found["sources"] == {"compared": every.count(True), "not compared": every.count(False)}
    assert json.dumps(found)


@pytest.mark.parametrize(
    ("file", "old", "new", "entry"),
    [
        ("models.yaml", "  means: ", "  means: 'It saves 87 % a year. ' #", "break-fix"),
        ("extras.yaml", "  say: ", "  say: 'That costs 4,711 dollars.' #", "S1"),
        ("extras.yaml", "  say: ", "  say: 'By 2018 87 % were gone.' #", "S1"),
        ("extras.yaml", "  say: ", "  say: 'It saved 5 %.' #", "S1"),
        ("characteristics.yaml", "    managed: ", "    managed: 'It saves 87 %.' #", "BF1"),
    ],
)
def test_a_figure_in_what_rules_say_must_stand_in_an_article_that_they_cite(shipped, file, old, new, entry):
    source = dict(shipped.source)
    path = path_of(source, file)
    source[path] = source[path].replace(old, new, 1)

    (found,) = [one for one in of_articles(load_source(source)) if one.code == "figure-without-source"]

    assert found.file == path
    assert found.rule.split()[-1] == entry
    assert "which no article says that it cites" in found.text


def test_a_claim_is_found_in_a_sentence_that_a_pattern_must_begin(shipped):
    claim = "- claim: C99\n  never: Never trust it.\n  pattern: '^Never trust'\n  because: so\n"
    source = dict(shipped.source)
    source["knowledge/standards.yaml"] += claim
    path = path_of(source, "msp-scalability.md")
    source[path] = source[path].replace(HEADING, f"{HEADING}\nSome text. Never trust it.\n", 1)

    assert [one.code for one in of_articles(load_source(source)) if "C99" in one.text] == ["banned-claim"]


def test_a_day_of_review_that_is_to_come_is_warned_of(shipped):
    assert {one.code for one in certificate(shipped, today=date(2026, 11, 1)).warnings} == {"stale"}
