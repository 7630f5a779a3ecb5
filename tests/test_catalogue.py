"""The catalogue of a language: what it says is said, and a slip in it is told with its line."""

from dataclasses import fields

import pytest

from bot.wording.catalogue import FOLDER, catalogue, read
from bot.wording.hearing import Hearing
from bot.wording.language import chosen
from bot.wording.messages import Messages
from bot.wording.sentences import Wording

CATALOGUE = """\
language: de
name: Deutsch
say:
  start: Beginnen
  or: ' oder '
  read: 'Lesen: {title}'
hear:
  'yes': [ja, jo]
  same: {los: beginnen}
  to_twenty: ['null', eins]
telegram:
  card_button: Los
"""


@pytest.fixture
def written(tmp_path):
    def write(text, name="de.yaml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return read(path, "de")

    return write


def test_what_a_catalogue_says_is_said_and_the_rest_in_english(written):
    language = written(CATALOGUE).language

    assert (language.code, language.name) == ("de", "Deutsch")
    assert (language.say.start, language.say.or_, language.say.back) == ("Beginnen", " oder ", Wording().back)
    assert (language.hears.yes, language.hears.same) == (frozenset({"ja", "jo"}), {"los": "beginnen"})
    assert language.hears.to_twenty == ("null", "eins")
    assert language.tells.card_button == "Los"


def test_what_a_catalogue_lacks_is_listed(written):
    found = written(CATALOGUE)

    every = {f"say.{one.name.rstrip('_')}" for one in fields(Wording)}
    every |= {f"hear.{one.name}" for one in fields(Hearing)} | {f"telegram.{one.name}" for one in fields(Messages)}
    said = {"say.start", "say.or", "say.read", "hear.yes", "hear.same", "hear.to_twenty", "telegram.card_button"}
    assert set(found.missing) == every - said
    assert found.problems == ()


SLIPS = {
    "a misspelt name": ("  start: Beginnen", "  strat: Beginnen", 4, 'did you mean "start"?'),
    "another part": ("telegram:", "telegrams:", 11, '"telegrams" is no key here'),
    "another language": ("language: de", "language: fr", 1, "is not de"),
    "no name": ("name: Deutsch\n", "", 1, "`name` is missing"),
    "words in braces that are not filled in": ("{title}", "{titel}", 6, "must fill in {title}"),
    "words in braces that are gone": ("{title}", "", 6, "must fill in {title}"),
    "words in braces that are too many": ("Beginnen", "'Beginnen {title}'", 4, "must fill in nothing"),
    "a list for a sentence": ("  start: Beginnen", "  start: [Beginnen]", 4, "must be text"),
    "a sentence for a list": ("[ja, jo]", "ja", 8, "must be a list of words"),
    "a list for words under words": ("{los: beginnen}", "[los]", 9, "must be words under words"),
    "a brace without its partner": ("{title}", "{title} }", 6, "has a brace without its partner"),
    "braces that fill in nothing": ("{title}", "{{title}}", 6, "must fill in {title}"),
    "an empty sentence": ("Beginnen", "''", 4, "is empty"),
    "a part without names": ("  card_button: Los", "  - Los", 12, "`telegram` holds no names"),
    "a word for a number": ("  same:", "  amounts: {zwei: drei}\n  same:", 9, "must be words under words"),
    "too many words for a menu": ("  card_button: Los", f"  do_start: {'x' * 257}", 12, "at most 256 are shown"),
    "no YAML": ("[ja, jo]", "[ja, jo", 8, "is not YAML"),
}


@pytest.mark.parametrize(("old", "new", "line", "told"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_told_with_its_line(written, old, new, line, told):
    assert old in CATALOGUE

    found = written(CATALOGUE.replace(old, new, 1)).problems

    assert any(told in str(one) for one in found), found
    assert all(abs(one.line - line) <= 1 for one in found)
    assert all(one.file.endswith("/de.yaml") for one in found)


def test_a_language_without_a_catalogue_goes_by_english(tmp_path):
    found = read(tmp_path / "xx.yaml", "xx")

    assert (found.language.code, found.language.say) == ("xx", Wording())
    assert len(found.missing) > 200


SHIPPED = sorted(path.stem for path in FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("code", SHIPPED)
def test_a_shipped_catalogue_says_everything(code):
    found = catalogue(code)

    assert found.problems == ()
    assert found.missing == ()


@pytest.mark.parametrize(
    ("wanted", "code"),
    [("de", "de"), ("de-AT", "de"), ("DE_ch", "de"), ("", ""), ("fr", ""), ("den", ""), ("en-GB", "en")],
)
def test_a_tag_asks_for_a_known_language(wanted, code):
    assert chosen(wanted, {"en", "de"}) == code
