-- A row a call auction; its number comes from the place in the log at which it was opened. Price and volume are those of the call.
create table call_auctions (
    call_no bigint not null,
    auction varchar(32) not null,
    fair varchar(32) not null,
    title varchar(1000) not null,
    category varchar(100) not null,
    region varchar(200) not null,
    unit varchar(10) not null,
    currency varchar(3) not null,
    tick_minor bigint not null,
    lot_milli bigint not null,
    opens_at bigint not null,
    calls_at bigint not null,
    orders bigint not null,
    price_minor bigint not null,
    volume_milli bigint not null,
    outcome varchar(20) not null,
    constraint pk_call_auctions primary key (call_no)
);
create unique index ux_call_auctions_auction on call_auctions (auction);
create index ix_call_auctions_fair on call_auctions (fair, call_no);
create index ix_call_auctions_due on call_auctions (outcome, calls_at);
