-- How much each bidder may bid in a fair with one deposit for all its lots; -1 where it is not held.
create table bid_limits (
    fair varchar(32) not null,
    bidder varchar(32) not null,
    left_minor bigint not null,
    version bigint not null,
    constraint pk_bid_limits primary key (fair, bidder)
);
