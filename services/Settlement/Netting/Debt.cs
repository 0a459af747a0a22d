using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Enterprises;

namespace Exchange.Settlement.Netting;

/// <summary>Where a debt outside the fair stands.</summary>
public enum DebtStage
{
    /// <summary>Nobody has registered it.</summary>
    None,

    /// <summary>One side has registered it, and the other has not spoken.</summary>
    Unconfirmed,

    /// <summary>Both sides say that it is owed.</summary>
    Confirmed,

    /// <summary>The other side says that it is not.</summary>
    Disputed,

    /// <summary>A side has taken it out: it is of no concern to the exchange any more.</summary>
    Withdrawn,
}

/// <summary>What is owed outside the fair, by an invoice. It never changes.</summary>
/// <param name="Debt">Its id, which comes from the next three.</param>
/// <param name="Invoice">The number of the invoice, unique between its debtor and its creditor.</param>
/// <param name="Debtor">The enterprise that owes.</param>
/// <param name="Creditor">The enterprise that is owed.</param>
/// <param name="InvoicedOn">The date of the invoice, <c>1989-10-12</c>.</param>
/// <param name="DueOn">The date on which it was to be paid.</param>
/// <param name="AmountMinor">What is owed by it, in minor units.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record DebtTerms(string Debt, string Invoice, string Debtor, string Creditor, string InvoicedOn, string DueOn, long AmountMinor, string Currency)
{
    public const int LongestInvoice = 60;

    /// <summary>No debt is greater, so that all of a round together fit into 64 bits: a million million yuan.</summary>
    public const long MostMinor = DealTerms.MostMinor / 10;

    /// <summary>Whether a text can be the number of an invoice.</summary>
    public static bool IsInvoice(string? text) => text is { Length: > 0 and <= LongestInvoice } && text.Trim().Length == text.Length && !text.Any(char.IsControl);

    /// <summary>Whether a text is a date, <c>1989-10-12</c>.</summary>
    public static bool IsDay(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>Whether a text has the shape of a currency of ISO 4217.</summary>
    public static bool IsCurrency(string? text) => text is { Length: 3 } && text.All(char.IsAsciiLetterUpper);

    /// <summary>The id of a debt by an invoice.</summary>
    public static string IdOf(string debtor, string creditor, string invoice) => Id.From("debt", debtor, creditor, invoice);

    /// <summary>Whether an enterprise owes or is owed.</summary>
    public bool IsParty(string enterprise) => enterprise.Length > 0 && (enterprise == Debtor || enterprise == Creditor);

    /// <summary>What is wrong with it, or null.</summary>
    public Refusal? Fault() =>
        Debtor == Creditor ? DebtRefusals.ToOneself
        : AmountMinor is <= 0 or > MostMinor ? DebtRefusals.AmountOutOfRange
        : string.CompareOrdinal(DueOn, InvoicedOn) < 0 ? DebtRefusals.DueBeforeInvoice
        : null;
}

/// <summary>What a round, not yet final, sets off of one obligation.</summary>
/// <param name="Round">The round's id.</param>
/// <param name="AmountMinor">How much.</param>
public sealed record PendingSetOff(string Round, long AmountMinor);

/// <summary>A debt between two enterprises outside the fair: stream <c>debt/{id}</c>. One side registers it, the other confirms it, and rounds of set-off clear it.</summary>
/// <param name="Stage">Where it stands.</param>
/// <param name="Terms">What it is about; null before it was registered.</param>
/// <param name="By">The side that registered it; empty where a deal of the fair left it behind.</param>
public sealed record Debt(DebtStage Stage, DebtTerms? Terms, string By) : IDecider<Debt, DebtCommand, DebtEvent>
{
    public const int LongestReason = 200;

    public static Debt Initial { get; } = new(DebtStage.None, null, "");

    /// <summary>Whether somebody has a security for it, so that it is not to be set off.</summary>
    public bool IsSecured { get; init; }

    /// <summary>What was set off of it, with what a round sets off that is not final.</summary>
    public long SetOffMinor { get; init; }

    /// <summary>What a round sets off that is not final; null where none does.</summary>
    public PendingSetOff? Pending { get; init; }

    public static string Stream(string debt) => "debt/" + debt;

    /// <summary>What is owed still.</summary>
    [JsonIgnore]
    public long OpenMinor => Terms is null ? 0 : Terms.AmountMinor - SetOffMinor;

    public static Decision<DebtEvent> Decide(Debt debt, DebtCommand command, DateTimeOffset now) => command switch
    {
        RegisterDebt register when register.Terms.Fault() is { } fault => fault,
        RegisterDebt register when !register.Terms.IsParty(register.By) => DebtRefusals.NotAParty,
        RegisterDebt register when debt.Terms is { } known => known == register.Terms ? Decision<DebtEvent>.Nothing : DebtRefusals.Duplicate,
        RegisterDebt register => Register(register, now),
        LeaveDebt when debt.Terms is not null => Decision<DebtEvent>.Nothing,
        LeaveDebt leave => new DebtRegistered(leave.Terms, "", now.ToUnixTimeMilliseconds(), leave.Deal),
        _ when debt.Terms is null => DebtRefusals.NotFound,

        SetOffDebt setOff => debt.Clear(setOff, now),
        KeepDebtSetOff keep when debt.Pending?.Round != keep.Round => Decision<DebtEvent>.Nothing,
        KeepDebtSetOff keep => new DebtSetOffKept(keep.Round, debt.Pending!.AmountMinor, now.ToUnixTimeMilliseconds()),
        UndoDebtSetOff undo when debt.Pending?.Round != undo.Round => Decision<DebtEvent>.Nothing,
        UndoDebtSetOff undo => new DebtSetOffUndone(undo.Round, debt.Pending!.AmountMinor, now.ToUnixTimeMilliseconds()),
        _ => debt.DecideOfParties(debt.Terms, command, now),
    };

    // What the two sides say of it.
    private Decision<DebtEvent> DecideOfParties(DebtTerms terms, DebtCommand command, DateTimeOffset now) => command switch
    {
        DebtPartyCommand party when !terms.IsParty(party.By) => DebtRefusals.NotAParty,
        ConfirmDebt when Stage == DebtStage.Confirmed => Decision<DebtEvent>.Nothing,
        DisputeDebt when Stage == DebtStage.Disputed => Decision<DebtEvent>.Nothing,
        WithdrawDebt when Stage == DebtStage.Withdrawn => Decision<DebtEvent>.Nothing,
        SecureDebt secure when secure.IsSecured == IsSecured => Decision<DebtEvent>.Nothing,

        _ when Stage == DebtStage.Withdrawn => DebtRefusals.Withdrawn,
        _ when OpenMinor == 0 && Pending is null => DebtRefusals.Cleared,

        ConfirmDebt or DisputeDebt when ((DebtPartyCommand)command).By == By => DebtRefusals.NotTheOtherSide,
        ConfirmDebt confirm => new DebtConfirmed(confirm.By, now.ToUnixTimeMilliseconds()),
        DisputeDebt when Stage == DebtStage.Confirmed => DebtRefusals.Confirmed,
        DisputeDebt { Reason.Length: 0 or > LongestReason } => DebtRefusals.ReasonUnclear,
        DisputeDebt dispute => new DebtDisputed(dispute.By, dispute.Reason, now.ToUnixTimeMilliseconds()),
        SecureDebt when Pending is not null => DebtRefusals.InRound,
        SecureDebt secure => new DebtSecured(secure.By, secure.IsSecured, now.ToUnixTimeMilliseconds()),

        // A round that has cleared it and is not final cannot stand without it.
        WithdrawDebt withdraw when Pending is { } pending =>
            ((Decision<DebtEvent>)new DebtWithdrawn(withdraw.By, now.ToUnixTimeMilliseconds())).And(Round.Stream(pending.Round), new UnwindRound(terms.Debt, withdraw.By)),
        WithdrawDebt withdraw => new DebtWithdrawn(withdraw.By, now.ToUnixTimeMilliseconds()),

        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static Debt Evolve(Debt debt, DebtEvent @event) => (debt.Stage, @event) switch
    {
        (DebtStage.None, DebtRegistered registered) => new(registered.Deal is null ? DebtStage.Unconfirmed : DebtStage.Confirmed, registered.Terms, registered.By),
        (DebtStage.Unconfirmed or DebtStage.Disputed, DebtConfirmed) => debt with { Stage = DebtStage.Confirmed },
        (DebtStage.Unconfirmed, DebtDisputed) => debt with { Stage = DebtStage.Disputed },
        (DebtStage.Unconfirmed or DebtStage.Confirmed or DebtStage.Disputed, DebtSecured secured) => debt with { IsSecured = secured.IsSecured },
        (DebtStage.Unconfirmed or DebtStage.Confirmed or DebtStage.Disputed, DebtWithdrawn) => debt with { Stage = DebtStage.Withdrawn },
        (DebtStage.Confirmed, DebtSetOff setOff) when debt.Pending is null && setOff.AmountMinor <= debt.OpenMinor =>
            debt with { SetOffMinor = debt.SetOffMinor + setOff.AmountMinor, Pending = new(setOff.Round, setOff.AmountMinor) },
        (DebtStage.Confirmed, DebtSetOffKept kept) when debt.Pending == new PendingSetOff(kept.Round, kept.AmountMinor) => debt with { Pending = null },
        (DebtStage.Confirmed or DebtStage.Withdrawn, DebtSetOffUndone undone) when debt.Pending == new PendingSetOff(undone.Round, undone.AmountMinor) =>
            debt with { SetOffMinor = debt.SetOffMinor - undone.AmountMinor, Pending = null },
        _ => throw new InvalidDataException($"{@event.GetType().Name} cannot follow in stage {debt.Stage}."),
    };

    // Both sides are enterprises of the exchange, which it knows by their names.
    private static Decision<DebtEvent> Register(RegisterDebt register, DateTimeOffset now) =>
        ((Decision<DebtEvent>)new DebtRegistered(register.Terms, register.By, now.ToUnixTimeMilliseconds())).And(
            new[] { register.Terms.Debtor, register.Terms.Creditor }.Select(enterprise => new Also(EnterpriseNames.Stream(enterprise), new BeKnown())));

    private Decision<DebtEvent> Clear(SetOffDebt setOff, DateTimeOffset now)
    {
        if (Stage != DebtStage.Confirmed || IsSecured || Pending is not null || OpenMinor != setOff.OpenMinor || setOff.SetOffMinor > OpenMinor) return RoundRefusals.Changed(Terms!.Debt);
        return setOff.SetOffMinor == 0 ? Decision<DebtEvent>.Nothing : new DebtSetOff(setOff.Round, setOff.SetOffMinor, now.ToUnixTimeMilliseconds());
    }
}
