using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Tests.Models;

/// <summary>A client wired to a scripted server, on a clock that stands still.</summary>
internal sealed class ModelHarness : IAsyncDisposable
{
    public const string Key = "sk-very-secret-0001";

    private readonly HeadersWatch _watch = new();
    private readonly HttpClient _http;

    private ModelHarness(ScriptedModelServer server)
    {
        Server = server;
        _http = new HttpClient(_watch) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Completes when a response's headers have reached the client.</summary>
    public Task HeadersSeen => _watch.Seen;

    public ScriptedModelServer Server { get; }

    public ManualTimeProvider Clock { get; } = new();

    public RecordingLogger Log { get; } = new();

    public static async Task<ModelHarness> StartAsync(params ModelBehaviour[] script)
    {
        var harness = new ModelHarness(await ScriptedModelServer.StartAsync());
        harness.Server.Enqueue(script);
        return harness;
    }

    public ModelEndpoint Endpoint(Uri? baseUrl = null) => new()
    {
        Provider = "lab", Model = "model-1", Address = ModelEndpoint.AddressOf(baseUrl ?? Server.BaseUrl), Key = new Secret(Key), Facts = new ModelFacts { Sees = true },
    };

    public WireChatClient Client(ModelEndpoint? endpoint = null) => new(_http, endpoint ?? Endpoint(), Clock, Log);

    public RetryingChatClient Retrying(int seed = 1) => new(Client(), Clock, new Random(seed), Log);

    /// <summary>Asks once and expects a fault, which must be logged and must keep the secrets.</summary>
    public async Task<ModelException> FaultAsync(string question = "a private question")
    {
        var fault = await Should.ThrowAsync<ModelException>(() => Client().AskAsync(question));
        fault.Provider.ShouldBe("lab");
        fault.ToString().ShouldNotContain(Key);
        fault.ToString().ShouldNotContain(question);
        Log.Lines.ShouldContain(l => l.Level == LogLevel.Warning && l.Text.Contains(fault.Message));
        return fault;
    }

    public async ValueTask DisposeAsync()
    {
        // No line may hold the key, at any level; nor the conversation, below Trace.
        Log.Lines.ShouldNotContain(l => l.Text.Contains(Key));
        Log.Lines.ShouldNotContain(l => l.Level > LogLevel.Trace && l.Text.Contains("private"));
        _http.Dispose();
        await Server.DisposeAsync();
    }
}

internal sealed class HeadersWatch() : DelegatingHandler(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
{
    private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Seen => _seen.Task;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        _seen.TrySetResult();
        return response;
    }
}

internal static class Asking
{
    public static Task<ChatResponse> AskAsync(this IChatClient client, string question, CancellationToken ct = default) =>
        client.GetResponseAsync([new ChatMessage(ChatRole.User, question)], cancellationToken: ct);

    public static Task<ChatResponse> AskAsync(this IChatClient client, ChatMessage message) => client.GetResponseAsync([message]);

    public static IReadOnlyList<FunctionCallContent> Calls(this ChatResponse response) => [.. response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>()];

    public static IAsyncEnumerator<ChatResponseUpdate> Stream(this IChatClient client, string question, CancellationToken ct = default) =>
        client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, question)], cancellationToken: ct).GetAsyncEnumerator(ct);

    public static string Reasoning(this ChatResponse response) =>
        string.Concat(response.Messages.SelectMany(m => m.Contents).OfType<TextReasoningContent>().Select(c => c.Text));
}

internal sealed record LogLine(LogLevel Level, EventId Id, string Text);

internal sealed class RecordingLogger : ILogger
{
    private readonly Lock _gate = new();
    private readonly List<LogLine> _lines = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What <paramref name="pick"/> finds, as soon as it finds something.</summary>
    public async Task<LogLine> UntilAsync(Func<IReadOnlyList<LogLine>, LogLine?> pick)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (pick(_lines) is { } found) return found;
                changed = _changed.Task;
            }

            await changed.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    public IReadOnlyList<LogLine> Lines { get { lock (_gate) return [.. _lines]; } }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            _lines.Add(new LogLine(logLevel, eventId, formatter(state, exception) + exception));
            (changed, _changed) = (_changed, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed.SetResult();
    }
}
