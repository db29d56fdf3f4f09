-- 008: pictures that messages show.

-- What the header of a picture says that is here, turned upright; NULL for other files.
ALTER TABLE transfer ADD COLUMN picture_type TEXT;
ALTER TABLE transfer ADD COLUMN width INTEGER;
ALTER TABLE transfer ADD COLUMN height INTEGER;
-- `path`, or `source`, is a copy of ours in the data folder, which goes with the message.
ALTER TABLE transfer ADD COLUMN kept INTEGER NOT NULL DEFAULT 0 CHECK (kept IN (0, 1));

CREATE INDEX transfer_kept ON transfer (path) WHERE kept = 1;

-- Pictures of a chat, without a walk over its texts. 32: messages.ts FLAG.attachments.
CREATE INDEX message_attached ON message (conversation) WHERE (flags & 32) <> 0;
