-- What happened in an organisation, for rules that want to hear of it. Recognised by its id, like a message.
CREATE TABLE events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT NOT NULL,                  -- whose robot heard of it
  event_id TEXT NOT NULL,                 -- DingTalk's; the same in every redelivery
  type TEXT NOT NULL,                     -- with underscores
  corp TEXT,
  data TEXT NOT NULL,                     -- as it came; emptied when the event has ended
  born_at INTEGER,                        -- DingTalk's clock
  received_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER,                        -- null: it has ended
  outcome TEXT,
  ended_at INTEGER,
  UNIQUE (account, event_id)
);
CREATE INDEX events_due ON events (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX events_received ON events (received_at);
