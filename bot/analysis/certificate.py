"""What must hold over every reachable answer set, proved by looking at each of them; and how honest the advice is.

Exactly one model everywhere; every rule speaks and every model rule makes a difference; every question and option
matters; every article can be reached, keeps to its standard and says nothing that nobody may say; more exposure never
means less support; wishes alone never buy the dearest model. Each finding carries the smallest answer set in which it
shows, or its line. Nothing is sampled.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.analysis.articles.claims import claims
from bot.analysis.articles.covered import covered
from bot.analysis.articles.figures import figures
from bot.analysis.articles.kept import kept
from bot.analysis.articles.named import named
from bot.analysis.articles.reached import unfound, unreached
from bot.analysis.articles.stale import stale
from bot.analysis.articles.texts import Texts
from bot.analysis.asked import unasked
from bot.analysis.decided import undecided
from bot.analysis.direction import Direction, direction
from bot.analysis.finding import Finding, many, witness
from bot.analysis.fires import silent
from bot.analysis.hints import hints
from bot.analysis.honesty import NO_WISHES, Share, Wishes, floors, shares, wishes
from bot.analysis.matters import matters
from bot.analysis.standing import Standing, Standings
from bot.analysis.translated import mistranslated, untranslated
from bot.content import Content

__all__ = ["Certificate", "certificate", "of_articles", "witness"]


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was found over the whole answer space, and how much each model gets and each rule decides."""

    revision: str
    sets: int
    shares: Mapping[str, Share]
    findings: tuple[Finding, ...]
    hints: tuple[Finding, ...] = ()
    rules: Mapping[str, Standing] = field(default_factory=dict)
    direction: Direction = field(default_factory=Direction)
    wishes: Wishes = NO_WISHES
    unproved: tuple[str, ...] = ()
    warnings: tuple[Finding, ...] = ()
    sources: Mapping[str, int] = field(default_factory=dict)

    def summary(self, *, hinted: bool = False) -> str:
        """A few lines for a person."""
        lines = [f"{self.sets:,} answer sets, every one looked at; revision {self.revision}"]
        total = sum(share.stored or 0 for share in self.shares.values())
        for model, share in self.shares.items():
            line = f"  {model:<12} {share.sets:>9,}  {share.mix:6.2%} of the traffic mix"
            if share.stored is not None:
                line += f"  {share.stored:>7,} of {total:,} stored consultations"
            lines.append(line)
        pairs = self.direction.compared
        lines.append(f"  direction    {sum(pairs.values()):>9,}  pairs compared, in {len(pairs)} questions")
        lines += [f"  not proved: {one}" for one in self.unproved]
        if self.sources:
            compared = self.sources["compared"]
            lines.append(f"  sources      {sum(self.sources.values()):>9,}  named by articles, {compared} compared")
        if self.hints:
            lines.append(f"{many(len(self.hints), 'hint')}{'' if hinted else ', shown with --hints'}")
        warned = f", {many(len(self.warnings), 'warning')}" if self.warnings else ""
        return "\n".join([*lines, f"{many(len(self.findings), 'finding')}{warned}"])

    def as_json(self) -> dict[str, Any]:
        """The certificate as plain data."""
        return {
            "revision": self.revision,
            "sets": self.sets,
            "models": {model: share.as_json() for model, share in self.shares.items()},
            "findings": [one.as_json() for one in self.findings],
            "hints": [one.as_json() for one in self.hints],
            "rules": {name: _plain(one) for name, one in self.rules.items()},
            "direction": self.direction.as_json(),
            "wishes": self.wishes.as_json(),
            "unproved": list(self.unproved),
            "warnings": [one.as_json() for one in self.warnings],
            "sources": dict(self.sources),
        }


def _plain(standing: Standing) -> dict[str, Any]:
    named = {"fires": standing.fires, "mix": standing.mix}
    if standing.decides is None:
        return named
    return {**named, "decides": standing.decides, "decisive": standing.decisive, "decides_mix": standing.decides_mix}


def certificate(content: Content, stored: Mapping[str, int] | None = None, today: date | None = None) -> Certificate:
    """Look at every answer set and every article. `stored` are consultations by model, as they were counted."""
    space = content.adviser.space
    standings = Standings(space)
    found = shares(standings, stored)
    pairs = direction(content, space)
    wished, bought = wishes(content, standings)
    findings = [
        *undecided(content, standings),
        *silent(content, standings),
        *matters(content, space),
        *pairs.findings,
        *floors(content, found),
        *bought,
        *unasked(content, standings),
        *of_articles(content),
    ]
    return Certificate(
        content.revision,
        len(space),
        found,
        tuple(findings),
        tuple(hints(content, standings)),
        standings.of,
        pairs,
        wished,
        tuple(_unproved(content)),
        (*stale(Texts(content), today or date.today()), *untranslated(content)),  # noqa: DTZ011 - wherever the maintainer is
        _sources(content),
    )


def _sources(content: Content) -> Mapping[str, int]:
    """How many sources articles name, and whether somebody has opened them and compared the claim."""
    every = [source.compared for article in content.articles.values() for source in article.sources]
    return {"compared": sum(every), "not compared": len(every) - sum(every)} if every else {}


def of_articles(content: Content) -> Iterator[Finding]:
    """What is wrong with the articles and with what is said in all languages, whatever the rules decide."""
    texts = Texts(content)
    yield from covered(content)
    yield from unreached(content)
    yield from unfound(content)
    yield from kept(texts)
    yield from named(texts)
    yield from figures(texts)
    yield from claims(texts)
    yield from mistranslated(content)


def _unproved(content: Content) -> Iterator[str]:
    """What the rules do not say enough about to be proved; it fails nothing, and is never passed over in silence."""
    book = content.book
    if not any(question.wish for question in book.questions):
        yield "that wishes alone do not buy the dearest model; no question says `wish: yes`"
    if not any(question.exposure for question in book.questions):
        yield "that more exposure never lowers the support level; no question declares `exposure`"
    if not book.traffic:
        floors_told = (
            " and the floors of models were not held against it" if any(one.floor for one in book.models) else ""
        )
        yield f"anything about who will come; traffic.yaml is empty, so every option counts as often{floors_told}"
