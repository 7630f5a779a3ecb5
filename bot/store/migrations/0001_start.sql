-- What is kept, as bot/store/README.md draws it. Nothing personal stands outside an encrypted payload.

CREATE TABLE migration (
    version INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    applied INTEGER NOT NULL
) STRICT;

CREATE TABLE keyring (
    name TEXT PRIMARY KEY,
    payload BLOB NOT NULL
) STRICT;

CREATE TABLE consultation (
    chat BLOB PRIMARY KEY,
    turn INTEGER NOT NULL,
    shown INTEGER NOT NULL,
    message INTEGER,
    updated INTEGER NOT NULL,
    payload BLOB NOT NULL
) STRICT;

CREATE TABLE receipt (
    key BLOB PRIMARY KEY,
    chat BLOB NOT NULL,
    created INTEGER NOT NULL,
    payload BLOB NOT NULL
) STRICT;

CREATE INDEX receipt_by_chat ON receipt (chat);

CREATE TABLE revision (
    revision TEXT PRIMARY KEY,
    format INTEGER NOT NULL,
    created INTEGER NOT NULL,
    source BLOB NOT NULL,
    normal BLOB NOT NULL
) STRICT;

CREATE TABLE seen_update (
    id INTEGER PRIMARY KEY,
    seen INTEGER NOT NULL
) STRICT;

-- Ids may start anew at random after an idle week, so the old ones are found by time and not by id.
CREATE INDEX seen_update_by_time ON seen_update (seen);

CREATE TABLE counter (
    day TEXT NOT NULL,
    link TEXT NOT NULL,
    step TEXT NOT NULL,
    model TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (day, link, step, model)
) STRICT, WITHOUT ROWID;
