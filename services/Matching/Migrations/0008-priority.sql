-- When the priority window of a lot begins; no row where it has none.
create table priority_windows (
    lot varchar(32) not null,
    from_at bigint not null,
    constraint pk_priority_windows primary key (lot)
);
-- The enterprises that may take lots of a fair in their priority windows.
create table key_enterprises (
    fair varchar(32) not null,
    enterprise varchar(32) not null,
    constraint pk_key_enterprises primary key (fair, enterprise)
);
-- A row for each lot that was taken so, for everybody to see; it stays when the award falls.
create table priority_purchases (
    fair varchar(32) not null,
    purchase_no bigint not null,
    lot varchar(32) not null,
    number bigint not null,
    title varchar(1000) not null,
    category varchar(80) not null,
    award varchar(32) not null,
    enterprise varchar(32) not null,
    quantity_milli bigint not null,
    unit varchar(10) not null,
    price_minor bigint not null,
    hammer_minor bigint not null,
    currency varchar(3) not null,
    taken_at bigint not null,
    fell_at bigint not null,
    constraint pk_priority_purchases primary key (fair, purchase_no)
);
create index ix_priority_purchases_award on priority_purchases (award);
