-- What bids made of lots, for the catalogue's search.
create table lot_prices (
    lot varchar(32) not null,
    price_minor bigint not null,
    closes_at bigint not null,
    constraint pk_lot_prices primary key (lot)
);
create index ix_lot_prices_closes_at on lot_prices (closes_at);
