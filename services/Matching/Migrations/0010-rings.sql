-- What consignors would take for their lots in barter. No row where a consignor would not, or would not any more. An empty root is not known.
create table lot_wants (
    lot varchar(32) not null,
    fair varchar(32) not null,
    number bigint not null,
    title varchar(1000) not null,
    consignor varchar(32) not null,
    category varchar(80) not null,
    region varchar(160) not null,
    quantity_milli bigint not null,
    unit varchar(10) not null,
    currency varchar(3) not null,
    root varchar(40) not null,
    value_minor bigint not null,
    most_paid_minor bigint not null,
    most_received_minor bigint not null,
    constraint pk_lot_wants primary key (lot)
);
create index ix_lot_wants_fair on lot_wants (fair, lot);
-- What belongs to those: of kind lot and class what is wanted, of kind linked the enterprises that are linked with the consignor.
create table lot_want_marks (
    lot varchar(32) not null,
    kind varchar(6) not null,
    mark varchar(80) not null,
    fair varchar(32) not null,
    constraint pk_lot_want_marks primary key (lot, kind, mark)
);
create index ix_lot_want_marks_fair on lot_want_marks (fair, lot);
-- Rounds of rings. Rings are looked for in those that are planned when they are due.
create table ring_rounds (
    round varchar(32) not null,
    round_no bigint not null,
    fair varchar(32) not null,
    currency varchar(3) not null,
    max_length bigint not null,
    accept_ms bigint not null,
    starts_at bigint not null,
    stage varchar(20) not null,
    run bigint not null,
    due_at bigint not null,
    constraint pk_ring_rounds primary key (round)
);
create index ix_ring_rounds_fair on ring_rounds (fair, round_no);
create index ix_ring_rounds_due on ring_rounds (stage, due_at);
-- The lots that are out of a round, because a ring with them came to nothing.
create table ring_exclusions (
    round varchar(32) not null,
    lot varchar(32) not null,
    constraint pk_ring_exclusions primary key (round, lot)
);
-- A row a ring: where it is, and when its time to accept, or to have its lots kept, is over. The place is where it was proposed, by which lists are ordered; the awards are
-- their ids with spaces between, once around, and empty before it is traded.
create table rings (
    ring varchar(32) not null,
    place varchar(24) not null,
    round varchar(32) not null,
    fair varchar(32) not null,
    lots bigint not null,
    stage varchar(20) not null,
    due_at bigint not null,
    awards varchar(164) not null,
    constraint pk_rings primary key (ring)
);
create index ix_rings_due on rings (stage, due_at);
create index ix_rings_round on rings (round, place);
create table ring_members (
    enterprise varchar(32) not null,
    place varchar(24) not null,
    ring varchar(32) not null,
    constraint pk_ring_members primary key (enterprise, place)
);
-- The lots of rings that are neither traded nor dissolved; is_noted is 1 once the ring knows that the lot is kept.
create table ring_lots (
    ring varchar(32) not null,
    lot varchar(32) not null,
    winner varchar(32) not null,
    root varchar(40) not null,
    hammer_minor bigint not null,
    is_noted bigint not null,
    constraint pk_ring_lots primary key (ring, lot)
);
create index ix_ring_lots_lot on ring_lots (lot);
-- The lots that are kept for a ring, with the ids that their awards will have. Lots and rings may be in different partitions, so that each of these tables has one of them alone.
create table ring_holds (
    lot varchar(32) not null,
    ring varchar(32) not null,
    award varchar(32) not null,
    constraint pk_ring_holds primary key (lot)
);
create index ix_ring_holds_ring on ring_holds (ring);
