-- The lists that organizers keep and use in several fairs. What stands on a list is in its stream.
create table lists (
    list varchar(32) not null,
    organizer varchar(32) not null,
    kind varchar(40) not null,
    name varchar(400) not null,
    entries bigint not null,
    version bigint not null,
    changed_at bigint not null,
    constraint pk_lists primary key (list)
);
create index ix_lists_organizer on lists (organizer, list);
