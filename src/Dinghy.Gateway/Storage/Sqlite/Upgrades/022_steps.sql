-- What a turn that uses tools has done so far. Gone once its answer is stored.
CREATE TABLE steps (
  turn_id INTEGER NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
  round INTEGER NOT NULL,                 -- requests to the model, from 1
  call INTEGER NOT NULL,                  -- 0: what the model brought; else a call's place in it, from 1
  body TEXT NOT NULL,                     -- JSON
  PRIMARY KEY (turn_id, round, call)
) WITHOUT ROWID;
