-- Who asked to bid in a fair, and what became of it. Licences are codes of categories with spaces between.
create table admissions (
    fair varchar(32) not null,
    bidder varchar(32) not null,
    status varchar(20) not null,
    licences varchar(4100) not null,
    version bigint not null,
    changed_at bigint not null,
    constraint pk_admissions primary key (fair, bidder)
);
