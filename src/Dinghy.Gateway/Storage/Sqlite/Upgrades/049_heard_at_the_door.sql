-- In which language a stranger wrote, so that they are told of their approval in it: zh, en, or NULL where nothing tells.
ALTER TABLE pairing_requests ADD COLUMN heard TEXT;
