"""One class for each kind of entry in the YAML files of knowledge/, exactly as knowledge/README.md describes it.

Unknown keys are refused. What an entry refers to (articles, models, themes) is looked up by `library.py`.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field, StrictInt

from bot.rulebook.format import ArticleId, Entry, Fact, RuleId, Sentence

BREAK_FIX = tuple(f"BF{n}" for n in range(1, 6))
MANAGED = tuple(f"MSP{n}" for n in range(1, 9))
CHARACTERISTICS = (*BREAK_FIX, *MANAGED)
"""The five characteristics of break/fix and the eight of managed services."""


def _pattern(raw: str) -> str:
    try:
        re.compile(raw)
    except re.error as error:
        raise ValueError(f"is no regular expression ({error})") from None
    return raw


Pattern: TypeAlias = Annotated[str, Field(min_length=1, max_length=600), AfterValidator(_pattern)]
"""A regular expression, searched without regard to capitals in text whose marks are taken out."""


class Theme(Entry):
    """What articles are grouped by when somebody browses; themes keep the order of the file."""

    id: ArticleId = Field(alias="theme")
    title: Sentence


class Characteristic(Entry):
    """One of the thirteen, its own article, and how each support model stands to it, in a few words."""

    id: Literal[CHARACTERISTICS] = Field(alias="characteristic")  # type: ignore[valid-type]  # listed once
    title: Sentence
    article: ArticleId
    models: dict[Fact, Annotated[Sentence, Field(max_length=120)]]


class Length(Entry):
    """How many words an article has, at least and at most."""

    least: Annotated[StrictInt, Field(ge=1)]
    most: Annotated[StrictInt, Field(ge=1)]


class Standard(Entry):
    """What every article keeps to. `grade` is the automated readability index, `reviewed within` counts months."""

    id: Literal["article"] = Field(alias="standard")
    words: Length | None = None
    grade: Annotated[StrictInt, Field(ge=1, le=20)] | None = None
    headings: tuple[Sentence, ...] = ()
    reviewed_within: Annotated[StrictInt, Field(ge=1)] | None = Field(None, alias="reviewed within")
    exempt: tuple[ArticleId, ...] = Field((), alias="except")


class Claim(Entry):
    """What no article and no sentence of a rule may say: an example, how it is found, and why it is not said.

    It is found where `pattern` is and `unless` is not, both looked for `within` a sentence, a block or a whole article.
    An article in `allowed` may say it, because it corrects it.
    """

    id: RuleId = Field(alias="claim")
    never: Sentence
    pattern: Pattern
    unless: Pattern | None = None
    within: Literal["sentence", "block", "article"] = "sentence"
    because: Sentence
    instead: Sentence | None = None
    allowed: tuple[ArticleId, ...] = ()

    def found_in(self, text: str) -> bool:
        """Whether this text says it."""
        wanted = re.search(self.pattern, text, re.IGNORECASE)
        return wanted is not None and (self.unless is None or not re.search(self.unless, text, re.IGNORECASE))


class Alike(Entry):
    """Words and phrases that mean the same to somebody who asks."""

    alike: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=40)], ...], Field(min_length=2)]


FILES: Mapping[str, Mapping[str, type[Entry]]] = {
    "themes.yaml": {"theme": Theme},
    "characteristics.yaml": {"characteristic": Characteristic},
    "standards.yaml": {"standard": Standard, "claim": Claim},
    "synonyms.yaml": {"alike": Alike},
}
"""The YAML files of knowledge/, each of which may be absent, and their kinds of entry by the key that begins them."""
