-- A row a lot: how far the chain of its audit file is, and what is needed to go on with it.
create table audits (
    audit_no bigint not null,
    lot varchar(32) not null,
    entries bigint not null,
    head varchar(64) not null,
    consignor varchar(max) not null,
    bidders varchar(max) not null,
    log_rows varchar(max) not null,
    stage bigint not null,
    constraint pk_audits primary key (audit_no)
);
create unique index ux_audits_lot on audits (lot);
create index ix_audits_stage on audits (stage);
-- Where in the log a lot's entries stand, many log rows in one, so that a file is written without reading the whole log.
create table audit_rows (
    audit_no bigint not null,
    first_row bigint not null,
    log_rows varchar(max) not null,
    constraint pk_audit_rows primary key (audit_no, first_row)
);
