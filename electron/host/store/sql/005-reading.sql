-- 005: what reading a chat needs: its days, stars, quotes, and code pages that the user chose.

-- The first message at or after a time. Ids of a chat rise with arrival, but what was imported arrived late: only the time itself tells.
CREATE INDEX message_time ON message (conversation, at);

-- Starred messages of one chat, and of all. 64: messages.ts FLAG.starred.
CREATE INDEX message_starred ON message (conversation) WHERE (flags & 64) <> 0;
CREATE INDEX message_starred_all ON message (id) WHERE (flags & 64) <> 0;

-- The other end: from where a message came, or where it was sent to last. Behind the datagram, so only the details of one message read it.
ALTER TABLE message ADD COLUMN address TEXT;

-- What an own message answers. Others' messages name it by their text only.
CREATE TABLE quote (
  message INTEGER NOT NULL PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
  source INTEGER NOT NULL -- may have been deleted since
) STRICT;

-- What the draft answers.
ALTER TABLE conversation ADD COLUMN quoting INTEGER;

-- The code page in which a person's text is read because the user said so.
CREATE TABLE reading (
  peer TEXT NOT NULL PRIMARY KEY,
  encoding TEXT, -- NULL: what his packets say, again
  before INTEGER -- his messages older than this one are still to be read anew; NULL once all are
) STRICT;
