-- The names of an audit file beyond those that stand in its row, which would be written again with every bid.
create table audit_names (
    audit_no bigint not null,
    name_no bigint not null,
    enterprise varchar(64) not null,
    constraint pk_audit_names primary key (audit_no, name_no)
);
