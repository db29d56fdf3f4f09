-- 010: histories taken over from elsewhere, each of which can be taken out again.

CREATE TABLE import (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL CHECK (source IN ('backup', 'json', 'ipmsg-log', 'ipmsg-db')),
  name TEXT NOT NULL, -- of the file
  at INTEGER NOT NULL,
  messages INTEGER NOT NULL -- as many were added
) STRICT;

-- Also a bit in `flags` (messages.ts FLAG), which a page of history reads without walking over the datagram.
ALTER TABLE message ADD COLUMN import INTEGER REFERENCES import (id);
CREATE INDEX message_import ON message (import) WHERE import IS NOT NULL;
