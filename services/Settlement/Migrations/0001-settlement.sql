-- Each deal as it stands.
create table deals (
    deal varchar(32) not null,
    place bigint not null,
    version bigint not null,
    lot varchar(32) not null,
    fair varchar(32) not null,
    number bigint not null,
    title varchar(max) not null,
    category varchar(40) not null,
    consignor varchar(32) not null,
    buyer varchar(32) not null,
    quantity_milli bigint not null,
    unit varchar(10) not null,
    hammer_minor bigint not null,
    currency varchar(3) not null,
    commission_basis_points bigint not null,
    stage varchar(20) not null,
    awarded_at bigint not null,
    due_at bigint not null,
    paid_minor bigint not null,
    credit_minor bigint not null,
    paid_at bigint not null,
    ended_at bigint not null,
    released_minor bigint not null,
    commission_minor bigint not null,
    returned_minor bigint not null,
    reason varchar(20) not null,
    constraint pk_deals primary key (deal)
);
create unique index ix_deals_place on deals (place);
create index ix_deals_fair on deals (fair, place);
create index ix_deals_due on deals (due_at, deal);
-- Whose deal it is, once for each side, in the order in which the deals were opened.
create table deal_parties (
    party varchar(32) not null,
    place bigint not null,
    deal varchar(32) not null,
    constraint pk_deal_parties primary key (party, place)
);
-- The ledger's entries, in their order.
create table ledger_entries (
    transfer varchar(32) not null,
    place bigint not null,
    step varchar(20) not null,
    subject varchar(64) not null,
    memo varchar(400) not null,
    posted_at bigint not null,
    constraint pk_ledger_entries primary key (transfer)
);
create unique index ix_ledger_entries_place on ledger_entries (place);
-- Their postings: the statement of each account, numbered densely from 1.
create table ledger_postings (
    account varchar(100) not null,
    number bigint not null,
    transfer varchar(32) not null,
    amount_minor bigint not null,
    currency varchar(3) not null,
    balance_minor bigint not null,
    posted_at bigint not null,
    constraint pk_ledger_postings primary key (account, number)
);
create index ix_ledger_postings_transfer on ledger_postings (transfer);
-- Kept totals of each account, checked against the postings by the proof.
create table ledger_accounts (
    account varchar(100) not null,
    currency varchar(3) not null,
    kind varchar(20) not null,
    postings bigint not null,
    in_minor bigint not null,
    out_minor bigint not null,
    balance_minor bigint not null,
    constraint pk_ledger_accounts primary key (account, currency)
);
