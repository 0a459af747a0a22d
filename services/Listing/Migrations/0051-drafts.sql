-- Lots that their consignors prepare. Texts have four bytes a character.
create table drafts (
    draft varchar(32) not null,
    consignor varchar(32) not null,
    status varchar(20) not null,
    title varchar(800) not null,
    category varchar(80) not null,
    fair varchar(32) not null,
    lot varchar(32) not null,
    changed_at bigint not null,
    constraint pk_drafts primary key (draft)
);
create index ix_drafts_consignor on drafts (consignor, draft);
