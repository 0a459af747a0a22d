-- Admissions as the organizer works them off: since when each has stood, and how many licences were seen. Reasons have four bytes a character.
create table applications (
    fair varchar(32) not null,
    bidder varchar(32) not null,
    status varchar(20) not null,
    licences varchar(4100) not null,
    licences_seen bigint not null,
    applied_at bigint not null,
    changed_at bigint not null,
    reason varchar(800) not null,
    constraint pk_applications primary key (fair, bidder)
);
create index ix_applications_applied_at on applications (fair, applied_at, bidder);
