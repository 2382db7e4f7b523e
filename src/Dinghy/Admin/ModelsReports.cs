using Dinghy.Cli;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Pipeline;
using Microsoft.AspNetCore.Http.HttpResults;
using Dinghy.WebConsole;

namespace Dinghy.Admin;

/// <summary><c>/api/models</c>, <c>dinghy models list|status --json</c>.</summary>
/// <param name="Running">False: no gateway was asked, so nothing is known of who rests.</param>
/// <param name="Next">Who is asked now; null: nobody can be, or nobody knows.</param>
/// <param name="Models">The chain in its order, then the others.</param>
internal sealed record ModelsReport(bool Running, string? Next, IReadOnlyList<ModelReport> Models)
{
    /// <summary>Why the first of the chain can not be asked; null: it can.</summary>
    public string? Problem { get; init; }

    public static ModelsReport Of(GatewayHost gateway)
    {
        var own = gateway.OwnModel;
        return new ModelsReport(true, own.StandIn ?? (own.States is [var first, ..] ? first.Name : null),
        [
            .. own.States.Select((state, at) => ModelReport.Of(state, at == 0 ? "default" : $"fallback {at}")),
            .. gateway.Models.Known.Where(name => !own.States.Any(state => state.Name == name)).Select(name => gateway.Models.StateOf(name)).OfType<ModelState>().Select(state => ModelReport.Of(state, "")),
        ])
        {
            Problem = own.Client is null ? own.Note : null,
        };
    }

    public static ModelsReport Listed(ModelFactory models, DinghyConfig config, bool all)
    {
        var usual = config.Agents.Find(config.Routing.DefaultAgent);
        var choice = models.Create(config.Models, usual?.Model, usual?.Fallbacks);
        var chain = choice is ModelReady ready ? new OwnModel(ready.Client, ready.Name).States is { Count: > 0 } states ? states : [ready.State] : [];
        var known = models.Known(config.Models);
        return new ModelsReport(false, null,
        [
            .. chain.Select((state, at) => ModelReport.Of(state, at == 0 ? "default" : $"fallback {at}") with { Untried = known.Any(one => one.Name == state.Name && one.Untried) }),
            .. known.Where(one => (all || one.HasKey) && !chain.Any(state => state.Name == one.Name)).Select(one => Listed(models, config.Models, one)),
        ])
        {
            Problem = (choice as ModelUnusable)?.Sentence,
        };
    }

    public static void Map(RouteGroupBuilder guarded, Func<GatewayHost?> gateway) =>
        guarded.MapGet("/models", Results<JsonHttpResult<ModelsReport>, StatusCodeHttpResult> () => gateway() is { } running
            ? TypedResults.Json(Of(running), CliJson.Default.ModelsReport)
            : TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable)).For(Role.Auditor);

    private static ModelReport Listed(ModelFactory models, ModelsConfig config, KnownName one) =>
        (models.FactsOf(config, one.Name) is { } facts ? ModelReport.Of(new ModelState(one.Name, facts, []), "") : new ModelReport(one.Name, "")) with
        {
            Untried = one.Untried, NeedsKey = one.HasKey ? null : one.KeyVariable ?? "-",
        };
}

/// <param name="Name"><c>provider/model</c>.</param>
/// <param name="Role"><c>default</c>, <c>fallback 1</c> …, or empty.</param>
internal sealed record ModelReport(string Name, string Role)
{
    /// <summary>Tokens; absent: not known.</summary>
    public int? ContextWindow { get; init; }

    public int? MaxOutput { get; init; }

    public bool Vision { get; init; }

    public PricesReport? Prices { get; init; }

    public bool Untried { get; init; }

    /// <summary>The variable that would make it usable; absent: it is.</summary>
    public string? NeedsKey { get; init; }

    public int Keys { get; init; }

    /// <summary>Keys that rest.</summary>
    public int KeysResting { get; init; }

    /// <summary><c>auth</c>, <c>billing</c>, <c>rate_limit</c>, <c>timeout</c>, <c>network</c>; absent: it may be asked.</summary>
    public string? Resting { get; init; }

    public DateTimeOffset? RestsUntil { get; init; }

    public static ModelReport Of(ModelState state, string role) => new(state.Name, role)
    {
        ContextWindow = state.Facts.WindowKnown ? state.Facts.ContextWindow : null,
        MaxOutput = state.Facts.MaxOutput,
        Vision = state.Facts.Sees,
        Prices = state.Facts.Prices is { } prices ? new PricesReport(prices.Input, prices.Output, prices.CachedInput, prices.Currency) : null,
        Keys = state.Keys.Count,
        KeysResting = state.Keys.Count(rest => rest is not null),
        Resting = state.Rest?.Class.ToWire(),
        RestsUntil = state.Rest?.Until,
    };
}

/// <summary>For a million tokens.</summary>
internal sealed record PricesReport(decimal Input, decimal Output, decimal? CachedInput, string Currency);

/// <summary><c>dinghy models test --json</c>.</summary>
/// <param name="Model"><c>provider/model</c>.</param>
/// <param name="Ok">It answered.</param>
internal sealed record ProbeReport(string Model, bool Ok)
{
    public double? FirstTokenMs { get; init; }

    public double? TotalMs { get; init; }

    /// <summary>Absent: not tried.</summary>
    public bool? Tools { get; init; }

    public bool? Vision { get; init; }

    public bool? Usage { get; init; }

    public string? Fault { get; init; }

    public string? Sentence { get; init; }

    public static ProbeReport Of(ProbeResult result) => new(result.Model, result.Fault is null)
    {
        FirstTokenMs = Rounded(result.FirstTokenMs),
        TotalMs = Rounded(result.TotalMs),
        Tools = result.Tools,
        Vision = result.Vision,
        Usage = result.Fault is null ? result.Usage : null,
        Fault = result.Fault is { } fault ? RunRecorder.Wire(fault.Fault) : null,
        Sentence = result.Fault?.Message,
    };

    private static double? Rounded(double? milliseconds) => milliseconds is { } value ? Math.Round(value, 1) : null;
}
