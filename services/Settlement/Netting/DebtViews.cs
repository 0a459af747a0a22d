using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;
using Exchange.Settlement.Deals;

namespace Exchange.Settlement.Netting;

/// <summary>A debt as the view has it. Amounts in minor units; texts are empty and numbers 0 where there is nothing.</summary>
/// <param name="Debt">Its id.</param>
/// <param name="Place">Where it stands in the log.</param>
/// <param name="Version">How many events it has.</param>
/// <param name="Invoice">The invoice.</param>
/// <param name="Debtor">Who owes.</param>
/// <param name="Creditor">Who is owed.</param>
/// <param name="InvoicedOn">The date of the invoice.</param>
/// <param name="DueOn">When it was to be paid.</param>
/// <param name="AmountMinor">What is owed by it.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="RegisteredBy">The side that registered it.</param>
/// <param name="Deal">The deal that left it behind.</param>
/// <param name="Stage"><c>unconfirmed</c>, <c>confirmed</c>, <c>disputed</c> or <c>withdrawn</c>.</param>
/// <param name="Secured">1 where there is a security for it.</param>
/// <param name="SetOffMinor">What was set off, with what a round sets off that is not final.</param>
/// <param name="Round">The round that has set it off and is not final.</param>
/// <param name="PendingMinor">What that round has set off.</param>
/// <param name="Reason">Why it is disputed.</param>
public sealed record DebtRow(
    string Debt, long Place, long Version, string Invoice, string Debtor, string Creditor, string InvoicedOn, string DueOn, long AmountMinor, string Currency,
    string RegisteredBy, string Deal, string Stage, long Secured, long SetOffMinor, string Round, long PendingMinor, string Reason)
{
    public const string Unconfirmed = "unconfirmed", Confirmed = "confirmed", Disputed = "disputed", Withdrawn = "withdrawn";

    /// <summary>What is owed still.</summary>
    public long OpenMinor => AmountMinor - SetOffMinor;

    /// <summary>What keeps it out of every round; empty where nothing does.</summary>
    public string Hindrance => Stage == Unconfirmed ? RoundSelection.Unconfirmed
        : Stage == Disputed ? RoundSelection.Disputed
        : Stage == Withdrawn ? RoundSelection.Withdrawn
        : Secured > 0 ? RoundSelection.Secured
        : Round.Length > 0 ? RoundSelection.InAnotherRound
        : "";

    /// <summary>The row of a debt that has just been registered.</summary>
    public static DebtRow Of(DebtRegistered registered, long place)
    {
        var terms = registered.Terms;
        return new(
            terms.Debt, place, 1, terms.Invoice, terms.Debtor, terms.Creditor, terms.InvoicedOn, terms.DueOn, terms.AmountMinor, terms.Currency, registered.By, registered.Deal ?? "",
            registered.Deal is null ? Unconfirmed : Confirmed, 0, 0, "", 0, "");
    }

    /// <summary>The row after an event.</summary>
    public DebtRow After(DebtEvent @event) => @event switch
    {
        DebtConfirmed => this with { Stage = Confirmed, Reason = "" },
        DebtDisputed disputed => this with { Stage = Disputed, Reason = disputed.Reason },
        DebtSecured secured => this with { Secured = secured.IsSecured ? 1 : 0 },
        DebtWithdrawn => this with { Stage = Withdrawn },
        DebtSetOff setOff => this with { SetOffMinor = SetOffMinor + setOff.AmountMinor, Round = setOff.Round, PendingMinor = setOff.AmountMinor },
        DebtSetOffKept => this with { Round = "", PendingMinor = 0 },
        DebtSetOffUndone undone => this with { SetOffMinor = SetOffMinor - undone.AmountMinor, Round = "", PendingMinor = 0 },
        _ => this,
    };
}

/// <summary>What of a deal may be set off at most (what its consignor will get), what is, and what the consignor owes since the deal has ended otherwise. Minor units.</summary>
public sealed record DealSetOffRow(string Deal, string Ring, long MostMinor, long SetOffMinor, long BarterMinor, string Round, long PendingMinor, long OwedBackMinor)
{
    /// <summary>The row after an event.</summary>
    public DealSetOffRow After(DealEvent @event) => @event switch
    {
        DealSetOff setOff => this with
        {
            SetOffMinor = SetOffMinor + setOff.AmountMinor,
            BarterMinor = BarterMinor + (setOff.InGoods is true ? setOff.AmountMinor : 0),
            Round = setOff.Round,
            PendingMinor = setOff.AmountMinor,
        },
        DealSetOffKept => this with { Round = "", PendingMinor = 0 },
        DealSetOffUndone undone => this with { SetOffMinor = SetOffMinor - undone.AmountMinor, Round = "", PendingMinor = 0 },
        DealSettled { OwedBackMinor: { } owed } => this with { OwedBackMinor = owed },
        DealDefaulted { OwedBackMinor: { } owed } => this with { OwedBackMinor = owed },
        DealCancelled { OwedBackMinor: { } owed } => this with { OwedBackMinor = owed },
        _ => this,
    };
}

