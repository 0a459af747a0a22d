using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.Channels;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;

namespace Exchange.Listing.Imports;

/// <summary>The imports of this node: the files that were sent, and those that are worked on while nobody waits. What was begun and not finished is gone on with after a restart; a file and
/// what was found in it are kept for some days, so that the sheet can be given back.</summary>
public sealed class ImportRuns(ListingJournal journal, ImportSettings settings, ILogger<ImportRuns> logger) : BackgroundService
{
    private const string SheetFile = ".sheet", FindingsFile = ".findings", OrderFile = ".order";

    private readonly Channel<Begun> _begun = Channel.CreateUnbounded<Begun>(new() { SingleReader = true });
    private readonly ConcurrentDictionary<string, Working> _running = new(StringComparer.Ordinal);

    /// <summary>The bounds.</summary>
    public ImportSettings Settings => settings;

    /// <summary>An upload that lies in a temporary file, which goes when this does, unless it was moved.</summary>
    public sealed record Upload(FileStream File, IncrementalHash Digest) : IAsyncDisposable
    {
        /// <summary>The digest of the file and of what is asked for it.</summary>
        public string DigestWith(ImportOrder order)
        {
            Digest.AppendData(JsonSerializer.SerializeToUtf8Bytes(order with { Remembered = null }, StoredJson.Options));
            return Convert.ToHexStringLower(Digest.GetHashAndReset());
        }

        public async ValueTask DisposeAsync()
        {
            Digest.Dispose();
            await File.DisposeAsync();
            System.IO.File.Delete(File.Name);
        }
    }

