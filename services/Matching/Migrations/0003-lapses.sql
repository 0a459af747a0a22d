-- When the first thing of a lot ends by the clock beside its close; no row where nothing waits.
create table lapses (
    lot varchar(32) not null,
    lapses_at bigint not null,
    constraint pk_lapses primary key (lot)
);
create index ix_lapses_due on lapses (lapses_at);
