-- What models cost: one row a day, payer and model, added to.
CREATE TABLE spend (
  day TEXT NOT NULL,                      -- yyyy-MM-dd of the budgets' calendar
  account TEXT NOT NULL,
  person TEXT NOT NULL,                   -- token:name for the OpenAI door
  agent TEXT NOT NULL,
  model TEXT NOT NULL,
  currency TEXT NOT NULL,                 -- empty: the price is not known
  calls INTEGER NOT NULL,
  input INTEGER NOT NULL,                 -- tokens
  output INTEGER NOT NULL,
  micros INTEGER NOT NULL,                -- money
  PRIMARY KEY (day, account, person, agent, model, currency)
) WITHOUT ROWID;
