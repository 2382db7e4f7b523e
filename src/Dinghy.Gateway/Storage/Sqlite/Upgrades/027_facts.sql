-- What agents were asked to remember. One row a fact, under the name its talk is remembered under: no other talk's request ever holds it.
CREATE TABLE facts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,   -- people name it; never given again
  place TEXT NOT NULL,                    -- as history.conversation
  text TEXT NOT NULL,
  account TEXT NOT NULL,
  person TEXT NOT NULL,                   -- who told it: staff id, else sender id
  nick TEXT NOT NULL,
  at INTEGER NOT NULL,                    -- ms since 1970; the last time it was told
  UNIQUE (place, text)
);
CREATE INDEX facts_by_person ON facts (account, person);
