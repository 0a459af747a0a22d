using System.Diagnostics;
using System.Text.Json;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;
using Exchange.Listing.Fairs;
using Exchange.Listing.Lots;

namespace Exchange.Listing.Imports;

/// <summary>How far an import is.</summary>
/// <param name="Done">The part of the file that was read, from 0 to 1.</param>
/// <param name="Rows">Rows read so far.</param>
/// <param name="Entered">Lots entered so far.</param>
/// <param name="Bad">Rows kept out so far.</param>
public sealed record ImportProgress(double Done, long Rows, long Entered, long Bad);

/// <summary>Streams a stock file into a fair. Rows are parsed while earlier ones wait for the writer, which so commits hundreds at once; memory is bounded by the number of rows, and small
/// for each. Rows that are entered stay entered if it breaks off: sending the file again goes on.</summary>
/// <param name="journal">The log; null for a dry run that looks at the file alone.</param>
/// <param name="settings">The bounds.</param>
/// <param name="order">What is to be imported.</param>
/// <param name="sheet">The file.</param>
/// <param name="full">Gets every finding as a line of JSON, in the order of the rows, or null.</param>
public sealed class StockStreams(ListingJournal? journal, ImportSettings settings, ImportOrder order, SheetStreams sheet, Stream? full)
{
    private const int SampleRows = 1_000, MostBusyPauses = 100, MostShown = 20, MostGroups = 100, RowsBetweenTellings = 500;
    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(20);
    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    private readonly Queue<Row> _waiting = [];
    private readonly List<Previewed> _preview = [];
    private Findings _findings = new();
    private SameMaterials _same = new();
    private ColumnMap _map = null!;
    private StockRules _rules = null!;
    private RowKeys _keys = null!;
    private CsvRecord _header = null!;
    private NumberStyle _numbers;
    private Fair _fair = Fair.Initial;
    private long _rows, _entered, _unchanged, _bad, _merged;
    private string? _ended;

    /// <summary>How far it is; another thread may ask.</summary>
    public ImportProgress Progress { get; private set; } = new(0, 0, 0, 0);

    /// <summary>What the import came to; a refusal when the file cannot be imported at all, and then nothing was entered.</summary>
    public async Task<(ImportReport? Report, Refusal? Refusal)> Run(CancellationToken cancellation)
    {
        if (await Check() is { } refusal) return (null, refusal);
        if (order.Merge is not null) Survey();
        if (order is { AllOrNothing: true, Id: not null })
        {
            await Pass(weigh: true, cancellation);
            if (_bad > 0 || _ended is not null)
            {
                (_entered, _unchanged, _merged, _ended) = (0, 0, 0, _ended ?? ImportReport.NothingEntered);
                return (Report(), null);
            }

            await Anew();
        }

        await Pass(weigh: order.Id is null, cancellation);
        return (Report(), null);
    }

    /// <summary>Why the file cannot be imported at all, or null: as far as its first rows tell.</summary>
    public async Task<Refusal?> Check()
    {
        if (journal is not null) _fair = await journal.Peek<Fair>(Fair.Stream(order.Fair));
        return journal is not null && !_fair.TakesLots(journal.Clock.GetUtcNow()) ? FairRefusals.EntriesClosed : Begin([.. sheet.Records().Take(SampleRows)]);
    }

    private ImportReport Report() => new(
        order.Id, order.Fair, order.Id is null, _rows, _entered, _unchanged, _bad, _map.Taken, _map.Ignored,
        _findings.ErrorsTotal, _findings.Errors, _findings.WarningsTotal, _findings.Quirks, _ended)
    {
        Merged = order.Merge is null ? null : _merged,
        File = sheet.Read(_header.Line, _numbers),
        Preview = order.Id is null ? [.. _preview] : null,
        SameTotal = _same.Count > 0 ? _same.Count : null,
        Same = _same.Count > 0 ? _same.Groups(MostGroups) : null,
    };

    /// <summary>Finds the header, and with it what the file is like.</summary>
    private Refusal? Begin(List<CsvRecord> first)
    {
        if (first.Count == 0) return ImportRefusals.Empty;
        _header = ImportText.HeaderOf(first, order.Mapped);
        if (ImportText.HeaderRefusal(_header, settings.MaxColumns) is { } unclear) return unclear;
        if (ColumnMap.Try(_header.Fields, order.Mapped, order.Remembered, out _map) is { } wrong) return ImportRefusals.MappingUnclear with { Detail = wrong };
        if (ImportText.Missing(_map, order.Terms) is { Count: > 0 } missing)
            return ImportRefusals.ColumnsMissing.With("missing", missing).With("columns", _header.Fields.Take(50).ToArray());

        var rows = first.Where(record => record.Line > _header.Line && record.Problem is null && record.Fields.Count == _map.Headers.Count).ToList();
        IReadOnlyList<string> examples = [];
        if ((order.Terms.Numbers ?? SheetNumbers.Infer(_map.NumberPlaces.SelectMany(place => rows.Select(row => row.Fields[place])), out examples)) is not { } numbers)
            return ImportRefusals.NumbersUnclear.With("examples", examples);
        _numbers = numbers;
        (_rules, _keys) = (new(_map, order.Terms with { Numbers = numbers }), new(_map, order.Consignor, order.Fair));
        return null;
    }

    /// <summary>Begins again from the first row, with nothing counted.</summary>
    private async Task Anew()
    {
        (_rows, _entered, _unchanged, _bad, _merged) = (0, 0, 0, 0, 0);
        (_findings, _keys) = (new(), new(_map, order.Consignor, order.Fair));
        if (order.Merge is null) _same = new();
        _fair = await journal!.Peek<Fair>(Fair.Stream(order.Fair));
        full?.SetLength(0);
    }

