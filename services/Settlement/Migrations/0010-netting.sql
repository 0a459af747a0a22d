-- Debts outside the fairs, by their invoices, and rounds of set-off.
create table debts (
    debt varchar(32) not null,
    place bigint not null,
    version bigint not null,
    invoice varchar(100) not null,
    debtor varchar(32) not null,
    creditor varchar(32) not null,
    invoiced_on varchar(10) not null,
    due_on varchar(10) not null,
    amount_minor bigint not null,
    currency varchar(3) not null,
    registered_by varchar(32) not null,
    deal varchar(32) not null,
    stage varchar(20) not null,
    secured bigint not null,
    set_off_minor bigint not null,
    round varchar(32) not null,
    pending_minor bigint not null,
    reason varchar(400) not null,
    constraint pk_debts primary key (debt)
);
create index ix_debts_place on debts (place);
create index ix_debts_stage on debts (stage, currency, debt);
create table debt_parties (
    party varchar(32) not null,
    place bigint not null,
    debt varchar(32) not null,
    constraint pk_debt_parties primary key (party, place)
);
-- What of a deal may be set off at most, and what is; in goods, where it belongs to a ring of barter.
create table deal_set_offs (
    deal varchar(32) not null,
    ring varchar(32) not null,
    most_minor bigint not null,
    set_off_minor bigint not null,
    barter_minor bigint not null,
    round varchar(32) not null,
    pending_minor bigint not null,
    owed_back_minor bigint not null,
    constraint pk_deal_set_offs primary key (deal)
);
create table affiliates (
    affiliation varchar(32) not null,
    enterprise varchar(32) not null,
    name varchar(400) not null,
    constraint pk_affiliates primary key (affiliation, enterprise)
);
create table set_off_rounds (
    round varchar(32) not null,
    place bigint not null,
    version bigint not null,
    fair varchar(32) not null,
    currency varchar(3) not null,
    threshold_minor bigint not null,
    compute_at bigint not null,
    cut_off_ms bigint not null,
    stage varchar(20) not null,
    run bigint not null,
    due_at bigint not null,
    total_minor bigint not null,
    cleared_minor bigint not null,
    legs bigint not null,
    left_count bigint not null,
    computed_at bigint not null,
    finished_at bigint not null,
    constraint pk_set_off_rounds primary key (round)
);
create index ix_set_off_rounds_place on set_off_rounds (place);
create index ix_set_off_rounds_due on set_off_rounds (due_at, round);
-- The deals of a ring of barter.
create table ring_deals (
    round varchar(32) not null,
    deal varchar(32) not null,
    constraint pk_ring_deals primary key (round, deal)
);
create table round_withdrawals (
    round varchar(32) not null,
    leg varchar(32) not null,
    run bigint not null,
    withdrawn_by varchar(32) not null,
    withdrawn_at bigint not null,
    constraint pk_round_withdrawals primary key (round, leg)
);
-- The obligations of a round as it was computed last, and with a reason those that stayed out.
create table round_legs (
    round varchar(32) not null,
    leg varchar(32) not null,
    kind varchar(10) not null,
    debtor varchar(32) not null,
    creditor varchar(32) not null,
    open_minor bigint not null,
    set_off_minor bigint not null,
    reason varchar(20) not null,
    constraint pk_round_legs primary key (round, leg)
);
