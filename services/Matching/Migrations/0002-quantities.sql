-- What a bid of price and quantity has beside its amount, which is the price of a unit: for how much, and whose place it took (0 where it is one more).
create table bid_quantities (
    auction_no bigint not null,
    bid bigint not null,
    quantity_milli bigint not null,
    raises bigint not null,
    constraint pk_bid_quantities primary key (auction_no, bid)
);
