-- How far each follower has come.
create table cursors (
    name varchar(50) not null,
    partition_no bigint not null,
    sequence bigint not null,
    constraint pk_cursors primary key (name, partition_no)
);
-- The states of streams, written behind by the projector.
create table states (
    stream varchar(120) not null,
    version bigint not null,
    state varchar(max) not null,
    constraint pk_states primary key (stream)
);
