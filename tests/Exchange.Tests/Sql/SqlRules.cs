using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Exchange.Tests.Sql;

/// <summary>What may stand in a statement that two databases must understand alike.</summary>
public static class SqlRules
{
    /// <summary>What breaks a rule, or does not parse as T-SQL.</summary>
    public static IReadOnlyList<string> Breaches(string sql)
    {
        var script = Parse(sql, out var errors);
        if (errors.Count > 0) return [.. errors.Select(error => $"line {error.Line}: {error.Message}")];
        var visitor = new Visitor();
        script.Accept(visitor);
        return visitor.Found;
    }

    /// <summary>The names of a statement's parameters, without <c>@</c>.</summary>
    public static IReadOnlyList<string> Parameters(string sql)
    {
        var visitor = new Names();
        Parse(sql, out _)?.Accept(visitor);
        return [.. visitor.Found];
    }

    private static TSqlFragment Parse(string sql, out IList<ParseError> errors)
    {
        using var reader = new StringReader(sql);
        return new TSql160Parser(initialQuotedIdentifiers: true).Parse(reader, out errors);
    }

    private sealed class Names : TSqlFragmentVisitor
    {
        public HashSet<string> Found { get; } = new(StringComparer.OrdinalIgnoreCase);

        public override void Visit(VariableReference node) => Found.Add(node.Name[1..]);
    }

    private sealed class Visitor : TSqlFragmentVisitor
    {
        private static readonly string[] Functions =
        [
            "count", "sum", "min", "max", "avg", "coalesce", "nullif", "abs", "row_number", "rank", "dense_rank", "lag", "lead", "first_value", "last_value",
            "lower", "upper", "substring", "replace", "trim", "ltrim", "rtrim", "sign",
        ];

        public List<string> Found { get; } = [];

        public override void Visit(TopRowFilter node) => Found.Add("top: use row_number()");

        public override void Visit(OffsetClause node) => Found.Add("offset: page by key");

        public override void Visit(MergeStatement node) => Found.Add("merge: update, then insert");

        public override void Visit(OutputClause node) => Found.Add("output");

        public override void Visit(OutputIntoClause node) => Found.Add("output");

        public override void Visit(TableHint node) => Found.Add("a table hint");

        public override void Visit(OptimizerHint node) => Found.Add("a query hint");

        public override void Visit(IdentityOptions node) => Found.Add("identity: the code gives numbers");

        public override void Visit(DefaultConstraintDefinition node) => Found.Add("default: say every value");

        public override void Visit(ParameterlessCall node) => Found.Add($"{node.ParameterlessCallType}: time is an argument");

        public override void Visit(SelectSetVariable node) => Found.Add("a variable that is set");

        public override void Visit(DeclareVariableStatement node) => Found.Add("declare");

        public override void Visit(ConvertCall node) => Found.Add("convert: use cast");

        public override void Visit(IIfCall node) => Found.Add("iif: use case");

        public override void Visit(QueryDerivedTable node)
        {
            if (node.Alias is null) Found.Add("a derived table without a name");
        }

        public override void Visit(FunctionCall node)
        {
            if (!Functions.Contains(node.FunctionName.Value, StringComparer.OrdinalIgnoreCase)) Found.Add($"{node.FunctionName.Value}(): not in both databases, or of dates");
        }

        public override void Visit(SqlDataTypeReference node)
        {
            if (node.SqlDataTypeOption is not (SqlDataTypeOption.BigInt or SqlDataTypeOption.VarChar)) Found.Add($"{node.SqlDataTypeOption}: columns are bigint and varchar");
            if (node is { SqlDataTypeOption: SqlDataTypeOption.VarChar, Parameters.Count: 0 }) Found.Add("varchar without a length");
        }

        public override void Visit(SelectScalarExpression node)
        {
            if (IsInt(node.Expression)) Found.Add("an int on SQL Server, where rows hold long: cast it as bigint");
        }

        public override void Visit(BinaryExpression node)
        {
            if (node.BinaryExpressionType == BinaryExpressionType.Add && (node.FirstExpression is StringLiteral || node.SecondExpression is StringLiteral))
                Found.Add("texts joined by +, which adds in SQLite");
        }

        public override void Visit(UserDataTypeReference node) => Found.Add($"{node.Name.BaseIdentifier.Value}: columns are bigint and varchar");

        private static bool IsInt(ScalarExpression? expression) => expression switch
        {
            IntegerLiteral => true,
            ParenthesisExpression inner => IsInt(inner.Expression),
            FunctionCall { FunctionName.Value: var name, OverClause: null or not null } call =>
                name.Equals("count", StringComparison.OrdinalIgnoreCase) || (name.Equals("sum", StringComparison.OrdinalIgnoreCase) && call.Parameters.All(IsInt)),
            CoalesceExpression coalesce => coalesce.Expressions.All(IsInt),
            SearchedCaseExpression @case => @case.WhenClauses.All(when => IsInt(when.ThenExpression)) && (@case.ElseExpression is null || IsInt(@case.ElseExpression)),
            _ => false,
        };
    }
}
