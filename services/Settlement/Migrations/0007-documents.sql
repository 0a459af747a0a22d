-- Each document that was issued, by its number.
create table documents (
    document varchar(32) not null,
    fair varchar(32) not null,
    kind varchar(20) not null,
    number bigint not null,
    deal varchar(32) not null,
    lot varchar(32) not null,
    part bigint not null,
    issued_at bigint not null,
    place bigint not null,
    partition_no bigint not null,
    sequence bigint not null,
    paper varchar(max) not null,
    constraint pk_documents primary key (document)
);
create unique index ix_documents_number on documents (fair, kind, number);
create index ix_documents_deal on documents (deal, place);
-- The head of each lot's audit file, as it was published last.
create table audit_heads (
    lot varchar(32) not null,
    entries bigint not null,
    head varchar(64) not null,
    published_at bigint not null,
    constraint pk_audit_heads primary key (lot)
);
