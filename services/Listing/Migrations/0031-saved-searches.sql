-- Searches that people have saved; an owner is a digest of the person's name in tokens. Texts have four bytes a character.
create table saved_searches (
    search varchar(32) not null,
    owner varchar(32) not null,
    name varchar(400) not null,
    query varchar(8000) not null,
    saved_at bigint not null,
    constraint pk_saved_searches primary key (search)
);
create index ix_saved_searches_owner on saved_searches (owner, saved_at);
-- New lots that they found, numbered by owner; the latest are kept.
create table search_alerts (
    owner varchar(32) not null,
    number bigint not null,
    search varchar(32) not null,
    lot varchar(32) not null,
    found_at bigint not null,
    constraint pk_search_alerts primary key (owner, number)
);
create index ix_search_alerts_search on search_alerts (search, number);
