using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dinghy.Testing;

/// <summary>
/// An OpenAI-compatible model (or, at <c>/v1/messages</c>, one in Anthropic's form) on a free loopback port that does as it is told: each request takes the next behaviour of the queue,
/// and <see cref="Otherwise"/> once that is empty. Real sockets, no clock of its own.
/// </summary>
public sealed class ScriptedModelServer : IAsyncDisposable
{
    private static readonly TimeSpan s_guard = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Queue<ModelBehaviour> _script = [];
    private readonly List<ModelRequest> _requests = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly WebApplication _app;
    private TaskCompletionSource _changed = NewSignal();

    private ScriptedModelServer(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.WebHost.ConfigureKestrel(k => k.Limits.MaxRequestBodySize = 64 * 1024 * 1024);
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>What a provider's <c>base_url</c> would be.</summary>
    public Uri BaseUrl => new(_app.Urls.First() + "/v1");

    /// <summary>What is done once the script is used up; an echo unless set.</summary>
    public ModelBehaviour Otherwise { get; set; } = ModelBehaviour.Echo();

    /// <summary>Every chat request so far, in order of arrival.</summary>
    public IReadOnlyList<ModelRequest> Requests { get { lock (_gate) return [.. _requests]; } }

    /// <param name="port">0 takes a free one; a number lets a scenario bring the model back where it was.</param>
    public static async Task<ScriptedModelServer> StartAsync(int port = 0)
    {
        var server = new ScriptedModelServer(port);
        await server._app.StartAsync();
        return server;
    }

    public void Enqueue(params ModelBehaviour[] behaviours)
    {
        lock (_gate) foreach (var behaviour in behaviours) _script.Enqueue(behaviour);
    }

    /// <summary>The request of this number (from 1) once it is there; fails after 30 s of real time.</summary>
    public async Task<ModelRequest> WaitForRequestAsync(int number)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_requests.Count >= number) return _requests[number - 1];
                changed = _changed.Task;
            }

            await changed.WaitAsync(s_guard);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task HandleAsync(HttpContext http)
    {
        if (http.Request.Method != "POST" || http.Request.Path.Value is not ("/v1/chat/completions" or "/v1/messages"))
        {
            http.Response.StatusCode = 404;
            await http.Response.WriteAsync("""{"error":{"message":"no such path","type":"invalid_request_error","code":null}}""");
            return;
        }

        if (await ReadAsync(http) is not { } request) return;
        var (behaviour, number) = Take(request);
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _stopping.Token);
        try
        {
            await behaviour.RunAsync(new ModelTurn(http, request, number, stopped.Token));
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // The client left: the record says so.
        }
        finally
        {
            request.End(http.RequestAborted.IsCancellationRequested);
        }
    }

    private static async Task<ModelRequest?> ReadAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        try
        {
            return ModelRequest.Parse(body.ToArray(),
                http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            http.Response.StatusCode = 400;
            await http.Response.WriteAsync("""{"error":{"message":"not a chat request","type":"invalid_request_error","code":null}}""");
            return null;
        }
    }

    private (ModelBehaviour Behaviour, int Number) Take(ModelRequest request)
    {
        TaskCompletionSource changed;
        ModelBehaviour? behaviour;
        int number;
        lock (_gate)
        {
            _requests.Add(request);
            number = _requests.Count;
            (changed, _changed) = (_changed, NewSignal());
            if (!_script.TryDequeue(out behaviour)) behaviour = Otherwise;
        }

        changed.SetResult();
        return (behaviour, number);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
