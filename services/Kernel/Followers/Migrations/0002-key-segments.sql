-- The idempotency keys of rows of the log, many at a time, so that a restart need not read a day of the log for them.
create table key_segments (
    partition_no bigint not null,
    first_sequence bigint not null,
    last_sequence bigint not null,
    last_at bigint not null,
    data varchar(max) not null,
    constraint pk_key_segments primary key (partition_no, first_sequence)
);
