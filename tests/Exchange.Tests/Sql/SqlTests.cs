using System.Text.RegularExpressions;
using Exchange.Tests.Architecture;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Exchange.Tests.Sql;

public sealed partial class SqlTests
{
    /// <summary>The few places that speak to one database alone.</summary>
    private static readonly string[] OneDatabase =
        ["services/Kernel/Database/Dialect.cs", "services/Kernel/Database/Migrations.cs", "services/Kernel/Database/Database.cs", "services/Kernel/Followers/Rebuild.cs"];

    public static TheoryData<string> Services => [.. SqlTexts.Services];

    [Fact]
    public void Every_statement_keeps_the_rules() => House.IsClean(
        from statement in SqlTexts.Statements.Concat(SqlTexts.Services.SelectMany(SqlTexts.Schema)).Distinct()
        from breach in SqlRules.Breaches(statement.Text)
        select $"{statement.Place}: {breach}");

    [Theory]
    [MemberData(nameof(Services))]
    public void Every_statement_can_be_prepared_on_SQLite(string service) => House.IsClean(Databases.SqliteRefuses(SqlTexts.Schema(service), Of(service)));

    [Theory]
    [MemberData(nameof(Services))]
    public void Every_statement_fits_the_schema_of_SQL_Server(string service) => House.IsClean(Databases.SqlServerRefuses(SqlTexts.Schema(service), Of(service)));

    [Fact]
    public void Every_text_that_is_SQL_is_marked() => House.IsClean(
        House.Files("services", ".cs").Except(OneDatabase).SelectMany(path => Unmarked(House.Read(path)).Select(line => $"{path}:{line} is SQL without [Sql]")));

    [Fact]
    public void Every_table_of_a_service_belongs_to_one_view() => House.IsClean(Journals.Definitions.SelectMany(definition =>
    {
        var steps = SqlTexts.Own(definition.Service);
        var made = Tables(steps, CreatedTable()).Except(Tables(steps, DroppedTable())).ToList();
        var emptied = definition.Views.SelectMany(view => view.Tables).ToList();
        return made.Except(emptied).Select(table => $"{definition.Service}: {table} is emptied by no view")
            .Concat(emptied.Except(made).Select(table => $"{definition.Service}: {table} is made by no migration"))
            .Concat(emptied.CountBy(table => table).Where(count => count.Value > 1).Select(count => $"{definition.Service}: {count.Key} belongs to several views"));
    }));

    [Fact]
    public void The_kernel_and_the_services_have_statements() => Assert.True(SqlTexts.Statements.Count(statement => statement.Service == "kernel") > 10);

    [Theory]
    [InlineData("select a from t limit 3")]
    [InlineData("select top 3 a from t")]
    [InlineData("select a from t order by a offset 3 rows")]
    [InlineData("merge into t using s on t.a = s.a when matched then update set b = 1;")]
    [InlineData("insert into t (a) output inserted.a values (1)")]
    [InlineData("insert into t (a) values (1) returning a")]
    [InlineData("insert into t (a) values (1) on conflict do nothing")]
    [InlineData("select a from t with (updlock)")]
    [InlineData("select a from t option (recompile)")]
    [InlineData("create table t (a bigint identity)")]
    [InlineData("create table t (a int not null)")]
    [InlineData("create table t (a nvarchar(10) not null)")]
    [InlineData("create table t (a varchar not null)")]
    [InlineData("create table t (a text not null)")]
    [InlineData("select dateadd(day, 1, a) from t")]
    [InlineData("select current_timestamp from t")]
    [InlineData("select getdate() from t")]
    [InlineData("select count(*) from t")]
    [InlineData("select sum(case when a = b then 1 else 0 end) as n from t")]
    [InlineData("select 'a' + b from t")]
    [InlineData("select isnull(a, 0) from t")]
    public void A_statement_that_only_one_database_understands_is_found(string sql) => Assert.NotEmpty(SqlRules.Breaches(sql));

