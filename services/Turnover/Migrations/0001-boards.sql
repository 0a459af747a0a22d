-- The boards of all fairs, and their totals. An amount is in minor units of the board's currency, a time in Unix milliseconds.
create table boards (
    fair varchar(32) not null,
    name varchar(400) not null,
    status varchar(20) not null,
    currency varchar(3) not null,
    time_zone varchar(60) not null,
    region varchar(100) not null,
    opens_at bigint not null,
    closes_at bigint not null,
    constraint pk_boards primary key (fair)
);
-- The figures of a fair by dimension: total, quarter, category, region, consignor. The key of a quarter of an hour is its beginning.
create table board_tallies (
    fair varchar(32) not null,
    dimension varchar(20) not null,
    line varchar(100) not null,
    lots_entered bigint not null,
    lots_withdrawn bigint not null,
    lots_sold bigint not null,
    lots_passed_in bigint not null,
    bids bigint not null,
    awards bigint not null,
    turnover_minor bigint not null,
    deals_paid bigint not null,
    paid_minor bigint not null,
    deals_settled bigint not null,
    settled_minor bigint not null,
    deals_defaulted bigint not null,
    defaulted_minor bigint not null,
    constraint pk_board_tallies primary key (fair, dimension, line)
);
