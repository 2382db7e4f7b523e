using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Pipeline;
using Microsoft.AspNetCore.Http.Features;

namespace Dinghy.Admin.OpenAi;

/// <summary><c>/v1/models</c> and <c>/v1/chat/completions</c> on the gateway's own port: agents for programs that speak to OpenAI. Closed unless the configuration opens it.</summary>
/// <param name="gateway">Null until it has started.</param>
/// <param name="adminToken">Of the home folder.</param>
/// <param name="time">The clock.</param>
internal sealed class OpenAiDoor(Func<GatewayHost?> gateway, string adminToken, TimeProvider time) : IDisposable
{
    private const int MaxBody = 2 * 1024 * 1024;
    private const int MaxAtOnce = 32;
    private const string AdminName = "admin";

    private readonly SemaphoreSlim _slots = new(MaxAtOnce, MaxAtOnce);
    private long _last;

    public void Map(WebApplication app)
    {
        app.MapGet("/v1/models", (RequestDelegate)(http => WithTokenAsync(http, (host, _) => ModelsAsync(http, host))));
        app.MapPost("/v1/chat/completions", (RequestDelegate)(http => WithTokenAsync(http, (host, token) => CompleteAsync(http, host, token))));
    }

    public void Dispose() => _slots.Dispose();

    private async Task WithTokenAsync(HttpContext http, Func<GatewayHost, string, Task> work)
    {
        if (gateway() is not { } host) await FailAsync(http, DoorFault.Starting);
        else if (!host.Config.OpenAiDoor.Enabled) http.Response.StatusCode = StatusCodes.Status404NotFound;
        else if (NameOf(http.Request.Headers.Authorization, host) is not { } token) await FailAsync(http, DoorFault.NoToken);
        else await work(host, token);
    }

