-- 002: files and folders on their way, both directions.

-- One row for each attachment that can be fetched. What the message said of it (name, size, id) is in `attachment`.
-- Paths are text of this computer's file system.
CREATE TABLE transfer (
  message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  state TEXT NOT NULL
    CHECK (state IN ('offered', 'queued', 'running', 'paused', 'done', 'failed', 'declined', 'cancelled')),
  reason TEXT,
  done INTEGER NOT NULL DEFAULT 0, -- bytes
  files_done INTEGER NOT NULL DEFAULT 0, -- of a folder
  changed_at INTEGER NOT NULL, -- of the state
  cleared INTEGER NOT NULL DEFAULT 0 CHECK (cleared IN (0, 1)), -- taken off the list by the user
  -- Incoming.
  directory TEXT, -- where it is to be put
  save_as TEXT, -- a name that the user chose
  part TEXT, -- what has come so far
  path TEXT, -- where it is now
  max_bytes INTEGER, -- accepted by the policy: no more than this, whatever its sender sends
  -- Outgoing.
  source TEXT, -- NULL once the offer is over and nothing is left to be sent
  modified REAL, -- the file's time when it was offered, milliseconds with fractions as the file system gives them
  files INTEGER, -- files in a folder
  spooled INTEGER NOT NULL DEFAULT 0 CHECK (spooled IN (0, 1)), -- our own copy, removed when the offer is over
  expires_at INTEGER,
  PRIMARY KEY (message, position)
) STRICT;

CREATE INDEX transfer_state ON transfer (state);
CREATE INDEX transfer_recent ON transfer (changed_at) WHERE cleared = 0;
CREATE INDEX transfer_expiry ON transfer (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX transfer_source ON transfer (source) WHERE source IS NOT NULL;

-- A request for a file and RELEASEFILES name the message by its packet number. 32: messages.ts FLAG.attachments.
CREATE INDEX message_offer ON message (packet_no) WHERE (flags & 32) <> 0;

-- Offers that came before this version could fetch them: their senders may still hold them.
INSERT INTO transfer (message, position, state, changed_at)
SELECT a.message, a.position, 'offered', m.at
FROM attachment a JOIN message m ON m.id = a.message
WHERE m.direction = 'in' AND a.kind IN ('file', 'folder', 'clipboard');
