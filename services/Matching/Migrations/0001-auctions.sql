-- A row a lot. Its number comes from the place in the log at which it was offered, and stands for the lot where there are many rows.
create table auctions (
    auction_no bigint not null,
    lot varchar(32) not null,
    fair varchar(32) not null,
    number bigint not null,
    title varchar(1000) not null,
    category varchar(100) not null,
    region varchar(200) not null,
    format varchar(40) not null,
    quantity_milli bigint not null,
    unit varchar(10) not null,
    currency varchar(3) not null,
    opens_at bigint not null,
    closes_at bigint not null,
    price_minor bigint not null,
    next_bid_minor bigint not null,
    bids bigint not null,
    leader_number bigint not null,
    awarded_milli bigint not null,
    outcome varchar(20) not null,
    constraint pk_auctions primary key (auction_no)
);
create unique index ux_auctions_lot on auctions (lot);
create unique index ux_auctions_number on auctions (fair, number);
create index ix_auctions_due on auctions (outcome, closes_at);
-- A row an accepted bid; who the bidder is stands in the log alone.
create table bids (
    auction_no bigint not null,
    bid bigint not null,
    bidder_number bigint not null,
    amount_minor bigint not null,
    price_minor bigint not null,
    received_at bigint not null,
    constraint pk_bids primary key (auction_no, bid)
);
