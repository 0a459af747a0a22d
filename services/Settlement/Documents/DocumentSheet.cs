using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Exchange.Kernel.Values;

namespace Exchange.Settlement.Documents;

/// <summary>A document as a page of HTML that prints on A4 paper, in Chinese and English side by side. It has no script and asks for no other file.</summary>
public static class DocumentSheet
{
    private const string Style =
        """
        @page { size: A4; margin: 16mm 17mm; }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 176mm; padding: 8mm 0; font: 9.5pt/1.35 "Noto Serif CJK SC", "Source Han Serif SC", SimSun, "Songti SC", Georgia, serif; color: #111; background: #fff; }
        h1 { margin: 0; text-align: center; font-size: 19pt; letter-spacing: .3em; font-weight: 600; }
        h1 + p { margin: 0 0 3mm; text-align: center; font-size: 11pt; }
        small { font-size: 8pt; color: #444; }
        .head { display: flex; justify-content: space-between; border-bottom: 1.2pt solid #111; padding-bottom: 1mm; margin-bottom: 3mm; }
        table { width: 100%; border-collapse: collapse; margin-bottom: 3mm; break-inside: avoid; }
        th, td { border: .6pt solid #555; padding: .7mm 2mm; vertical-align: top; text-align: left; overflow-wrap: anywhere; }
        th { width: 62mm; font-weight: 400; background: #f4f2ec; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        td.amount { text-align: right; font-variant-numeric: tabular-nums; }
        tr.total td, tr.total th { font-weight: 700; }
        .words { font-size: 11pt; letter-spacing: .06em; }
        .signs { display: flex; gap: 10mm; margin: 9mm 0 5mm; break-inside: avoid; }
        .signs div { flex: 1; border-top: .6pt solid #555; padding-top: 1mm; }
        .proof { font-size: 7.5pt; color: #333; overflow-wrap: anywhere; border-top: .6pt solid #999; padding-top: 2mm; break-inside: avoid; }
        .proof p { margin: 0 0 1mm; }
        @media print { body { padding: 0; max-width: none; } }
        """;

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>What a browser may load for the page (Content-Security-Policy): its own style, known by its hash, and nothing else.</summary>
    public static string Policy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>The page.</summary>
    public static string Of(DocumentShown document)
    {
        var (paper, title) = (document.Paper, PaperText.Titles[document.Kind]);
        var number = document.Number.ToString("000000", CultureInfo.InvariantCulture);
        var page = new StringBuilder()
            .Append("<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<title>").Append(Text($"{title.Chinese} {title.English} {number}"))
            .Append("</title>\n<style>").Append(Style).Append("</style>\n</head>\n<body>\n<h1>").Append(Text(title.Chinese)).Append("</h1>\n<p lang=\"en\">").Append(Text(title.English))
            .Append("</p>\n<div class=\"head\"><span>№ ").Append(number).Append(paper.Part > 1 ? Text($" · {paper.Part}") : "")
            .Append("</span><span>").Append(Word(PaperText.Issued)).Append(' ').Append(Text(Day(document, document.IssuedAt))).Append("</span></div>\n");
        Parties(page, document);
        Goods(page, paper);
        Amounts(page, document);
        Moments(page, document);
        return Foot(page, document).Append("</body>\n</html>\n").ToString();
    }

    private static void Parties(StringBuilder page, DocumentShown document)
    {
        var subject = document.Paper.Subject;
        page.Append("<table>\n");
        Row(page, PaperText.Fair, subject.Fair);
        Row(page, PaperText.Deal, subject.Deal);
        Party(page, PaperText.Consignor, document.ConsignorName, subject.Consignor);
        Party(page, PaperText.Buyer, document.BuyerName, subject.Buyer);
        page.Append("</table>\n");
    }

    // A name may be two enterprises', an id is one's.
    private static void Party(StringBuilder page, PaperWord word, string? name, string id)
    {
        if (name is null) Row(page, word, id);
        else page.Append("<tr><th>").Append(Word(word)).Append("</th><td>").Append(Text(name)).Append(" <small>").Append(Text(id)).Append("</small></td></tr>\n");
    }

