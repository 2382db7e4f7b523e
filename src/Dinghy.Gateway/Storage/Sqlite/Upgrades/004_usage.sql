-- What was used of DingTalk's monthly allowances, by day of Beijing's calendar.
CREATE TABLE usage (
  account TEXT NOT NULL,
  day TEXT NOT NULL,                      -- yyyy-MM-dd
  kind TEXT NOT NULL,                     -- push, or the call: card_stream, robot_send …
  count INTEGER NOT NULL,
  PRIMARY KEY (account, day, kind)
) WITHOUT ROWID;

-- Of which thresholds the owners were told.
CREATE TABLE usage_told (
  notice TEXT PRIMARY KEY,                -- organisation, month, what, threshold
  at INTEGER NOT NULL
) WITHOUT ROWID;

-- A short answer that waited and went with another: that one's message carries it, and ends its turn.
ALTER TABLE replies ADD COLUMN carried_by INTEGER;
CREATE INDEX replies_carried ON replies (carried_by) WHERE carried_by IS NOT NULL;