    /// <summary>Writes what is sent to a temporary file; null where it is larger than an import may be.</summary>
    public async Task<Upload?> Receive(Stream body, CancellationToken cancellation)
    {
        Directory.CreateDirectory(settings.Folder);
        var file = new FileStream(
            Path.Combine(settings.Folder, Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, 65_536, FileOptions.Asynchronous);
        try
        {
            if (await SheetStreams.Receive(body, file, settings.MaxBodyBytes, cancellation) is { } digest) return new(file, digest);
        }
        catch
        {
            await Discard(file);
            throw;
        }

        await Discard(file);
        return null;
    }

    /// <summary>Works on an import now, and keeps its file and what was found in it.</summary>
    /// <returns>What it came to, or why it cannot be imported at all.</returns>
    public async Task<(ImportReport? Report, Refusal? Refusal)> Run(ImportOrder order, FileStream upload, CancellationToken cancellation)
    {
        File.Move(upload.Name, PathOf(order.Id!, SheetFile), overwrite: true);
        var (report, refusal) = await Run(order, cancellation);
        if (refusal is not null) Forget(order.Id!);
        return (report, refusal);
    }

    /// <summary>Begins an import on which this node works while nobody waits.</summary>
    public async Task Begin(ImportOrder order, string digest, FileStream upload)
    {
        if (!_running.TryAdd(order.Id!, new(order, null))) return;
        File.Move(upload.Name, PathOf(order.Id!, SheetFile), overwrite: true);
        var begun = new Begun(order, digest);
        var draft = PathOf(order.Id!, OrderFile + ".part");
        await File.WriteAllBytesAsync(draft, JsonSerializer.SerializeToUtf8Bytes(begun, StoredJson.Options));
        File.Move(draft, PathOf(order.Id!, OrderFile), overwrite: true);
        _begun.Writer.TryWrite(begun);
    }

    /// <summary>How far an import of a consignor is on which this node works; null where it does not.</summary>
    public ImportProgress? ProgressOf(string import, string fair, string consignor) =>
        _running.TryGetValue(import, out var working) && working.Order.Fair == fair && working.Order.Consignor == consignor ? working.Run?.Progress ?? new(0, 0, 0, 0) : null;

    /// <summary>The file of an import and what was found in it; null where they are kept no longer, or on another node.</summary>
    public (FileStream Sheet, FileStream Findings)? Kept(string import) =>
        File.Exists(PathOf(import, SheetFile)) && File.Exists(PathOf(import, FindingsFile)) ? (Open(PathOf(import, SheetFile)), Open(PathOf(import, FindingsFile))) : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A folder that cannot be read now costs what was begun before, and not the exchange, which would stop with this.
        try
        {
            await FindBegun(stoppingToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            Faulted(logger, settings.Folder, TimeSpan.Zero, fault);
        }

        await foreach (var begun in _begun.Reader.ReadAllAsync(stoppingToken)) await Finish(begun, stoppingToken);
    }

    private async Task FindBegun(CancellationToken cancellation)
    {
        Directory.CreateDirectory(settings.Folder);
        Sweep();
        foreach (var order in Directory.EnumerateFiles(settings.Folder, "*" + OrderFile).Order(StringComparer.Ordinal))
        {
            var begun = JsonSerializer.Deserialize<Begun>(await File.ReadAllBytesAsync(order, cancellation), StoredJson.Options)!;
            if (_running.TryAdd(begun.Order.Id!, new(begun.Order, null))) _begun.Writer.TryWrite(begun);
        }
    }

    private async Task Finish(Begun begun, CancellationToken cancellation)
    {
        var order = begun.Order;
        for (var pause = TimeSpan.FromSeconds(1); ; pause = TimeSpan.FromSeconds(Math.Min(60, pause.TotalSeconds * 2)))
        {
            try
            {
                var (report, refusal) = await Run(order, cancellation);
                report ??= ImportReport.Refused(order, refusal!);
                await journal.Submit(Import.Stream(order.Id!), new RecordImport(order.Consignor, begun.Digest, report), new(order.Subject, order.Id + "/report", null));
                await Remember(order);
                break;
            }
            catch (Exception fault) when (fault is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                Faulted(logger, order.Id!, pause, fault);
                await Task.Delay(pause, TimeProvider.System, cancellation);
            }
        }

        File.Delete(PathOf(order.Id!, OrderFile));
        _running.TryRemove(order.Id!, out _);
        Sweep();
    }

    /// <summary>Remembers the columns that an order maps by hand, for the consignor's next files.</summary>
    public async Task Remember(ImportOrder order)
    {
        if (order.Mapped.Count == 0) return;
        var columns = order.Mapped.GroupBy(pair => pair.Value.Trim(), StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First().Key, StringComparer.Ordinal);
        await journal.Submit(ColumnMemory.Stream(order.Consignor), new RememberColumns(columns), new(order.Subject, order.Id + "/columns", null));
    }

    private async Task<(ImportReport? Report, Refusal? Refusal)> Run(ImportOrder order, CancellationToken cancellation)
    {
        // Somebody removed the file of an import that was begun: that ends it, and holds up no other.
        if (!File.Exists(PathOf(order.Id!, SheetFile))) return (null, ImportRefusals.SheetGone);
        if (SheetStreams.Open(Open(PathOf(order.Id!, SheetFile)), settings, order.Sheet ?? new(), out var sheet) is { } refusal) return (null, refusal);
        await using var opened = sheet!;
        await using var findings = new FileStream(PathOf(order.Id!, FindingsFile), FileMode.Create, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, 65_536, FileOptions.Asynchronous);
        var run = new StockStreams(journal, settings, order, opened, findings);
        if (_running.ContainsKey(order.Id!)) _running[order.Id!] = new(order, run);
        return await run.Run(cancellation);
    }

    // What was kept long enough goes; so do uploads that broke off with the process.
    private void Sweep()
    {
        var oldest = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-settings.KeepDays);
        foreach (var file in new DirectoryInfo(settings.Folder).EnumerateFiles().Where(file => file.LastWriteTimeUtc < oldest && file.Extension != OrderFile)) file.Delete();
    }

    private void Forget(string import)
    {
        File.Delete(PathOf(import, SheetFile));
        File.Delete(PathOf(import, FindingsFile));
    }

    private static async Task Discard(FileStream file)
    {
        await file.DisposeAsync();
        File.Delete(file.Name);
    }

    private string PathOf(string import, string kind) => Path.Combine(settings.Folder, import + kind);

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 65_536);

    private static readonly Action<ILogger, string, TimeSpan, Exception?> Faulted = LoggerMessage.Define<string, TimeSpan>(
        LogLevel.Warning, new(1, "ImportFaulted"), "The import {Import} met a fault and goes on in {Pause}.");

    private sealed record Working(ImportOrder Order, StockStreams? Run);

    private sealed record Begun(ImportOrder Order, string Digest);
}
