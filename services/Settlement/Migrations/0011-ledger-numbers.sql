-- Each account's number, in the order of the entries with which accounts began, within an entry by code: texts as keys of what is booked took most of its time.
create table ledger_numbers (
    account varchar(100) not null,
    account_no bigint not null,
    constraint pk_ledger_numbers primary key clustered (account)
);
create unique index ix_ledger_numbers_no on ledger_numbers (account_no);
-- The ledger's entries, in their order.
create table ledger_transfers (
    place bigint not null,
    transfer varchar(32) not null,
    step varchar(20) not null,
    subject varchar(64) not null,
    memo varchar(400) not null,
    posted_at bigint not null,
    constraint pk_ledger_transfers primary key clustered (place)
);
create unique index ix_ledger_transfers_transfer on ledger_transfers (transfer);
-- Their postings: the statement of each account, numbered densely from 1. Times never fall along an account, so that one is found by halving the numbers.
create table ledger_lines (
    account_no bigint not null,
    number bigint not null,
    place bigint not null,
    amount_minor bigint not null,
    currency varchar(3) not null,
    balance_minor bigint not null,
    posted_at bigint not null,
    constraint pk_ledger_lines primary key clustered (account_no, number)
);
create index ix_ledger_lines_place on ledger_lines (place);
-- What was booked until now.
insert into ledger_numbers (account, account_no)
select account, row_number() over (order by first_place, account)
from (select p.account, min(e.place) as first_place from ledger_postings p join ledger_entries e on e.transfer = p.transfer group by p.account) begun;
insert into ledger_transfers (place, transfer, step, subject, memo, posted_at)
select place, transfer, step, subject, memo, posted_at from ledger_entries;
insert into ledger_lines (account_no, number, place, amount_minor, currency, balance_minor, posted_at)
select n.account_no, p.number, e.place, p.amount_minor, p.currency, p.balance_minor, p.posted_at
from ledger_postings p join ledger_numbers n on n.account = p.account join ledger_entries e on e.transfer = p.transfer;
drop table ledger_postings;
drop table ledger_entries;
