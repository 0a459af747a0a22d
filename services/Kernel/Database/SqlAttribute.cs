namespace Exchange.Kernel.Database;

/// <summary>Marks a constant as SQL, so that the tests check it in both dialects against the schema.</summary>
/// <param name="service">The service whose schema it uses, or <c>kernel</c>.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class SqlAttribute(string service) : Attribute
{
    public string Service { get; } = service;
}
