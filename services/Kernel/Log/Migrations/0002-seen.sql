-- Until when the writer of a partition is known to have worked, by the clock of the exchange.
create table seen (
    partition_no bigint not null,
    seen_at bigint not null,
    constraint pk_seen primary key (partition_no)
);
