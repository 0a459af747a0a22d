using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;
using Exchange.Listing.Fairs;

namespace Exchange.Listing.Notices;

/// <summary>What a notice says: in Chinese, in English, or in both. A language that is used has title and text.</summary>
/// <param name="ChineseTitle">1 to 200 characters.</param>
/// <param name="Chinese">1 to 5,000 characters; lines may be broken.</param>
/// <param name="EnglishTitle">1 to 200 characters.</param>
/// <param name="English">1 to 5,000 characters; lines may be broken.</param>
public sealed record NoticeText(string? ChineseTitle = null, string? Chinese = null, string? EnglishTitle = null, string? English = null)
{
    public const int LongestText = 5_000;

    /// <summary>Whether it says something, in whole languages.</summary>
    [JsonIgnore]
    public bool IsClear => (ChineseTitle ?? EnglishTitle) is not null && IsLanguage(ChineseTitle, Chinese) && IsLanguage(EnglishTitle, English);

    private static bool IsLanguage(string? title, string? text) => title is null
        ? text is null
        : Lots.LotDetails.IsTitle(title) && text is { Length: >= 1 and <= LongestText } && !text.Any(c => char.IsControl(c) && c != '\n');
}

/// <summary>A notice as it read from a time on.</summary>
/// <param name="Version">From 1.</param>
/// <param name="Text">What it said.</param>
/// <param name="Pinned">Whether it stood above the others.</param>
/// <param name="At">Since when, in Unix milliseconds.</param>
/// <param name="By">The enterprise of the organizer who wrote it.</param>
public sealed record NoticeVersion(long Version, NoticeText Text, bool Pinned, long At, string By);

/// <summary>What an organizer tells everybody about a fair: before, while and after it runs. A correction takes the place of what stood there, and both can be read.</summary>
public sealed record Notice : IDecider<Notice, NoticeCommand, NoticeEvent>
{
    /// <summary>How often a notice is corrected at most; after that another one says the rest.</summary>
    public const int MostVersions = 100;

    public string Fair { get; init; } = "";

    /// <summary>All that it has said, the first version first.</summary>
    public IReadOnlyList<NoticeVersion> Versions { get; init; } = [];

    public static Notice Initial { get; } = new();

    /// <summary>The stream of a notice.</summary>
    public static string Stream(string notice) => "notice/" + notice;

    // The fair has the last word on who runs it.
    public static Decision<NoticeEvent> Decide(Notice notice, NoticeCommand command, DateTimeOffset now) => command switch
    {
        { Text.IsClear: false } => NoticeRefusals.TextUnclear,

        PostNotice post when notice.Versions is [var first, ..] => (notice.Fair, first.Text, first.Pinned) == (post.Fair, post.Text, post.Pinned is true)
            ? Decision<NoticeEvent>.Nothing
            : NoticeRefusals.Exists,
        PostNotice post => post.Confirmed(new NoticePosted(post.Notice, post.Fair, post.Text, post.Pinned is true, now.ToUnixTimeMilliseconds(), post.By)),

        _ when notice.Versions.Count == 0 || notice.Fair != command.Fair => NoticeRefusals.Unknown,
        CorrectNotice correct when correct.Text == notice.Versions[^1].Text && (correct.Pinned ?? notice.Versions[^1].Pinned) == notice.Versions[^1].Pinned =>
            correct.Confirmed(Decision<NoticeEvent>.Nothing),
        CorrectNotice when notice.Versions.Count == MostVersions => NoticeRefusals.TooManyCorrections,
        CorrectNotice correct => correct.Confirmed(new NoticeCorrected(
            correct.Notice, notice.Fair, notice.Versions.Count + 1, correct.Text, correct.Pinned ?? notice.Versions[^1].Pinned, notice.Versions[0].At,
            now.ToUnixTimeMilliseconds(), correct.By)),

        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static Notice Evolve(Notice notice, NoticeEvent @event) => @event switch
    {
        NoticePosted posted when notice.Versions.Count == 0 => notice with { Fair = posted.Fair, Versions = [new(1, posted.Text, posted.Pinned, posted.At, posted.By)] },
        NoticeCorrected next when next.Version == notice.Versions.Count + 1 =>
            notice with { Versions = [.. notice.Versions, new(next.Version, next.Text, next.Pinned, next.At, next.By)] },
        _ => throw new InvalidOperationException($"{@event} cannot follow {notice.Versions.Count} versions."),
    };
}

/// <summary>What may be asked of a notice, by whoever runs its fair.</summary>
/// <param name="Notice">The id of the notice.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="By">The enterprise that asks.</param>
/// <param name="AsOperator">Whether the exchange itself asks.</param>
/// <param name="Text">What it shall say.</param>
/// <param name="Pinned">Whether it shall stand above the others; as before when null.</param>
public abstract record NoticeCommand(string Notice, string Fair, string By, bool AsOperator, NoticeText Text, bool? Pinned)
{
    /// <summary>A decision that only happens if the fair agrees.</summary>
    internal Decision<NoticeEvent> Confirmed(Decision<NoticeEvent> decision) => decision.And(Fairs.Fair.Stream(Fair), new ConfirmOrganizer(By, AsOperator));
}

/// <summary>Tells something new.</summary>
public sealed record PostNotice(string Notice, string Fair, string By, bool AsOperator, NoticeText Text, bool? Pinned = null)
    : NoticeCommand(Notice, Fair, By, AsOperator, Text, Pinned);

/// <summary>Tells it otherwise.</summary>
public sealed record CorrectNotice(string Notice, string Fair, string By, bool AsOperator, NoticeText Text, bool? Pinned = null)
    : NoticeCommand(Notice, Fair, By, AsOperator, Text, Pinned);

/// <summary>What can have happened to a notice.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(NoticePosted), "notice-posted.v1")]
[JsonDerivedType(typeof(NoticeCorrected), "notice-corrected.v1")]
public abstract record NoticeEvent;

/// <summary>Everybody was told something.</summary>
public sealed record NoticePosted(string Notice, string Fair, NoticeText Text, bool Pinned, long At, string By) : NoticeEvent;

/// <summary>It reads otherwise since.</summary>
/// <param name="Notice">The id of the notice.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Version">From 2, without gaps.</param>
/// <param name="Text">What it says.</param>
/// <param name="Pinned">Whether it stands above the others.</param>
/// <param name="PostedAt">When it was posted first, in Unix milliseconds.</param>
/// <param name="At">Since when it reads so.</param>
/// <param name="By">The enterprise of the organizer who wrote it.</param>
public sealed record NoticeCorrected(string Notice, string Fair, long Version, NoticeText Text, bool Pinned, long PostedAt, long At, string By) : NoticeEvent;
