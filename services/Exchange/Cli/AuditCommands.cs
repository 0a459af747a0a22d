using System.Buffers;
using System.CommandLine;
using System.Globalization;
using Exchange.Host.Proofs;
using Exchange.Kernel.Log;
using Exchange.Matching;
using Exchange.Matching.Auctions;
using Exchange.Matching.Audits;

namespace Exchange.Host.Cli;

/// <summary>The commands about audit files: one writes a lot's file from the stored log, the other verifies a file and needs nothing else.</summary>
internal static class AuditCommands
{
    /// <summary><c>exchange verify</c>.</summary>
    public static Command Verify()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The audit file." };
        var head = new Option<string?>("--head") { Description = "The head that the exchange has published: only with it is a file known that was written anew as a whole." };
        head.Validators.Add(result =>
        {
            if (result.GetValue(head) is { } said && (said.Length != 64 || said.Any(digit => !char.IsAsciiHexDigitLower(digit))))
                result.AddError("--head must be 64 lower-case hexadecimal digits.");
        });
        var command = new Command("verify", "Verifies an audit file from itself alone, chain, entries and result; ends with 1 and names the place when anything was changed.") { file, head };
        command.SetAction(parsed =>
            Show(AuditVerifier.Verify(File.ReadAllBytes(parsed.GetValue(file)!.FullName), parsed.GetValue(head)), parsed.InvocationConfiguration.Output.WriteLine) ? 0 : 1);
        return command;
    }

    /// <summary><c>exchange audit</c>.</summary>
    public static Command Audit()
    {
        var lot = new Argument<string>("LOT") { Description = "The lot's id." };
        var data = new Option<DirectoryInfo>("--data") { Description = "The directory of the data.", Required = true };
        var output = new Option<FileInfo>("--out") { Description = "Where the audit file goes.", Required = true };
        var command = new Command("audit", "Writes the audit file of a lot whose sale has ended, from the stored log alone.") { lot, data, output };
        command.SetAction(async (parsed, cancellation) =>
        {
            var file = await FileOf(StoredExchange.In(parsed.GetValue(data)!.FullName), parsed.GetValue(lot)!, cancellation);
            await File.WriteAllBytesAsync(parsed.GetValue(output)!.FullName, file.ToArray(), cancellation);
            return Show(AuditVerifier.Verify(file), parsed.InvocationConfiguration.Output.WriteLine) ? 0 : 1;
        });
        return command;
    }

    /// <summary>The audit file of a lot. Reads the whole log and nothing that follows it.</summary>
    /// <exception cref="IOException">There is no such lot, or its sale has not ended.</exception>
    private static async Task<ReadOnlyMemory<byte>> FileOf(StoredExchange exchange, string lot, CancellationToken cancellation)
    {
        var log = exchange.Of(MatchingJournal.Definition.Service) ?? throw new IOException("There is no log of auctions in the data.");
        var (file, bytes) = (new AuditFile(), new ArrayBufferWriter<byte>());
        foreach (var partition in await log.Partitions())
        {
            await using var table = new LogTable(log.Definition, log.Stores.Log, partition);
            await foreach (var row in table.ReadVerified().WithCancellation(cancellation))
                foreach (var entry in row.Entries)
                    foreach (var part in entry.Parts.Where(part => part.Stream == Auction.Stream(lot) && AuditFile.Holds(part.Events) && (file.Entries > 0 || part.Events[0] is LotOffered)))
                        file.Write(bytes, entry.ReceivedAt.ToUnixTimeMilliseconds(), part.Events);
        }

        if (file.Entries == 0) throw new IOException($"The log knows no lot '{lot}'.");
        if (!file.HasEnded) throw new IOException($"The sale of lot '{lot}' has not ended.");
        file.End(bytes);
        return bytes.WrittenMemory;
    }

    private static bool Show(AuditVerdict verdict, Action<string> say)
    {
        foreach (var fault in verdict.Faults) say("FAULT  " + fault);
        if (verdict.Faults.Count > 0)
        {
            say("This is NOT the audit file of a sale by the rules.");
            return false;
        }

        say($"lot      {verdict.Lot} {verdict.Title}");
        say($"head     {verdict.Head}, {verdict.Entries} entries");
        say($"result   {verdict.Result!.Outcome}");
        foreach (var award in verdict.Result.Awards)
        {
            var (units, price) = (award.QuantityMilli / 1000m, award.HammerMinor);
            say(string.Create(CultureInfo.InvariantCulture, $"winner   {award.Winner}, {units} units for {price} minor units of {verdict.Currency}, award {award.Award}"));
        }

        if (verdict.HeadAt < verdict.Entries) say($"The head that was given stands at entry {verdict.HeadAt}; what follows was not published with it.");
        say("The chain is whole, and the rules give every entry and the result.");
        return true;
    }
}
