-- A row a sealed bid, beside its row in bids, whose amount is 0 until the opening. The salt is empty until then, and what ended it while it stands.
create table sealed_bids (
    auction_no bigint not null,
    bid bigint not null,
    receipt varchar(64) not null,
    salt varchar(64) not null,
    ended varchar(10) not null,
    constraint pk_sealed_bids primary key (auction_no, bid)
);
