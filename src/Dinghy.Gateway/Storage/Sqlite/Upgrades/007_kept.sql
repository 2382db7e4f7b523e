-- Replies beside an answer that are tried again until they arrive: files, reasoning. Their turn may have closed long before.
CREATE INDEX replies_kept ON replies (id) WHERE state = 'open' AND closes_outcome IS NULL AND extras IS NOT NULL;
