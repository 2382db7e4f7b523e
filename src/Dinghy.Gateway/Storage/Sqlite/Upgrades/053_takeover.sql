-- Conversations in which a person answers in the robot's place.
CREATE TABLE pauses (
  conversation TEXT PRIMARY KEY,          -- as turns.conversation
  by_whom TEXT NOT NULL,                  -- staff id, or cli, console
  at INTEGER NOT NULL,                    -- ms since 1970
  until INTEGER NOT NULL                  -- it ends by itself
) WITHOUT ROWID;
