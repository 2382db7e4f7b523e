using Dinghy.WebConsole;
using Dinghy.Cli;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Editing;
using Dinghy.Gateway.Diagnostics;
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
/// <param name="SkipCheck">It is not asked before.</param>
internal sealed record ModelDefaultOrder(string? Model = null, bool SkipCheck = false);

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
            var order = await Bodies.ReadAsync(request, CliJson.Default.ModelDefaultOrder, ct);
            if (Filled(order.Model) is not { } name || ConfigLoader.Load(desk.Source).Readable is not { } config) return null;
            var editor = new ConfigEditor(desk.Source, new ConfigHistory(desk.Source.HomeFolder(), TimeProvider.System));
            return await SetDefaultAsync(models, config, name, tried: !order.SkipCheck, editor, SetupRoutes.Keep(desk, gateway, ct), ct);
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

    /// <summary>A model that could not be asked, or does not answer, does not become the usual one: the next person's question would meet it.</summary>
    /// <param name="models">Makes the clients.</param>
    /// <param name="config">As it is.</param>
    /// <param name="name"><c>provider/model</c>.</param>
    /// <param name="tried">It is asked before, one short question.</param>
    /// <param name="editor">Of the file.</param>
    /// <param name="keep">Makes the edit, and keeps that it was made.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<SetupReport> SetDefaultAsync(
        ModelFactory models, DinghyConfig config, string name, bool tried, ConfigEditor editor, Func<string, Func<EditResult>, Task<EditResult>> keep, CancellationToken ct)
    {
        var choice = models.Create(config.Models, name, []);
        if (choice is not ModelReady ready) return Refused((choice as ModelUnusable)?.Sentence);
        if (tried && (await ModelProbe.AnswersAsync(ready, TimeProvider.System, ct)).Fault is { } fault)
            return Refused($"{ready.Name} does not answer ({RunRecorder.Wire(fault.Fault)}), so nothing was changed: {fault.Message} --skip-check makes it the usual one all the same.");
        return new SetupReport(true, false, null, [], [], [], ready.Notes).With(await keep("models.default", () => editor.Set("models.default", ready.Name)));

        static SetupReport Refused(string? sentence) => new(false, false, sentence, [], [], [], []);
    }

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
