-- When something of a conversation's settings changed last: those of chats without a memory are let go after a long while.
ALTER TABLE sessions ADD COLUMN changed_at INTEGER NOT NULL DEFAULT 0;   -- ms
UPDATE sessions SET changed_at = coalesce(started_at, CAST(strftime('%s', 'now') AS INTEGER) * 1000);
