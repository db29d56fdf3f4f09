-- 018: two people that became one can be taken apart again.

-- The id of the chat in which this one is shown, because its person was merged into that one's: one of its parts. Messages stay in the chat
-- in which they came, and so does each part's mark of reading; who looks at the chat looks at all its parts. Parts have no parts.
ALTER TABLE conversation ADD COLUMN within TEXT;
CREATE INDEX conversation_within ON conversation (within) WHERE within IS NOT NULL;

-- Chats that were on their way into another one stay where they are.
UPDATE conversation SET
  within = (SELECT c.id FROM moving v JOIN conversation c ON c.number = v."into" WHERE v.conversation = conversation.number),
  last_message = (SELECT max(m.id) FROM message m WHERE m.conversation = conversation.number),
  unread = (SELECT count(*) FROM message m WHERE m.conversation = conversation.number AND m.direction = 'in' AND m.id > conversation.read_up_to),
  draft = '', pinned = 0, muted_until = NULL, quoting = NULL
WHERE number IN (SELECT conversation FROM moving);
DROP TABLE moving;

-- People whom the user merged into others (their ids are in `former_id`), and what has to be known to take them apart.
CREATE TABLE joined (
  former TEXT NOT NULL PRIMARY KEY,
  "into" TEXT NOT NULL, -- who he became then; that one may have been merged since
  at INTEGER NOT NULL,
  kept TEXT NOT NULL CHECK (json_valid(kept)) -- joined.ts: the rows of both before, and of the second after it
) STRICT;
