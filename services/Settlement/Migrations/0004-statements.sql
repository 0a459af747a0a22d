-- Where an account's money stood at a time, without reading what came before.
create index ix_ledger_postings_time on ledger_postings (account, currency, posted_at, number);
