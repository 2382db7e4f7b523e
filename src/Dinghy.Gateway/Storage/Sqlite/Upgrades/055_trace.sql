-- What a trace tells beyond what is stored anyway: columns of rows that are written in the same commits.
ALTER TABLE turns ADD COLUMN verdict TEXT;          -- why policy let it in
ALTER TABLE turns ADD COLUMN run TEXT;              -- what was done for it, as JSON, where it ended without a reply
ALTER TABLE turns ADD COLUMN again_of INTEGER;      -- the turn that this one tries again
ALTER TABLE replies ADD COLUMN run TEXT;            -- what was done to make it, as JSON
ALTER TABLE replies ADD COLUMN resent_at INTEGER;   -- when an operator had it sent again; its 24 hours count from there
ALTER TABLE replies ADD COLUMN resent_after INTEGER; -- the last part before that: what it left is no doubt of what follows
ALTER TABLE parts ADD COLUMN began_at INTEGER;      -- when it left first
CREATE INDEX turns_again ON turns (again_of) WHERE again_of IS NOT NULL;
