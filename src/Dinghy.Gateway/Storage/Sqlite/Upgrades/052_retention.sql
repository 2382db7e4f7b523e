-- Whose words a line of a shared memory is, and of which turn: so that it can be shown to them, and erased. NULL: remembered before this script.
ALTER TABLE history ADD COLUMN turn_id INTEGER;
ALTER TABLE history ADD COLUMN person TEXT;                           -- staff id, else sender id

-- When what is done every night was done last.
CREATE TABLE upkeep (
  chore TEXT PRIMARY KEY,
  at INTEGER NOT NULL                     -- ms since 1970
) WITHOUT ROWID;

-- An old row of the audit may lose its texts, and nothing else, once the newest cut says so; number, time, kind and hashes stay for good.
DROP TRIGGER audit_no_update;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
WHEN NEW.seq IS NOT OLD.seq OR NEW.at IS NOT OLD.at OR NEW.kind IS NOT OLD.kind OR NEW.previous IS NOT OLD.previous OR NEW.hash IS NOT OLD.hash
  OR NEW.actor IS NOT '' OR NEW.account IS NOT '' OR NEW.subject IS NOT '' OR NEW.facts IS NOT '' OR OLD.kind = 'audit.cut'
  OR NOT coalesce((SELECT kind = 'audit.cut' AND CAST(subject AS INTEGER) >= OLD.seq FROM audit ORDER BY seq DESC LIMIT 1), 0)
BEGIN SELECT RAISE(ABORT, 'the audit is only ever added to'); END;
