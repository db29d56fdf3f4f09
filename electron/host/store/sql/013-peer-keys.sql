-- 013: public keys of people, kept since they were first seen, and what the user decided about them (shared/engine/key-record.ts).

-- Keys as `exponent-modulus` in hex. It outlives the peer's record, as a block does: whoever comes back under his name has to have his key.
CREATE TABLE peer_key (
  peer TEXT NOT NULL PRIMARY KEY,
  large TEXT, -- 2048 bits
  small TEXT, -- 1024 bits
  offered TEXT, -- another one that was seen since
  capability INTEGER NOT NULL,
  mac TEXT NOT NULL DEFAULT '',
  other_mac TEXT NOT NULL DEFAULT '',
  pinned_at INTEGER NOT NULL,
  compared_at INTEGER, -- NULL: the user never compared it
  plain INTEGER NOT NULL DEFAULT 0 CHECK (plain IN (0, 1)) -- the user wants to write in plain text
) STRICT;
