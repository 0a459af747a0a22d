using System.Buffers;
using System.CommandLine;
using System.Globalization;
using Exchange.Host.Proofs;
using Exchange.Kernel.Log;
using Exchange.Matching;
using Exchange.Matching.Auctions;
using Exchange.Matching.Audits;
using Exchange.Matching.CallAuctions;

namespace Exchange.Host.Cli;

/// <summary>The commands about audit files: one writes the file of a lot or a call auction from the stored log, the other verifies a file and needs nothing else.</summary>
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
        var lot = new Argument<string>("ID") { Description = "The id of the lot, or of the call auction." };
        var data = new Option<DirectoryInfo>("--data") { Description = "The directory of the data.", Required = true };
        var output = new Option<FileInfo>("--out") { Description = "Where the audit file goes.", Required = true };
        var command = new Command("audit", "Writes the audit file of a lot whose sale has ended, or of a call auction after its call, from the stored log alone.") { lot, data, output };
        command.SetAction(async (parsed, cancellation) =>
        {
            var file = await FileOf(StoredExchange.In(parsed.GetValue(data)!.FullName), parsed.GetValue(lot)!, cancellation);
            await File.WriteAllBytesAsync(parsed.GetValue(output)!.FullName, file.ToArray(), cancellation);
            return Show(AuditVerifier.Verify(file), parsed.InvocationConfiguration.Output.WriteLine) ? 0 : 1;
        });
        return command;
    }

    /// <summary>The audit file of a lot or a call auction. Reads the whole log and nothing that follows it.</summary>
    /// <exception cref="IOException">There is no such thing, or it has not ended.</exception>
    private static async Task<ReadOnlyMemory<byte>> FileOf(StoredExchange exchange, string lot, CancellationToken cancellation)
    {
        var log = exchange.Of(MatchingJournal.Definition.Service) ?? throw new IOException("There is no log of auctions in the data.");
        var (file, bytes) = (new AuditFile(), new ArrayBufferWriter<byte>());
        string[] streams = [Auction.Stream(lot), CallAuction.Stream(lot)];
        foreach (var partition in await log.Partitions())
        {
            await using var table = new LogTable(log.Definition, log.Stores.Log, partition);
            await foreach (var row in table.ReadVerified().WithCancellation(cancellation))
                foreach (var entry in row.Entries)
                    foreach (var part in entry.Parts.Where(part => streams.Contains(part.Stream) && AuditKind.Holds(part.Events) && (file.Entries > 0 || AuditKind.Begins(part.Events[0]))))
                        file.Write(bytes, entry.ReceivedAt.ToUnixTimeMilliseconds(), part.Events);
        }

        if (file.Entries == 0) throw new IOException($"The log knows no lot and no call auction '{lot}'.");
        if (!file.HasEnded) throw new IOException($"The sale of '{lot}' has not ended.");
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

        say($"{(verdict.Call is null ? "lot" : "call"),-8} {verdict.Lot} {verdict.Title}");
        say($"head     {verdict.Head}, {verdict.Entries} entries");
        if (verdict.Result is { } result) ShowResult(result, verdict.Currency, say);
        if (verdict.Call is { } call) ShowCall(call, verdict.Currency, say);
        if (verdict.HeadAt < verdict.Entries) say($"The head that was given stands at entry {verdict.HeadAt}; what follows was not published with it.");
        say("The chain is whole, and the rules give every entry and the result.");
        return true;
    }

    private static void ShowResult(AuditResult result, string? currency, Action<string> say)
    {
        say(string.Create(CultureInfo.InvariantCulture, $"result   {result.Outcome}{(result.Attempts is { } attempts ? $" in attempt {attempts}" : "")}"));
        foreach (var award in result.Awards)
            say(string.Create(
                CultureInfo.InvariantCulture, $"winner   {award.Winner}, {award.QuantityMilli / 1000m} units for {award.HammerMinor} minor units of {currency}, award {award.Award}"));
    }

    private static void ShowCall(AuditedCall call, string? currency, Action<string> say)
    {
        say(call.PriceMinor is { } price
            ? string.Create(CultureInfo.InvariantCulture, $"result   {call.VolumeMilli / 1000m} units at {price} minor units of {currency}, {call.Fills.Count} orders filled")
            : "result   nothing traded");
        foreach (var award in call.Awards)
            say(string.Create(
                CultureInfo.InvariantCulture,
                $"award    {award.Buyer} from {award.Seller}, {award.QuantityMilli / 1000m} units for {award.HammerMinor} minor units of {currency}, award {award.Award}"));
    }
}
