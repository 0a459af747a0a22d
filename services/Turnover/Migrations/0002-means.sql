-- What of the paid money of a line was set off against debts, or given in goods. A line without a row was paid in money.
create table board_means (
    fair varchar(32) not null,
    dimension varchar(20) not null,
    line varchar(100) not null,
    set_off_minor bigint not null,
    barter_minor bigint not null,
    constraint pk_board_means primary key (fair, dimension, line)
);
