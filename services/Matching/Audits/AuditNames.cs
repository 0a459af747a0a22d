using System.Collections.Frozen;
using System.Globalization;

namespace Exchange.Matching.Audits;

/// <summary>The names under which enterprises stand in an audit file. Of a lot: "Consignor", "Linked 1" and so on for enterprises linked with it, and "Bidder n" in the
/// order in which the lot's entries first name them, which is the number that others saw all along. Of a call auction: "Trader n", and "Body n" for the root of a credit code, because
/// traders of one root count as one. Who is who is not in the file, but for an enterprise that took the lot by priority, which everybody
/// may know: it stands there by its id, and has no number.</summary>
public sealed class AuditNames
{
    /// <summary>The members of events, lots and terms that hold enterprises.</summary>
    private static readonly FrozenSet<string> Members = FrozenSet.Create(
        StringComparer.Ordinal, "bidder", "buyer", "consignor", "enterprise", "groups", "leader", "linked", "seller", "winner");

    /// <summary>The member that would tell who an enterprise is, the root of its credit code, and what is written in its place for a lot's consignor.</summary>
    public const string HiddenMember = "root", Hidden = "hidden";

    private const string BodyMark = "=", RevealedMark = "*", Traders = "Trader";

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly string _prefix;
    private readonly List<string> _known = [];
    private int _bidders, _bodies;

    private AuditNames(string prefix) => _prefix = prefix;

    /// <summary>The enterprises that have names, beside the consignor and its links, in the order in which they were named; a root and an id that is shown have a mark before them.</summary>
    public IReadOnlyList<string> Known => _known;

    /// <summary>The names of a lot of which nobody has bid yet.</summary>
    public static AuditNames For(string consignor, IReadOnlyList<string> linked)
    {
        var names = new AuditNames("Bidder");
        names._names.Add(consignor, "Consignor");
        for (var i = 0; i < linked.Count; i++) names._names.TryAdd(linked[i], string.Create(CultureInfo.InvariantCulture, $"Linked {i + 1}"));
        return names;
    }

    /// <summary>The names of a call auction in which nobody has ordered yet.</summary>
    public static AuditNames ForTraders() => new(Traders);

    /// <summary>Whether a member holds an enterprise, or a list of them.</summary>
    public static bool IsEnterprise(string member) => Members.Contains(member);

    /// <summary>The name of an enterprise; the next one, when it has none yet.</summary>
    public string Of(string enterprise)
    {
        if (_names.TryGetValue(enterprise, out var name)) return name;
        _known.Add(enterprise);
        return _names[enterprise] = enterprise.StartsWith(BodyMark, StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"Body {++_bodies}")
            : string.Create(CultureInfo.InvariantCulture, $"{_prefix} {++_bidders}");
    }

    /// <summary>What is written in place of the root of a credit code: traders of one root count as one, and a consignor's decides nothing.</summary>
    public string OfRoot(string root) => _prefix == Traders ? Of(BodyMark + root) : Hidden;

    /// <summary>Gives an enterprise its id as its name, from here on, unless it has another one.</summary>
    public void Reveal(string enterprise)
    {
        if (_names.TryAdd(enterprise, enterprise)) _known.Add(RevealedMark + enterprise);
    }

    /// <summary>Gives names to enterprises in their order, as <see cref="Known"/> has them.</summary>
    public AuditNames With(IEnumerable<string> known)
    {
        foreach (var one in known)
            if (one.StartsWith(RevealedMark, StringComparison.Ordinal)) Reveal(one[1..]);
            else Of(one);
        return this;
    }
}
