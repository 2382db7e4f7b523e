-- The robot's own message by its receipt, for when somebody replies to it. Webhooks give none, so most parts are not in it.
CREATE INDEX parts_by_receipt ON parts (receipt) WHERE receipt IS NOT NULL;
CREATE INDEX cards_by_carrier ON cards (carrier_id) WHERE carrier_id IS NOT NULL;

-- What became of the robot's own messages after they arrived. One row an event of DingTalk's.
CREATE TABLE sent_events (
  account TEXT NOT NULL,
  event_id TEXT NOT NULL,
  kind TEXT NOT NULL,                     -- read | recalled
  receipt TEXT NOT NULL,                  -- processQueryKey
  staff TEXT,                             -- who did it; NULL for people of other organisations
  at INTEGER NOT NULL,                    -- ms since 1970
  PRIMARY KEY (account, event_id)
) WITHOUT ROWID;
CREATE INDEX sent_events_by_receipt ON sent_events (account, receipt);
CREATE INDEX sent_events_by_time ON sent_events (at);

-- What is said at most once a day, and when it was said last.
CREATE TABLE notices (
  account TEXT NOT NULL,
  kind TEXT NOT NULL,
  who TEXT NOT NULL,
  day TEXT NOT NULL,                      -- yyyy-mm-dd
  PRIMARY KEY (account, kind, who)
) WITHOUT ROWID;
