-- 1: the reply waits for the limit of messages a minute, and keeps its place there over a restart; else it waits for DingTalk.
ALTER TABLE replies ADD COLUMN for_minute INTEGER NOT NULL DEFAULT 0;
UPDATE replies SET for_minute = 1 WHERE next_at IS NOT NULL AND rounds = 0;
