-- What searches and lists need of the lots that say more than the catalogue shows; a lot that says nothing more has no row. Texts have four bytes a character.
create table lot_descriptions (
    lot varchar(32) not null,
    fair varchar(32) not null,
    condition varchar(80) not null,
    address varchar(800) not null,
    latitude_micro bigint,
    longitude_micro bigint,
    manifest_lines bigint not null,
    constraint pk_lot_descriptions primary key (lot)
);
create index ix_lot_descriptions_fair on lot_descriptions (fair, lot);
