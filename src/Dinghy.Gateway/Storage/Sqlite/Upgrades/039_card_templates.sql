-- A card is closed with the variables that it was made with, whatever the configuration says by then. NULL: as configured.
ALTER TABLE cards ADD COLUMN template TEXT;
