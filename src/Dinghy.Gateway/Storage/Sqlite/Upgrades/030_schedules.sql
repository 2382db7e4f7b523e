-- What is due at times.
CREATE TABLE schedules (
  id INTEGER PRIMARY KEY AUTOINCREMENT,   -- never used twice: turns are known by it
  account TEXT NOT NULL,
  name TEXT NOT NULL,
  owner TEXT NOT NULL,                    -- staff id; empty: the operator
  conversation TEXT NOT NULL,             -- openConversationId; may be empty for a private chat
  is_group INTEGER NOT NULL,
  person TEXT NOT NULL,
  origin TEXT NOT NULL,                   -- the message that asked for it, without words and webhook
  agent TEXT,                             -- NULL: by routing
  message TEXT NOT NULL,
  is_text INTEGER NOT NULL,               -- 1: said as it is
  kind TEXT NOT NULL,                     -- cron | every | at
  spec TEXT NOT NULL,
  zone TEXT NOT NULL,
  remembers INTEGER NOT NULL,             -- 1: in the conversation's memory
  catch_up TEXT NOT NULL,                 -- skip | once | all
  state TEXT NOT NULL,                    -- active | paused | done
  next_at INTEGER,                        -- ms since 1970; NULL unless active
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0,    -- in a row
  told INTEGER NOT NULL DEFAULT 0,        -- of these the owner knows
  key TEXT UNIQUE
);
CREATE INDEX schedules_due ON schedules (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX schedules_by_owner ON schedules (account, owner);
CREATE INDEX schedules_troubled ON schedules (id) WHERE failures > told;

-- One row a time it was due.
CREATE TABLE schedule_runs (
  schedule_id INTEGER NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
  due_at INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  turn_id INTEGER,                        -- NULL: nothing was asked
  by_hand INTEGER NOT NULL,
  outcome TEXT,                           -- as turns spell it, kind or kind:reason; NULL: it runs
  ended_at INTEGER,
  PRIMARY KEY (schedule_id, due_at)
) WITHOUT ROWID;
CREATE UNIQUE INDEX schedule_runs_by_turn ON schedule_runs (turn_id) WHERE turn_id IS NOT NULL;
CREATE INDEX schedule_runs_open ON schedule_runs (schedule_id) WHERE outcome IS NULL;

-- A run ends in the very commit in which its turn does, whoever closes it.
CREATE TRIGGER schedule_run_ended AFTER UPDATE OF state ON turns
WHEN NEW.state = 'closed' AND OLD.state <> 'closed' AND NEW.message_id LIKE 'schedule:%'
BEGIN
  UPDATE schedules SET
    failures = CASE NEW.outcome WHEN 'failed' THEN failures + 1 WHEN 'answered' THEN 0 ELSE failures END,
    told = CASE NEW.outcome WHEN 'answered' THEN 0 ELSE told END
  WHERE id = (SELECT schedule_id FROM schedule_runs WHERE turn_id = NEW.id AND outcome IS NULL);
  UPDATE schedule_runs SET
    outcome = NEW.outcome || CASE NEW.reason WHEN '' THEN '' ELSE ':' || NEW.reason END, ended_at = NEW.closed_at
  WHERE turn_id = NEW.id AND outcome IS NULL;
END;
