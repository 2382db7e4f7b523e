-- One row a call of a tool that a person has to allow, durable before anybody is asked.
CREATE TABLE tool_approvals (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL,                     -- what the person types
  account TEXT NOT NULL,
  chat TEXT NOT NULL,                     -- DingTalk's conversation id
  person TEXT NOT NULL,                   -- staff id, else sender id, of whoever asked the model
  agent TEXT NOT NULL,
  tool TEXT NOT NULL,
  arguments TEXT NOT NULL,                -- JSON object
  owners_only INTEGER NOT NULL,
  state TEXT NOT NULL,                    -- pending | running | done | failed | denied | unknown
  turn_id INTEGER NOT NULL,               -- in which the model called
  created_at INTEGER NOT NULL,            -- ms since 1970
  expires_at INTEGER NOT NULL,
  decided_by TEXT,
  decided_in INTEGER,                     -- the turn that decided
  decided_at INTEGER,
  ended_at INTEGER,
  result TEXT,
  UNIQUE (turn_id, tool, arguments)
);
CREATE INDEX tool_approvals_by_code ON tool_approvals (account, chat, code);
