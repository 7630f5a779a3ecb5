"""Consultations and receipts as the JSON inside a payload, and back.

Written by hand because it runs in every turn. It tolerates fields it does not know and, where the model has a
default, fields that are missing; what makes no sense is refused and never mended.
"""

import json
from collections.abc import Mapping
from operator import index
from typing import Any

from bot.errors import StoreBroken, StoreTooNew
from bot.model import Answers, Called, ChatId, Consultation, Place, Receipt

FORMAT = 1

# ASCII only, so that half a surrogate pair, which Telegram's JSON may hold, is kept and not an error.
_encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


def pack_consultation(chat: ChatId, consultation: Consultation) -> bytes:
    """The payload of a consultation. Only here does the id of its chat stand."""
    place = consultation.place
    return _encode(
        {
            "format": FORMAT,
            "chat": chat,
            "id": consultation.id,
            "nonce": consultation.nonce,
            "revision": consultation.revision,
            "turn": consultation.turn,
            "answers": dict(consultation.answers),
            "place": {"name": place.name, "of": place.of, "origin": place.origin, "page": place.page},
            "resolved": dict(consultation.resolved),
            "declined": sorted(consultation.declined),
            "receipt": consultation.receipt,
            "source": consultation.source,
            "language": consultation.language,
        }
    ).encode("ascii")


def unpack_consultation(clear: bytes) -> tuple[ChatId, Consultation]:
    """The chat and its consultation."""
    stored = unpack(clear, "consultation")
    try:
        place = stored.get("place", {})
        return ChatId(index(stored["chat"])), Consultation(
            id=stored["id"],
            nonce=stored["nonce"],
            revision=stored["revision"],
            turn=index(stored.get("turn", 0)),
            answers=_answers(stored),
            place=Place(
                place.get("name", "promise"), place.get("of", ""), place.get("origin", ""), index(place.get("page", 0))
            ),
            resolved=dict(stored.get("resolved", {})),
            declined=frozenset(stored.get("declined", ())),
            receipt=stored.get("receipt", ""),
            source=stored.get("source", ""),
            language=stored.get("language", "en"),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _senseless("consultation", error) from error


def pack_receipt(receipt: Receipt) -> bytes:
    """The payload of a receipt."""
    return _encode(
        {
            "format": FORMAT,
            "id": receipt.id,
            "answers": dict(receipt.answers),
            "revision": receipt.revision,
            "program": receipt.program,
            "model": receipt.model,
            "rules": receipt.rules,
            "text": receipt.text,
            "resolved": dict(receipt.resolved),
            "source": receipt.source,
            "language": receipt.language,
        }
    ).encode("ascii")


def unpack_receipt(clear: bytes) -> Receipt:
    """A receipt again."""
    stored = unpack(clear, "receipt")
    try:
        return Receipt(
            id=stored["id"],
            answers=_answers(stored),
            revision=stored["revision"],
            program=stored["program"],
            model=stored["model"],
            rules=tuple(stored["rules"]),
            text=stored["text"],
            resolved=dict(stored.get("resolved", {})),
            source=stored.get("source", ""),
            language=stored.get("language", "en"),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _senseless("receipt", error) from error


def pack_wanting(chat: ChatId, called: Called) -> bytes:
    """The payload of somebody who wants a person."""
    fields = {"format": FORMAT, "chat": chat, "model": called.model, "username": called.username}
    return _encode(fields).encode("ascii")


def unpack_wanting(clear: bytes) -> tuple[ChatId, Called]:
    """Who it is, and what is known of them."""
    stored = unpack(clear, "wish for a person")
    try:
        return ChatId(index(stored["chat"])), Called(str(stored.get("model", "")), str(stored.get("username", "")))
    except (KeyError, TypeError) as error:
        raise _senseless("wish for a person", error) from error


def pack_link(name: str) -> bytes:
    """The payload of a link."""
    return _encode({"format": FORMAT, "name": name}).encode("ascii")


def unpack_link(clear: bytes) -> str:
    """The name of a link again."""
    stored = unpack(clear, "link")
    try:
        return str(stored["name"])
    except KeyError as error:
        raise _senseless("link", error) from error


def unpack(clear: bytes, what: str) -> dict[str, Any]:
    """The fields as they stand, once the format is known to be one of ours."""
    try:
        stored = json.loads(clear)
        found = index(stored["format"])
    except (KeyError, TypeError, ValueError) as error:
        raise _senseless(what, error) from error
    if found > FORMAT:
        raise StoreTooNew(f"a stored {what} has format {found}, which only a newer Fixpoint reads: upgrade")
    return dict(stored)


def _answers(stored: Mapping[str, Any]) -> Answers:
    return {question: tuple(options) for question, options in stored.get("answers", {}).items()}


def _senseless(what: str, error: Exception) -> StoreBroken:
    return StoreBroken(f"a stored {what} makes no sense ({type(error).__name__}: {error}): restore a backup")
