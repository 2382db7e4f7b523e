using SkiaSharp;

namespace Dinghy.Gateway.Attachments.Pictures;

/// <summary>From what a person sent to what models take: no larger than they look at, upright, PNG or JPEG.</summary>
internal static class PictureMaker
{
    /// <summary>Models scale larger ones down themselves, and charge for the bytes.</summary>
    public const int LongestSide = 2048;
    public const int MostBytes = 4 * 1024 * 1024;

    private static readonly int[] s_qualities = [85, 70, 50];

    /// <returns>Null: it does not decode to its last line.</returns>
    public static ModelPicture? Make(SKCodec codec, SKData data, string? type)
    {
        using var pixels = Decode(codec);
        if (pixels is null) return null;
        var common = type is "image/png" or "image/jpeg" or "image/webp";
        var small = Math.Max(codec.Info.Width, codec.Info.Height) <= LongestSide && data.Size <= MostBytes;
        if (common && small && codec.EncodedOrigin == SKEncodedOrigin.TopLeft && codec.FrameCount <= 1) return new(data.ToArray(), type!);
        using var shown = Draw(pixels, codec.EncodedOrigin);
        return Encode(shown);
    }

    // JPEG decodes to a half, a quarter or an eighth for the price of that.
    private static SKBitmap? Decode(SKCodec codec)
    {
        var scale = Math.Min(1f, (float)LongestSide / Math.Max(codec.Info.Width, codec.Info.Height));
        var size = scale < 1 ? codec.GetScaledDimensions(scale) : new SKSizeI(codec.Info.Width, codec.Info.Height);
        var opaque = codec.Info.AlphaType == SKAlphaType.Opaque;
        var pixels = new SKBitmap(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, opaque ? SKAlphaType.Opaque : SKAlphaType.Premul));
        if (codec.GetPixels(pixels.Info, pixels.GetPixels()) == SKCodecResult.Success) return pixels;
        pixels.Dispose();
        return null;
    }

    private static SKBitmap Draw(SKBitmap pixels, SKEncodedOrigin origin)
    {
        var turned = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var scale = Math.Min(1f, (float)LongestSide / Math.Max(pixels.Width, pixels.Height));
        var (width, height) = (Math.Max(1, (int)(pixels.Width * scale)), Math.Max(1, (int)(pixels.Height * scale)));
        var shown = new SKBitmap(new SKImageInfo(turned ? height : width, turned ? width : height, SKColorType.Rgba8888, pixels.AlphaType));
        using var canvas = new SKCanvas(shown);
        canvas.Clear(SKColors.Transparent);
        canvas.SetMatrix(Upright(origin, width, height));
        using var image = SKImage.FromBitmap(pixels);
        canvas.DrawImage(image, new SKRect(0, 0, width, height), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return shown;
    }

    // The eight ways a camera can be held, as EXIF numbers them.
    private static SKMatrix Upright(SKEncodedOrigin origin, float width, float height) => origin switch
    {
        SKEncodedOrigin.TopRight => new(-1, 0, width, 0, 1, 0, 0, 0, 1),
        SKEncodedOrigin.BottomRight => new(-1, 0, width, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.BottomLeft => new(1, 0, 0, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.LeftTop => new(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => new(0, -1, height, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightBottom => new(0, -1, height, -1, 0, width, 0, 0, 1),
        SKEncodedOrigin.LeftBottom => new(0, 1, 0, -1, 0, width, 0, 0, 1),
        _ => SKMatrix.Identity,
    };

    private static ModelPicture Encode(SKBitmap shown)
    {
        if (shown.AlphaType != SKAlphaType.Opaque)
        {
            using var png = shown.Encode(SKEncodedImageFormat.Png, 100);
            if (png.Size <= MostBytes) return new(png.ToArray(), "image/png");
        }

        using var solid = OnWhite(shown);
        foreach (var quality in s_qualities[..^1])
        {
            using var jpeg = solid.Encode(SKEncodedImageFormat.Jpeg, quality);
            if (jpeg.Size <= MostBytes) return new(jpeg.ToArray(), "image/jpeg");
        }

        // 2,048 by 2,048 of noise at this quality stays below the limit.
        using var last = solid.Encode(SKEncodedImageFormat.Jpeg, s_qualities[^1]);
        return new(last.ToArray(), "image/jpeg");
    }

    private static SKBitmap OnWhite(SKBitmap shown)
    {
        var solid = new SKBitmap(new SKImageInfo(shown.Width, shown.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(solid);
        canvas.Clear(SKColors.White);
        using var image = SKImage.FromBitmap(shown);
        canvas.DrawImage(image, 0, 0);
        return solid;
    }
}
