-- A conversation's settings and the number of its session. No row: session 0, everything as configured.
CREATE TABLE sessions (
  conversation TEXT PRIMARY KEY,
  number INTEGER NOT NULL,                -- only history of this session is read
  started_at INTEGER,                     -- ms; NULL for session 0
  summary TEXT,                           -- of what was said before this session
  model TEXT,                             -- provider/model; NULL: as configured
  thinking TEXT                           -- off | low | medium | high; NULL: the model's own way
) WITHOUT ROWID;

-- Earlier sessions stay and are not read any more.
ALTER TABLE history ADD COLUMN session INTEGER NOT NULL DEFAULT 0;
DROP INDEX history_by_conversation;
CREATE INDEX history_by_session ON history (conversation, session, id);

-- What a person chose, and what was last heard.
CREATE TABLE people (
  account TEXT NOT NULL,
  person TEXT NOT NULL,                   -- staff id, else sender id
  language TEXT,                          -- zh | en, chosen; NULL: by what they write
  heard TEXT,                             -- zh | en, by what they wrote last
  PRIMARY KEY (account, person)
) WITHOUT ROWID;

-- One row an answer whose provider counts tokens.
CREATE TABLE tokens (
  id INTEGER PRIMARY KEY,
  turn_id INTEGER NOT NULL,               -- the turn goes after 30 days, this stays longer
  account TEXT NOT NULL,
  conversation TEXT NOT NULL,
  person TEXT NOT NULL,
  model TEXT NOT NULL,
  input INTEGER NOT NULL,
  output INTEGER NOT NULL,
  elapsed INTEGER NOT NULL,               -- ms
  at INTEGER NOT NULL
);
CREATE INDEX tokens_by_person ON tokens (account, person, at);
CREATE INDEX tokens_by_conversation ON tokens (conversation, at);
CREATE INDEX tokens_by_turn ON tokens (turn_id);
