-- 007: what the user keeps about people, where they were seen, and who turned out to be one person.

-- Apart from `peer`, whose rows the engine replaces whole. It outlives the peer where the user blocked him.
CREATE TABLE profile (
  peer TEXT NOT NULL PRIMARY KEY,
  note TEXT NOT NULL DEFAULT '',
  picture TEXT NOT NULL DEFAULT '', -- shared/model/picture-choice.ts
  blocked_at INTEGER, -- NULL: not blocked
  forgotten INTEGER NOT NULL DEFAULT 0 CHECK (forgotten IN (0, 1)), -- not listed until he is heard again
  first_seen INTEGER NOT NULL
) STRICT;

-- Addresses and programs of a person: a row for each pair, written when it changes. profiles.ts keeps the newest of them.
CREATE TABLE sighting (
  peer TEXT NOT NULL,
  address TEXT NOT NULL,
  client TEXT NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  PRIMARY KEY (peer, address, client)
) STRICT;

-- Ids of people whom the user merged into others: heard again, they are those.
CREATE TABLE former_id (
  id TEXT NOT NULL PRIMARY KEY,
  peer TEXT NOT NULL
) STRICT;

ALTER TABLE peer ADD COLUMN signature TEXT NOT NULL DEFAULT '';

-- Messages with files, so that counting them does not read all the others. 32: messages.ts FLAG.attachments.
CREATE INDEX message_files ON message (conversation) WHERE (flags & 32) <> 0;

INSERT INTO profile (peer, first_seen)
SELECT p.id, coalesce(
  (SELECT m.at FROM conversation c JOIN message m ON m.conversation = c.number WHERE c.id = p.id ORDER BY m.id LIMIT 1),
  p.last_heard
) FROM peer p;
INSERT INTO sighting SELECT id, address, client, last_heard, last_heard FROM peer;
