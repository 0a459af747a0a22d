-- Fairs as lists show them. Texts have four bytes a character.
create table fairs (
    fair varchar(32) not null,
    name varchar(400) not null,
    region varchar(160) not null,
    currency varchar(3) not null,
    time_zone varchar(60) not null,
    organizer varchar(32) not null,
    opens_at bigint not null,
    closes_at bigint not null,
    status varchar(20) not null,
    lots bigint not null,
    constraint pk_fairs primary key (fair)
);
create index ix_fairs_opens_at on fairs (opens_at, fair);
-- The catalogue. search_title is the title in lower case.
create table lots (
    fair varchar(32) not null,
    number bigint not null,
    lot varchar(32) not null,
    consignor varchar(32) not null,
    title varchar(800) not null,
    search_title varchar(800) not null,
    category varchar(80) not null,
    region varchar(160) not null,
    item_number varchar(160) not null,
    quantity_milli bigint not null,
    unit varchar(10) not null,
    currency varchar(3) not null,
    format varchar(20) not null,
    opening_minor bigint not null,
    reserve_minor bigint not null,
    increment_minor bigint not null,
    opens_at bigint not null,
    closes_at bigint not null,
    status varchar(20) not null,
    sold_milli bigint not null,
    hammer_minor bigint not null,
    constraint pk_lots primary key (fair, number)
);
create index ix_lots_lot on lots (lot);
create index ix_lots_status on lots (status, fair, number);
-- What each import came to, as it was answered.
create table imports (
    import varchar(32) not null,
    fair varchar(32) not null,
    consignor varchar(32) not null,
    report varchar(max) not null,
    constraint pk_imports primary key (import)
);
