using Dinghy.Cli;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Doctor;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Pipeline;
using Dinghy.WebConsole;
using ChatDoctor = Dinghy.Gateway.Commands.ChatDoctor;

namespace Dinghy.Admin;

/// <summary>The doctor of a running gateway: over the admin port, and for an owner in chat.</summary>
internal static class DoctorRoutes
{
    public static void Map(RouteGroupBuilder guarded, Func<GatewayHost?> gateway, ConfigSource source)
    {
        guarded.MapPost("/doctor", async (bool? offline, string? card, string? lang, CancellationToken ct) =>
        {
            if (gateway() is not { } running) return (IResult)TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
            var language = In(lang, running, source);
            var (diagnoses, calls) = await CheckAsync(source, running, language, offline == true, card, ct);
            return TypedResults.Json(DoctorReport.Of(diagnoses, calls, language), CliJson.Default.DoctorReport);
        }).For(Role.Operator);
        guarded.MapPost("/doctor/fix", async (bool? dryRun, string? lang, CancellationToken ct) => gateway() is { } running
            ? (IResult)TypedResults.Json(
                DoctorFixReport.Of(await new DoctorRoom(source).FixAsync(dryRun == true, fromAfar: true, ct), dryRun == true, In(lang, running, source)), CliJson.Default.DoctorFixReport)
            : TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable));
        guarded.MapPost("/quota/calls", (MadeCalls? made) =>
        {
            if (gateway() is not { } running) return (IResult)TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
            if (made is not { Calls: not null }) return TypedResults.StatusCode(StatusCodes.Status400BadRequest);
            running.CountCalls(made.Calls.SelectMany(call => Enum.GetValues<DingTalkCall>().Where(known => UsageKinds.Of(known) == call.Kind).Select(known => (call.Account, known))));
            return TypedResults.Json(QuotaReport.Of(running.Quota, running: true), CliJson.Default.QuotaReport);
        });
    }

    /// <summary>As <c>/doctor</c> asks it.</summary>
    public static ChatDoctor InChat(ConfigSource source, Func<GatewayHost?> gateway) => new(
        async (language, ct) => gateway() is { } running ? (await CheckAsync(source, running, language, offline: false, card: null, ct)).Diagnoses : [],
        ct => new DoctorRoom(source).FixAsync(dryRun: false, fromAfar: true, ct));

    /// <summary>As whoever asks wants to read it, else as configured.</summary>
    private static Language In(string? lang, GatewayHost running, ConfigSource source) =>
        lang switch { "zh" => Language.Chinese, "en" => Language.English, _ => DoctorCommand.LanguageOf(running.Config.Language, source.Environment) };

    private static async Task<(IReadOnlyList<Diagnosis> Diagnoses, int Calls)> CheckAsync(ConfigSource source, GatewayHost running, Language language, bool offline, string? card, CancellationToken ct)
    {
        var seen = GatewaySight.Of(await AdminServer.StatusAsync(running, ct));
        var (diagnoses, calls) = await new DoctorRoom(source).CheckAsync(language, offline, card, seen, ct);
        running.CountCalls(calls);
        return (diagnoses, calls.Count);
    }
}
