using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;

namespace Exchange.Settlement.Ledger;

/// <summary>A proposal to undo an entry. Times in Unix milliseconds; while it waits, who confirmed it and the reversal are empty and the time is 0.</summary>
public sealed record ReversalRow(
    string Transfer, long Place, string Step, string Subject, string Memo, long Proposal, string Reason, string ProposedBy, long ProposedAt,
    string ConfirmedBy, long ReversedAt, string Reversal);

/// <summary>The table of reversals.</summary>
public sealed class ReversalViews : View
{
    private const string Columns =
        """
        transfer as Transfer, place as Place, step as Step, subject as Subject, memo as Memo, proposal as Proposal, reason as Reason, proposed_by as ProposedBy,
        proposed_at as ProposedAt, confirmed_by as ConfirmedBy, reversed_at as ReversedAt, reversal as Reversal
        """;

    [Sql("settlement")]
    private const string ReadPage =
        $"""
        select {Columns}
        from (select r.*, row_number() over (order by r.place) as n from reversals r where r.place > @after) page
        where n <= @limit
        order by n
        """;

    [Sql("settlement")]
    private const string ReadOne = $"select {Columns} from reversals where transfer = @transfer";

    [Sql("settlement")]
    private const string ReadOf = $"select {Columns} from reversals where (transfer = @transfer and reversal <> '') or reversal = @transfer";

    [Sql("settlement")]
    private const string Update =
        """
        update reversals
        set place = @Place, proposal = @Proposal, reason = @Reason, proposed_by = @ProposedBy, proposed_at = @ProposedAt,
            confirmed_by = @ConfirmedBy, reversed_at = @ReversedAt, reversal = @Reversal
        where transfer = @Transfer
        """;

    [Sql("settlement")]
    private const string Insert =
        """
        insert into reversals (transfer, place, step, subject, memo, proposal, reason, proposed_by, proposed_at, confirmed_by, reversed_at, reversal)
        values (@Transfer, @Place, @Step, @Subject, @Memo, @Proposal, @Reason, @ProposedBy, @ProposedAt, @ConfirmedBy, @ReversedAt, @Reversal)
        """;

    public override IReadOnlyList<string> Tables { get; } = ["reversals"];

    /// <summary>Proposals after a place, in the order of their last step.</summary>
    public static Task<IReadOnlyList<ReversalRow>> Page(ViewSession session, long after, int limit) => session.Query<ReversalRow>(ReadPage, new { after, limit });

    /// <summary>What was last proposed of an entry, or null.</summary>
    public static Task<ReversalRow?> Find(ViewSession session, string transfer) => session.QuerySingle<ReversalRow>(ReadOne, new { transfer });

    /// <summary>The reversal of an entry, or that which an entry is; null where it is not undone and undoes nothing.</summary>
    public static Task<ReversalRow?> Of(ViewSession session, string transfer) => session.QuerySingle<ReversalRow>(ReadOf, new { transfer });

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        var rows = new Dictionary<string, ReversalRow>(StringComparer.Ordinal);
        foreach (var happened in batch)
            if (happened.Event is ReversalProposed { Proposal: var proposal } proposed)
                rows[proposed.Transfer] = new(
                    proposed.Transfer, Place.Of(happened), proposal.Step, proposal.Subject, proposal.Memo, proposal.Number, proposal.Reason, proposal.By, proposed.At, "", 0, "");
            else if (happened.Event is EntryReversed reversed)
                rows[reversed.Transfer] = (rows.GetValueOrDefault(reversed.Transfer) ?? await Find(session, reversed.Transfer)
                        ?? throw new InvalidDataException($"Nobody has proposed to undo {reversed.Transfer}."))
                    with
                { Place = Place.Of(happened), ConfirmedBy = reversed.By, ReversedAt = reversed.At, Reversal = reversed.Reversal };
        await session.Upsert(Update, Insert, rows.Values);
    }
}
