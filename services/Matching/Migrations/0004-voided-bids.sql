-- Bids that two organizers made void, and why. A bid keeps its row and its number.
create table voided_bids (
    lot varchar(32) not null,
    bid bigint not null,
    reason varchar(800) not null,
    voided_at bigint not null,
    constraint pk_voided_bids primary key (lot, bid)
);