    /// <summary>Reads the file once before it is entered, so that the first row of each group knows the sum of all.</summary>
    private void Survey()
    {
        var ignored = new List<Finding>();
        foreach (var record in RowsOf().Take((int)Math.Min(int.MaxValue, settings.MaxRows)))
        {
            ignored.Clear();
            if (_rules.Read(record, ignored) is { } details) _same.Add(record.Line, details);
        }
    }

    private IEnumerable<CsvRecord> RowsOf() => sheet.Records().Where(record => record.Line > _header.Line && !ImportText.IsTotal(record))
        .Select(record => sheet.Sheet is null ? record : ImportText.Padded(record, _map.Headers.Count));

    private async Task Pass(bool weigh, CancellationToken cancellation)
    {
        foreach (var finding in ImportText.OfCurrencies(_header.Line, _map, order.Terms.Currency)) await Note(finding);
        foreach (var record in RowsOf())
        {
            cancellation.ThrowIfCancellationRequested();
            if (_rows == settings.MaxRows)
            {
                _ended = "too-many-rows";
                break;
            }

            if (record.Problem == ImportText.Broken) _ended = ImportText.Broken;
            if (_rows++ % RowsBetweenTellings == 0) Progress = new(sheet.Done, _rows, _entered, _bad);
            await Take(record, weigh, cancellation);
        }

        while (_waiting.Count > 0) await Answered();
        Progress = new(1, _rows, _entered, _bad);
    }

    private async Task Take(CsvRecord record, bool weigh, CancellationToken cancellation)
    {
        var found = new List<Finding>(0);
        var details = _rules.Read(record, found);
        var lot = details is null ? null : _keys.LotOf(record, details.Group, found);
        if (lot is not null && order.Merge is null) _same.Add(record.Line, details!);
        var merged = lot is null || order.Merge is null ? details : _same.Merged(record.Line, details!, order.Merges);
        var enter = lot is null || merged is null ? null : new EnterLot(lot, order.Consignor, merged, order.Linked, order.Root);
        var row = new Row(record.Line, enter, found, lot is not null && merged is null, null);
        if (enter is not null && _preview.Count < MostShown) _preview.Add(new(record.Line, enter.Details));
        if (enter is null) await Queue(row);
        else if (weigh) await Queue(row with { Answer = Weigh(enter) });
        else await Send(row, cancellation);
    }

    /// <summary>A dry run asks the same rules and writes nothing.</summary>
    private async Task<Refusal?> Weigh(EnterLot enter)
    {
        if (journal is null) return null;
        var decision = Fair.Decide(_fair, enter, journal.Clock.GetUtcNow());
        var refusal = decision.Refusal ?? Lot.Decide(
            await journal.Peek<Lot>(Lot.Stream(enter.Lot)), (LotCommand)decision.Companions[0].Command, journal.Clock.GetUtcNow()).Refusal;
        // A group that the file fills is full in a dry run too.
        if (refusal is null) _fair = decision.Events.Aggregate(_fair, Fair.Evolve);
        return refusal;
    }

    // Rows are answered in their order, bad ones among the others, so that the report is in the order of the file.
    private async Task Queue(Row row)
    {
        while (_waiting.Count >= settings.InFlight || (_waiting.Count > 0 && _waiting.Peek().Answer is null or { IsCompleted: true })) await Answered();
        _waiting.Enqueue(row);
    }

    private async Task Send(Row row, CancellationToken cancellation)
    {
        while (_waiting.Count >= settings.InFlight) await Answered();
        for (var pauses = 0; ; pauses++)
        {
            try
            {
                // Each row's key holds the import's, so that the same import sent again gets the same answers.
                var answer = journal!.Submit(Fair.Stream(order.Fair), row.Enter!, new(order.Subject, $"{order.Id}/{row.Enter!.Lot}", Activity.Current?.Id));
                _waiting.Enqueue(row with { Answer = RefusalOf(answer) });
                return;
            }
            catch (BusyException) when (pauses < MostBusyPauses)
            {
                if (_waiting.Count > 0) await Answered();
                else await Task.Delay(BusyPause, TimeProvider.System, cancellation);
            }
        }
    }

    private static async Task<Refusal?> RefusalOf(Task<Answer> answer) => (await answer as Answer.Refused)?.Refusal;

    private async Task Answered()
    {
        var row = _waiting.Dequeue();
        foreach (var finding in row.Found) await Note(finding);
        if (row.IsMerged) _merged++;
        else if (row.Enter is null) _bad++;
        else await Count(row.Line, row.Enter, await row.Answer!);
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
            await Note(Finding.Error(line, isOfGroup ? _map.ColumnOf(StockField.Group)! : "", isOfGroup ? enter.Details.Group! : "", refusal.Code, refusal.Detail));
        }
    }

    private async ValueTask<bool> IsThere(EnterLot enter) =>
        await journal!.Peek<Lot>(Lot.Stream(enter.Lot)) is { Status: not LotStatus.Withdrawn, Offer: { } offer }
        && offer.IsSame(offer with { Details = enter.Details.With(_fair.Rules!), Linked = enter.Linked });

    private async Task Note(Finding finding)
    {
        _findings.Add(finding);
        if (full is null) return;
        await full.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(finding, StoredJson.Options));
        await full.WriteAsync(LineEnd);
    }

    /// <summary>A row that waits for its answer; without a lot it is bad, or merged with another.</summary>
    private sealed record Row(long Line, EnterLot? Enter, IReadOnlyList<Finding> Found, bool IsMerged, Task<Refusal?>? Answer);
}
