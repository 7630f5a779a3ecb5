"""What a text means as YAML 1.2, and what no rule file may hold."""

import pytest

from bot.rulebook.source import MAX_BYTES, decode, parse


def value_of(text: str) -> object:
    node, problems = parse(f"key: {text}\n", "a.yaml")
    assert not problems
    return node.value["key"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("no", "no", id="no is a word"),
        pytest.param("yes", "yes", id="yes is a word"),
        pytest.param("No", "No", id="a capital No is a word"),
        pytest.param("on", "on", id="on is a word"),
        pytest.param("off", "off", id="off is a word"),
        pytest.param("y", "y", id="y is a word"),
        pytest.param("1:30", "1:30", id="1 to 30 with a colon is a word"),
        pytest.param("2026-11-23", "2026-11-23", id="a day is a word"),
        pytest.param("1-4", "1-4", id="a range is a word"),
        pytest.param("1_000", "1_000", id="an underscore makes no number"),
        pytest.param("0b11", "0b11", id="binary is a word"),
        pytest.param("=", "=", id="an equals sign is a word"),
        pytest.param("true", True, id="true is a truth value"),
        pytest.param("False", False, id="False is a truth value"),
        pytest.param("TRUE", True, id="TRUE is a truth value"),
        pytest.param("tRue", "tRue", id="tRue is a word"),
        pytest.param("7", 7, id="digits are a number"),
        pytest.param("-7", -7, id="a sign belongs to the number"),
        pytest.param("+7", 7, id="a plus belongs to the number"),
        pytest.param("017", 17, id="a leading nought changes nothing"),
        pytest.param("1.5", 1.5, id="a point makes a decimal"),
        pytest.param("1e3", 1000.0, id="an exponent makes a decimal"),
        pytest.param(".5", 0.5, id="a decimal may begin with its point"),
        pytest.param("'7'", "7", id="quoted digits are text"),
        pytest.param('"true"', "true", id="a quoted true is text"),
        pytest.param('"null"', "null", id="a quoted null is text"),
        pytest.param('""', "", id="quotes around nothing are text"),
        pytest.param("|\n  7\n", "7\n", id="a block of digits is text"),
        pytest.param("nUll", "nUll", id="nUll is a word"),
    ],
)
def test_a_plain_scalar_means_what_yaml_1_2_says(text, value):
    found = value_of(text)

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param("a: ~\n", 1, "has no value", id="a tilde is no value"),
        pytest.param("a: b\nc: null\n", 2, '"c" has no value', id="null is no value"),
        pytest.param("a:\n", 1, "has no value", id="nothing is no value"),
        pytest.param("a: {b c}\n", 1, '"b c" has no value', id="a missing colon makes a key without a value"),
        pytest.param("a:\n- b\n-\n", 3, "item of the list is empty", id="an empty item"),
        pytest.param("a: 0o17\n", 1, "0o17 is a number", id="octal"),
        pytest.param("a: 0x1F\n", 1, "0x1F is a number", id="hexadecimal"),
        pytest.param("a: .inf\n", 1, ".inf is a number", id="infinity"),
        pytest.param("a: -.INF\n", 1, "-.INF is a number", id="negative infinity"),
        pytest.param("a: .nan\n", 1, ".nan is a number", id="not a number"),
        pytest.param("a: 1e999\n", 1, "1e999 is a number", id="a number beyond all numbers"),
        pytest.param("a: 12345678901234567890\n", 1, "is a number", id="an integer beyond 64 bits"),
        pytest.param(f"a: {'9' * 5000}\n", 1, "999999999999999999... is a number", id="an integer of 5,000 digits"),
        pytest.param("a: 1\nb: 2\na: 3\n", 3, '"a" twice in one mapping (first in line 1)', id="a key twice"),
        pytest.param("a: {b: 1, 'b': 2}\n", 1, '"b" twice', id="a key that stands twice, once in quotes"),
        pytest.param("a: &b c\n", 1, "uses an anchor", id="an anchor"),
        pytest.param("a: *b\n", 1, "uses an alias", id="an alias"),
        pytest.param("<<: {a: b}\n", 1, "uses a merge key", id="a merge key"),
        pytest.param("a: !!str 7\n", 1, "uses a tag", id="a tag of YAML"),
        pytest.param("a: !python/object:os.system x\n", 1, "uses a tag", id="a tag of Python"),
        pytest.param("a: ! x\n", 1, "uses a tag", id="a tag without a name"),
        pytest.param("%YAML 1.1\n---\na: b\n", 2, "uses a directive", id="a directive"),
        pytest.param("a: b\n---\nc: d\n", 3, "several documents", id="several documents"),
        pytest.param("? [a]\n: b\n", 1, "list or mapping as a key", id="a list as a key"),
        pytest.param("a: " + "[" * 20 + "]" * 20 + "\n", 1, "nests over 20 deep", id="a depth of 21"),
        pytest.param("a:\n\tb: c\n", 2, "cannot start any token", id="a tab as indentation"),
        pytest.param("a: b\nc: \x00\n", 2, "is not YAML", id="a control character"),
        pytest.param("a: b\nc: x\x07y\n", 2, "is not YAML", id="a bell"),
        pytest.param('a: "\\ud800"\n', 1, "", id="half of a surrogate pair"),
        pytest.param('a: "\\0"\n', 1, "U+0000", id="an escaped control character"),
        pytest.param("a: x\u202ey\n", 1, "U+202E", id="a sign that turns the text around"),
        pytest.param("a: x\ty\n", 1, "U+0009", id="a tab in a text"),
        pytest.param('a: "b\nc: d\n', 1, "is not YAML", id="a quote that is never closed"),
        pytest.param("a: {b: c\nd: e\n", 2, "is not YAML", id="a bracket that is never closed"),
        pytest.param("a: b: c\n", 1, "mapping values are not allowed", id="two colons"),
        pytest.param("a: @b\n", 1, "cannot start any token", id="a reserved sign"),
    ],
)
def test_what_no_file_may_hold_is_told_with_its_line(text, line, words):
    _, problems = parse(text, "a.yaml")

    assert problems
    assert words in problems[0].text
    assert abs(problems[0].line - line) <= 1
    assert 1 <= problems[0].line <= text.count("\n") + 1


