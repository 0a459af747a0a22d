-- Photos and documents that lots have or had: is_current is 1 or 0. Texts have four bytes a character.
create table lot_files (
    lot varchar(32) not null,
    digest varchar(64) not null,
    type varchar(100) not null,
    name varchar(400) not null,
    is_current bigint not null,
    constraint pk_lot_files primary key (lot, digest)
);
create index ix_lot_files_digest on lot_files (digest);
-- How many each lot has, for lists and searches; one that never had any has no row. thumbnail is the digest of its first photo.
create table lot_media (
    lot varchar(32) not null,
    fair varchar(32) not null,
    photos bigint not null,
    documents bigint not null,
    thumbnail varchar(64) not null,
    constraint pk_lot_media primary key (lot)
);
-- The keys of rows of the consignors' own stock, by which files about lots find them.
create table lot_row_keys (
    lot varchar(32) not null,
    fair varchar(32) not null,
    row_key varchar(400) not null,
    constraint pk_lot_row_keys primary key (lot)
);
-- What lots said before they were amended, as JSON.
create table lot_versions (
    lot varchar(32) not null,
    version bigint not null,
    until_at bigint not null,
    content varchar(max) not null,
    constraint pk_lot_versions primary key (lot, version)
);
