-- 014: what only some programs know: what they say of themselves on being asked, to whom else a message went, and messages that leave no trace.

ALTER TABLE peer ADD COLUMN info TEXT NOT NULL DEFAULT '';

CREATE TABLE recipients (
  message INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
  peers TEXT NOT NULL CHECK (json_valid(peers)) -- ids of all who got it (of an incoming one: besides us and its sender)
) STRICT;

-- 2097152: messages.ts FLAG.fleeting. A handful of rows.
CREATE INDEX message_fleeting ON message (id) WHERE (flags & 2097152) <> 0;
-- 1: FLAG.sealed. By its number an opening finds its message, however long ago that was sent.
CREATE INDEX message_sealed_out ON message (packet_no) WHERE (flags & 1) <> 0 AND direction = 'out';
