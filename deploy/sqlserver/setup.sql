-- Makes the login of the services and a database for each. May be run again. The password comes as a variable of sqlcmd.
if suser_id('exchange') is null
    create login exchange with password = '$(ExchangePassword)', check_policy = on;
else
    alter login exchange with password = '$(ExchangePassword)';
go
declare @services table (name sysname);
insert into @services values ('identity'), ('listing'), ('matching'), ('settlement'), ('turnover');
declare @name sysname, @sql nvarchar(max);
declare each_service cursor local for select 'exchange_' + name from @services;
open each_service;
fetch next from each_service into @name;
while @@fetch_status = 0
begin
    -- Texts are UTF-8 and compared by their bytes, as in SQLite.
    if db_id(@name) is null
        exec ('create database ' + @name + ' collate Latin1_General_100_BIN2_UTF8');
    -- Readers never wait for writers.
    exec ('alter database ' + @name + ' set read_committed_snapshot on with rollback immediate');
    set @sql = 'use ' + @name + '; if user_id(''exchange'') is null create user exchange for login exchange; alter role db_owner add member exchange;';
    exec (@sql);
    fetch next from each_service into @name;
end
go
