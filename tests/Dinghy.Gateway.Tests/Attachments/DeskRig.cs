using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Dinghy.DingTalk;
using Dinghy.DingTalk.Media;
using Dinghy.DingTalk.OpenApi;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Attachments.Pictures;
using Dinghy.Gateway.Attachments.Text;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Attachments;

/// <summary>The whole room over a real store and disk; DingTalk's two hosts are a handler that serves what a code names.</summary>
internal sealed class DeskRig : HttpMessageHandler, IAsyncDisposable
{
    private readonly TempHome _home = new();
    private readonly SqliteStore _store;
    private readonly HttpClient _http;
    private readonly AttachmentLog _log = new(NullLogger<AttachmentLog>.Instance);
    private readonly Dictionary<string, Queue<Func<HttpContent>>> _files = [];
    private int _asked;

    public DeskRig()
    {
        _store = SqliteStore.Open(_home.Path);
        Flaky = new FlakyStore(_store);
        _http = new HttpClient(this, disposeHandler: false);
    }

    public ManualTimeProvider Time { get; } = new(Said.At);

    public FlakyStore Flaky { get; }

    public AttachmentsConfig Limits { get; set; } = new();

    public long Free { get; set; } = long.MaxValue;

    /// <summary>How often an address was asked for: the metered calls.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>What the API answers instead of an address.</summary>
    public Func<HttpResponseMessage>? Refusal { get; set; }

    public List<string> Metered { get; } = [];

    public string Folder => Path.Combine(_home.Path, "attachments");

    public string[] Kept => Directory.Exists(Folder) ? [.. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)] : [];

    /// <summary>What a download code leads to; each fetch takes the next, the last stays.</summary>
    public DeskRig Serve(string code, params Func<HttpContent>[] contents)
    {
        _files[code] = new(contents);
        return this;
    }

    public DeskRig Serve(string code, byte[] bytes) => Serve(code, () => new ByteArrayContent(bytes));

    public async Task<Turn> TurnAsync(Said said) => (await _store.AddTurnAsync(said.NewTurn(), null, CancellationToken.None)).ShouldNotBeNull();

    public Task CloseAsync(Turn turn) => _store.CloseTurnAsync(turn.Id, TurnOutcome.Answered, Said.At, CancellationToken.None);

    public Task<IReadOnlyList<StoredAttachment>> StoredAsync(Turn turn) => _store.ReadAttachmentsAsync(turn.Id, CancellationToken.None);

    public static Said WithFile(string? name, string? code = "code-1", string id = "msg-1") =>
        new() { Id = id, Type = "file", Content = new JsonObject { ["downloadCode"] = code, ["fileName"] = name } };

    public static Said WithPictures(int count, string id = "msg-1") => new()
    {
        Id = id, Type = "richText",
        Content = new JsonObject { ["richText"] = new JsonArray([.. Enumerable.Range(1, count).Select(i => new JsonObject { ["type"] = "picture", ["downloadCode"] = $"code-{i}" })]) },
    };

    public async Task<IReadOnlyList<Attachment>> FetchAsync(Turn turn, CancellationToken ct = default)
    {
        var (files, sweeper) = Files();
        using var texts = new TextExtractor(Time, _log);
        using var pictures = new PictureReader(_log);
        using (sweeper)
        {
            var fetcher = new AttachmentFetcher(account => account == "main" ? Client() : null, files, sweeper, () => Limits, _log)
            {
                Metered = (account, call, token) =>
                {
                    lock (Metered) Metered.Add(account);
                    return call(token);
                },
            };
            using var desk = new AttachmentDesk(Flaky, files, fetcher, texts, pictures, () => Limits, Time, _log);
            return await desk.FetchAsync(turn, ct);
        }
    }

    public async Task SweepAsync()
    {
        using var sweeper = Files().Sweeper;
        await sweeper.SweepAsync(CancellationToken.None);
    }

    public async Task<Attachment> FetchOneAsync(Said said) => (await FetchAsync(await TurnAsync(said))).ShouldHaveSingleItem();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        Dispose();
        await _store.DisposeAsync();
        _home.Dispose();
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(request.RequestUri!.AbsolutePath switch
    {
        "/v1.0/oauth2/accessToken" => Json("""{"accessToken":"t","expireIn":7200}"""),
        "/v1.0/robot/messageFiles/download" => Address(JsonNode.Parse(request.Content!.ReadAsStringAsync(cancellationToken).Result)!["downloadCode"]!.GetValue<string>()),
        var path => File(path[1..]),
    });

    private (AttachmentFiles Files, AttachmentSweeper Sweeper) Files()
    {
        var files = new AttachmentFiles(_home.Path, () => Limits, Time) { FreeSpace = _ => Free };
        return (files, new AttachmentSweeper(files, Flaky, () => Limits, Time, _log));
    }

    private MediaClient Client()
    {
        var app = new DingTalkApp("id", "secret");
        return new(app, DingTalkEndpoints.Default, new AccessTokenProvider(app, DingTalkEndpoints.Default, _http, Time), _http, Time);
    }

    private HttpResponseMessage Address(string code)
    {
        Interlocked.Increment(ref _asked);
        return Refusal?.Invoke() ?? Json($$"""{"downloadUrl":"http://files.example/{{code}}"}""");
    }

    private HttpResponseMessage File(string code)
    {
        if (code == "round") return new(HttpStatusCode.Found) { Headers = { Location = new Uri("/round", UriKind.Relative) } };
        Func<HttpContent>? content;
        lock (_files) content = !_files.TryGetValue(code, out var queue) ? null : queue.Count > 1 ? queue.Dequeue() : queue.Peek();
        // As the storage behind DingTalk refuses an address that is over.
        return content is null ? new(HttpStatusCode.Forbidden) : new(HttpStatusCode.OK) { Content = content() };
    }

    public static HttpResponseMessage Json(string body, HttpStatusCode status = HttpStatusCode.OK) => new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
}

/// <summary>Gives some bytes, then waits for ever, or breaks.</summary>
internal sealed class Drip(byte[] first, bool breaks = false) : Stream
{
    private bool _given;

    public static HttpContent Endless(params byte[] first) => new StreamContent(new Drip(first));

    public static HttpContent Broken(params byte[] first) => new StreamContent(new Drip(first, breaks: true));

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => 0; set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_given && breaks) throw new IOException("reset");
        if (_given) await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        _given = true;
        first.CopyTo(buffer);
        return first.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
