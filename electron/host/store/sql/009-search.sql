-- 009: searches with filters, and for files.

-- The column `conversation` of message_text holds, besides the token of the chat, what the message has: `hl` a link, `hf` a file, `hi` an
-- image, `hd` a folder. A filter is one more list to be intersected, never a look at each message. Only messages with any of these are
-- indexed anew. 1,000,000 messages are read once for their links.

-- Messages that wait for their turn (text-index.ts) are indexed now, so that the newest id tells again what is missing.
INSERT INTO message_text (rowid, conversation, text)
SELECT id, 'c' || conversation, segment(CASE WHEN direction = 'in' AND opened_at IS NULL AND (flags & 3) <> 0 THEN '' ELSE text END)
FROM message WHERE id > (SELECT coalesce(max(id), 0) FROM message_text_docsize);

CREATE TEMP TABLE marked (id INTEGER PRIMARY KEY, tokens TEXT NOT NULL);
INSERT INTO marked (id, tokens)
SELECT id, tokens FROM (
  SELECT id,
    CASE WHEN (flags & 32) = 0 THEN '' ELSE coalesce((
      SELECT ' ' || group_concat(DISTINCT CASE WHEN kind = 'folder' THEN 'hd' WHEN kind = 'clipboard' OR image_name(name) THEN 'hi' ELSE 'hf' END)
      FROM attachment WHERE message = m.id), '') END
    || CASE WHEN has_link(CASE WHEN direction = 'in' AND opened_at IS NULL AND (flags & 3) <> 0 THEN '' ELSE text END) THEN ' hl' ELSE '' END AS tokens
  FROM message m
) WHERE tokens <> '';
DELETE FROM message_text WHERE rowid IN (SELECT id FROM marked);
INSERT INTO message_text (rowid, conversation, text)
SELECT m.id, 'c' || conversation || tokens,
  segment(CASE WHEN direction = 'in' AND opened_at IS NULL AND (flags & 3) <> 0 THEN '' ELSE text END)
FROM marked h CROSS JOIN message m ON m.id = h.id;
DROP TABLE marked;

-- The names of files. Its rowid is the message's id, and the attachment's place in four digits; its tokens are as in message_text.
CREATE VIRTUAL TABLE attachment_text USING fts5 (
  conversation,
  name,
  content = '',
  contentless_delete = 1,
  tokenize = 'ascii',
  prefix = '2 3 4'
);
INSERT INTO attachment_text (rowid, conversation, name)
SELECT a.message * 10000 + a.position,
  'c' || m.conversation || CASE WHEN a.kind = 'folder' THEN ' hd' WHEN a.kind = 'clipboard' OR image_name(a.name) THEN ' hi' ELSE ' hf' END,
  segment(a.name)
FROM attachment a JOIN message m ON m.id = a.message;

-- Between which times the messages of 4,096 ids in a row lie: ids rise with arrival, but for clocks that were set and histories that were
-- taken over. A search in a span of time looks only at the blocks that have any of it; one without a row may have everything.
CREATE TABLE message_span (
  block INTEGER PRIMARY KEY,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL
) STRICT;
INSERT INTO message_span SELECT id >> 12, min(at), max(at) FROM message GROUP BY id >> 12;
