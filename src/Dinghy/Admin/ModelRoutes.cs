using Dinghy.WebConsole;
using Dinghy.Cli;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Editing;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Pipeline;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dinghy.Admin;

/// <summary>Body of <c>POST /api/models/test</c>.</summary>
/// <param name="Model"><c>provider/model</c>; null: the configured one and its fallbacks.</param>
internal sealed record ModelTestOrder(string? Model = null);

/// <summary>How they did; <c>ok</c> where each of them answered.</summary>
internal sealed record ModelTestReport(bool Ok, IReadOnlyList<ProbeReport> Models);

/// <summary>Body of <c>POST /api/models/default</c>.</summary>
/// <param name="Model"><c>provider/model</c>.</param>
internal sealed record ModelDefaultOrder(string? Model = null);

/// <summary>Live calls, and the choice of the usual model.</summary>
internal static class ModelRoutes
{
    /// <param name="guarded">Where the token is asked for.</param>
    /// <param name="gateway">Keeps in its audit what was changed.</param>
    /// <param name="desk">Null: this gateway's configuration comes from no file.</param>
    /// <param name="models">Makes the clients.</param>
    public static void Map(RouteGroupBuilder guarded, Func<GatewayHost?> gateway, SetupDesk? desk, ModelFactory models)
    {
        if (desk is null) return;
        guarded.MapPost("/models/test", async Task<Results<JsonHttpResult<ModelTestReport>, StatusCodeHttpResult>> (HttpRequest request, CancellationToken ct) =>
            ConfigLoader.Load(desk.Source).Readable is { } config
                ? TypedResults.Json(await TestAsync(models, config, Filled((await Bodies.ReadIfAnyAsync(request, CliJson.Default.ModelTestOrder, ct))?.Model), ct), CliJson.Default.ModelTestReport)
                : TypedResults.StatusCode(StatusCodes.Status409Conflict)).For(Role.Operator);
        guarded.MapPost("/models/default", (HttpRequest request, CancellationToken ct) => SetupRoutes.AnswerAsync(async () =>
        {
            if (Filled((await Bodies.ReadAsync(request, CliJson.Default.ModelDefaultOrder, ct)).Model) is not { } name || ConfigLoader.Load(desk.Source).Readable is not { } config) return null;
            return await SetDefaultAsync(models, config, name, new ConfigEditor(desk.Source, new ConfigHistory(desk.Source.HomeFolder(), TimeProvider.System)), SetupRoutes.Keep(desk, gateway, ct));
        }));
    }

    /// <summary>Each alone: neither retries nor fallbacks hide what is wrong.</summary>
    public static async Task<ModelTestReport> TestAsync(ModelFactory models, DinghyConfig config, string? name, CancellationToken ct)
    {
        var usual = config.Agents.Find(config.Routing.DefaultAgent);
        IEnumerable<string?> names = name is not null ? [name] : [usual?.Model, .. usual?.Fallbacks ?? config.Models.Fallbacks];
        var probes = new List<ProbeReport>();
        foreach (var wanted in names)
            probes.Add(models.Create(config.Models, wanted, []) switch
            {
                ModelReady ready => ProbeReport.Of(await ModelProbe.RunAsync(ready, TimeProvider.System, ct)),
                ModelUnusable unusable => new ProbeReport(wanted ?? "-", Ok: false) { Fault = unusable.Code, Sentence = unusable.Sentence },
                _ => throw new InvalidOperationException("A choice of model has no case here."),
            });
        return new(probes.TrueForAll(probe => probe.Ok), probes);
    }

    /// <summary>A model that could not be asked does not become the usual one.</summary>
    public static async Task<SetupReport> SetDefaultAsync(ModelFactory models, DinghyConfig config, string name, ConfigEditor editor, Func<string, Func<EditResult>, Task<EditResult>> keep) => models.Create(config.Models, name, []) switch
    {
        ModelUnusable unusable => new(false, false, unusable.Sentence, [], [], [], []),
        ModelReady ready => new SetupReport(true, false, null, [], [], [], ready.Notes).With(await keep("models.default", () => editor.Set("models.default", ready.Name))),
        _ => throw new InvalidOperationException("A choice of model has no case here."),
    };

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
