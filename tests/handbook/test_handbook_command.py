"""`fixpoint handbook DIR`, as a maintainer calls it."""

import shutil

import pytest
from running import CHECKOUT

from bot.cli import main
from bot.handbook.graph_page import dot
from bot.handbook.site import material, site


@pytest.fixture
def small(empty_folder, hostile):
    """The hostile content as folders, and the options that name them."""
    for name, text in hostile.source.items():
        file = empty_folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return ["--rules", str(empty_folder / "rules"), "--knowledge", str(empty_folder / "knowledge")]


def test_the_handbook_of_the_shipped_content_is_written(empty_folder, capsys):
    code = main(["handbook", "site"])

    said = capsys.readouterr()
    written = [path for path in (empty_folder / "site").iterdir() if not path.name.startswith(".")]
    assert (code, said.out) == (0, f"{len(written)} files; open site/index.html\n")
    assert (empty_folder / "site" / "rule-H1.html").is_file()


def test_the_same_content_makes_the_same_bytes(small, empty_folder, capsys):
    codes = [main(["handbook", name, *small]) for name in ("one", "two", "one")]

    files = {
        name: {path.name: path.read_bytes() for path in (empty_folder / name).iterdir()} for name in ("one", "two")
    }
    assert codes[0] == codes[1] == codes[2]
    assert files["one"] == files["two"]


def test_findings_are_told_and_the_handbook_is_written_all_the_same(small, empty_folder, capsys):
    code = main(["handbook", "site", *small])

    assert code == 1
    assert "the certificate has findings" in capsys.readouterr().err
    assert "Findings" in (empty_folder / "site" / "certificate.html").read_text(encoding="utf-8")


def test_without_graphviz_it_says_so_and_writes_the_list(small, empty_folder, capsys, monkeypatch):
    monkeypatch.setenv("PATH", str(empty_folder))
    main(["handbook", "site", *small])

    assert "graphviz (dot) is not there" in capsys.readouterr().err
    assert "<svg" not in (empty_folder / "site" / "graph.html").read_text(encoding="utf-8")


def test_a_drawing_that_fails_is_no_reason_to_write_nothing(small, empty_folder, capsys, monkeypatch):
    program = empty_folder / "dot"
    program.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{empty_folder}:/usr/bin:/bin")
    main(["handbook", "site", *small])

    assert (empty_folder / "site" / "index.html").is_file()


@pytest.mark.parametrize("arguments", [["handbook"], ["handbook", "one", "two"]])
def test_the_folder_must_be_named(empty_folder, capsys, arguments):
    assert main(arguments) == 2
    assert capsys.readouterr().err.endswith("--help\n")


def test_a_folder_of_something_else_is_refused_before_any_work(empty_folder, capsys):
    shutil.copytree(CHECKOUT / "rules", empty_folder / "rules")

    assert main(["handbook", "rules"]) == 2
    assert capsys.readouterr().err == "fixpoint: rules holds other things; name a new or an empty folder\n"


def test_content_with_problems_makes_no_handbook(small, empty_folder, capsys):
    (empty_folder / "rules" / "needs.yaml").write_text("nonsense", encoding="utf-8")

    assert main(["handbook", "site", *small]) == 2
    assert not (empty_folder / "site").exists()


def test_a_picture_is_put_into_the_page_with_links_and_without_ids(shipped, made):
    picture = (
        '<?xml version="1.0"?>\n<!-- by graphviz -->\n<svg width="10pt" height="20pt" viewBox="0 0 1 1" '
        'xmlns="http://www.w3.org/2000/svg">\n<g id="graph0" class="graph">\n<!-- rule:H1 -->\n'
        '<g id="node1" class="node">\n<title>rule:H1</title>\n<text>H1</text>\n</g>\n'
        '<g id="node2" class="node"><title>other:x</title></g>\n'
        '<g id="edge1" class="edge">\n<title>a</title></g></g></svg>\n'
    )

    class Certified:
        def summary(self):
            return "all is well"

        def as_json(self):
            return {"findings": ["odd"], "hints": "none"}

    files = site(made, Certified(), picture)

    assert '<a href="rule-H1.html"><g class="node rule"><title>rule:H1</title>' in files["graph.html"]
    assert '<svg width="10pt" height="20pt"' in files["graph.html"]
    assert "<?xml" not in files["graph.html"]
    assert "graph0" not in files["graph.html"]
    assert "odd" in files["certificate.html"]
    assert '"rule:H1"' in dot(made)


def test_a_handbook_needs_no_more_than_its_content(hostile):
    made = material(hostile)

    assert made.figures.sets == 3
    assert [share.sets for share in made.figures.models.values()] == [1, 2]


def test_rules_that_leave_answer_sets_without_a_model_have_a_handbook_that_says_so(small, empty_folder, capsys):
    models = empty_folder / "rules" / "models.yaml"
    models.write_text(models.read_text("utf-8").replace("when: always", "when: {proof: yes}"), encoding="utf-8")

    assert main(["handbook", "site", *small]) == 1
    assert "no single model" in (empty_folder / "site" / "rule-S1.html").read_text(encoding="utf-8")
    assert "no-model" in (empty_folder / "site" / "certificate.html").read_text(encoding="utf-8")
