"""What follows from a consultation and its content: the outlook, the advice, which question is on the screen.

Nothing is decided and nothing is changed here. Answers that the content does not know (it was edited while somebody
was half-way) are left out of every view of them, and stay in the consultation.
"""

from bot.content import Content
from bot.conversation.places import note, root
from bot.inference.report import Advice, Disagreement, Outlook
from bot.model import Answers, Consultation
from bot.rulebook.format import Contradiction, Question

QUESTION, WHY_ASK = "question", "why-ask"
ASIDE = frozenset({"answer", "unknown"})
"""The screens that answer a free question."""
CALLED = "called"
"""How `declined` remembers that a person was asked for."""
SEE = "see"
"""The offer to see a settled advice early, as `Decline` and `declined` name it."""


def known_answers(consultation: Consultation, content: Content) -> Answers:
    """The answers as far as the content knows their questions and options."""
    known = content.book.options
    if all(given and known.get(name, frozenset()).issuperset(given) for name, given in consultation.answers.items()):
        return consultation.answers  # nearly always, and asked for several times a screen
    heard = {name: tuple(o for o in given if o in known.get(name, ())) for name, given in consultation.answers.items()}
    return {name: options for name, options in heard.items() if options}


def outlook_of(consultation: Consultation, content: Content) -> Outlook:
    """What is still possible, and what to ask next."""
    return content.adviser.outlook(known_answers(consultation, content))


def advice_of(consultation: Consultation, content: Content) -> Advice | None:
    """The advice on the answers so far; None if the two interpreters disagree, and then none is given."""
    try:
        return content.adviser.advise(known_answers(consultation, content))
    except Disagreement:
        return None


def answered(consultation: Consultation, content: Content) -> tuple[Question, ...]:
    """The questions that are answered and that the advice heeds, in the order asked."""
    given = known_answers(consultation, content)
    ignored = outlook_of(consultation, content).ignored
    return tuple(one for one in content.book.questions if one.id in given and one.id not in ignored)


def shown_question(consultation: Consultation, content: Content) -> Question | None:
    """The question that can be answered on the present screen; at the promise that is the first one.

    Below the answer to a free question it is the one that was open: who goes on typing answers that.
    """
    place = root(consultation.place) if consultation.place.name in ASIDE else consultation.place
    if place.name not in {QUESTION, WHY_ASK, "promise"}:
        return None
    wanted = outlook_of(consultation, content).ask_next
    heeded = {one.id for one in answered(consultation, content)}
    name = place.of if place.of in heeded or place.of == wanted else wanted
    return content.book.question(name) if name else None


def before(question: str | None, consultation: Consultation, content: Content) -> Question | None:
    """The answered question before this one in the order asked; the last of all if none is given."""
    heeded = {one.id for one in answered(consultation, content)}
    earlier: Question | None = None
    for one in content.book.questions:
        if one.id == question:
            break
        if one.id in heeded:
            earlier = one
    return earlier


def contradiction(rule: str, content: Content) -> Contradiction | None:
    """The contradiction of this id, if the content has it."""
    return next((one for one in content.book.contradictions if one.rule == rule), None)


def asked_by(consultation: Consultation, content: Content) -> Contradiction | None:
    """The contradiction whose reading asked the question on the screen again, if that is why it is shown."""
    return contradiction(note(consultation.place), content)


def can_see(outlook: Outlook) -> bool:
    """Whether an advice can be given now: the model is settled, or nothing is left to ask."""
    return outlook.settled or outlook.ask_next is None
