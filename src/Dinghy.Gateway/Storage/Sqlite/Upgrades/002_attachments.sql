-- One row a file of a message, once it is known what became of it.
CREATE TABLE attachments (
  turn_id INTEGER NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,                -- its place in the message, from 1
  name TEXT NOT NULL,
  path TEXT,                              -- inside the attachments folder; NULL when nothing is kept
  bytes INTEGER NOT NULL,
  content_type TEXT,
  problem TEXT,
  PRIMARY KEY (turn_id, number)
) WITHOUT ROWID;