    [Theory]
    [InlineData("select a, b from t where a > @after order by a")]
    [InlineData("select cast(count(*) as bigint) as n, coalesce(max(a), 0) as top_one from t group by b having count(*) > 1")]
    [InlineData("select a from (select a, row_number() over (order by a) as n from t where a > @after) page where n <= @limit order by n")]
    [InlineData("create table t (a bigint not null, b varchar(max) not null, constraint pk_t primary key (a))")]
    public void A_statement_that_both_understand_passes(string sql) => Assert.Empty(SqlRules.Breaches(sql));

    [Fact]
    public void A_misspelt_column_is_found_in_both_databases()
    {
        Statement[] schema = [new("schema", "x", "create table lots (lot varchar(32) not null primary key, price_minor bigint not null)")];
        Statement[] wrong = [new("right", "x", "select lot from lots where price_minor > @price"), new("wrong", "x", "select lot from lots where pricee_minor > @price")];
        Assert.StartsWith("wrong: ", Assert.Single(Databases.SqliteRefuses(schema, wrong)), StringComparison.Ordinal);
        Assert.All(Databases.SqlServerRefuses(schema, wrong), refused => Assert.StartsWith("wrong: ", refused, StringComparison.Ordinal));
        Assert.NotEmpty(Databases.SqlServerRefuses(schema, wrong));
    }

    [Fact]
    public void A_missing_table_is_found_in_both_databases()
    {
        Statement[] wrong = [new("wrong", "x", "update nowhere set a = @a where b = @b")];
        Assert.NotEmpty(Databases.SqliteRefuses([], wrong));
        Assert.NotEmpty(Databases.SqlServerRefuses([], wrong));
    }

    [Theory]
    [InlineData("class A { void B(S s) => s.Query<C>(\"select a from t\"); }")]
    [InlineData("class A { const string Q = \"delete from t where a = 1\"; }")]
    [InlineData("class A { void B(S s, string t) => s.Execute($\"update {t} set a = 1\"); }")]
    [InlineData("class A { string B(string t) => \"insert into \" + t; }")]
    public void SQL_without_a_mark_is_found(string source) => Assert.NotEmpty(Unmarked(source));

    [Fact]
    public void Marked_SQL_passes() => Assert.Empty(Unmarked("class A { [Sql(\"x\")] const string Q = \"select a from t\"; string B = \"Select a lot, then bid.\"; }"));

    private static IEnumerable<Statement> Of(string service) => SqlTexts.Statements.Where(statement => statement.Service == service);

    private static IEnumerable<int> Unmarked(string source)
    {
        var tree = CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Preview));
        return from node in tree.GetRoot().DescendantNodes()
               let text = node switch
               {
                   LiteralExpressionSyntax { Token.Value: string value } => value,
                   InterpolatedStringExpressionSyntax pattern => pattern.Contents.ToString(),
                   _ => "",
               }
               where IsSql().IsMatch(text)
               where node.FirstAncestorOrSelf<FieldDeclarationSyntax>() is not { } field
                   || !field.AttributeLists.SelectMany(list => list.Attributes).Any(mark => mark.Name.ToString() == "Sql")
               select tree.GetLineSpan(node.Span).StartLinePosition.Line + 1;
    }

    private static IEnumerable<string> Tables(IEnumerable<Statement> steps, Regex named) =>
        steps.Select(step => named.Match(step.Text)).Where(match => match.Success).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"create table (\w+)")]
    private static partial Regex CreatedTable();

    [GeneratedRegex(@"drop table (\w+)")]
    private static partial Regex DroppedTable();

    [GeneratedRegex(@"^\s*(select\s.*\sfrom\s|insert into\b|update \S+\s+set\b|delete from\b|with \w+ as \(|create table\b)", RegexOptions.Singleline)]
    private static partial Regex IsSql();
}
