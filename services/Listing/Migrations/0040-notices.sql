-- What organizers announce of their fairs, as it reads now. body is the text in its languages, as JSON.
create table notices (
    fair varchar(32) not null,
    notice varchar(32) not null,
    posted_at bigint not null,
    changed_at bigint not null,
    version bigint not null,
    pinned bigint not null,
    body varchar(max) not null,
    constraint pk_notices primary key (fair, notice)
);
create index ix_notices_posted_at on notices (fair, posted_at, notice);
