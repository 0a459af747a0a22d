using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;
using Exchange.Listing.Fairs;
using Exchange.Listing.Lots;

namespace Exchange.Listing.Imports;

/// <summary>What is to be imported, and how.</summary>
/// <param name="Id">The import's id; null for a dry run.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Consignor">The enterprise that offers.</param>
/// <param name="Subject">Who sends it.</param>
/// <param name="Terms">What holds where a row says nothing.</param>
/// <param name="Mapped">Our field names with the file's columns.</param>
/// <param name="Linked">See <see cref="Offer"/>.</param>
/// <param name="Root">See <see cref="Offer"/>.</param>
public sealed record ImportOrder(
    string? Id, string Fair, string Consignor, string Subject, ImportTerms Terms, IReadOnlyDictionary<string, string> Mapped, IReadOnlyList<string>? Linked = null,
    string? Root = null);

/// <summary>Streams a stock file into a fair. Rows are parsed while earlier ones wait for the writer, which so commits hundreds at once; memory is bounded
/// whatever the length of the file. Rows that are entered stay entered if the file or the connection breaks off: sending it again goes on.</summary>
/// <param name="journal">The log.</param>
/// <param name="settings">The bounds.</param>
/// <param name="order">What is to be imported.</param>
/// <param name="full">Gets every finding as a line of JSON, or null.</param>
public sealed class StockStreams(ListingJournal journal, ImportSettings settings, ImportOrder order, Stream? full)
{
    private const int PieceBytes = 65_536, MostBusyPauses = 100;
    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(20);
    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    private readonly Findings _findings = new();
    private readonly Queue<(long Line, EnterLot Enter, Task<Answer> Answer)> _waiting = [];
    private readonly List<Finding> _found = [];
    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private ColumnMap? _map;
    private StockRules? _rules;
    private RowKeys? _keys;
    private Fair? _fair;
    private long _rows, _entered, _unchanged, _bad;
    private string? _ended;

    /// <summary>What the import came to; a refusal when the file cannot be imported at all, and then nothing was entered.</summary>
    public async Task<(ImportReport? Report, string Digest, Refusal? Refusal)> Run(Stream body, CancellationToken cancellation)
    {
        _fair = await journal.Peek<Fair>(Fair.Stream(order.Fair));
        if (!_fair.TakesLots(journal.Clock.GetUtcNow())) return (null, "", FairRefusals.EntriesClosed);
        var (csv, bytes) = (new CsvRecords(settings.MaxRowLength), new byte[PieceBytes]);
        var (chars, decoder) = (new char[PieceBytes + 8], Encoding.UTF8.GetDecoder());
        for (var (first, atEnd) = (true, false); !atEnd; first = false)
        {
            var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
            var piece = bytes.AsMemory(0, length);
            _digest.AppendData(piece.Span);
            atEnd = length < bytes.Length;
            if (first && ImportText.FirstWrongByte(piece.Span, atEnd) is >= 0 and var wrong) return (null, "", ImportRefusals.WrongEncoding.With("byte", wrong));
            if (first && ImportText.HasMark(piece.Span)) piece = piece[ImportText.MarkLength..];
            if (_ended is not null) continue;
            csv.Feed(chars.AsSpan(0, decoder.GetChars(piece.Span, chars, flush: atEnd)));
            if (atEnd) csv.End();
            while (_ended is null && csv.TryTake(out var record))
                if (await Take(record, cancellation) is { } refusal) return (null, "", refusal);
        }

        if (_map is null) return (null, "", ImportRefusals.Empty);
        while (_waiting.Count > 0) await Answered();
        _digest.AppendData(JsonSerializer.SerializeToUtf8Bytes(order, StoredJson.Options));
        return (Report(), Convert.ToHexStringLower(_digest.GetHashAndReset()), null);
    }

    private ImportReport Report() => new(
        order.Id, order.Fair, order.Id is null, _rows, _entered, _unchanged, _bad, _map!.Taken, _map.Ignored,
        _findings.ErrorsTotal, _findings.Errors, _findings.WarningsTotal, _findings.Quirks, _ended);

