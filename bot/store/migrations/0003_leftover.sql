-- A message that was live before the present one and may still stand in the chat: a crash can come before its deletion.

ALTER TABLE consultation ADD COLUMN leftover INTEGER;
