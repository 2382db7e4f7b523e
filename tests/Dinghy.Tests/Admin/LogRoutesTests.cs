using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Dinghy.Admin;
using Dinghy.Gateway.Configuration;
using Dinghy.Hosting;
using Dinghy.LogBook;
using Dinghy.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dinghy.Tests.Admin;

public sealed partial class LogRoutesTests : IAsyncLifetime
{
    private readonly TempHome _home = new();
    private readonly HttpClient _http = new();
    private GatewayRun _run = null!;
    private ILogger _logger = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var app = await AdminServer.BuildBeside(verbose: false);
        _logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Dinghy.Tests");
        var config = new DinghyConfig { Home = _home.Path, Models = new ModelsConfig { Default = "demo/demo" }, Gateway = new GatewayConfig { Port = 0 } };
        _run = await GatewayRun.StartAsync(config, Task.FromResult(app), Ct);
        _http.BaseAddress = RunningGateway.Find(_home.Path)!.Address;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminToken.Read(_home.Path));
    }

    public async ValueTask DisposeAsync()
    {
        await _run.DisposeAsync();
        _http.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task Lines_of_the_files_can_be_asked_for_and_filtered()
    {
        Happened(_logger, 41, "manager75");
        Happened(_logger, 42, "user002");
        JsonElement list = default;
        await Waiting.Until(async () => (list = JsonDocument.Parse(await _http.GetStringAsync("/api/logs?turn=42&level=info&tail=5", Ct)).RootElement).GetProperty("entries").GetArrayLength() > 0);
        list.GetProperty("entries")[0].GetProperty("words").GetString().ShouldBe("Turn 42 of user002");
        list.GetProperty("lost").GetInt64().ShouldBe(0);
        foreach (var odd in new[] { "turn=x", "level=loud", "since=soon" })
        {
            using var refused = await _http.GetAsync($"/api/logs?{odd}", Ct);
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task Lines_come_live_and_a_stop_does_not_wait_for_whoever_looks()
    {
        await using var stream = await _http.GetStreamAsync("/api/logs/live?grep=manager75", Ct);
        await using var events = SseParser.Create(stream).EnumerateAsync(Ct).GetAsyncEnumerator(Ct);
        (await events.MoveNextAsync()).ShouldBeTrue();
        events.Current.EventType.ShouldBe("open");
        Happened(_logger, 1, "user002");
        Happened(_logger, 2, "manager75");
        (await events.MoveNextAsync()).ShouldBeTrue();
        (events.Current.EventType, LogEntry.Read(events.Current.Data)!.Words).ShouldBe(("log", "Turn 2 of manager75"));
        await _run.DisposeAsync();
    }

    [Fact]
    public async Task Without_the_token_nobody_looks()
    {
        using var stranger = new HttpClient { BaseAddress = _http.BaseAddress };
        foreach (var path in new[] { "/api/logs", "/api/logs/live" })
        {
            using var refused = await stranger.GetAsync(path, Ct);
            refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        foreach (var path in new[] { "/api/stop", "/api/handover", "/api/handover/ready" })
        {
            using var refused = await stranger.PostAsync(path, null, Ct);
            refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        _run.ToldToStop.IsCompleted.ShouldBeFalse();
    }

    [LoggerMessage(1, LogLevel.Information, "Turn {TurnId} of {StaffId}")]
    private static partial void Happened(ILogger logger, long turnId, string staffId);
}
