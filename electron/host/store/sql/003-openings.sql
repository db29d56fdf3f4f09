-- 003: openings of sealed messages that their senders do not know of yet: a handful of rows. 131072: messages.ts FLAG.openingUntold.
CREATE INDEX message_opening ON message (id) WHERE (flags & 131072) <> 0;
