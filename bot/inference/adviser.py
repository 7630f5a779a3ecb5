"""From answers to advice: every advice is fired by the engine, and the answer space says in which completions it holds.

Refused here: answers that are no options (UsageError, with the nearest valid word). If the two interpreters ever name
different models, no advice is given: Disagreement.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias, TypeVar

import numpy as np

from bot.inference.box import Box
from bot.inference.changes import singles
from bot.inference.engine import Engine, Fired
from bot.inference.once import once
from bot.inference.outlook import next_questions, outlook
from bot.inference.pairs import pair
from bot.inference.report import Advice, Disagreement, Outlook, Pair, Reason, Split, Undecided
from bot.inference.saying import Saying
from bot.inference.space import TWO_MODELS, Space, take
from bot.inference.splitting import split
from bot.model import Answers
from bot.rulebook.book import Rulebook
from bot.rulebook.format import Contradiction, ModelRule, Need, Rule, WhyNot

OUTLOOKS, ADVICES = 4096, 512
"""How many are remembered: every screen asks for an outlook, those about an advice for the same one several times."""

Key: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
R = TypeVar("R", bound=Rule)
T = TypeVar("T")


class Adviser:
    """The advice of one revision. Engine and space are made at their first use, or by `warm`, once for all threads."""

    def __init__(self, book: Rulebook, revision: str) -> None:
        self.book, self.revision = book, revision
        self._saying = Saying(book)
        self._outlooks: OrderedDict[Key, Outlook] = OrderedDict()
        self._advices: OrderedDict[Key, Advice] = OrderedDict()
        self._pairs: OrderedDict[Key, Pair | None] = OrderedDict()
        self._splits: OrderedDict[Key, Split | None] = OrderedDict()

    @once
    def engine(self) -> Engine:
        """The rules as durable_rules knows them."""
        return Engine(self.book)

    @once
    def space(self) -> Space:
        """The rules over every answer set."""
        return Space(self.book)

    def warm(self) -> None:
        """Make now what else the first questions would wait for: space, engine, and what is asked first."""
        self.outlook({})
        self.engine  # noqa: B018 - made by being asked for

    def unsure(self, question: str) -> tuple[str, ...]:
        """What "not sure" means for a question: all its options."""
        return tuple(self.book.question(question).options)

    def outlook(self, answers: Answers) -> Outlook:
        """How far the matter is; remembered by answers, because every screen asks."""
        return _remembered(self._outlooks, answers, lambda: outlook(Box(self.space, answers)), OUTLOOKS)

    def advise(self, answers: Answers) -> Advice:
        """All that can be said about answers, complete or not; remembered by answers. Raises Disagreement."""
        return _remembered(self._advices, answers, lambda: self._advised(answers), ADVICES)

    def pair(self, answers: Answers) -> Pair | None:
        """The smallest pair of changes, where no single one would do; remembered by answers. Raises Disagreement."""
        changes = self.advise(answers).changes
        return _remembered(self._pairs, answers, lambda: pair(Box(self.space, answers), changes), ADVICES)

    def split(self, answers: Answers) -> Split | None:
        """What tells which rules decide, where those differ between completions; remembered by answers."""
        return _remembered(self._splits, answers, lambda: split(self.space, answers), ADVICES)

    def _advised(self, answers: Answers) -> Advice:
        box = Box(self.space, answers)
        if (box.models >= TWO_MODELS).any():
            raise Undecided(_undecided(box))
        fired = self._fired(box)
        wanted, unsure = next_questions(box)
        model = box.possible[0] if box.settled else None
        decided = [rule for rule in fired if isinstance(rule, ModelRule) and model and box.decides(rule)]
        single = singles(box) if model else None
        return Advice(
            status="settled" if model else "open",
            model=model,
            possible=box.possible,
            ask_next=wanted or unsure,
            needs=tuple(sorted(rule.id for rule in fired if isinstance(rule, Need))),
            tallies={tally.id: box.tally(tally.id) for tally in self.book.tallies},
            decided_by=tuple(rule.rule for rule in decided),
            because=self._because(box, fired, decided) if model else (),
            why_not=self._why_not(box, fired),
            extras=tuple(self._reason(box, rule) for rule in _in_order(self.book.extras, fired)),
            contradictions=tuple(self._reason(box, rule) for rule in _in_order(self.book.contradictions, fired)),
            changes=single.changes if single else (),
            ignored=box.ignored,
            revision=self.revision,
            endings={} if model else {model: _hangs_on(box, ending) for model, ending in box.endings.items()},
            weights=single.weights if single else (),
        )

    def _fired(self, box: Box) -> list[Rule]:
        """The rules that the engine fires in the likeliest completion of every ending and that hold in all others."""
        common: dict[str, Fired] | None = None
        for model, completion in box.endings.items():
            trace = self.engine.trace(completion)
            if trace.models != (model,):
                raise Disagreement(f"{dict(completion)}: the engine says {trace.models}, the answer space {model}")
            fired = {one.rule.rule: one for one in (*trace.fired, *self.engine.beside(trace))}
            common = fired if common is None else {name: one for name, one in common.items() if name in fired}
        found = [one.rule for one in (common or {}).values()]
        return found if box.complete else [rule for rule in found if box.always(rule.when)]

    def _because(self, box: Box, fired: Iterable[Rule], decided: Iterable[ModelRule]) -> tuple[Reason, ...]:
        """The deciding rules; where none decides in every completion, the exposures known so far."""
        found = tuple(self._reason(box, rule) for rule in decided)
        needs = [rule for rule in fired if isinstance(rule, Need) and rule.kind == "exposure"]
        return found or tuple(self._reason(box, need) for need in needs)

    def _reason(self, box: Box, rule: Rule) -> Reason:
        facts = box.facts(rule.when)
        article = "" if isinstance(rule, WhyNot | Contradiction) else rule.article
        return Reason(rule.rule, facts, self._saying.of(rule.rule, facts, box.answers), article)

    def _why_not(self, box: Box, fired: Iterable[Rule]) -> dict[str, tuple[Reason, ...]]:
        """For every model that no completion leads to, the sentences that apply, the weightiest first."""
        sentences = _in_order(self.book.why_nots, fired)
        return {
            model.id: tuple(self._reason(box, one) for one in sentences if one.model == model.id)
            for model in self.book.models
            if model.id not in box.possible
        }


class Spoken(Adviser):
    """The same advice in another language: what is decided, and how far, comes from the adviser behind it."""

    def __init__(self, of: Adviser, saying: Saying) -> None:
        super().__init__(saying.book, of.revision)
        self._of, self._saying = of, saying

    @once
    def engine(self) -> Engine:
        """The rules as durable_rules knows them."""
        return self._of.engine

    @once
    def space(self) -> Space:
        """The rules over every answer set."""
        return self._of.space

    def warm(self) -> None:
        """Make ready what this is made of."""
        self._of.warm()

    def outlook(self, answers: Answers) -> Outlook:
        """How far the matter is."""
        return self._of.outlook(answers)

    def pair(self, answers: Answers) -> Pair | None:
        """The smallest pair of changes, where no single one would do."""
        return self._of.pair(answers)

    def split(self, answers: Answers) -> Split | None:
        """What tells which rules decide."""
        return self._of.split(answers)

    def _advised(self, answers: Answers) -> Advice:
        found = self._of.advise(answers)
        heeded = {name: options for name, options in answers.items() if name not in found.ignored}

        def told(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
            return tuple(replace(one, say=self._saying.of(one.rule, one.facts, heeded)) for one in reasons)

        return replace(
            found,
            because=told(found.because),
            why_not={model: told(reasons) for model, reasons in found.why_not.items()},
            extras=told(found.extras),
            contradictions=told(found.contradictions),
        )


def _remembered(found: OrderedDict[Key, T], answers: Answers, make: Callable[[], T], most: int) -> T:
    """What is known for these answers, else what is made now; of many, those asked for last are kept."""
    key = tuple(sorted(answers.items()))
    if key in found:
        found.move_to_end(key)
        return found[key]
    found[key] = made = make()
    if len(found) > most:
        found.popitem(last=False)
    return made


def _in_order(wanted: Iterable[R], fired: Iterable[Rule]) -> list[R]:
    """The rules of a kind that fired, in the order in which that kind is said."""
    names = {rule.rule for rule in fired}
    return [rule for rule in wanted if rule.rule in names]


def _undecided(box: Box) -> str:
    """Why there is no advice: no rule names a model, or several do, and which."""
    apart = box.models == TWO_MODELS
    if not apart.any():
        return "no rule names a model for these answers; see fixpoint check"
    space, shape = box.space, box.models.shape
    naming = {
        rule.rule: rule.model
        for rule in space.book.model_rules
        if (np.broadcast_to(take(space.decides(rule), box.region), shape) & apart).any()
    }
    named = ", ".join(f"{rule} {model}" for rule, model in naming.items())
    return f"the rules name more than one model for these answers ({named}); see fixpoint check"


def _hangs_on(box: Box, ending: Mapping[str, str]) -> dict[str, str]:
    """What a completion adds to the answers: options for the questions that are open or unsure."""
    return {name: option for name, option in ending.items() if box.answers.get(name) != (option,)}
