-- Entries that somebody proposed to undo, and what became of it.
create table reversals (
    transfer varchar(32) not null,
    place bigint not null,
    step varchar(20) not null,
    subject varchar(100) not null,
    memo varchar(400) not null,
    proposal bigint not null,
    reason varchar(400) not null,
    proposed_by varchar(200) not null,
    proposed_at bigint not null,
    confirmed_by varchar(200) not null,
    reversed_at bigint not null,
    reversal varchar(32) not null,
    constraint pk_reversals primary key (transfer)
);
create unique index ix_reversals_place on reversals (place);
create index ix_reversals_reversal on reversals (reversal);
