using System.CommandLine;
using System.Text.Json;
using Dinghy.Admin;
using Dinghy.Gateway;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Doctor;
using Dinghy.Gateway.Models;
using Dinghy.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Cli;

/// <summary><c>dinghy doctor</c>: what is well, what is not, why, and what to do; with or without a gateway at work.</summary>
internal static class DoctorCommand
{
    private static readonly string[] s_locale = ["LC_ALL", "LC_MESSAGES", "LANG"];

    public static Command Create()
    {
        var card = new Option<string?>("--card") { Description = "Send a message and a live card to this person or group: proves permissions and the template. Some metered calls.", HelpName = "staffId|cid" };
        var offline = new Option<bool>("--offline") { Description = "Ask nothing over the network." };
        var command = new Command("doctor", "Check everything between DingTalk and the model, and say what to do.") { card, offline };
        command.Validators.Add(line =>
        {
            if (line.GetValue(offline) && line.GetValue(card) is not null) line.AddError("--card needs the network that --offline forbids.");
            if (line.GetValue(card) is { } target && string.IsNullOrWhiteSpace(target)) line.AddError("--card names a staff id or a conversation id.");
        });
        command.SetAction(async (line, ct) =>
        {
            var source = CommonOptions.Source(line);
            var config = ConfigLoader.Load(source);
            var language = LanguageOf(config.Config?.Language, source.Environment);
            var proxy = new ProxyPastLoopback(HttpClient.DefaultProxy);
            var parts = new CheckUpParts(
                config, source.HomeFolder(), source.ConfigFile(), language, line.GetValue(offline), line.GetValue(card)?.Trim(), await GatewayAsync(source.HomeFolder(), ct), proxy.GetProxy, TimeProvider.System);
            using var way = DingTalkHttp.CreateHandler();
            using var models = new ModelFactory(TimeProvider.System, new Random(Environment.ProcessId), NullLoggerFactory.Instance, source.Environment);
            var (diagnoses, calls) = await CheckUp.RunAsync(parts, way, models, ct);
            var report = DoctorReport.Of(diagnoses, calls, language);
            Shell.Print(line.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(report, CliJson.Default.DoctorReport) : DoctorText.Of(report, language));
            return report.Ok ? ExitCodes.Ok : ExitCodes.CheckFailed;
        });
        return command;
    }

    /// <summary>The configuration's; else what the terminal is set to.</summary>
    internal static Language LanguageOf(string? configured, Func<string, string?> environment) => configured switch
    {
        "zh" => Language.Chinese,
        "en" => Language.English,
        _ => s_locale.Select(environment).FirstOrDefault(set => !string.IsNullOrEmpty(set))?.StartsWith("zh", StringComparison.OrdinalIgnoreCase) == true
            ? Language.Chinese
            : Language.English,
    };

    private static async Task<GatewaySeen?> GatewayAsync(string home, CancellationToken ct)
    {
        if (RunningGateway.Find(home) is not { } running) return null;
        return await GatewayClient.AskAsync(home, "/api/status", CliJson.Default.StatusReport, ct) is { } status
            ? new(status.ProcessId, Answers: true, status.NotReady) { Webhooks = [.. status.Channels.Where(channel => channel.Mode != "stream").Select(channel => new WebhookSeen(channel.Account, channel.Webhook, channel.LastError, channel.Mismatch, channel.Refusal) { HeardEvents = channel.HeardEvents })] }
            : new(running.ProcessId, Answers: false, []);
    }
}
