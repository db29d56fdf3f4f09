-- 016: what happened to each own message on its way: attempts, routes, answers.

CREATE TABLE ledger (
  message INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
  entries TEXT NOT NULL CHECK (json_valid(entries)) -- shared/model/ledger.ts, oldest first
) STRICT;
