-- Strangers who wait for an approval; few, and each for an hour.
CREATE TABLE pairing_requests (
  account TEXT NOT NULL,
  person TEXT NOT NULL,                   -- staff id, else sender id
  code TEXT NOT NULL,
  nick TEXT NOT NULL,
  created_at INTEGER NOT NULL,            -- ms since 1970
  seen_at INTEGER NOT NULL,
  told INTEGER NOT NULL,                  -- 1: the code has reached them
  PRIMARY KEY (account, person)
) WITHOUT ROWID;

-- People whom somebody let in; for private chats of this account only.
CREATE TABLE approvals (
  account TEXT NOT NULL,
  person TEXT NOT NULL,
  nick TEXT NOT NULL,
  approved_at INTEGER NOT NULL,
  approved_by TEXT NOT NULL,
  owner INTEGER NOT NULL,                 -- 1: may do what only an owner may
  PRIMARY KEY (account, person)
) WITHOUT ROWID;

-- Who wrote and was heard.
CREATE TABLE people_seen (
  account TEXT NOT NULL,
  person TEXT NOT NULL,
  nick TEXT NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  in_private INTEGER NOT NULL,            -- 1: has written privately
  day INTEGER NOT NULL,                   -- yyyymmdd of the count
  said INTEGER NOT NULL,                  -- messages of that day
  PRIMARY KEY (account, person)
) WITHOUT ROWID;
CREATE INDEX people_by_time ON people_seen (last_seen);

CREATE TABLE groups_seen (
  account TEXT NOT NULL,
  conversation TEXT NOT NULL,
  title TEXT NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  PRIMARY KEY (account, conversation)
) WITHOUT ROWID;
CREATE INDEX groups_by_time ON groups_seen (last_seen);