    private static void Goods(StringBuilder page, Paper paper)
    {
        var subject = paper.Subject;
        page.Append("<table>\n");
        Row(page, PaperText.Lot, subject.Number.ToString(CultureInfo.InvariantCulture));
        Row(page, PaperText.Goods, subject.Title);
        Row(page, PaperText.Category, subject.Category);
        if (subject.Region.Length > 0) Row(page, PaperText.Place, subject.Region);
        Row(page, PaperText.Quantity, new Quantity(subject.QuantityMilli, subject.Unit).ToString());
        if (paper.DeliveredMilli is { } delivered) Row(page, PaperText.Delivered, new Quantity(delivered, subject.Unit).ToString());
        page.Append("</table>\n");
    }

    private static void Amounts(StringBuilder page, DocumentShown document)
    {
        var paper = document.Paper;
        if (paper.TotalMinor is null && paper.Amounts.Count == 0) return;
        page.Append("<table>\n");
        foreach (var amount in paper.Amounts)
            page.Append("<tr><th>").Append(Word(PaperText.Amounts[amount.Label])).Append(Rate(amount))
                .Append("</th><td class=\"amount\">").Append(Shown(amount.AmountMinor, paper)).Append("</td></tr>\n");
        if (paper.TotalMinor is { } total)
            page.Append("<tr class=\"total\"><th>").Append(Word(PaperText.Total)).Append("</th><td class=\"amount\">").Append(Shown(total, paper)).Append("</td></tr>\n");
        if (document.TotalInWords is { } words)
            page.Append("<tr><th>").Append(Word(PaperText.InWords)).Append("</th><td class=\"words\">").Append(Text(words)).Append("</td></tr>\n");
        page.Append("</table>\n");
    }

    private static void Moments(StringBuilder page, DocumentShown document)
    {
        if (document.Paper.Moments.Count == 0) return;
        page.Append("<table>\n");
        foreach (var moment in document.Paper.Moments) Row(page, PaperText.Moments[moment.Label], Day(document, moment.At));
        page.Append("</table>\n");
    }

    private static StringBuilder Foot(StringBuilder page, DocumentShown document)
    {
        if (document.Kind is DocumentKind.Contract or DocumentKind.DeliveryNote)
            page.Append("<div class=\"signs\">").AppendJoin("", new[] { PaperText.Consignor, PaperText.Buyer }.Select(party =>
                $"<div>{Word(party)}<br><small>{Text(PaperText.Signature.Chinese)} {Text(PaperText.Signature.English)}</small></div>")).Append("</div>\n");
        page.Append("<div class=\"proof\">\n");
        if (PaperText.NoteOf(document.Kind) is { } note) page.Append("<p>").Append(Word(note)).Append("</p>\n");
        page.Append("<p>").Append(Word(PaperText.Audit)).Append(": ").Append(document.Audit is { } audit
            ? Text($"{audit.Entries} · sha256 {audit.Head} · {Day(document, audit.At)}")
            : Word(PaperText.NotPublished)).Append("</p>\n");
        return page.Append("<p>").Append(Word(PaperText.Record)).Append(": ").Append(Text($"{document.Record.Position} · sha256 {document.Record.Hash}")).Append("</p>\n</div>\n");
    }

    private static void Row(StringBuilder page, PaperWord word, string value) =>
        page.Append("<tr><th>").Append(Word(word)).Append("</th><td>").Append(Text(value)).Append("</td></tr>\n");

    private static string Word(PaperWord word) => $"{Text(word.Chinese)} <small lang=\"en\">{Text(word.English)}</small>";

    private static string Rate(PaperAmount amount) => amount.BasisPoints is { } rate ? Text(string.Create(CultureInfo.InvariantCulture, $" {rate / 100m:0.##} %")) : "";

    private static string Shown(long minor, Paper paper) => Text($"{new Money(minor, paper.Subject.Currency).Major.ToString("#,##0.00", CultureInfo.InvariantCulture)} {paper.Subject.Currency}");

    /// <summary>A moment in the document's time zone. Midnight is the end of the day before, as deadlines are read.</summary>
    private static string Day(DocumentShown document, long at)
    {
        var local = document.Local(at);
        return local.TimeOfDay == TimeSpan.Zero
            ? local.AddDays(-1).ToString("yyyy-MM-dd 24:00 'UTC'zzz", CultureInfo.InvariantCulture)
            : local.ToString("yyyy-MM-dd HH:mm 'UTC'zzz", CultureInfo.InvariantCulture);
    }

    private static string Text(string text) => Encoder.Encode(text);
}
