-- A row for each lot of which a bidder is asked now whether they take it after a default. Its enterprise stands here, so that it finds what it is asked.
create table second_chances (
    lot varchar(32) not null,
    fair varchar(32) not null,
    number bigint not null,
    title varchar(1000) not null,
    bidder varchar(32) not null,
    quantity_milli bigint not null,
    unit varchar(10) not null,
    hammer_minor bigint not null,
    currency varchar(3) not null,
    until_at bigint not null,
    constraint pk_second_chances primary key (lot)
);
create index ix_second_chances_bidder on second_chances (bidder, lot);
create index ix_second_chances_until on second_chances (until_at, lot);
