-- The enterprises of which the other services have been told.
create table announced_enterprises (
    enterprise varchar(32) not null,
    constraint pk_announced_enterprises primary key (enterprise)
);
