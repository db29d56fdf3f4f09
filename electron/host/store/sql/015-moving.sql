-- 015: chats that are being emptied into another one, because two people became one.

-- Messages move in slices (moving.ts). A row is here until the last of them did.
CREATE TABLE moving (
  conversation INTEGER PRIMARY KEY, -- its number; the row of the chat goes with this one
  "into" INTEGER NOT NULL
) STRICT;
