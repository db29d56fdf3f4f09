-- 001: settings, peers, conversations, messages, their attachments, full-text search.
--
-- Every table has an integer rowid: salvage.ts walks damaged tables by it.
-- Times are milliseconds since 1970 unless a column says otherwise.

PRAGMA application_id = 0x47657a69; -- "Gezi"

-- What the user set, one JSON value a key. Keys of a newer version stay.
CREATE TABLE setting (
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT;

-- Small values of the host itself.
CREATE TABLE value (
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

-- PeerRecord of shared/engine/io.ts, whole.
CREATE TABLE peer (
  id TEXT NOT NULL PRIMARY KEY,
  user TEXT NOT NULL,
  host TEXT NOT NULL,
  name TEXT NOT NULL,
  department TEXT NOT NULL,
  address TEXT NOT NULL,
  port INTEGER NOT NULL,
  version TEXT NOT NULL,
  dialect TEXT NOT NULL,
  client TEXT NOT NULL,
  status INTEGER NOT NULL,
  capabilities TEXT NOT NULL, -- names separated by spaces
  encoding TEXT NOT NULL,
  presence TEXT NOT NULL CHECK (presence IN ('online', 'away', 'offline')),
  last_heard INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  highest_packet_no INTEGER NOT NULL
) STRICT;

-- Names that the user gave. Apart from `peer`, whose rows the engine replaces whole.
CREATE TABLE alias (
  peer TEXT NOT NULL PRIMARY KEY,
  alias TEXT NOT NULL
) STRICT;

-- One row a chat. `last_message` and `unread` follow from the messages; they are kept here so that a start never looks at the history.
-- Messages name the chat by `number`: short in every index, and a token for search.
CREATE TABLE conversation (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE, -- the peer's id
  last_message INTEGER,
  read_up_to INTEGER NOT NULL DEFAULT 0,
  unread INTEGER NOT NULL DEFAULT 0,
  draft TEXT NOT NULL DEFAULT '',
  pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1))
) STRICT;

-- AUTOINCREMENT: the id of a deleted message is never given again, not even the newest.
-- The datagram is last: reading a text never walks over it.
CREATE TABLE message (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation INTEGER NOT NULL REFERENCES conversation (number),
  direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
  at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'delivered', 'opened', 'failed', 'received')),
  reason TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  packet_no TEXT, -- decimal: as received, or the number under which it left
  retry_at INTEGER,
  sent_at INTEGER,
  delivered_at INTEGER,
  opened_at INTEGER,
  encoding TEXT NOT NULL,
  flags INTEGER NOT NULL DEFAULT 0, -- messages.ts FLAG
  repeat_key TEXT, -- incoming: what a repeat of the same message shares with it
  text TEXT NOT NULL,
  raw BLOB -- incoming: the datagram, so that a wrong code page can be repaired later
) STRICT;

-- Pages of history: the rowid is the last column of every index, so this one is ordered by id within a chat.
CREATE INDEX message_page ON message (conversation);

-- Unread: counts without touching the table.
CREATE INDEX message_incoming ON message (conversation) WHERE direction = 'in';

-- Repeats of one packet.
CREATE INDEX message_repeat ON message (conversation, repeat_key, at) WHERE repeat_key IS NOT NULL;

-- Outgoing messages that are not finished: a handful of rows whatever the size of the history.
CREATE INDEX message_outbox ON message (id) WHERE direction = 'out'
  AND (state IN ('queued', 'sent') OR (state = 'failed' AND reason NOT IN ('too-long', 'expired', 'cancelled')));

-- A file, folder or image named in a message, as the wire said it (protocol.md 4.1): with the packet number it can be asked for.
CREATE TABLE attachment (
  message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  file_id INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('file', 'folder', 'clipboard', 'other')),
  name TEXT NOT NULL,
  size INTEGER NOT NULL,
  modified INTEGER NOT NULL, -- Unix seconds, 0 unknown
  attributes INTEGER NOT NULL,
  extended TEXT NOT NULL CHECK (json_valid(extended)),
  PRIMARY KEY (message, position)
) STRICT;

-- Search. Contentless: the text is in `message` already. The tokens are made by shared/model/segment.ts, which folds and separates; the
-- `ascii` tokenizer just splits at the spaces and takes everything beyond ASCII for letters, whatever Unicode version SQLite knows.
-- `conversation` holds one token ("c" and the number): a search in one chat is the intersection of two lists, not a filter of all hits.
-- Prefixes: the mark of a word and one to three letters.
CREATE VIRTUAL TABLE message_text USING fts5 (
  conversation,
  text,
  content = '',
  contentless_delete = 1,
  tokenize = 'ascii',
  prefix = '2 3 4'
);
