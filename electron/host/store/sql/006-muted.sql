-- 006: chats can be muted.
ALTER TABLE conversation ADD COLUMN muted_until INTEGER; -- NULL: never muted