/// <summary>The tables of debts outside the fair, of what deals have paid by set-off, and of affiliated enterprises.</summary>
public sealed class DebtViews : View
{
    private const string Columns =
        """
        d.debt as Debt, d.place as Place, d.version as Version, d.invoice as Invoice, d.debtor as Debtor, d.creditor as Creditor, d.invoiced_on as InvoicedOn, d.due_on as DueOn,
        d.amount_minor as AmountMinor, d.currency as Currency, d.registered_by as RegisteredBy, d.deal as Deal, d.stage as Stage, d.secured as Secured, d.set_off_minor as SetOffMinor,
        d.round as Round, d.pending_minor as PendingMinor, d.reason as Reason
        """;

    [Sql("settlement")]
    private const string ReadOne = $"select {Columns} from debts d where d.debt = @key";

    [Sql("settlement")]
    private const string ReadPage =
        $"""
        select {Columns}
        from (select d.*, row_number() over (order by d.place) as n from debts d where d.place > @after) d
        where n <= @limit
        order by n
        """;

    [Sql("settlement")]
    private const string ReadPageOfParty =
        $"""
        select {Columns}
        from (
            select d.*, row_number() over (order by p.place) as n
            from debt_parties p join debts d on d.debt = p.debt
            where p.party = @party and p.place > @after) d
        where n <= @limit
        order by n
        """;

    [Sql("settlement")]
    private const string ReadUnconfirmed =
        $"""
        select {Columns}
        from debt_parties p join debts d on d.debt = p.debt
        where p.party = @party and d.stage = 'unconfirmed' and d.registered_by = @counterparty
        order by p.place
        """;

    [Sql("settlement")]
    private const string ReadOpen = $"select {Columns} from debts d where d.stage <> 'withdrawn' and d.set_off_minor < d.amount_minor";

    [Sql("settlement")]
    private const string Update =
        """
        update debts
        set version = @Version, stage = @Stage, secured = @Secured, set_off_minor = @SetOffMinor, round = @Round, pending_minor = @PendingMinor, reason = @Reason
        where debt = @Debt
        """;

    [Sql("settlement")]
    private const string ReadDeal =
        """
        select deal as Deal, ring as Ring, most_minor as MostMinor, set_off_minor as SetOffMinor, barter_minor as BarterMinor, round as Round,
            pending_minor as PendingMinor, owed_back_minor as OwedBackMinor
        from deal_set_offs where deal = @key
        """;

    [Sql("settlement")]
    private const string UpdateDeal =
        """
        update deal_set_offs
        set set_off_minor = @SetOffMinor, barter_minor = @BarterMinor, round = @Round, pending_minor = @PendingMinor, owed_back_minor = @OwedBackMinor
        where deal = @Deal
        """;

    [Sql("settlement")]
    private const string ClearAffiliation = "delete from affiliates where affiliation = @affiliation";

    private static readonly string[] DebtColumns =
    [
        "debt", "place", "version", "invoice", "debtor", "creditor", "invoiced_on", "due_on", "amount_minor", "currency", "registered_by", "deal", "stage", "secured", "set_off_minor",
        "round", "pending_minor", "reason",
    ];

    private static readonly string[] DealColumns = ["deal", "ring", "most_minor", "set_off_minor", "barter_minor", "round", "pending_minor", "owed_back_minor"];

