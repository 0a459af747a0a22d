-- Each deposit: what is or was held of a bidder for a lot.
create table deposits (
    lot varchar(32) not null,
    bidder varchar(32) not null,
    fair varchar(32) not null,
    amount_minor bigint not null,
    currency varchar(3) not null,
    status varchar(20) not null,
    held_at bigint not null,
    ended_at bigint not null,
    constraint pk_deposits primary key (lot, bidder)
);
create index ix_deposits_bidder on deposits (bidder, lot);
