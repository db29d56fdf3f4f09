-- 011: pictures in FeiQ's way: chunks beside a text that names them.

ALTER TABLE transfer ADD COLUMN image_id TEXT; -- eight hex digits; NULL: a file that is fetched

-- A picture that came is looked for by its id; those that are not over are a handful.
CREATE INDEX transfer_image ON transfer (image_id) WHERE image_id IS NOT NULL;
CREATE INDEX transfer_image_open ON transfer (message) WHERE image_id IS NOT NULL AND state IN ('offered', 'queued', 'running');

-- Pictures that came before the text that names them: they were acknowledged, so they have to be kept.
CREATE TABLE early_picture (
  peer TEXT NOT NULL,
  image_id TEXT NOT NULL,
  path TEXT NOT NULL, -- text of this computer's file system
  size INTEGER NOT NULL,
  picture_type TEXT NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (peer, image_id)
) STRICT;
