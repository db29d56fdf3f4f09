-- 004: files and folders that wait in a chat's composer.

-- Paths are text of this computer's file system. What the file was when the user chose it tells whether it is still the same.
CREATE TABLE draft_file (
  conversation INTEGER NOT NULL REFERENCES conversation (number) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  path TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('file', 'folder')),
  size INTEGER NOT NULL,
  modified REAL NOT NULL, -- milliseconds with fractions, as the file system gives them
  files INTEGER, -- files in a folder
  spooled INTEGER NOT NULL CHECK (spooled IN (0, 1)), -- our own copy, removed with the draft unless an offer needs it
  PRIMARY KEY (conversation, position)
) STRICT;
