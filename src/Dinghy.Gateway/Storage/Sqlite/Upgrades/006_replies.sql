-- What goes with a reply's text, as JSON; NULL for plain ones.
ALTER TABLE replies ADD COLUMN extras TEXT;
