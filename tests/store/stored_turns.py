"""Consultations and steps for the tests of the store; no test stands here."""

from dataclasses import replace

from bot.model import ChatId, Consultation, Count, Place, Receipt, Turn, UpdateId
from bot.store import Step

ANNA, BOB, CARL = ChatId(4_815_162_342), ChatId(-100_777_000_111), ChatId(7)

ANSWERED = (Count("answered"),)
WHOLE = Consultation(
    id="c-whole",
    nonce="n0nce",
    revision="5f0c1a9d",
    turn=7,
    answers={"hours": ("always",), "data": ("personal", "regulated"), "budget": ()},
    place=Place("why", "proof", "review"),
    resolved={"X1": "A", "X2": "unresolved"},
    declined=frozenset({"report", "call"}),
    receipt="r-1",
    source="dentists",
    language="de",
)


def begun(name="c-1", **fields):
    return Consultation(id=name, nonce=f"nonce of {name}", **{"revision": "rev-1", **fields})


def receipt_of(name, text="Our advice: managed."):
    return Receipt(
        id=name,
        answers={"hours": ("always",)},
        revision="rev-1",
        program="1.0",
        model="managed",
        rules=("H2", "S1"),
        text=text,
        resolved={"X1": "B"},
        source="dentists",
        language="en",
    )


def keep(consultation, *, receipts=(), counts=(), effects=()) -> Step:
    turn = Turn(consultation, receipts=tuple(receipts), counts=tuple(counts), effects=tuple(effects))
    return lambda was: turn


def answer(option="always", *, receipts=(), counts=ANSWERED) -> Step:
    """One more answer, under a name that tells its turn, so that every turn leaves a trace of its own."""

    def step(was):
        was = was or begun()
        answers = {**was.answers, f"q{was.turn}": (option,)}
        return Turn(replace(was, turn=was.turn + 1, answers=answers), "noted", tuple(receipts), tuple(counts))

    return step


def forget(was):
    return Turn(None, "forgotten", counts=(Count("forgotten"),))


def fail(was):
    raise RuntimeError("this step fails")


def update(number):
    return UpdateId(900_000_000 + number)
