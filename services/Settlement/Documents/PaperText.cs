namespace Exchange.Settlement.Documents;

/// <summary>A word in the two languages of a document.</summary>
public sealed record PaperWord(string Chinese, string English);

/// <summary>The words of documents.</summary>
public static class PaperText
{
    /// <summary>The titles of the kinds.</summary>
    public static IReadOnlyDictionary<string, PaperWord> Titles { get; } = new Dictionary<string, PaperWord>(StringComparer.Ordinal)
    {
        [DocumentKind.AwardNotice] = new("成交确认书", "Award notice"),
        [DocumentKind.Contract] = new("买卖合同", "Contract of sale"),
        [DocumentKind.Invoice] = new("缴款通知书", "Invoice"),
        [DocumentKind.DeliveryNote] = new("提货单", "Delivery note"),
        [DocumentKind.Statement] = new("结算单", "Statement of settlement"),
    };

    /// <summary>What amounts are called.</summary>
    public static IReadOnlyDictionary<string, PaperWord> Amounts { get; } = new Dictionary<string, PaperWord>(StringComparer.Ordinal)
    {
        ["hammer"] = new("成交价", "Hammer price"),
        ["adjustment"] = new("数量差调整", "Adjustment for the weighed quantity"),
        ["premium"] = new("买方佣金", "Buyer's premium"),
        ["tax"] = new("增值税", "Value-added tax"),
        ["tax-contained"] = new("其中增值税", "of which value-added tax"),
        ["first-part"] = new("其中首付款", "of which the first part"),
        ["deposit"] = new("保证金抵付", "Deposit taken as payment"),
        ["paid"] = new("已付", "Paid"),
        ["commission"] = new("卖方佣金", "Consignor's commission"),
        ["released"] = new("付给委托方", "Released to the consignor"),
        ["returned"] = new("退还买方", "Returned to the buyer"),
        ["owed-back"] = new("卖方因抵销应付买方", "Owed to the buyer by the seller, as it was set off"),
        ["forfeited"] = new("扣划保证金", "Deposit captured"),
    };

    /// <summary>What days are called.</summary>
    public static IReadOnlyDictionary<string, PaperWord> Moments { get; } = new Dictionary<string, PaperWord>(StringComparer.Ordinal)
    {
        ["awarded"] = new("成交", "Awarded"),
        ["confirmation-due"] = new("确认期限", "To be confirmed by"),
        ["confirmed"] = new("合同成立", "Contract stands since"),
        ["first-part-due"] = new("首付款期限", "First part due by"),
        ["payment-due"] = new("付款期限", "Payment due by"),
        ["paid"] = new("付清", "Paid"),
        ["removal-due"] = new("提货期限", "Removal due by"),
        ["removed"] = new("交接", "Handed over"),
        ["acceptance-due"] = new("验收期限", "Acceptance or dispute by"),
        ["settled"] = new("结清", "Settled"),
    };

    public static PaperWord Fair { get; } = new("交易会", "Fair");

    public static PaperWord Lot { get; } = new("标的", "Lot");

    public static PaperWord Deal { get; } = new("合同编号", "Deal");

    public static PaperWord Issued { get; } = new("出具时间", "Issued");

    public static PaperWord Consignor { get; } = new("委托方（卖方）", "Consignor (seller)");

    public static PaperWord Buyer { get; } = new("买受人（买方）", "Buyer");

    public static PaperWord Goods { get; } = new("品名", "Goods");

    public static PaperWord Category { get; } = new("类别", "Category");

    public static PaperWord Place { get; } = new("存放地", "Where it lies");

    public static PaperWord Quantity { get; } = new("成交数量", "Quantity awarded");

    public static PaperWord Delivered { get; } = new("实交数量", "Quantity handed over");

    public static PaperWord Total { get; } = new("合计", "Total");

    public static PaperWord InWords { get; } = new("大写", "In words");

    public static PaperWord Audit { get; } = new("审计链", "Audit file");

    public static PaperWord NotPublished { get; } = new("尚未公布", "not published yet");

    public static PaperWord Record { get; } = new("结算日志", "Settlement log");

    public static PaperWord Signature { get; } = new("签章", "Signature and seal");

    /// <summary>What stands at the foot of a kind, or null.</summary>
    public static PaperWord? NoteOf(string kind) => kind is DocumentKind.Invoice or DocumentKind.Statement
        ? new("本单据不是税务发票。", "This is no tax invoice.")
        : null;
}
