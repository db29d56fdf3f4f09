-- 012: FeiQ's group chats.

-- `id`: the eight hex digits that make somebody a member. What its creator says of it, as it was heard last.
CREATE TABLE chat_group (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  introduction TEXT NOT NULL,
  notice TEXT NOT NULL,
  creator TEXT NOT NULL,
  question TEXT NOT NULL,
  answer TEXT NOT NULL,
  created REAL NOT NULL, -- days since 1899-12-30, as FeiQ counts; 0 unknown
  changed REAL NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('invited', 'joined', 'left')),
  invited_by TEXT,
  at INTEGER NOT NULL -- of the state
) STRICT;

-- Who was heard in a group.
CREATE TABLE group_member (
  chat_group TEXT NOT NULL,
  peer TEXT NOT NULL,
  last_heard INTEGER NOT NULL,
  PRIMARY KEY (chat_group, peer)
) STRICT;

-- Who said what came in the chat of a group. The name is the one of that day: strangers speak there, too.
CREATE TABLE group_sender (
  message INTEGER NOT NULL PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
  peer TEXT NOT NULL,
  name TEXT NOT NULL
) STRICT;
