using Exchange.Matching.Audits;
using Xunit;

namespace Exchange.Tests.Matching;

/// <summary>Changes audit files byte by byte.</summary>
internal static class Flips
{
    /// <summary>Changes each byte of a file, one at a time, to another one: every change must be found, and one in an entry named with that entry or one beside it.</summary>
    public static void AreAllNamed(byte[] file)
    {
        var starts = Enumerable.Range(0, file.Length).Where(at => file.AsSpan(at).StartsWith("{\"at\":"u8)).ToList();
        var end = file.AsSpan().LastIndexOf("],\"format\""u8);
        Parallel.For(0, file.Length, at =>
        {
            var changed = file.ToArray();
            changed[at] = (byte)(changed[at] + new Random(1989 + at).Next(1, 256));
            var faults = AuditVerifier.Verify(changed).Faults;
            var entry = starts.Count(start => start <= at);
            Assert.True(faults.Count > 0, $"byte {at}");
            if (at <= starts[0] || at >= end) return;
            Assert.True(faults.Any(fault => Names(fault, entry - 1) || Names(fault, entry) || Names(fault, entry + 1)), $"byte {at}, entry {entry}: {string.Join(" / ", faults)}");
        });

        static bool Names(string fault, int entry) => fault.Contains($"entry {entry}", StringComparison.Ordinal);
    }
}
