"""What is personal is sealed and opened here; no other file imports `cryptography`.

It refuses to guess: a payload under a key it was not given is a wrong key, one that its own key does not open is
damage, and a database that stands without its key gets no new one.
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.errors import SettingsError, StoreBroken, StoreTooNew, WrongKey
from bot.model import ChatId

SETTING = "FIXPOINT_DATA_KEY"
FORMAT = 1
KEY_LENGTH, KEY_ID_LENGTH, NONCE_LENGTH, TAG_LENGTH = 32, 4, 12, 16
HEAD_LENGTH = 1 + KEY_ID_LENGTH

# The one row of the keyring: its name, and what binds its payload to that place.
LOOKUP = "lookup"


class Keys:
    """The data keys: the first one seals, any of them opens.

    `development` says that the key lies in a file beside the database, which is worth a warning.
    """

    def __init__(self, keys: Sequence[bytes], *, development: bool = False) -> None:
        self.development = development
        self._ciphers = {key_id(key): AESGCM(key) for key in reversed(keys)}
        self._first = self._ciphers[key_id(keys[0])]
        self._head = bytes([FORMAT]) + key_id(keys[0])

    @classmethod
    def parse(cls, text: str, *, called: str = SETTING, development: bool = False) -> "Keys":
        """Keys from a setting: base64 of 32 bytes each, separated by commas. The message never shows a key."""
        parts = [part.strip() for part in text.split(",")]
        keys = [_decoded(part) for part in parts]
        wrong = [str(number) for number, key in enumerate(keys, 1) if len(key) != KEY_LENGTH]
        if wrong:
            which = f"key {' and '.join(wrong)} of {len(parts)}" if len(parts) > 1 else "its value"
            raise SettingsError(f"{called}: {which} is not base64 of 32 bytes; make one with: openssl rand -base64 32")
        return cls(keys, development=development)

    def seal(self, table: str, row: bytes, clear: bytes) -> bytes:
        """A payload that opens only as this row of this table."""
        nonce = os.urandom(NONCE_LENGTH)
        return self._head + nonce + self._first.encrypt(nonce, clear, _bound_to(table, row))

    def open(self, table: str, row: bytes, payload: bytes) -> bytes:
        """What was sealed for this row of this table."""
        if payload[:1] > bytes([FORMAT]):
            raise StoreTooNew(
                f"a payload of {table} has format {payload[0]}, which only a newer Fixpoint reads: upgrade"
            )
        if len(payload) < HEAD_LENGTH + NONCE_LENGTH + TAG_LENGTH or payload[0] != FORMAT:
            raise StoreBroken(f"a payload of {table} is no payload at all: the database is damaged, restore a backup")
        sealed_by = payload[1:HEAD_LENGTH]
        cipher = self._ciphers.get(sealed_by)
        if cipher is None:
            raise WrongKey(
                f"{SETTING} does not open a payload of {table}: add the key it was sealed with (id {sealed_by.hex()})"
            )
        nonce, sealed = payload[HEAD_LENGTH : HEAD_LENGTH + NONCE_LENGTH], payload[HEAD_LENGTH + NONCE_LENGTH :]
        try:
            return cipher.decrypt(nonce, sealed, _bound_to(table, row))
        except InvalidTag as error:
            raise StoreBroken(
                f"a payload of {table} does not open under its own key: it was damaged or moved, restore a backup"
            ) from error


class Vault:
    """The data keys and the lookup key, under which chats, receipts and links are found without being named."""

    def __init__(self, keys: Keys, lookup: bytes) -> None:
        self._lookup = lookup
        self.seal = keys.seal
        self.open = keys.open

    @staticmethod
    def make(keys: Keys) -> bytes:
        """A new lookup key, as the payload of its row in the keyring."""
        return keys.seal("keyring", LOOKUP.encode(), secrets.token_bytes(KEY_LENGTH))

    @classmethod
    def unlock(cls, keys: Keys, payload: bytes) -> "Vault":
        """The vault of a database, from its row in the keyring: here a wrong data key is found."""
        return cls(keys, keys.open("keyring", LOOKUP.encode(), payload))

    def chat(self, chat: ChatId) -> bytes:
        """Where the rows of a chat stand."""
        return hmac.digest(self._lookup, b"chat %d" % chat, "sha256")

    def receipt(self, id: str) -> bytes:  # noqa: A002  (the word of the model)
        """Where the row of a receipt stands."""
        return hmac.digest(self._lookup, b"receipt " + id.encode("utf-8", "surrogatepass"), "sha256")

    def link(self, name: str) -> bytes:
        """Where the row of a link stands that is called so."""
        return hmac.digest(self._lookup, b"link " + name.encode("utf-8", "surrogatepass"), "sha256")


def key_id(key: bytes) -> bytes:
    """By what a payload names its key."""
    return hashlib.sha256(key).digest()[:KEY_ID_LENGTH]


def find_keys(setting: str | None, database: Path, *, production: bool) -> Keys:
    """The keys of the setting; without one, in development only, the key in the file beside the database."""
    if setting and setting.strip():
        return Keys.parse(setting)
    if production:
        raise SettingsError(f"{SETTING} is not set, which ENV=production needs; make one with: openssl rand -base64 32")
    database = database.resolve()
    file = key_file(database)
    try:
        if not file.exists():
            if database.exists():
                raise WrongKey(f"{file} is missing, and only its key opens {database}: put it back, or set {SETTING}")
            _make_key_file(file)
        text = file.read_text("ascii", "replace")
    except OSError as error:
        raise SettingsError(f"the development key {file} cannot be used ({error.strerror}): set {SETTING}") from error
    return Keys.parse(text, called=str(file), development=True)


def key_file(database: Path) -> Path:
    """Where the development key of a database lies."""
    return database.with_name(database.name + ".key")


def _make_key_file(file: Path) -> None:
    """Make the file whole or not at all: of two processes that start together, both then read the first one's key."""
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as written:
            written.write(base64.b64encode(secrets.token_bytes(KEY_LENGTH)) + b"\n")
            written.flush()
            os.fsync(written.fileno())
        with suppress(FileExistsError):
            os.link(aside, file)  # unlike a rename it never replaces a key that is already there
    finally:
        aside.unlink()


def _decoded(part: str) -> bytes:
    try:
        return base64.b64decode(part.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _bound_to(table: str, row: bytes) -> bytes:
    return table.encode() + b"\0" + row
