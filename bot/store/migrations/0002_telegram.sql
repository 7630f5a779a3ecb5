-- What a front end needs besides the turns: chats that are gone, updates that could not be handled or
-- end the process, links to share.

ALTER TABLE consultation ADD COLUMN gone INTEGER NOT NULL DEFAULT 0;

CREATE TABLE failed_update (
    id INTEGER PRIMARY KEY,
    failed INTEGER NOT NULL,
    error TEXT NOT NULL
) STRICT;

-- Updates that were being handled when a process ended: those whose handling ends every process are found here.
CREATE TABLE tried_update (
    id INTEGER PRIMARY KEY,
    tries INTEGER NOT NULL
) STRICT;

-- `key` stands in an address that everybody may see and says nothing; `name` is the HMAC under which a name is found.
CREATE TABLE link (
    number INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    name BLOB NOT NULL UNIQUE,
    created INTEGER NOT NULL,
    payload BLOB NOT NULL
) STRICT;
