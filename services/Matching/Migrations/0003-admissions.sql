-- What Listing says of a bidder's admission to a fair; licences are codes of categories with spaces between.
create table admissions (
    fair varchar(32) not null,
    bidder varchar(32) not null,
    is_admitted bigint not null,
    licences varchar(4100) not null,
    version bigint not null,
    constraint pk_admissions primary key (fair, bidder)
);
