-- Schemes of others, as they were imported last. edition counts the imports of each, and names of codes are in one language or two.
create table schemes (
    scheme varchar(32) not null,
    edition bigint not null,
    codes bigint not null,
    mapped bigint not null,
    published_at bigint not null,
    constraint pk_schemes primary key (scheme)
);
-- The codes of all editions that are not dropped yet: an edition that is still being listed is not seen.
create table scheme_codes (
    scheme varchar(32) not null,
    edition bigint not null,
    code varchar(80) not null,
    parent varchar(80) not null,
    chinese varchar(1200) not null,
    english varchar(1200) not null,
    category varchar(80) not null,
    constraint pk_scheme_codes primary key (scheme, edition, code)
);
create index ix_scheme_codes_parent on scheme_codes (scheme, edition, parent, code);
