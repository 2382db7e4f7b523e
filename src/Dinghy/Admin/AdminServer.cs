using System.Net;
using Dinghy.Cli;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage;
using Dinghy.Hosting;
using Dinghy.WebConsole;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dinghy.Admin;

/// <summary>The gateway's own port: <c>/health</c>, <c>/ready</c> and <c>/metrics</c> for anyone who reaches it, everything else for whom its route names.</summary>
internal static class AdminServer
{
    public const int MaxConnections = 1_000;

    /// <summary>On another core, before anybody knows where it will listen: a start is mostly compiling.</summary>
    public static Task<WebApplication> BuildBeside(bool verbose) => Task.Run(() => Build(logging => Logs.Configure(logging, verbose)));

    /// <summary>Before it starts.</summary>
    public static void ListenAt(WebApplication app, GatewayConfig config) =>
        // Kestrel takes port 0 of an address only.
        app.Urls.Add($"http://{(config.Host == "localhost" ? "127.0.0.1" : config.Host)}:{config.Port}");

    /// <param name="app">From <see cref="BuildBeside"/>.</param>
    /// <param name="gateway">Null until it has started.</param>
    /// <param name="metrics">The text of <c>/metrics</c>.</param>
    /// <returns>Where further routes are added: each says whom it is <see cref="RouteRoles.For"/>, else it is the owner's; <see cref="ConsoleGate"/> holds that.</returns>
    public static RouteGroupBuilder Map(WebApplication app, Func<GatewayHost?> gateway, PrometheusText metrics)
    {
        app.MapGet("/health", () => "ok\n");
        app.MapGet("/metrics", () => TypedResults.Text(metrics.Write(), "text/plain; version=0.0.4; charset=utf-8"));
        app.MapGet("/ready", JsonHttpResult<ReadyReport> () =>
        {
            var reasons = gateway()?.Status.NotReady ?? ["starting"];
            return TypedResults.Json(new ReadyReport(reasons.Count == 0, reasons), CliJson.Default.ReadyReport, statusCode: reasons.Count == 0 ? 200 : 503);
        });
        var guarded = app.MapGroup("/api");
        guarded.MapGet("/status", async Task<Results<JsonHttpResult<StatusReport>, StatusCodeHttpResult>> (CancellationToken ct) =>
            gateway() is { } running
                ? TypedResults.Json(await StatusAsync(running, ct), CliJson.Default.StatusReport)
                : TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable)).For(Role.Auditor);
        guarded.MapGet("/quota", Results<JsonHttpResult<QuotaReport>, StatusCodeHttpResult> () => gateway() is { } running
            ? TypedResults.Json(QuotaReport.Of(running.Quota, running: true), CliJson.Default.QuotaReport)
            : TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable)).For(Role.Auditor);
        PairingRoutes.Map(guarded, gateway);
        ToolRoutes.Map(guarded, gateway);
        ModelsReport.Map(guarded, gateway);
        MemoryRoutes.Map(guarded, gateway);
        KnowledgeRoutes.Map(guarded, gateway);
        ScheduleRoutes.Map(guarded, gateway);
        MessageRoutes.Map(guarded, gateway);
        UsageRoutes.Map(guarded, gateway);
        AuditRoutes.Map(guarded, gateway);
        SpendRoutes.Map(guarded, gateway);
        TurnRoutes.Map(guarded, gateway);
        TalkRoutes.Map(guarded, gateway);
        PrivacyRoutes.Map(guarded, gateway);
        FeedbackRoutes.Map(guarded, gateway);
        return guarded;
    }

    /// <summary>Others than this machine's own users and programs reach it.</summary>
    public static bool Exposes(GatewayConfig config) => config.Host != "localhost" && !(IPAddress.TryParse(config.Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Known once it listens.</summary>
    public static Uri Address(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    private static WebApplication Build(Action<ILoggingBuilder> logging)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        // What lies in the working folder or in ASP.NET's variables is not ours: it could open another port, or have texts logged.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        logging(builder.Logging);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 512 * 1024;
            // Who holds sockets open without asking anything must not keep others out for long, nor take all there are.
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        });
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, CliJson.Default));
        // The command line owns the signals; two owners would stop each other halfway.
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        return builder.Build();
    }

    /// <summary>Looks at every turn of thirty days: for people, not for probes.</summary>
    public static async Task<StatusReport> StatusAsync(GatewayHost running, CancellationToken ct) =>
        Report(running.Status, await running.CountAsync(ct)) with { Quota = QuotaReport.Of(running.Quota, running: true).Organisations };

    private static StatusReport Report(GatewayStatus status, StoreCounts store) => new(
        VersionCommand.Number, Environment.ProcessId, status.StartedAt, status.NotReady.Count == 0, status.NotReady, status.ModelNote,
        [.. status.Channels.Select(c => new ChannelReport(c.Account, c.Connected, c.Sockets, c.ConnectedSince, c.LastFrameAt, c.Reconnects, c.LastError) { Mode = c.Mode, Webhook = c.Webhook, Mismatch = c.Mismatch, HeardEvents = c.HeardEvents, Refusal = c.Refusal, ForeignPresses = c.ForeignPresses, ForeignCard = c.ForeignCard })],
        status.Turns, store.OpenTurns, store.WaitingReplies, store.DeadReplies, store.DoubtfulParts, store.Outcomes)
    { Reload = status.Reload };

    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
