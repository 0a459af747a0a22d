-- What enterprises are called, each name since its time. State rows of deals with receipts are kept otherwise from here on: what of a receipt is the buyer's credit stands in them.
create table enterprise_names (
    enterprise varchar(32) not null,
    since_at bigint not null,
    name varchar(400) not null,
    constraint pk_enterprise_names primary key (enterprise, since_at)
);
