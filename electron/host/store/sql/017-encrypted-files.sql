-- 017: files that travel encrypted (protocol.md 4.6).

-- His program once said that it fetches and serves them so.
ALTER TABLE peer_key ADD COLUMN files INTEGER NOT NULL DEFAULT 0 CHECK (files IN (0, 1));
-- How it travelled between people whose texts are encrypted; NULL: it did not begin, or nobody promised anything.
ALTER TABLE transfer ADD COLUMN protection TEXT CHECK (protection IN ('encrypted', 'clear'));
-- Numbers of the encrypted requests that it answered, decimal, with spaces between: none of them counts again.
ALTER TABLE transfer ADD COLUMN asked TEXT;
