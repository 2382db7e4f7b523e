-- One row a message, from acceptance to outcome.
CREATE TABLE turns (
  id INTEGER PRIMARY KEY,
  account TEXT NOT NULL,
  message_id TEXT NOT NULL,
  conversation TEXT NOT NULL,             -- empty for a refused message
  received_at INTEGER NOT NULL,           -- ms since 1970
  payload TEXT,                           -- the frame's data as it came; NULL for a refused message
  state TEXT NOT NULL,                    -- open | replying | closed
  resumes INTEGER NOT NULL DEFAULT 0,     -- restarts that found it open
  outcome TEXT,                           -- answered | ignored | failed | cancelled
  reason TEXT,
  closed_at INTEGER,
  UNIQUE (account, message_id)
);
CREATE INDEX turns_open ON turns (id) WHERE state <> 'closed';

-- One row a thing to say.
CREATE TABLE replies (
  id INTEGER PRIMARY KEY,
  turn_id INTEGER NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
  text TEXT NOT NULL,
  done INTEGER NOT NULL DEFAULT 0,        -- characters, UTF-16
  parts_done INTEGER NOT NULL DEFAULT 0,
  rounds INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL,                    -- open | delivered | dead
  next_at INTEGER,                        -- ms; NULL while on its way or ended
  created_at INTEGER NOT NULL,
  closes_outcome TEXT,                    -- the turn's outcome once this has arrived; NULL for a note
  closes_reason TEXT
);
CREATE INDEX replies_by_turn ON replies (turn_id);
-- Untouched by an answer that arrives: an index costs a page of every commit.
CREATE INDEX replies_waiting ON replies (id) WHERE next_at IS NOT NULL;
CREATE INDEX replies_dead ON replies (id) WHERE state = 'dead';

-- One row a message to DingTalk, durable before the request leaves.
CREATE TABLE parts (
  id INTEGER PRIMARY KEY,
  reply_id INTEGER NOT NULL REFERENCES replies (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  start INTEGER NOT NULL,
  length INTEGER NOT NULL,
  road TEXT NOT NULL,                     -- webhook | openapi
  state TEXT NOT NULL,                    -- sending | delivered | refused | in_doubt
  attempts INTEGER NOT NULL,
  doubts INTEGER NOT NULL DEFAULT 0,
  receipt TEXT,
  error TEXT,
  at INTEGER NOT NULL
);
CREATE INDEX parts_by_reply ON parts (reply_id);
CREATE INDEX parts_in_doubt ON parts (id) WHERE doubts > 0;

-- What a conversation remembers.
CREATE TABLE history (
  id INTEGER PRIMARY KEY,
  conversation TEXT NOT NULL,
  role TEXT NOT NULL,                     -- person | assistant
  text TEXT NOT NULL,
  at INTEGER NOT NULL
);
CREATE INDEX history_by_conversation ON history (conversation, id);
