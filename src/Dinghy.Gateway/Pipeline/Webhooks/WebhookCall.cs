using System.Net;

namespace Dinghy.Gateway.Pipeline.Webhooks;

/// <summary>A call as the listener hands it over: its head, and its body when somebody asks for it.</summary>
internal abstract class WebhookCall
{
    public abstract string Method { get; }

    /// <summary>Without the query.</summary>
    public abstract string Path { get; }

    /// <summary>Who holds the connection.</summary>
    public abstract IPAddress? Peer { get; }

    /// <summary>Null: there is none.</summary>
    public abstract string? Header(string name);

    public abstract string? Query(string name);

    /// <summary>Reads it once. Null: it is longer than <paramref name="most"/> bytes, or too much is being read at once.</summary>
    public abstract ValueTask<ReadOnlyMemory<byte>?> ReadAsync(int most, CancellationToken ct);
}

/// <param name="Status">Of HTTP.</param>
/// <param name="Body">JSON text; empty: none.</param>
internal readonly record struct WebhookAnswer(int Status, string Body = "")
{
    /// <summary>The message is safe, and nothing is said by this road.</summary>
    public static WebhookAnswer Empty => new(200, """{"msgtype":"empty"}""");

    /// <summary>What it is, or who sent it, could not be told.</summary>
    public static WebhookAnswer Unreadable => new(400);

    /// <summary>Not proven to be DingTalk's, or not for this robot. Why is not told.</summary>
    public static WebhookAnswer Refused => new(403);

    public static WebhookAnswer NotFound => new(404);

    public static WebhookAnswer OnlyPost => new(405);

    public static WebhookAnswer TooLarge => new(413);

    /// <summary>Not stored: DingTalk is asked to come again.</summary>
    public static WebhookAnswer Failed => new(500);

    /// <summary>Taken down, or not stored in time.</summary>
    public static WebhookAnswer Busy => new(503);
}

/// <summary>Answers calls. Called from many threads.</summary>
internal delegate ValueTask<WebhookAnswer> WebhookHandler(WebhookCall call, CancellationToken ct);

/// <summary>Something that listens.</summary>
internal interface IWebhookListener : IAsyncDisposable
{
    /// <summary>With the port that was taken.</summary>
    IPEndPoint Address { get; }
}

/// <summary>Begins to listen.</summary>
/// <exception cref="IOException">The address can not be had.</exception>
internal delegate Task<IWebhookListener> Listen(IPEndPoint address, WebhookHandler handler, CancellationToken ct);
