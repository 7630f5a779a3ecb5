"""The SQL of the SQLite store, apart from what is so short that it stands where it is run."""

from collections.abc import Sequence

# No `PRAGMA optimize`: every statement goes by a primary key and needs no statistics. Taken while the database is young
# they say "a few rows", and SQLite then reads the whole of seen_update for every group (measured: 470 µs, not 8).
PRAGMAS = """
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA cache_size = -8192;
PRAGMA mmap_size = 0;
PRAGMA journal_size_limit = 67108864;
PRAGMA trusted_schema = OFF;
PRAGMA secure_delete = ON;
"""

READ = """
SELECT chat, message, shown, gone,
(SELECT group_concat(leftover.message) FROM leftover WHERE leftover.chat = consultation.chat), payload FROM consultation
"""

KEEP = """
INSERT INTO consultation (chat, turn, shown, message, updated, payload) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (chat) DO UPDATE SET turn = excluded.turn, shown = excluded.shown, message = excluded.message,
updated = excluded.updated, payload = excluded.payload, gone = 0
"""

# The screen of a later turn than the stored one was of another consultation; that of an earlier one came late.
SHOW = "UPDATE consultation SET message = ?, shown = ? WHERE chat = ? AND shown <= ? AND ? <= turn"

# Before SHOW, and under the same condition: the message that the new one takes over from.
LEAVE = """
INSERT INTO leftover SELECT chat, message FROM consultation WHERE message <> ? AND chat = ? AND shown <= ? AND ? <= turn
ON CONFLICT DO NOTHING
"""

CLEARED = "DELETE FROM leftover WHERE chat = ? AND message = ?"

GONE = "UPDATE consultation SET gone = 1 WHERE chat = ?"

_LEFT = "chat IN (SELECT chat FROM leftover)"
BEHIND = f"{READ} WHERE (shown < turn OR {_LEFT}) AND gone = 0 ORDER BY updated DESC LIMIT ?"

# An id that another chat has is not taken from it.
KEEP_RECEIPT = """
INSERT INTO receipt (key, chat, created, payload) VALUES (?, ?, ?, ?)
ON CONFLICT (key) DO UPDATE SET payload = excluded.payload WHERE chat = excluded.chat
"""

KEEP_WANTING = """
INSERT INTO wanting (chat, asked, payload) VALUES (?, ?, ?)
ON CONFLICT (chat) DO UPDATE SET asked = excluded.asked, payload = excluded.payload
"""

READ_WANTING = "SELECT chat, asked, payload FROM wanting ORDER BY asked, rowid"

TOLD = "DELETE FROM wanting WHERE chat = ? AND asked = ?"

COUNT = """
INSERT INTO counter (day, link, step, model, n) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (day, link, step, model) DO UPDATE SET n = n + excluded.n
"""

REMEMBER = "INSERT INTO seen_update (id, seen) VALUES (?, ?)"

PURGE = "DELETE FROM seen_update WHERE id IN (SELECT id FROM seen_update WHERE seen < ? LIMIT ?)"

# Ids may start anew at random, so one may stand here already: then for an update of long ago.
FAIL = "INSERT OR REPLACE INTO failed_update (id, failed, error) VALUES (?, ?, ?)"

TRYING = """
INSERT INTO tried_update (id, tries) VALUES (?, 1) ON CONFLICT (id) DO UPDATE SET tries = tries + 1 RETURNING tries
"""

PURGE_FAILED = "DELETE FROM failed_update WHERE failed < ?"

# Nothing happens where the name or the key is taken; whoever wants the link then looks for its name.
KEEP_LINK = "INSERT INTO link (key, name, created, payload) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"

READ_LINK = "SELECT key, created, payload FROM link"

FORGET_OLD = (
    "DELETE FROM receipt WHERE created < ? AND chat NOT IN (SELECT chat FROM consultation WHERE updated >= ?)",
    "DELETE FROM wanting WHERE asked < ?",
    "DELETE FROM leftover WHERE chat IN (SELECT chat FROM consultation WHERE updated < ?)",
    "DELETE FROM consultation WHERE updated < ?",
)
"""Receipts of chats that nobody used since, who wanted a person so long ago, then the consultations themselves."""

KEEP_REVISION = """
INSERT INTO revision (revision, format, created, source, normal) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
"""


def among(values: Sequence[object]) -> tuple[str, list[object]]:
    """A list for IN and its values. It comes in few lengths, so that SQLite has few statements to prepare anew."""
    length = 1 << (len(values) - 1).bit_length()
    return f"({','.join('?' * length)})", [*values, *[values[0]] * (length - len(values))]
