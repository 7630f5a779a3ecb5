"""`fixpoint graph`: each form of the graph, with graphviz and without."""

import json
import shutil
from xml.etree import ElementTree as ET

import pytest

TEAM = {"it": "team", "gap": "nothing"}


def test_dot_is_what_is_printed_unless_another_form_is_named(told):
    code, out, err = told("graph")

    assert (code, err) == (0, "")
    assert out.startswith("digraph fixpoint {")
    assert told("graph", "--dot")[1] == out


def test_mermaid_and_json_tell_of_the_same_nodes(told):
    code, text, _ = told("graph", "--mermaid", answers=TEAM)
    coded, out, _ = told("graph", "--json", answers=TEAM)

    found = json.loads(out)
    assert (code, coded) == (0, 0)
    assert text.startswith("flowchart LR\n")
    assert text.count("-->") == len(found["edges"])
    assert {"question:it", "question:gap", "rule:T2", "model:co-managed"} <= {one["id"] for one in found["nodes"]}
    assert [one for one in found["nodes"] if one["id"] in {"rule:T1", "rule:H6", "model:managed"}] == []


@pytest.fixture
def no_graphviz(empty_folder, monkeypatch):
    """A path without any program."""
    monkeypatch.setenv("PATH", str(empty_folder))


def test_where_graphviz_is_absent_dot_is_printed_and_one_line_says_so(told, no_graphviz, empty_folder):
    code, out, err = told("graph", "--svg", "graph.svg")

    assert code == 0
    assert out == told("graph", "--dot")[1]
    assert err == (
        "fixpoint: graphviz is not installed (no program `dot`), so this is the graph as DOT, and no SVG was written\n"
    )
    assert not (empty_folder / "graph.svg").exists()


def program(folder, monkeypatch, text):
    """A program `dot` of our own, in front of any other."""
    path = folder / "programs" / "dot"
    path.parent.mkdir()
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{path.parent}:/usr/bin:/bin")


def test_graphviz_gets_the_text_and_its_picture_is_written(told, empty_folder, monkeypatch):
    program(empty_folder, monkeypatch, 'echo "$1"; cat')

    code, out, err = told("graph", "--svg", "graph.svg")

    assert (code, out, err) == (0, "graph.svg\n", "")
    assert (empty_folder / "graph.svg").read_text() == "-Tsvg\n" + told("graph")[1].rstrip("\n")


def test_the_picture_may_go_to_stdout(told, empty_folder, monkeypatch):
    program(empty_folder, monkeypatch, "cat > /dev/null; echo '<svg/>'")

    assert told("graph", "--svg", "-") == (0, "<svg/>\n", "")


def test_a_drawing_program_that_fails_is_told_in_one_line(told, empty_folder, monkeypatch):
    program(empty_folder, monkeypatch, "cat > /dev/null; echo 'no font' >&2; echo more >&2; exit 1")

    code, out, err = told("graph", "--svg", "graph.svg")

    assert (code, out) == (2, "")
    assert err == "fixpoint: graphviz does not draw it (no font); print it with --dot instead\n"


def test_a_file_that_cannot_be_written_is_named(told, empty_folder, monkeypatch):
    program(empty_folder, monkeypatch, "cat")

    code, out, err = told("graph", "--svg", "nowhere/graph.svg")

    assert (code, out) == (2, "")
    assert err == "fixpoint: nowhere/graph.svg cannot be written (No such file or directory); name another file\n"


@pytest.mark.parametrize("answers", [None, TEAM])
def test_graphviz_draws_every_node_of_the_real_rules(told, answers, empty_folder):
    if shutil.which("dot") is None:  # `make test` has it; said in the Makefile's target `system`
        return
    code, out, err = told("graph", "--svg", "graph.svg", answers=answers)

    picture = ET.fromstring((empty_folder / "graph.svg").read_text("utf-8"))
    titles = [one.text for one in picture.iter("{http://www.w3.org/2000/svg}title")]
    nodes = json.loads(told("graph", "--json", answers=answers)[1])["nodes"]
    assert (code, out, err) == (0, "graph.svg\n", "")
    assert {one["id"] for one in nodes} <= set(titles)