    private async Task<Refusal?> Take(CsvRecord record, CancellationToken cancellation)
    {
        if (_map is null) return await Begin(record);
        if (_rows == settings.MaxRows)
        {
            _ended = "too-many-rows";
            return null;
        }

        _rows++;
        _found.Clear();
        var details = _rules!.Read(record, _found);
        var lot = details is null ? null : _keys!.LotOf(record, details.Group, _found);
        foreach (var finding in _found) await Note(finding);
        if (lot is null) _bad++;
        else if (order.Id is null) await Weigh(record.Line, new(lot, order.Consignor, details!, order.Linked, order.Root));
        else await Send(record.Line, new(lot, order.Consignor, details!, order.Linked, order.Root), cancellation);
        return null;
    }

    private async Task<Refusal?> Begin(CsvRecord header)
    {
        if (ImportText.HeaderRefusal(header, settings.MaxColumns) is { } unclear) return unclear;
        if (ColumnMap.Try(header.Fields, order.Mapped, out var map) is { } wrong) return ImportRefusals.MappingUnclear with { Detail = wrong };
        if (ImportText.Missing(map, order.Terms) is { Count: > 0 } missing)
            return ImportRefusals.ColumnsMissing.With("missing", missing).With("columns", header.Fields.Take(50).ToArray());
        (_map, _rules, _keys) = (map, new(map, order.Terms), new(map, order.Consignor, order.Fair));
        foreach (var finding in ImportText.OfCurrencies(header.Line, map, order.Terms.Currency)) await Note(finding);
        return null;
    }

    /// <summary>A dry run asks the same rules and writes nothing.</summary>
    private async Task Weigh(long line, EnterLot enter)
    {
        var decision = Fair.Decide(_fair!, enter, journal.Clock.GetUtcNow());
        var refusal = decision.Refusal ?? Lot.Decide(
            await journal.Peek<Lot>(Lot.Stream(enter.Lot)), (LotCommand)decision.Companions[0].Command, journal.Clock.GetUtcNow()).Refusal;
        // A group that the file fills is full in a dry run too.
        if (refusal is null) _fair = decision.Events.Aggregate(_fair!, Fair.Evolve);
        await Count(line, enter, refusal);
    }

    private async Task Send(long line, EnterLot enter, CancellationToken cancellation)
    {
        while (_waiting.Count >= settings.InFlight) await Answered();
        for (var pauses = 0; ; pauses++)
        {
            try
            {
                // Each row's key holds the import's, so that the same import sent again gets the same answers.
                _waiting.Enqueue((line, enter, journal.Submit(Fair.Stream(order.Fair), enter, new(order.Subject, $"{order.Id}/{enter.Lot}", Activity.Current?.Id))));
                return;
            }
            catch (BusyException) when (pauses < MostBusyPauses)
            {
                if (_waiting.Count > 0) await Answered();
                else await Task.Delay(BusyPause, TimeProvider.System, cancellation);
            }
        }
    }

    private async Task Answered()
    {
        var (line, enter, answer) = _waiting.Dequeue();
        await Count(line, enter, (await answer as Answer.Refused)?.Refusal);
    }

    private async Task Count(long line, EnterLot enter, Refusal? refusal)
    {
        // A full group is full of the file's own rows when it is sent again.
        var isOfGroup = refusal == LotRefusals.GroupFull || refusal == LotRefusals.TooManyGroups;
        if (isOfGroup && await IsThere(enter)) refusal = LotRefusals.Unchanged;
        if (refusal is null) _entered++;
        else if (refusal == LotRefusals.Unchanged) _unchanged++;
        else
        {
            _bad++;
            await Note(Finding.Error(line, isOfGroup ? _map!.ColumnOf(StockField.Group)! : "", isOfGroup ? enter.Details.Group! : "", refusal.Code, refusal.Detail));
        }
    }

    private async ValueTask<bool> IsThere(EnterLot enter) =>
        await journal.Peek<Lot>(Lot.Stream(enter.Lot)) is { Status: not LotStatus.Withdrawn, Offer: { } offer }
        && offer.IsSame(offer with { Details = enter.Details.With(_fair!.Rules!), Linked = enter.Linked });

    private async Task Note(Finding finding)
    {
        _findings.Add(finding);
        if (full is null) return;
        await full.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(finding, StoredJson.Options));
        await full.WriteAsync(LineEnd);
    }
}
