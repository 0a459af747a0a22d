using System.Buffers.Binary;
using System.Text;
using SkiaSharp;

namespace Exchange.Tests.Listing;

/// <summary>Images as consignors send them, and as nobody should: made here, so that none is in the repository.</summary>
internal static class Pictures
{
    /// <summary>A green image with a red upper left quarter.</summary>
    public static byte[] Of(int width, int height, SKEncodedImageFormat format)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height));
        surface.Canvas.Clear(SKColors.Green);
        using var red = new SKPaint { Color = SKColors.Red };
        surface.Canvas.DrawRect(0, 0, width / 2f, height / 2f, red);
        using var image = surface.Snapshot();
        using var data = image.Encode(format, 95);
        return data.ToArray();
    }

    public static bool IsRed(SKColor color) => color.Red > 200 && color.Green < 80;

    /// <summary>A JPEG image with what a camera writes: an orientation, and a name.</summary>
    public static byte[] WithExif(byte[] jpeg, int orientation)
    {
        var maker = "Secret camera\0"u8;
        byte[] tiff =
        [
            .. "II*\0"u8, 8, 0, 0, 0, 2, 0,
            0x0f, 0x01, 2, 0, (byte)maker.Length, 0, 0, 0, 38, 0, 0, 0,
            0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0,
            0, 0, 0, 0, .. maker,
        ];
        byte[] segment = [.. "Exif\0\0"u8, .. tiff];
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(segment.Length + 2));
        return [.. jpeg[..2], 0xff, 0xe1, .. length, .. segment, .. jpeg[2..]];
    }

    /// <summary>A bad image, by what is wrong with it.</summary>
    public static byte[] Bad(string what) => what switch
    {
        "nothing" => [],
        "text" => Encoding.UTF8.GetBytes("no image"),
        "pdf" => Encoding.UTF8.GetBytes("%PDF-1.7"),
        "gif" => [.. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3b],
        "svg" => Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg'/>"),
        "only a JPEG's mark" => [0xff, 0xd8, 0xff, 0xe0, 0, 16],
        "only a PNG's mark" => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a],
        "only a WebP's mark" => [.. "RIFF"u8, 20, 0, 0, 0, .. "WEBPVP8 "u8],
        "half a PNG" => Of(300, 300, SKEncodedImageFormat.Png) is var png ? png[..(png.Length / 2)] : [],
        "a PNG that says 100,000 x 100,000" => Saying(100_000, 100_000),
        "a PNG that says 20,000 x 20,000" => Saying(20_000, 20_000),
        "a PNG that says 1 x 40,000,000" => Saying(1, 40_000_000),
        "a PNG of no width" => Saying(0, 10),
        "a PNG larger than it says" => Saying(16, 16),
        "a JPEG that says 65,500 x 65,500" => SayingInJpeg(65_500),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
    };

    /// <summary>A PNG whose header says other sizes than it has, with the right sum.</summary>
    private static byte[] Saying(uint width, uint height)
    {
        var png = Of(64, 64, SKEncodedImageFormat.Png);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(20), height);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Crc32(png.AsSpan(12, 17)));
        return png;
    }

    private static byte[] SayingInJpeg(ushort side)
    {
        var jpeg = Of(64, 64, SKEncodedImageFormat.Jpeg);
        var frame = jpeg.AsSpan().IndexOf<byte>([0xff, 0xc0]);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 5), side);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 7), side);
        return jpeg;
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xedb88320 : crc >> 1;
        }

        return ~crc;
    }
}
