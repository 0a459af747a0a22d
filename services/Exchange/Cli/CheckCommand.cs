using System.CommandLine;
using Exchange.Host.Proofs;

namespace Exchange.Host.Cli;

/// <summary><c>exchange check</c>: proves the promises on stored data.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "The directory of the data.", Required = true };
        var bank = new Option<FileInfo?>("--bank") { Description = "The book of the bank as CSV, with which the ledger is compared line by line: reference,for,in,out,currency,sends_back." };
        var command = new Command("check", "Proves the promises of the exchange on stored data; ends with 1 when one is broken.") { data, bank };
        command.SetAction(async (parsed, cancellation) =>
        {
            var screen = Screen.Of(parsed.InvocationConfiguration.Output);
            var evidence = Evidence.None with { Bank = parsed.GetValue(bank) is { } book ? BankBook.Read(book) : null };
            var proofs = await Promises.Prove(StoredExchange.In(parsed.GetValue(data)!.FullName), evidence, screen, cancellation);
            return ProofReport.Show(proofs, screen) ? 0 : 1;
        });
        return command;
    }
}
