using System.Security.Cryptography;

namespace Exchange.Kernel.Security;

/// <summary>Files of keys, which only their owner may read.</summary>
public static class PrivateFile
{
    /// <summary>Makes a directory that only its owner may enter, and returns it.</summary>
    public static string Directory(string directory)
    {
        if (OperatingSystem.IsWindows()) System.IO.Directory.CreateDirectory(directory);
        else System.IO.Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return directory;
    }

    /// <summary>Makes a file with a text unless it is there. Written whole beside its place and then moved: of two nodes that start at once, one finds
    /// the other's key, never half of one.</summary>
    public static void MakeOnce(string file, string text)
    {
        var written = file + "." + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(written, options)) writer.WriteLine(text);
        try
        {
            File.Move(written, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(written);
        }
    }
}
