-- What a deal has come to, beside what it is about.
create table deal_progress (
    deal varchar(32) not null,
    total_minor bigint not null,
    premium_minor bigint not null,
    tax_minor bigint not null,
    first_part_minor bigint not null,
    payment_due_at bigint not null,
    deposit_minor bigint not null,
    silence varchar(20) not null,
    confirmed varchar(20) not null,
    concluded_at bigint not null,
    slot_from_at bigint not null,
    slot_through_at bigint not null,
    handed_over_milli bigint not null,
    handed_over_at bigint not null,
    cancellation_by varchar(32) not null,
    disputed_at bigint not null,
    outcome varchar(20) not null,
    reduction_minor bigint not null,
    forfeited_minor bigint not null,
    unpaid_minor bigint not null,
    shortfall_minor bigint not null,
    shortfall_at bigint not null,
    constraint pk_deal_progress primary key (deal)
);
-- What happened in a deal, step by step, with the words and documents of a dispute.
create table deal_steps (
    deal varchar(32) not null,
    place bigint not null,
    step varchar(40) not null,
    who varchar(32) not null,
    text varchar(max) not null,
    sha256 varchar(64) not null,
    amount_minor bigint not null,
    quantity_milli bigint not null,
    due_at bigint not null,
    happened_at bigint not null,
    constraint pk_deal_steps primary key (deal, place)
);
-- How the sale of a lot ended after an award of it fell.
create table lot_ends (
    lot varchar(32) not null,
    closing bigint not null,
    offered_milli bigint not null,
    awarded_milli bigint not null,
    fallen_milli bigint not null,
    constraint pk_lot_ends primary key (lot)
);
create index ix_deals_lot on deals (lot, deal);
