create table tallies (
    tally varchar(60) not null,
    total bigint not null,
    constraint pk_tallies primary key (tally)
);
