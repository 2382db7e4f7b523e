-- What somebody had to say beside their thumb.
ALTER TABLE votes ADD COLUMN comment TEXT;
