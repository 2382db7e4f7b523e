using System.Security.Cryptography;
using Dinghy.DingTalk.Registration;
using Dinghy.Gateway;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Editing;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Setup;
using Dinghy.Hosting;

namespace Dinghy.Admin;

/// <summary>Setting up, for a terminal and for a page alike: what is there, whether answers hold, and saving them.</summary>
/// <param name="source">Whose configuration.</param>
/// <param name="models">Not disposed of.</param>
/// <param name="time">The clock.</param>
internal sealed class SetupDesk(ConfigSource source, ModelFactory models, TimeProvider time) : IDisposable
{
    /// <summary>Codes that are waited for at once.</summary>
    private const int MostCodes = 8;

    private readonly SocketsHttpHandler _way = DingTalkHttp.CreateHandler();
    private readonly ProxyPastLoopback _proxy = new(HttpClient.DefaultProxy);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, RobotByQr> _codes = new(StringComparer.Ordinal);

    public ConfigSource Source => source;

    public ChannelSetup Channel => field ??= new(source, _way, _proxy.GetProxy, time);

    public ModelSetup Model => field ??= new(source, models, time);

    public SetupStateReport Look()
    {
        var loaded = ConfigLoader.Load(source);
        var config = loaded.Readable;
        var usual = config?.Agents.Find(config.Routing.DefaultAgent);
        var choice = config is null ? null : models.Create(config.Models, usual?.Model, usual?.Fallbacks);
        return new(
            source.ConfigFile(),
            [.. (config?.Accounts ?? []).Select(account => new SetupRobot(account.Id, account.ClientId, account.Mode.ToString().ToLowerInvariant(), account.DmPolicy.ToString().ToLowerInvariant()))],
            (choice as ModelReady)?.Name, (choice as ModelUnusable)?.Sentence, Providers(config), [.. loaded.Faults.Select(fault => new Cli.ConfigFinding(fault.Path, fault.Found, fault.Hint))]);
    }

    public IReadOnlyList<SetupProvider> Providers(DinghyConfig? config) => [.. models.Providers(config?.Models ?? new ModelsConfig()).Select(one => new SetupProvider(one.Name, one.DefaultModel, one.KeyVariable, one.HasKey, one.Untried))];

    /// <exception cref="DingTalk.DingTalkApiException">DingTalk gives no code.</exception>
    public async Task<(string Id, RobotByQr Code)> BeginQrAsync(string? tag, string? host, CancellationToken ct)
    {
        var http = new HttpClient(_way, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        var code = await RobotByQr.BeginAsync(new AppRegistration(Channel.Endpoints(host), http, time), string.IsNullOrWhiteSpace(tag) ? AppRegistration.UsualSource : tag.Trim(), time, ct);
        var id = RandomNumberGenerator.GetHexString(32, lowercase: true);
        lock (_gate)
        {
            foreach (var old in _codes.Where(one => one.Value.ExpiresAt + RobotByQr.Grace < time.GetUtcNow()).Select(one => one.Key).ToList()) Forget(old);
            if (_codes.Count >= MostCodes) Forget(_codes.MinBy(one => one.Value.ExpiresAt).Key);
            _codes[id] = code;
        }

        return (id, code);
    }

    /// <summary>Null: there is none, or it was pushed out by later ones.</summary>
    public RobotByQr? FindQr(string id)
    {
        lock (_gate) return _codes.GetValueOrDefault(id);
    }

    /// <summary>With a live check before, unless it is skipped; nothing is saved where it fails.</summary>
    /// <param name="answers">What to save.</param>
    /// <param name="skipCheck">Nothing is asked over the network.</param>
    /// <param name="language">Of the checks' words.</param>
    /// <param name="keep">Makes the edit, and keeps that it was made.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<SetupReport> SaveAsync(ChannelAnswers answers, bool skipCheck, Language language, Func<string, Func<EditResult>, Task<EditResult>> keep, CancellationToken ct)
    {
        var report = SetupReport.Of(await Channel.CheckAsync(answers, skipCheck, ct), language) with { ClientId = answers.ClientId };
        return report.Ok ? report.With(await keep("channels.dingtalk", () => Channel.Save(answers))) : report;
    }

    /// <inheritdoc cref="SaveAsync(ChannelAnswers, bool, Language, Func{string, Func{EditResult}, Task{EditResult}}, CancellationToken)"/>
    public async Task<SetupReport> SaveAsync(ModelAnswers answers, bool skipCheck, Language language, Func<string, Func<EditResult>, Task<EditResult>> keep, CancellationToken ct)
    {
        var report = SetupReport.Of(await Model.CheckAsync(answers, skipCheck, ct), language);
        return report.Ok ? report.With(await keep("models", () => Model.Save(answers))) : report;
    }

    public void Dispose()
    {
        lock (_gate)
            foreach (var id in _codes.Keys.ToList()) Forget(id);
        _way.Dispose();
    }

    private void Forget(string id)
    {
        if (_codes.Remove(id, out var code)) code.Dispose();
    }
}
