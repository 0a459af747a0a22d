using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Exchange.Tests.Matching;

/// <summary>Amounts that stand nowhere else, and how they are looked for.</summary>
internal static class Canary
{
    /// <summary>The forms of an amount that are in some bytes, in hexadecimal; none where it is not there.</summary>
    public static IEnumerable<string> Found(long amount, byte[] where) =>
        Forms(amount).Where(form => where.AsSpan().IndexOf(form) >= 0).Select(form => Convert.ToHexStringLower(form));

    /// <summary>The same in all files of a directory, whoever writes them; each form with its file.</summary>
    public static IEnumerable<string> FoundIn(string directory, long amount) =>
        Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).SelectMany(file => Found(amount, ReadShared(file)).Select(form => $"{form} in {file}"));

    /// <summary>A file that somebody may be writing; empty where it is gone.</summary>
    public static byte[] ReadShared(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.ToArray();
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }

    /// <summary>An amount as it could be written: digits in minor and major units, both orders of its six bytes, and their hexadecimal and Base64 at each offset.</summary>
    public static IEnumerable<byte[]> Forms(long amount)
    {
        var (digits, big, little) = (amount.ToString(CultureInfo.InvariantCulture), new byte[8], new byte[8]);
        BinaryPrimitives.WriteInt64BigEndian(big, amount);
        BinaryPrimitives.WriteInt64LittleEndian(little, amount);
        yield return Encoding.ASCII.GetBytes(digits);
        yield return Encoding.ASCII.GetBytes(digits[..^2] + "." + digits[^2..]);
        foreach (var bytes in new[] { big[2..], little[..6] })
        {
            yield return bytes;
            yield return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes));
            yield return Encoding.ASCII.GetBytes(Convert.ToHexString(bytes));
        }

        foreach (var bytes in new[] { Encoding.ASCII.GetBytes(digits), big, little })
            for (var offset = 0; offset < 3; offset++)
            {
                // Whole groups of three bytes, which alone do not depend on what stands beside them.
                var whole = bytes[((3 - offset) % 3)..];
                yield return Encoding.ASCII.GetBytes(Convert.ToBase64String(whole[..(whole.Length / 3 * 3)]));
            }
    }
}
