using SkiaSharp;

namespace Dinghy.Gateway.Attachments.Pictures;

/// <summary>A picture as a model takes it.</summary>
/// <param name="Data">Encoded.</param>
/// <param name="MediaType"><c>image/png</c>, <c>image/jpeg</c> or <c>image/webp</c>.</param>
internal sealed record ModelPicture(ReadOnlyMemory<byte> Data, string MediaType);

/// <summary>Pictures from the disk: their header when they come, their pixels when a model asks. One at a time, for one may take 160 MB.</summary>
internal sealed class PictureReader(AttachmentLog log) : IDisposable
{
    /// <summary>Pixels: what a header may promise before anything is decoded.</summary>
    public const long MostPixels = 40_000_000;
    public const int LongestSide = 30_000;

    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>Looks at the header only.</summary>
    /// <returns>Null when the picture can be decoded as far as it shows, else a code of <see cref="AttachmentProblems"/>.</returns>
    public async Task<string?> CheckAsync(Attachment attachment, CancellationToken ct) =>
        (await RunAsync(attachment, decode: false, ct)).Problem;

    /// <summary>Decodes it, so that no model is sent what is no picture, and makes it smaller, upright and of a common kind where it is not.</summary>
    /// <param name="attachment">Of kind picture and without a problem.</param>
    /// <param name="ct">Gives up waiting for its turn.</param>
    /// <returns>One of the two.</returns>
    public Task<(ModelPicture? Picture, string? Problem)> LoadAsync(Attachment attachment, CancellationToken ct) => RunAsync(attachment, decode: true, ct);

    public void Dispose() => _gate.Dispose();

    private async Task<(ModelPicture? Picture, string? Problem)> RunAsync(Attachment attachment, bool decode, CancellationToken ct)
    {
        if (attachment.Path is not { } path) return (null, attachment.Problem ?? AttachmentProblems.Expired);
        await _gate.WaitAsync(ct);
        try
        {
            return await Task.Run(() => Read(path, attachment.ContentType, decode), CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, AttachmentProblems.Expired);
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException)
        {
            log.NoPictureLibrary(e);
            return (null, AttachmentProblems.Unsupported);
        }
        finally
        {
            _gate.Release();
        }
    }

    private static (ModelPicture? Picture, string? Problem) Read(string path, string? type, bool decode)
    {
        if (type == FileType.Heic.ContentType) return (null, AttachmentProblems.Unsupported);
        using var data = SKData.CreateCopy(File.ReadAllBytes(path));
        using var codec = SKCodec.Create(data);
        if (codec is null) return (null, AttachmentProblems.Damaged);
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if (width <= 0 || height <= 0) return (null, AttachmentProblems.Damaged);
        if ((long)width * height > MostPixels || Math.Max(width, height) > LongestSide) return (null, AttachmentProblems.Bomb);
        if (!decode) return (null, null);
        return PictureMaker.Make(codec, data, type) is { } picture ? (picture, null) : (null, AttachmentProblems.Damaged);
    }
}
