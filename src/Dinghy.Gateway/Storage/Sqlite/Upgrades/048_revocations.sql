-- From whom somebody took an approval; an approval by hand ends it, a move that is made again does not.
CREATE TABLE revocations (
  account TEXT NOT NULL,
  person TEXT NOT NULL,
  revoked_at INTEGER NOT NULL,            -- ms since 1970
  PRIMARY KEY (account, person)
) WITHOUT ROWID;
