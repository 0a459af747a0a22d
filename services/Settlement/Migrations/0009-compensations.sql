-- What consignors got of the deposits of buyers who defaulted, by deal.
create table deal_compensations (
    deal varchar(32) not null,
    consignor_minor bigint not null,
    constraint pk_deal_compensations primary key (deal)
);
