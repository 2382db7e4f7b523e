-- What a conversation does with messages that come while one is answered: followup | steer | collect | interrupt; NULL: as configured.
ALTER TABLE sessions ADD COLUMN queue TEXT;
-- The last entry of this session that the summary holds; entries behind it are read whole. NULL: none.
ALTER TABLE sessions ADD COLUMN summary_to INTEGER;
-- What an answer's tools did, short, as JSON; NULL: it used none.
ALTER TABLE history ADD COLUMN tools TEXT;
