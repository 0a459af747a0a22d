using Exchange.Kernel.Values;

namespace Exchange.Settlement.Ledger;

/// <summary>The accounts of the ledger, named by structure: what kind, whose, and what for. <c>docs/ledger.md</c> lists them.
/// A balance above zero is money that the exchange holds for someone; <c>world:bank</c> mirrors the bank and is below zero by the same sum.</summary>
public static class AccountCode
{
    /// <summary>The outside: receipts come from it, payments leave to it.</summary>
    public const string Bank = "world:bank";

    /// <summary>Whether a code has the structure of an account of this ledger.</summary>
    public static bool IsValid(string? code) => code?.Split(':') switch
    {
        ["world", "bank"] => true,
        ["escrow", "deal", var deal] => Id.IsValid(deal),
        ["buyer" or "consignor", var enterprise, "payable"] => Id.IsValid(enterprise),
        ["organizer", var fair, "commission" or "premium" or "tax" or "forfeited"] => Id.IsValid(fair),
        ["netting", var enterprise, "paid" or "received"] => Id.IsValid(enterprise),
        ["bidder", var enterprise, "available" or "held"] => Id.IsValid(enterprise),
        _ => false,
    };

    /// <summary>The buyer's money for one deal, until removal is accepted or the deal defaults.</summary>
    public static string Escrow(string deal) => $"escrow:deal:{deal}";

    /// <summary>What the exchange owes an enterprise as a buyer: over-payments, and escrow that was returned.</summary>
    public static string BuyerPayable(string enterprise) => $"buyer:{enterprise}:payable";

    /// <summary>What the exchange owes an enterprise for stock that it sold.</summary>
    public static string ConsignorPayable(string enterprise) => $"consignor:{enterprise}:payable";

    /// <summary>The organizer's commission from one fair, which has one organizer.</summary>
    public static string Commission(string fair) => $"organizer:{fair}:commission";

    /// <summary>The buyers' premium in one fair, which is its organizer's.</summary>
    public static string Premium(string fair) => $"organizer:{fair}:premium";

    /// <summary>Value-added tax on the goods of one fair, which the organizer pays over for the consignors.</summary>
    public static string Tax(string fair) => $"organizer:{fair}:tax";

    /// <summary>What a bidder has paid in for deposits, and is not held.</summary>
    public static string Available(string enterprise) => $"bidder:{enterprise}:available";

    /// <summary>What is held of a bidder, for all lots together.</summary>
    public static string Held(string enterprise) => $"bidder:{enterprise}:held";

    /// <summary>Deposits of winners who defaulted in one fair.</summary>
    public static string Forfeited(string fair) => $"organizer:{fair}:forfeited";

    /// <summary>What an enterprise has paid by set-off, below zero: what of its debts rounds have cleared.</summary>
    public static string PaidBySetOff(string enterprise) => $"netting:{enterprise}:paid";

    /// <summary>What an enterprise has received by set-off: what of others' debts to it rounds have cleared, once it is its own. Together with the account before, and with what is in the escrow of
    /// its deals, it is zero.</summary>
    public static string ReceivedBySetOff(string enterprise) => $"netting:{enterprise}:received";

    /// <summary>The accounts that belong to an enterprise itself, by code.</summary>
    public static IReadOnlyList<string> Of(string enterprise) =>
        [Available(enterprise), Held(enterprise), BuyerPayable(enterprise), ConsignorPayable(enterprise), PaidBySetOff(enterprise), ReceivedBySetOff(enterprise)];

    /// <summary>The first part of a code: <c>bidder</c>, <c>escrow</c>, <c>consignor</c>, <c>organizer</c>, <c>buyer</c>, <c>netting</c> or <c>world</c>.</summary>
    public static string KindOf(string code) => code[..code.IndexOf(':', StringComparison.Ordinal)];

    /// <summary>Whether an account is the outside, seen from here.</summary>
    public static bool IsOutside(string code) => code.StartsWith("world:", StringComparison.Ordinal);

    /// <summary>Whether an account may be below zero: only the outside, and what was paid by set-off, which is no money.</summary>
    public static bool MayGoNegative(string code) => IsOutside(code) || (code.StartsWith("netting:", StringComparison.Ordinal) && code.EndsWith(":paid", StringComparison.Ordinal));
}
