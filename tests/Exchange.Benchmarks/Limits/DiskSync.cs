using System.Runtime.InteropServices;
using Exchange.Benchmarks.Load;
using Microsoft.Win32.SafeHandles;

namespace Exchange.Benchmarks.Limits;

/// <summary>The limit of the disk: how long it takes to write 4 KiB and know that they are there.</summary>
public static partial class DiskSync
{
    private const int Block = 4096, FileBytes = 64 * 1024 * 1024;

    /// <summary>Writes a block and syncs it, again and again for a time, in a file of a directory.</summary>
    public static Histogram Measure(string directory, TimeSpan time)
    {
        var file = Path.Combine(directory, "disk-sync");
        var (took, block) = (new Histogram(), new byte[Block]);
        // Written whole before, because syncing a file that grows is dearer: its length must be written too.
        File.WriteAllBytes(file, new byte[FileBytes]);
        using (var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Write))
        {
            RandomAccess.FlushToDisk(handle);
            var began = TimeProvider.System.GetTimestamp();
            for (var offset = 0L; TimeProvider.System.GetElapsedTime(began) < time; offset = (offset + Block) % FileBytes)
            {
                var start = TimeProvider.System.GetTimestamp();
                RandomAccess.Write(handle, block, offset);
                Sync(handle);
                took.Add(TimeProvider.System.GetElapsedTime(start));
            }
        }

        File.Delete(file);
        return took;
    }

    private static void Sync(SafeFileHandle handle)
    {
        if (!OperatingSystem.IsLinux()) RandomAccess.FlushToDisk(handle);
        else if (FDataSync(handle) != 0) throw new IOException($"fdatasync failed with error {Marshal.GetLastPInvokeError()}.");
    }

    // What SQLite uses; the framework has only fsync, which also writes the time of the last change.
    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle file);
}