def test_a_depth_of_20_is_allowed():
    node, problems = parse("a: " + "[" * 19 + "x" + "]" * 19, "a.yaml")

    assert node is not None
    assert not problems


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "---\n...\n"])
def test_a_file_without_content_has_no_value(text):
    node, problems = parse(text, "a.yaml")

    assert node.value is None
    assert not problems


def test_keys_are_text_whatever_they_look_like():
    node, problems = parse("{7: a, no: b, true: c, 1-4: d, ~: e}", "a.yaml")

    assert not problems
    assert list(node.value) == ["7", "no", "true", "1-4", "~"]


def test_columns_and_lines_count_from_1():
    node, _ = parse("a: b\nc: [d, e]\n", "a.yaml")

    assert node.at(("c", 1)) == (2, 8)
    assert node.at(("c",)) == (2, 1)
    assert node.at(("nowhere", 3)) == (1, 1)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        pytest.param(b"a: \xff\n", "is not UTF-8", id="a byte that is no UTF-8"),
        pytest.param("a: ä\n".encode("latin-1"), "is not UTF-8", id="Latin 1"),
        pytest.param("a: b\n".encode("utf-16"), "is not UTF-8", id="UTF-16"),
        pytest.param(b"#" * (MAX_BYTES + 1), "is over 1 MiB", id="a byte over 1 MiB"),
    ],
)
def test_bytes_that_are_no_text_are_refused(raw, words):
    text, problems = decode(raw, "a.yaml")

    assert text is None
    assert words in problems[0].text


def test_bytes_that_are_no_text_are_told_with_their_place():
    _, problems = decode(b"a: b\nc: d\xff\n", "a.yaml")

    assert (problems[0].line, problems[0].column) == (2, 5)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"\xef\xbb\xbfa: b\nc: d\n", id="a byte order mark"),
        pytest.param(b"a: b\r\nc: d\r\n", id="line ends of Windows"),
        pytest.param(b"a: b\rc: d\r", id="line ends of an old Macintosh"),
    ],
)
def test_marks_of_other_systems_change_nothing(raw):
    text, problems = decode(raw, "a.yaml")

    assert not problems
    assert text == "a: b\nc: d\n"
