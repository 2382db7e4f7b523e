-- One row a message that somebody had sent to others: what can be looked after and taken back.
CREATE TABLE dispatches (
  id INTEGER PRIMARY KEY AUTOINCREMENT,   -- never used again: it is the number that people and models name
  account TEXT NOT NULL,                  -- whose robot, by the name its things are kept under
  person TEXT NOT NULL,                   -- staff id of who had it sent; empty: the operator
  kind TEXT NOT NULL,                     -- robot | work_notice
  agent_id INTEGER,                       -- of a work notice
  at INTEGER NOT NULL,                    -- ms since 1970
  recalled_at INTEGER
);
CREATE INDEX dispatches_by_time ON dispatches (at);

-- One row a call: some people, or a group.
CREATE TABLE dispatch_parts (
  dispatch_id INTEGER NOT NULL REFERENCES dispatches (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  people TEXT NOT NULL,                   -- JSON list of staff ids; [] for a group
  chat TEXT,                              -- openConversationId
  reply_id INTEGER,                       -- the outbox's row; NULL: sent without it
  state TEXT NOT NULL,                    -- without it: sending | delivered | refused | in_doubt
  receipt TEXT,                           -- without it: processQueryKeys between blanks, or a work notice's task
  error TEXT,                             -- DingTalk's code
  PRIMARY KEY (dispatch_id, number)
) WITHOUT ROWID;
