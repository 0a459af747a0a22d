using Exchange.Kernel.Deciders;

namespace Exchange.Listing.Notices;

/// <summary>How a notice says no.</summary>
public static class NoticeRefusals
{
    public static readonly Refusal Unknown = new("notice.unknown", "There is no such notice.", RefusalKind.NotFound);
    public static readonly Refusal Exists = new("notice.exists", "This notice was posted before with another text; correct it instead.");
    public static readonly Refusal TextUnclear = new(
        "notice.text-unclear", "A notice has a title of 1 to 200 and a text of 1 to 5,000 characters in Chinese, in English, or in both.", RefusalKind.Unacceptable);

    public static readonly Refusal TooManyCorrections = new("notice.too-many-corrections", "A notice has 100 versions at most; post another one.");
}
