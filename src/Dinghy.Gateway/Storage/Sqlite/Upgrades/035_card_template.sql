-- With which template a card was made, as JSON: the next start closes it by that one, whatever the configuration says by then.
ALTER TABLE cards ADD COLUMN template TEXT;