    /// <summary>Every token is compared, in constant time, so that none tells by how soon it is refused.</summary>
    private string? NameOf(string? authorization, GatewayHost host)
    {
        var found = AdminToken.Matches(adminToken, authorization) ? AdminName : null;
        foreach (var (name, secret) in host.Config.OpenAiDoor.Tokens)
            if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes($"Bearer {secret.Reveal()}"), Encoding.UTF8.GetBytes(authorization ?? ""))) found = name;
        return found;
    }

    private static Task ModelsAsync(HttpContext http, GatewayHost host) => WriteAsync(
        http, StatusCodes.Status200OK,
        new ModelList("list", [.. host.Door.Agents.Select(agent => new ModelEntry($"dinghy/{agent}", "model", host.Status.StartedAt.ToUnixTimeSeconds(), "dinghy"))]), OpenAiDoorJson.Default.ModelList);

    private async Task CompleteAsync(HttpContext http, GatewayHost host, string token)
    {
        if (!await _slots.WaitAsync(TimeSpan.Zero, http.RequestAborted))
        {
            await FailAsync(http, DoorFault.Busy);
            return;
        }

        try
        {
            var (request, fault) = await ReadAsync(http);
            var door = host.Door;
            if (request is not null && door.AgentOf(request.Model ?? "") is null) fault = DoorFault.NoModel(request.Model is { Length: > 100 } name ? name[..100] : request.Model);
            var question = fault is null ? DoorRequest.Read(request!, door.AgentOf(request!.Model!)!, token) : (null, fault);
            if (question.Fault is { } wrong)
            {
                await FailAsync(http, wrong);
                return;
            }

            // Whoever leaves is not answered; a gateway that stops answers nobody any more.
            using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, host.Stopping);
            var answer = new DoorAnswer($"chatcmpl-{Interlocked.Increment(ref _last)}", time.GetUtcNow().ToUnixTimeSeconds(), request!.Model!);
            var updates = door.AskAsync(question.Question!, either.Token);
            if (request.Stream == true) await StreamAsync(http, answer, updates, request.StreamOptions?.IncludeUsage == true, either.Token);
            else await WholeAsync(http, answer, updates, either.Token);
        }
        catch (OperationCanceledException)
        {
            // They left, or we stop.
            http.Abort();
        }
        finally
        {
            _slots.Release();
        }
    }

    private static async Task<(ChatRequest? Request, DoorFault? Fault)> ReadAsync(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = MaxBody;
        try
        {
            return await JsonSerializer.DeserializeAsync(http.Request.Body, OpenAiDoorJson.Default.ChatRequest, http.RequestAborted) is { } request ? (request, null) : (null, DoorFault.Bad("The body is no JSON object."));
        }
        catch (JsonException)
        {
            return (null, DoorFault.Bad("The body is no JSON of this form."));
        }
        catch (BadHttpRequestException e)
        {
            return (null, e.StatusCode == StatusCodes.Status413PayloadTooLarge ? DoorFault.TooLarge : DoorFault.Bad("The request can not be read."));
        }
    }

    private static async Task WholeAsync(HttpContext http, DoorAnswer answer, IAsyncEnumerable<AgentUpdate> updates, CancellationToken ct)
    {
        await foreach (var update in updates.WithCancellation(ct)) answer.Take(update);
        if (answer.Fault is { } fault) await FailAsync(http, fault);
        else await WriteAsync(http, StatusCodes.Status200OK, answer.ToCompletion(), OpenAiDoorJson.Default.ChatCompletion);
    }

    private static async Task StreamAsync(HttpContext http, DoorAnswer answer, IAsyncEnumerable<AgentUpdate> updates, bool withUsage, CancellationToken ct)
    {
        await foreach (var update in updates.WithCancellation(ct))
        {
            var begun = answer.Text.Length > 0;
            answer.Take(update);
            // What was shown can not be taken back; whoever asks again begins anew.
            if (update is AgentUpdate.StartOver && begun) answer.Break();
            if (answer.Fault is not null) break;
            if (update is not AgentUpdate.Text { Delta.Length: > 0 } text) continue;
            if (!http.Response.HasStarted) await BeginAsync(http, answer, ct);
            await EventAsync(http, answer.ToChunk(new ChatDelta { Content = text.Delta }), ct);
        }

        if (answer.Fault is { } fault && !http.Response.HasStarted)
        {
            await FailAsync(http, fault);
            return;
        }

        if (!http.Response.HasStarted) await BeginAsync(http, answer, ct);
        if (answer.Fault is { } late)
        {
            await http.Response.WriteAsync($"data: {JsonSerializer.Serialize(late.ToError(), OpenAiDoorJson.Default.OpenAiError)}\n\n", ct);
            return;
        }

        await EventAsync(http, answer.ToChunk(new ChatDelta(), "stop"), ct);
        if (withUsage) await EventAsync(http, answer.ToChunk() with { Usage = answer.Usage }, ct);
        await http.Response.WriteAsync("data: [DONE]\n\n", ct);
    }

    private static async Task BeginAsync(HttpContext http, DoorAnswer answer, CancellationToken ct)
    {
        http.Response.ContentType = "text/event-stream; charset=utf-8";
        http.Response.Headers.CacheControl = "no-cache";
        await EventAsync(http, answer.ToChunk(new ChatDelta { Role = "assistant", Content = "" }), ct);
    }

    private static async Task EventAsync(HttpContext http, ChatChunk chunk, CancellationToken ct)
    {
        await http.Response.WriteAsync($"data: {JsonSerializer.Serialize(chunk, OpenAiDoorJson.Default.ChatChunk)}\n\n", ct);
        await http.Response.Body.FlushAsync(ct);
    }

    private static Task FailAsync(HttpContext http, DoorFault fault) => WriteAsync(http, fault.Status, fault.ToError(), OpenAiDoorJson.Default.OpenAiError);

    private static async Task WriteAsync<T>(HttpContext http, int status, T body, JsonTypeInfo<T> type)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=utf-8";
        await http.Response.WriteAsync(JsonSerializer.Serialize(body, type), http.RequestAborted);
    }
}
