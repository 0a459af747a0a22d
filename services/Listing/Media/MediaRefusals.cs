using Exchange.Kernel.Deciders;

namespace Exchange.Listing.Media;

/// <summary>Why a photo, a document or an archive of them is not taken.</summary>
public static class MediaRefusals
{
    public static readonly Refusal UnknownFile = new("media.unknown", "The lot has no such photo or document.", RefusalKind.NotFound);
    public static readonly Refusal TooManyFiles = new("media.too-many", "A lot has at most 20 photos and 10 documents.");
    public static readonly Refusal NoPhoto = new("media.no-photo", "A photo is a JPEG, PNG or WebP image that can be read.", RefusalKind.Unacceptable);

    public static readonly Refusal TooManyPixels = new(
        "media.too-many-pixels", "A photo has at most 40,000,000 pixels and 20,000 in a row or a column; it was not decoded.", RefusalKind.Unacceptable);

    public static readonly Refusal NoDocument = new("media.no-document", "A document is a PDF, an XLSX or DOCX without macros, or a text in UTF-8; its bytes show which.", RefusalKind.Unacceptable);

    public static readonly Refusal NoArchive = new("media.no-archive", "The body is no ZIP archive that can be read.", RefusalKind.Unacceptable);

    public static readonly Refusal TooManyEntries = new("media.too-many-entries", "An archive has at most 20,000 entries.", RefusalKind.Unacceptable);

    public static readonly Refusal EntryUnclear = new(
        "media.entry-unclear", "An entry is called KEY-1.jpg or KEY/anything.pdf, where KEY is a row key, an item number or a lot number.", RefusalKind.Unacceptable);

    public static readonly Refusal EntryEncrypted = new("media.entry-encrypted", "The entry is encrypted.", RefusalKind.Unacceptable);
    public static readonly Refusal EntryOfNoLot = new("media.entry-of-no-lot", "None of your lots in this fair has this row key, item number or lot number.", RefusalKind.Unacceptable);
    public static readonly Refusal EntryOfSeveral = new("media.entry-of-several", "Several of your lots in this fair have this key; use their lot numbers.", RefusalKind.Unacceptable);

    public static readonly Refusal EntryTooLarge = new(
        "media.entry-too-large", "The entry is larger than a photo or document may be, the archive is in all, or it unpacks to more than 200 times its size.", RefusalKind.Unacceptable);
}
