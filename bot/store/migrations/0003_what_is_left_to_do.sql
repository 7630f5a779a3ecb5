-- What a crash must not lose: messages that were live before and may still stand in the chat, and who wants a person
-- of whom the staff have not been told.

CREATE TABLE leftover (
    chat BLOB NOT NULL,
    message INTEGER NOT NULL,
    PRIMARY KEY (chat, message)
) STRICT, WITHOUT ROWID;

CREATE TABLE wanting (
    chat BLOB PRIMARY KEY,
    asked INTEGER NOT NULL,
    payload BLOB NOT NULL
) STRICT;
