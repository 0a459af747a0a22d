using Exchange.Kernel.Deciders;

namespace Exchange.Listing.Lots;

/// <summary>How a draft says no.</summary>
public static class DraftRefusals
{
    /// <summary>There is none, or it is another enterprise's, which comes to the same.</summary>
    public static readonly Refusal Unknown = new("draft.unknown", "There is no such draft.", RefusalKind.NotFound);

    public static readonly Refusal NotReady = new("draft.not-ready", "The draft is no lot yet; the fact 'findings' names all that is missing or wrong, and how to mend it.", RefusalKind.Unacceptable);
    public static readonly Refusal Entered = new("draft.entered", "The draft is a lot already. Copy it to enter it once more.");
    public static readonly Refusal Discarded = new("draft.discarded", "The draft was thrown away, or its goods went into other drafts.");
    public static readonly Refusal Changed = new("draft.changed", "The draft was changed meanwhile. Look at it, and ask again.");
    public static readonly Refusal TooLarge = new("draft.too-large", "A draft has at most 262,144 bytes of JSON. Leave out lines of its manifest, or split it.", RefusalKind.Unacceptable);

    public static readonly Refusal SplitUnclear = new(
        "draft.split-unclear", "Say one of the three: parts, a number from 2 to 50; quantitiesMilli, which sum to the whole; lines, in which each line of the manifest stands once.",
        RefusalKind.Unacceptable);

    public static readonly Refusal TooSmallToSplit = new(
        "draft.too-small-to-split", "The quantity or a price does not go into so many parts: each would have at least one step of the quantity and one minor unit of each price.",
        RefusalKind.Unacceptable);

    public static readonly Refusal BundleUnclear = new(
        "draft.bundle-unclear", "A bundle is made of 2 to 50 drafts or lots, each with title, quantity and unit, whose manifests together have at most 500 lines.", RefusalKind.Unacceptable);

    public static readonly Refusal BundleTender = new("draft.bundle-tender", "What an enterprise wants to buy is neither bundled nor split: a tender is one demand.", RefusalKind.Unacceptable);
}
