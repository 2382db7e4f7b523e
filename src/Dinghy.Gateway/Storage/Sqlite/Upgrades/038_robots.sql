-- Which robot an account was, and under which name its people and memory are kept.
CREATE TABLE robots (
  robot TEXT NOT NULL,                    -- client id
  corp TEXT NOT NULL,                     -- its organisation; empty when no message told
  account TEXT NOT NULL,                  -- its last name in the configuration
  keep TEXT NOT NULL,                     -- what memory and approvals are filed under
  PRIMARY KEY (robot, corp, account)
) WITHOUT ROWID;

-- Of accounts that were used before, the last message tells. An app's robot code is its client id, but for very old robots: these are known by account and organisation.
INSERT OR IGNORE INTO robots (robot, corp, account, keep)
  SELECT robot, corp, account, account FROM (
    SELECT account, max(id) AS last,
      CASE WHEN json_valid(payload) THEN json_extract(payload, '$.robotCode') END AS robot,
      CASE WHEN json_valid(payload) THEN json_extract(payload, '$.chatbotCorpId') END AS corp
    FROM turns WHERE payload IS NOT NULL GROUP BY account ORDER BY last DESC)
  WHERE robot <> '' AND corp <> '';