    public override IReadOnlyList<string> Tables { get; } = ["debts", "debt_parties", "deal_set_offs", "affiliates"];

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        await ApplyDebts(session, batch);
        await ApplyDeals(session, batch);
        foreach (var happened in batch)
        {
            if (happened.Event is not AffiliationDeclared declared) continue;
            await session.Execute(ClearAffiliation, new { affiliation = happened.StreamId });
            await session.BulkInsert("affiliates", ["affiliation", "enterprise", "name"], declared.Members.Select(member => new object?[] { happened.StreamId, member, declared.Name }));
        }
    }

    private static async Task ApplyDebts(ViewSession session, IReadOnlyList<Happened> batch)
    {
        var (fresh, changed) = (new Dictionary<string, DebtRow>(StringComparer.Ordinal), new Dictionary<string, DebtRow>(StringComparer.Ordinal));
        foreach (var happened in batch)
        {
            if (happened.Event is not DebtEvent @event) continue;
            var id = happened.StreamId;
            if (@event is DebtRegistered registered) fresh.Add(id, DebtRow.Of(registered, Place.Of(happened)) with { Version = happened.Version });
            else if (fresh.TryGetValue(id, out var row)) fresh[id] = row.After(@event) with { Version = happened.Version };
            else changed[id] = (changed.GetValueOrDefault(id) ?? await Known(session, id)).After(@event) with { Version = happened.Version };
        }

        if (fresh.Count > 0)
        {
            await session.BulkInsert("debts", DebtColumns, [.. fresh.Values.Select(Values)]);
            await session.BulkInsert("debt_parties", ["party", "place", "debt"], [.. fresh.Values.SelectMany(Parties)]);
        }

        if (changed.Count > 0) await session.ExecuteEach(Update, changed.Values);
    }

    private static async Task ApplyDeals(ViewSession session, IReadOnlyList<Happened> batch)
    {
        var (fresh, changed) = (new Dictionary<string, DealSetOffRow>(StringComparer.Ordinal), new Dictionary<string, DealSetOffRow>(StringComparer.Ordinal));
        foreach (var happened in batch)
        {
            var id = happened.StreamId;
            if (happened.Event is DealOpened opened) fresh.Add(id, new(id, opened.Terms.Ring ?? "", Charges.Of(opened.Terms).ReleasedMinor, 0, 0, "", 0, 0));
            else if (happened.Event is DealSetOff or DealSetOffKept or DealSetOffUndone or DealSettled { OwedBackMinor: not null } or DealDefaulted { OwedBackMinor: not null }
                or DealCancelled { OwedBackMinor: not null })
            {
                var @event = (DealEvent)happened.Event;
                if (fresh.TryGetValue(id, out var row)) fresh[id] = row.After(@event);
                else changed[id] = (changed.GetValueOrDefault(id) ?? await OfDeal(session, id) ?? throw new InvalidDataException($"Deal {id} is not in the view.")).After(@event);
            }
        }

        if (fresh.Count > 0)
            await session.BulkInsert("deal_set_offs", DealColumns, [.. fresh.Values.Select(Values)]);
        if (changed.Count > 0) await session.ExecuteEach(UpdateDeal, changed.Values);
    }

    /// <summary>A debt, or null.</summary>
    public static Task<DebtRow?> Find(ViewSession session, string debt) => session.QuerySingle<DebtRow>(ReadOne, new { key = debt });

    /// <summary>Debts after a place, in the order in which they were registered.</summary>
    public static Task<IReadOnlyList<DebtRow>> Page(ViewSession session, long after, int limit) => session.Query<DebtRow>(ReadPage, new { after, limit });

    /// <summary>The same, of those in which an enterprise is debtor or creditor.</summary>
    public static Task<IReadOnlyList<DebtRow>> PageOfParty(ViewSession session, string party, long after, int limit) =>
        session.Query<DebtRow>(ReadPageOfParty, new { party, after, limit });

    /// <summary>What another enterprise has registered and a party has not answered.</summary>
    public static Task<IReadOnlyList<DebtRow>> Unconfirmed(ViewSession session, string party, string counterparty) =>
        session.Query<DebtRow>(ReadUnconfirmed, new { party, counterparty });

    /// <summary>All that is owed still.</summary>
    public static Task<IReadOnlyList<DebtRow>> Open(ViewSession session) => session.Query<DebtRow>(ReadOpen);

    /// <summary>What of a deal may be set off and is, or null where it was opened before there was set-off.</summary>
    public static Task<DealSetOffRow?> OfDeal(ViewSession session, string deal) => session.QuerySingle<DealSetOffRow>(ReadDeal, new { key = deal });

    /// <summary>The same of many deals.</summary>
    public static Task<IReadOnlyDictionary<string, DealSetOffRow>> OfDeals(ViewSession session, IEnumerable<string> deals) => session.QueryEach<DealSetOffRow>(ReadDeal, deals);

    private static async Task<DebtRow> Known(ViewSession session, string debt) => await Find(session, debt) ?? throw new InvalidDataException($"Debt {debt} is not in the view.");

    private static IEnumerable<object?[]> Parties(DebtRow row) => new[] { row.Debtor, row.Creditor }.Select(party => new object?[] { party, row.Place, row.Debt });

    private static object?[] Values(DealSetOffRow row) => [row.Deal, row.Ring, row.MostMinor, row.SetOffMinor, row.BarterMinor, row.Round, row.PendingMinor, row.OwedBackMinor];

    private static object?[] Values(DebtRow row) =>
    [
        row.Debt, row.Place, row.Version, row.Invoice, row.Debtor, row.Creditor, row.InvoicedOn, row.DueOn, row.AmountMinor, row.Currency, row.RegisteredBy, row.Deal, row.Stage, row.Secured,
        row.SetOffMinor, row.Round, row.PendingMinor, row.Reason,
    ];
}
