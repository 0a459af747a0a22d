using Exchange.Kernel.Deciders;
using SkiaSharp;

namespace Exchange.Listing.Media;

/// <summary>A photo as it is kept: a JPEG image of our own making, which holds nothing but what can be seen.</summary>
/// <param name="Bytes">The image.</param>
/// <param name="Thumbnail">The same, small.</param>
/// <param name="Width">Its width in pixels.</param>
/// <param name="Height">Its height.</param>
public sealed record Photo(ReadOnlyMemory<byte> Bytes, ReadOnlyMemory<byte> Thumbnail, int Width, int Height);

/// <summary>Makes photos of what was sent: upright, no larger than a screen, without the place and the device that a camera writes into its files. What says that it has more pixels than
/// we would hold is refused by its header, before anything of it is decoded.</summary>
public static class PhotoCodec
{
    public const int LongestSide = 2_048, ThumbnailSide = 320;

    /// <summary>The most pixels of an image that is decoded, and the most of its rows and columns.</summary>
    public const long MostPixels = 40_000_000, MostOfSide = 20_000;

    private const int Quality = 85;

    // Decoding takes up to 160 MB; one after the other it never takes more.
    private static readonly Lock OneAtATime = new();

    private static readonly SKSamplingOptions Smooth = new(SKFilterMode.Linear, SKMipmapMode.Linear);

    /// <summary>Whether bytes begin as an image does that we take.</summary>
    public static bool IsImage(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith<byte>([0xff, 0xd8, 0xff]) || bytes.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a])
        || (bytes.Length > 12 && bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8));

    /// <summary>Makes a photo of an image, or says why not.</summary>
    public static Refusal? Read(ReadOnlyMemory<byte> bytes, out Photo? photo)
    {
        photo = null;
        if (!IsImage(bytes.Span)) return MediaRefusals.NoPhoto;
        using var data = SKData.CreateCopy(bytes.Span);
        using var codec = SKCodec.Create(data);
        if (codec?.EncodedFormat is not (SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Png or SKEncodedImageFormat.Webp)) return MediaRefusals.NoPhoto;
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if (width is < 1 or > (int)MostOfSide || height is < 1 or > (int)MostOfSide || (long)width * height > MostPixels) return MediaRefusals.TooManyPixels;
        lock (OneAtATime)
        {
            using var decoded = Decode(codec);
            if (decoded is null) return MediaRefusals.NoPhoto;
            using var upright = Upright(decoded, codec.EncodedOrigin);
            using var small = Fitted(upright, ThumbnailSide);
            photo = new(Encoded(upright), Encoded(small), upright.Width, upright.Height);
        }

        return null;
    }

    // A JPEG image is decoded at an eighth to the whole of its size, whichever is enough.
    private static SKImage? Decode(SKCodec codec)
    {
        var longest = Math.Max(codec.Info.Width, codec.Info.Height);
        var size = codec.EncodedFormat == SKEncodedImageFormat.Jpeg && longest > 2 * LongestSide ? codec.GetScaledDimensions(1.25f * LongestSide / longest) : codec.Info.Size;
        using var srgb = SKColorSpace.CreateSrgb();
        var info = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul, srgb);
        using var bitmap = new SKBitmap(info);
        if (codec.GetPixels(info, bitmap.GetPixels()) != SKCodecResult.Success) return null;
        bitmap.SetImmutable();
        return SKImage.FromBitmap(bitmap);
    }

    private static SKImage Upright(SKImage image, SKEncodedOrigin origin)
    {
        var (w, h) = ((float)image.Width, (float)image.Height);
        var turned = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var matrix = origin switch
        {
            SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, w, 0, 1, 0, 0, 0, 1),
            SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, w, 0, -1, h, 0, 0, 1),
            SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, h, 0, 0, 1),
            SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightTop => new SKMatrix(0, -1, h, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, h, -1, 0, w, 0, 0, 1),
            SKEncodedOrigin.LeftBottom => new SKMatrix(0, 1, 0, -1, 0, w, 0, 0, 1),
            _ => SKMatrix.Identity,
        };
        var (width, height) = turned ? (image.Height, image.Width) : (image.Width, image.Height);
        return Drawn(image, width, height, Math.Min(1f, (float)LongestSide / Math.Max(width, height)), matrix);
    }

    private static SKImage Fitted(SKImage image, int longest) => Drawn(image, image.Width, image.Height, Math.Min(1f, (float)longest / Math.Max(image.Width, image.Height)), SKMatrix.Identity);

    private static SKImage Drawn(SKImage image, int width, int height, float scale, SKMatrix matrix)
    {
        using var srgb = SKColorSpace.CreateSrgb();
        var info = new SKImageInfo(Math.Max(1, (int)MathF.Round(width * scale)), Math.Max(1, (int)MathF.Round(height * scale)), SKColorType.Rgba8888, SKAlphaType.Premul, srgb);
        using var surface = SKSurface.Create(info);
        surface.Canvas.Clear(SKColors.White); // what is transparent is so in front of paper
        surface.Canvas.Scale((float)info.Width / width, (float)info.Height / height);
        surface.Canvas.Concat(matrix);
        surface.Canvas.DrawImage(image, SKRect.Create(image.Width, image.Height), Smooth);
        return surface.Snapshot();
    }

    private static byte[] Encoded(SKImage image)
    {
        using var encoded = image.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return encoded.ToArray();
    }
}
