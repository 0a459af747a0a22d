-- The log: a row a commit. The primary key is the concurrency control.
create table log_rows (
    partition_no bigint not null,
    sequence bigint not null,
    format bigint not null,
    written_at bigint not null,
    previous_hash varchar(64) not null,
    hash varchar(64) not null,
    data varchar(max) not null,
    constraint pk_log_rows primary key (partition_no, sequence)
);
-- Who writes a partition; a convenience for the nodes, never what makes the log correct.
create table leases (
    partition_no bigint not null,
    holder varchar(64) not null,
    expires_at bigint not null,
    constraint pk_leases primary key (partition_no)
);
