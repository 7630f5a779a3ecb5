"""The handbook in a real browser, read from its files: search, phones, light and dark, paper. Runs with chromium."""

import json
import re
import shutil
import struct
import subprocess
import zlib

import pytest
from html_reading import Reading

from bot.analysis.certificate import certificate
from bot.handbook.drawing import drawn
from bot.handbook.frame import style
from bot.handbook.graph_page import dot
from bot.handbook.site import site
from bot.handbook.writing import write

BROWSER = shutil.which("chromium")
PHONE, DESK = 360, 1280
DARK, LIGHT = "--blink-settings=preferredColorScheme=0", "--blink-settings=preferredColorScheme=1"
PAPER = {LIGHT: "fbfaf7", DARK: "15191a"}
CALM = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
    "--hide-scrollbars",
    "--enable-logging=stderr",
)

VISIT = """\
<!doctype html><meta charset="utf-8"><title>A visit</title><iframe style="width:%(width)dpx;height:800px;border:0">
</iframe><pre></pre><script>
(async function () {
  const frame = document.querySelector("iframe"), told = {};
  for (const address of %(addresses)s) {
    await new Promise(function (done) { frame.onload = done; frame.src = "site/" + address; });
    const page = frame.contentDocument, root = page.documentElement;
    const body = frame.contentWindow.getComputedStyle(page.body);
    told[address] = {
      width: root.scrollWidth,
      query: page.getElementById("q").value,
      ink: body.color,
      font: parseFloat(body.fontSize),
      small: Array.from(page.querySelectorAll("nav a, button")).filter(function (one) {
        return one.getBoundingClientRect().height < 24;
      }).length,
    };
  }
  document.querySelector("pre").textContent = JSON.stringify(told);
})();
</script>
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory, shipped, made):
    folder = tmp_path_factory.mktemp("browser")
    write(folder / "site", site(made, certificate(shipped), drawn(dot(made))))  # with the picture if there is graphviz
    return folder


@pytest.fixture
def browse(folder, tmp_path):
    """Open an address below the folder; stdout, once nothing was complained about."""

    def opened(address, *options):
        done = subprocess.run(
            [BROWSER, *CALM, f"--user-data-dir={tmp_path}", *options, f"file://{folder}/{address}"],
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=True,
        )
        assert [line for line in done.stderr.splitlines() if "CONSOLE" in line] == []
        return done.stdout

    return opened


@pytest.fixture
def visit(folder, browse):
    """Open pages one after another in a frame of some width: what the browser made of each."""

    def visited(addresses, width, *options):
        (folder / "visit.html").write_text(
            VISIT % {"addresses": json.dumps(addresses), "width": width}, encoding="utf-8"
        )
        options = ("--allow-file-access-from-files", "--virtual-time-budget=60000", "--dump-dom", *options)
        return json.loads(Reading(browse("visit.html", *options)).one("pre").text)

    return visited


def found(dom):
    """The results that a page shows: address and words of each, and the line that counts them."""
    page = Reading(dom)
    results = [
        (one.attributes["href"], one.text)
        for one in page.of("a")
        if one.inside("ol") and one.inside("ol").attributes.get("id") == "results"
    ]
    (count,) = [one.text for one in page.elements if one.attributes.get("id") == "count"]
    return results, count


@pytest.mark.parametrize("address", ["index.html#q=backup", "index.html?q=backup"])
def test_the_search_finds_what_the_address_asks_for(browse, files, address):
    results, count = found(browse(f"site/{address}", "--dump-dom"))

    assert "article-backups-rto-rpo.html" in dict(results)
    assert {address for address, _ in results} <= set(files)
    assert re.fullmatch(r"\d+ pages found(, the best 40 shown)?", count)


def test_the_search_fills_its_field_and_hides_the_overview(browse, visit):
    page = Reading(browse("site/index.html#q=backup", "--dump-dom"))
    hidden = {one.attributes["id"] for one in page.elements if "hidden" in one.attributes}

    assert hidden == {"overview"}
    assert visit(["index.html#q=backup"], DESK)["index.html#q=backup"]["query"] == "backup"


def test_without_a_question_the_overview_is_shown(browse):
    page = Reading(browse("site/index.html", "--dump-dom"))

    assert {one.attributes["id"] for one in page.elements if "hidden" in one.attributes} == {"search"}


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("H1", "rule-H1.html"),
        ("break/fix+technician", None),
        ("BACKUP%20TESTED", None),
        ("swamped", "question-gap.html"),
        ("managed%20services", "model-managed.html"),
    ],
)
def test_the_search_finds_ids_words_of_labels_and_several_words(browse, query, first):
    results, _ = found(browse(f"site/index.html#q={query}", "--dump-dom"))

    assert results
    assert first is None or first in [address for address, _ in results[:3]]


@pytest.mark.parametrize("query", ["xylophone", "backup+xylophone", "%3Cimg+src%3Dx+onerror%3Dalert(1)%3E"])
def test_what_is_not_there_is_not_found_and_never_becomes_markup(browse, query):
    dom = browse(f"site/index.html#q={query}", "--dump-dom")

    assert found(dom) == ([], "Nothing found. Try another word.")
    assert Reading(dom).of("img") == []


def test_every_page_fits_a_phone_with_room_for_fingers(visit, pages):
    seen = visit([*sorted(pages), "index.html#q=backup"], PHONE)

    assert {name: one["width"] for name, one in seen.items() if one["width"] > PHONE} == {}
    assert {name: one["small"] for name, one in seen.items() if one["small"]} == {}
    assert {one["font"] for one in seen.values()} == {16}


@pytest.mark.parametrize("width", [DESK, 700])
def test_no_section_is_wider_than_the_window(visit, width):
    names = ["index.html", "rules.html", "rule-H1.html", "graph.html", "certificate.html", "question-it.html"]

    assert {one["width"] for one in visit(names, width).values()} == {width}


@pytest.mark.parametrize("look", [LIGHT, DARK])
@pytest.mark.parametrize("name", ["index.html", "rule-H1.html"])
def test_the_page_is_painted_light_or_dark_as_the_reader_wishes(browse, tmp_path, look, name):
    picture = tmp_path / "page.png"
    browse(f"site/{name}", look, f"--screenshot={picture}", "--window-size=800,600")

    assert first_pixel(picture.read_bytes()) == PAPER[look]
    assert f"#{PAPER[look]}" in style()


def first_pixel(png):
    """The colour of the upper left corner of a PNG, which no filter of its format changes."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    at, packed = 8, b""
    while at < len(png):
        (length,), kind = struct.unpack(">I", png[at : at + 4]), png[at + 4 : at + 8]
        packed += png[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += 12 + length
    return zlib.decompress(packed)[1:4].hex()


def test_a_page_can_be_printed(browse, tmp_path):
    paper = tmp_path / "page.pdf"
    browse("site/rule-H1.html", f"--print-to-pdf={paper}", "--no-pdf-header-footer")

    assert paper.read_bytes().startswith(b"%PDF-")
