"""The graph as graphviz draws it: inside the page, every box a link. These tests run where graphviz is installed."""

import pytest
from html_reading import Reading

from bot.analysis.certificate import certificate
from bot.handbook.drawing import drawn
from bot.handbook.graph_page import dot
from bot.handbook.site import material, site


@pytest.fixture(scope="module")
def graph(shipped, made, files):
    return Reading(site(made, certificate(shipped), drawn(dot(made)))["graph.html"])


def test_the_picture_stands_in_the_page_and_is_well_formed(graph):
    assert graph.faults == []
    assert len(graph.of("svg")) == 1
    assert len(set(graph.ids)) == len(graph.ids)


def test_every_box_of_the_picture_is_a_link_that_leads_somewhere(graph, files, pages, shipped):
    boxes = [one for one in graph.elements if "node" in one.attributes.get("class", "").split()]
    links = [one.inside("a").attributes["href"] for one in boxes]
    book = shipped.book

    assert len(boxes) == sum(map(len, (book.questions, book.needs, book.tallies, book.model_rules, book.models)))
    for address in links:
        file, _, anchor = address.partition("#")
        assert file in files
        assert not anchor or anchor in pages[file].ids


def test_the_picture_can_be_reached_and_is_named_for_those_who_do_not_see_it(graph):
    (region,) = [one for one in graph.of("div") if one.attributes.get("class") == "graph"]

    assert region.attributes == {
        "class": "graph",
        "tabindex": "0",
        "role": "region",
        "aria-label": "Picture of the graph",
    }


def test_the_same_rules_are_drawn_in_the_same_bytes(hostile):
    made = material(hostile)
    pictures = {site(made, certificate(hostile), drawn(dot(made)))["graph.html"] for _ in range(2)}

    assert len(pictures) == 1
    assert "alert(1)" not in pictures.pop().replace("&lt;/script&gt;&lt;script&gt;alert(1)", "")
