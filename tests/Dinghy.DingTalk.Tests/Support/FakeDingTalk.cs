using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dinghy.DingTalk.Tests.Support;

/// <summary>Just enough of DingTalk's Stream gateway, on loopback, with each socket in the test's hands.</summary>
internal sealed class FakeDingTalk : IAsyncDisposable
{
    private readonly Channel<FakeSocket> _sockets = Channel.CreateUnbounded<FakeSocket>();
    private readonly WebApplication _app;
    private int _tickets;

    private FakeDingTalk(WebApplication app) => _app = app;

    public DingTalkEndpoints Endpoints { get; private set; } = DingTalkEndpoints.Default;

    /// <summary>Bodies of the calls that asked for a ticket.</summary>
    public List<JsonElement> Opens { get; } = [];

    /// <summary>Answers the n-th call (from 0) in place of a ticket when it returns true.</summary>
    public Func<int, HttpContext, Task<bool>> OnOpen { get; set; } = (_, _) => Task.FromResult(false);

    public Func<HttpContext, bool> OnConnect { get; set; } = _ => true;

    /// <summary>Whether sockets accepted from now on read, and so answer pings.</summary>
    public bool Deaf { get; set; }

    public static async Task<FakeDingTalk> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(o => o.ShutdownTimeout = TimeSpan.Zero);
        var app = builder.Build();
        var fake = new FakeDingTalk(app);
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.Zero });
        app.Map("/v1.0/gateway/connections/open", fake.OpenAsync);
        app.Map("/connect", fake.ConnectAsync);
        await app.StartAsync();
        var root = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        fake.Endpoints = new DingTalkEndpoints(root, root);
        return fake;
    }

    public Task<FakeSocket> NextSocketAsync() => _sockets.Reader.ReadAsync().Within();

    public bool HasSocketWaiting => _sockets.Reader.TryPeek(out _);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task OpenAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        int call;
        lock (Opens)
        {
            call = Opens.Count;
            Opens.Add(body.RootElement.Clone());
        }

        if (await OnOpen(call, context)) return;
        var endpoint = $"ws://127.0.0.1:{Endpoints.Api.Port}/connect";
        await context.Response.WriteAsync($$"""{"endpoint":"{{endpoint}}","ticket":"t+/{{Interlocked.Increment(ref _tickets)}}=="}""");
    }

    private async Task ConnectAsync(HttpContext context)
    {
        if (!OnConnect(context))
        {
            context.Response.StatusCode = 401;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var fake = new FakeSocket(context, socket, context.Request.Query["ticket"].ToString());
        _sockets.Writer.TryWrite(fake);
        await fake.RunAsync(reads: !Deaf);
    }
}

/// <summary>DingTalk's end of one socket.</summary>
internal sealed class FakeSocket(HttpContext context, WebSocket socket, string ticket)
{
    private readonly Channel<Ack> _acks = Channel.CreateUnbounded<Ack>();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Ticket => ticket;

    /// <summary>Completes when the client closed or dropped the socket.</summary>
    public Task ClientClosed => _over.Task;

    public WebSocketCloseStatus? CloseStatus => socket.CloseStatus;

    public Task PushAsync(string text) => PushAsync(Encoding.UTF8.GetBytes(text));

    public Task PushAsync(byte[] text, WebSocketMessageType type = WebSocketMessageType.Text) =>
        socket.SendAsync(text, type, endOfMessage: true, CancellationToken.None);

    public async Task PushInPiecesAsync(string text, int size)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var at = 0; at < bytes.Length; at += size)
            await socket.SendAsync(bytes.AsMemory(at, Math.Min(size, bytes.Length - at)), WebSocketMessageType.Text, at + size >= bytes.Length, CancellationToken.None);
    }

    public Task<Ack> NextAckAsync() => _acks.Reader.ReadAsync().Within();

    public bool HasAckWaiting => _acks.Reader.TryPeek(out _);

    public Task CloseAsync() => socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

    /// <summary>The network goes away.</summary>
    public void Drop() => context.Abort();

    public async Task RunAsync(bool reads)
    {
        try
        {
            if (reads) await ReadAsync();
            else await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // Dropped.
        }
        finally
        {
            _over.TrySetResult();
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[1 << 20];
        for (; ; )
        {
            var filled = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer.AsMemory(filled), context.RequestAborted);
                filled += part.Count;
            }
            while (!part.EndOfMessage);

            if (part.MessageType == WebSocketMessageType.Close)
            {
                if (socket.State == WebSocketState.CloseReceived) await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                return;
            }

            using var frame = JsonDocument.Parse(buffer.AsMemory(0, filled));
            var root = frame.RootElement;
            _acks.Writer.TryWrite(new(root.GetProperty("code").GetInt32(), root.GetProperty("headers").GetProperty("messageId").GetString()!,
                root.GetProperty("headers").GetProperty("contentType").GetString()!, root.GetProperty("message").GetString()!, root.GetProperty("data").GetString()!));
        }
    }
}

internal sealed record Ack(int Code, string MessageId, string ContentType, string Message, string Data);
