-- Whom an approval made an owner, once; a revocation leaves this, so that no later approval hands ownership out again.
CREATE TABLE once_owners (
  account TEXT NOT NULL,
  person TEXT NOT NULL,
  PRIMARY KEY (account, person)
) WITHOUT ROWID;
INSERT INTO once_owners (account, person) SELECT account, person FROM approvals WHERE owner = 1;
