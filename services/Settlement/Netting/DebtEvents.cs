using System.Text.Json.Serialization;

namespace Exchange.Settlement.Netting;

/// <summary>What may be asked of a debt outside the fair.</summary>
public abstract record DebtCommand;

/// <summary>What a side of a debt asks.</summary>
/// <param name="By">The enterprise.</param>
public abstract record DebtPartyCommand(string By) : DebtCommand;

/// <summary>A side tells what it owes or is owed.</summary>
/// <param name="Terms">What is owed.</param>
/// <param name="By">The enterprise that tells it.</param>
public sealed record RegisterDebt(DebtTerms Terms, string By) : DebtCommand;

/// <summary>A deal of the fair that was paid by set-off ended otherwise than it was to: its consignor owes the buyer what was set off. Only the deal sends it.</summary>
/// <param name="Terms">What is owed.</param>
/// <param name="Deal">The deal.</param>
public sealed record LeaveDebt(DebtTerms Terms, string Deal) : DebtCommand;

/// <summary>The other side says that it is owed.</summary>
public sealed record ConfirmDebt(string By) : DebtPartyCommand(By);

/// <summary>The other side says that it is not.</summary>
/// <param name="By">The enterprise.</param>
/// <param name="Reason">Why, 1 to 200 characters.</param>
public sealed record DisputeDebt(string By, string Reason) : DebtPartyCommand(By);

/// <summary>A side takes it out. A round that has cleared it is unwound, before its cut-off.</summary>
public sealed record WithdrawDebt(string By) : DebtPartyCommand(By);

/// <summary>A side says whether there is a security for it.</summary>
public sealed record SecureDebt(string By, bool IsSecured) : DebtPartyCommand(By);

/// <summary>A round sets it off. Only the round sends it, with all others.</summary>
/// <param name="Round">The round's id.</param>
/// <param name="OpenMinor">What was owed when the round was computed.</param>
/// <param name="SetOffMinor">What of it is set off, from zero.</param>
public sealed record SetOffDebt(string Round, long OpenMinor, long SetOffMinor) : DebtCommand;

/// <summary>The round is final. Only the round sends it.</summary>
public sealed record KeepDebtSetOff(string Round) : DebtCommand;

/// <summary>The round is unwound. Only the round sends it.</summary>
public sealed record UndoDebtSetOff(string Round) : DebtCommand;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(DebtRegistered), "debt-registered.v1")]
[JsonDerivedType(typeof(DebtConfirmed), "debt-confirmed.v1")]
[JsonDerivedType(typeof(DebtDisputed), "debt-disputed.v1")]
[JsonDerivedType(typeof(DebtSecured), "debt-secured.v1")]
[JsonDerivedType(typeof(DebtWithdrawn), "debt-withdrawn.v1")]
[JsonDerivedType(typeof(DebtSetOff), "debt-set-off.v1")]
[JsonDerivedType(typeof(DebtSetOffKept), "debt-set-off-kept.v1")]
[JsonDerivedType(typeof(DebtSetOffUndone), "debt-set-off-undone.v1")]
public abstract record DebtEvent;

/// <summary>A debt is known.</summary>
/// <param name="Terms">What is owed.</param>
/// <param name="By">The side that told it; empty where a deal left it behind.</param>
/// <param name="At">Unix milliseconds.</param>
/// <param name="Deal">The deal of the fair that left it behind, so that nobody needs to confirm it; null elsewhere.</param>
public sealed record DebtRegistered(DebtTerms Terms, string By, long At, string? Deal = null) : DebtEvent;

/// <summary>The other side says that it is owed.</summary>
public sealed record DebtConfirmed(string By, long At) : DebtEvent;

/// <summary>The other side says that it is not.</summary>
public sealed record DebtDisputed(string By, string Reason, long At) : DebtEvent;

/// <summary>There is a security for it, or none any more.</summary>
public sealed record DebtSecured(string By, bool IsSecured, long At) : DebtEvent;

/// <summary>A side has taken it out.</summary>
public sealed record DebtWithdrawn(string By, long At) : DebtEvent;

/// <summary>A round has set off some or all of it.</summary>
public sealed record DebtSetOff(string Round, long AmountMinor, long At) : DebtEvent;

/// <summary>That round is final.</summary>
public sealed record DebtSetOffKept(string Round, long AmountMinor, long At) : DebtEvent;

/// <summary>That round was unwound: it is owed again.</summary>
public sealed record DebtSetOffUndone(string Round, long AmountMinor, long At) : DebtEvent;
