using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Exchange.Matching.Audits;

/// <summary>The names under which enterprises stand in an audit file: "Consignor", "Linked 1" and so on for enterprises linked with it, and "Bidder n" in the
/// order in which the lot's entries first name them, which is the number that others saw all along. Who is who is not in the file.</summary>
public sealed class AuditNames
{
    /// <summary>The members of events, lots and terms that hold enterprises.</summary>
    private static readonly FrozenSet<string> Members = FrozenSet.Create(StringComparer.Ordinal, "bidder", "consignor", "leader", "linked", "winner");

    /// <summary>The member that would tell who the consignor is, the root of its credit code, and what is written in its place.</summary>
    public const string HiddenMember = "root", Hidden = "hidden";

    private static readonly byte[][] Utf8Members = [.. Members.Select(Encoding.UTF8.GetBytes)];

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly List<string> _bidders = [];

    private AuditNames()
    {
    }

    /// <summary>How many bidders have a name.</summary>
    public int Bidders => _bidders.Count;

    /// <summary>The names of a lot of which nobody has bid yet.</summary>
    public static AuditNames For(string consignor, IReadOnlyList<string> linked)
    {
        var names = new AuditNames();
        names._names.Add(consignor, "Consignor");
        for (var i = 0; i < linked.Count; i++) names._names.TryAdd(linked[i], string.Create(CultureInfo.InvariantCulture, $"Linked {i + 1}"));
        return names;
    }

    /// <summary>Whether a member holds an enterprise, or a list of them.</summary>
    public static bool IsEnterprise(string member) => Members.Contains(member);

    /// <summary>The same, of a name in UTF-8.</summary>
    public static bool IsEnterprise(ReadOnlySpan<byte> member)
    {
        foreach (var known in Utf8Members)
            if (member.SequenceEqual(known)) return true;
        return false;
    }

    /// <summary>The name of an enterprise; the next bidder's, when it has none yet.</summary>
    public string Of(string enterprise)
    {
        if (_names.TryGetValue(enterprise, out var name)) return name;
        _bidders.Add(enterprise);
        return _names[enterprise] = string.Create(CultureInfo.InvariantCulture, $"Bidder {_bidders.Count}");
    }

    /// <summary>Gives these names to the bidders of a text that <see cref="Written"/> wrote.</summary>
    public AuditNames With(string bidders)
    {
        foreach (var bidder in bidders.Split(' ', StringSplitOptions.RemoveEmptyEntries)) Of(bidder);
        return this;
    }

    /// <summary>The bidders in the order of their numbers, as one text.</summary>
    public string Written() => string.Join(' ', _bidders);
}
