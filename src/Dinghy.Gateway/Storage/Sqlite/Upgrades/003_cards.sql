-- One row a card, durable before the call that makes it leaves.
CREATE TABLE cards (
  out_track_id TEXT PRIMARY KEY,
  turn_id INTEGER NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
  language TEXT NOT NULL,                 -- zh | en: what its last word is said in
  state TEXT NOT NULL,                    -- open | final | abandoned
  shown INTEGER NOT NULL DEFAULT 0,       -- DingTalk confirmed that it made it
  carrier_id TEXT,                        -- DingTalk's id of the message that holds it
  created_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX cards_by_turn ON cards (turn_id);
CREATE INDEX cards_open ON cards (turn_id) WHERE state = 'open';

-- What people think of an answer; the last word of each holds.
CREATE TABLE votes (
  turn_id INTEGER NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
  staff_id TEXT NOT NULL,
  up INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (turn_id, staff_id)
) WITHOUT ROWID;
