using Dinghy.Cli;
using Dinghy.Gateway.Audit;
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
        guarded.MapPost("/doctor/fix", async Task<IResult> (HttpContext http, bool? dryRun, string? lang, CancellationToken ct) =>
        {
            if (gateway() is not { } running) return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
            var report = DoctorFixReport.Of(await new DoctorRoom(source).FixAsync(dryRun == true, fromAfar: true, ct), dryRun == true, In(lang, running, source));
            if (dryRun != true) await http.KeepAsync(running, AuditKinds.DoctorMended, "");
            return TypedResults.Json(report, CliJson.Default.DoctorFixReport);
        });
        guarded.MapPost("/quota/calls", async Task<IResult> (HttpRequest request, CancellationToken ct) =>
        {
            if (gateway() is not { } running) return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
            var made = await Bodies.ReadAsync(request, CliJson.Default.MadeCalls, ct);
            if (made.Calls is null || made.Calls.Any(call => call is null)) return ConsoleAnswers.BadRequest("calls is a list of { account, kind }.");
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
