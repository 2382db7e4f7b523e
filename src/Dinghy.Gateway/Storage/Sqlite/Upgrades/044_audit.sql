-- One row a decision, a change of the configuration or of who may write. Nothing here is ever changed or removed; each row's hash covers the one before it.
CREATE TABLE audit (
  seq INTEGER PRIMARY KEY,                -- 1, 2, 3 …
  at INTEGER NOT NULL,                    -- ms since 1970
  kind TEXT NOT NULL,
  actor TEXT NOT NULL,                    -- staff id, or cli, gateway …
  account TEXT NOT NULL,
  subject TEXT NOT NULL,                  -- what it is about
  facts TEXT NOT NULL,                    -- JSON object of texts, keys in order
  previous TEXT NOT NULL,                 -- hash of the row before
  hash TEXT NOT NULL                      -- SHA-256, hex
);
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is only ever added to'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is only ever added to'); END;
-- INSERT OR REPLACE fires no trigger of deletion: what is not the next row is refused.
CREATE TRIGGER audit_next_only BEFORE INSERT ON audit
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM audit)
  OR NEW.previous IS NOT coalesce((SELECT hash FROM audit ORDER BY seq DESC LIMIT 1), '0000000000000000000000000000000000000000000000000000000000000000')
BEGIN SELECT RAISE(ABORT, 'the audit takes the next row only'); END;
