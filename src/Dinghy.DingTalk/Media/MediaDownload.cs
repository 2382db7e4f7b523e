namespace Dinghy.DingTalk.Media;

/// <summary>A file on its way. Its name is the message's business: DingTalk's storage knows only a generic one.</summary>
public sealed class MediaDownload : IDisposable
{
    private readonly HttpResponseMessage _response;

    internal MediaDownload(HttpResponseMessage response, MediaStream content, long? length)
    {
        _response = response;
        Content = content;
        Length = length;
    }

    /// <summary>To be read asynchronously, once.</summary>
    public System.IO.Stream Content { get; }

    /// <summary>In bytes, as announced; null when it was not.</summary>
    public long? Length { get; }

    /// <summary>What the host says, never to be relied on.</summary>
    public string? ContentType => _response.Content.Headers.ContentType?.MediaType;

    public void Dispose()
    {
        Content.Dispose();
        _response.Dispose();
    }
}
