-- A question may be put to somebody else than whoever asked, in a chat of their own; the answer goes back to where the call was made.
ALTER TABLE tool_approvals ADD COLUMN approvers TEXT;                 -- staff ids, one a line; null: it is asked where the call was made
ALTER TABLE tool_approvals ADD COLUMN rule TEXT NOT NULL DEFAULT '';  -- who shall decide, as the configuration says
ALTER TABLE tool_approvals ADD COLUMN conversation TEXT;              -- of the turn in which the model called; null: made before this script
ALTER TABLE tool_approvals ADD COLUMN origin TEXT;                    -- its message without the words
CREATE INDEX tool_approvals_waiting ON tool_approvals (expires_at) WHERE state = 'pending';
