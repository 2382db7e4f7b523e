-- One approver's step of one approval: summarised once, decided once.
CREATE TABLE workflow_steps (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT NOT NULL,
  instance TEXT NOT NULL,
  task INTEGER NOT NULL,
  approver TEXT NOT NULL,                 -- staff id: nobody else's press counts
  code TEXT NOT NULL,                     -- what a press or a command names
  title TEXT NOT NULL,
  turn_id INTEGER NOT NULL,               -- that summarises
  state TEXT NOT NULL,                    -- asked, deciding, agreed, refused, elsewhere, failed
  advice TEXT,                            -- what the agent would do: agree, refuse, unclear
  agree INTEGER,                          -- what was decided
  remark TEXT,
  decided_by TEXT,                        -- staff id, or agent:<id>
  decided_in INTEGER,                     -- the turn of the decision
  created_at INTEGER NOT NULL,
  decided_at INTEGER,
  note TEXT,                              -- why it is elsewhere or failed
  UNIQUE (account, instance, task)
);
CREATE INDEX workflow_steps_code ON workflow_steps (account, approver, code);
CREATE INDEX workflow_steps_created ON workflow_steps (created_at);
