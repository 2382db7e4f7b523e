using Dinghy.DingTalk;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Editing;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Doctor;

namespace Dinghy.Gateway.Setup;

/// <summary>A robot's keys: tried live, then saved. Who asks for the answers, a terminal or a page, is no matter here.</summary>
/// <param name="source">Whose configuration.</param>
/// <param name="way">To DingTalk; not disposed of.</param>
/// <param name="proxyOf">The proxy towards an address; null: none.</param>
/// <param name="time">The clock.</param>
internal sealed class ChannelSetup(ConfigSource source, HttpMessageHandler way, Func<Uri, Uri?> proxyOf, TimeProvider time)
{
    private readonly ConfigEditor _editor = new(source, new ConfigHistory(source.HomeFolder(), time));

    /// <summary>Asks DingTalk with these keys as the gateway would: for a token, for a socket's ticket, for the socket's host. Writes and sends nothing.</summary>
    /// <param name="answers">What to try.</param>
    /// <param name="offline">Nothing is asked over the network; only the file's side is looked at.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="IOException">The file can not be read.</exception>
    public async Task<SetupCheck> CheckAsync(ChannelAnswers answers, bool offline, CancellationToken ct)
    {
        if (Fault(answers) is { } fault) return SetupCheck.No(fault);
        var will = _editor.Preview(Edits(answers), out var was, out var refusal);
        if (refusal is not null) return SetupCheck.No(refusal.Sentence, refusal.Faults);
        if (will.Faults.Except(was.Faults).ToList() is { Count: > 0 } faults) return SetupCheck.No("The configuration would have faults.", faults);
        var id = answers.Account ?? "main";
        if (will.Readable?.Accounts.FirstOrDefault(one => one.Id == id) is not { } account)
            return SetupCheck.No($"The account {id} would not be there: the configuration has other faults, or names it otherwise.", will.Faults);
        var parts = new CheckUpParts(will, source.HomeFolder(), source.ConfigFile(), Language.English, offline, CardFor: null, Gateway: null, proxyOf, time);
        var dates = new DateWatch(way, time);
        using var http = new HttpClient(dates, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        var visit = await new RobotRound(account, parts, http, dates).WalkAsync(ct);
        return new(
        [
            .. RobotChecks.All.Where(check => check.Id.StartsWith("dingtalk.", StringComparison.Ordinal)).Select(check => new Diagnosis(check.Id, id, check.Proves, check.Judge(visit))),
        ])
        {
            Notes = [.. Notes(answers, account)],
        };
    }

    /// <summary>DingTalk's hosts as the configuration has them, also before there is a robot.</summary>
    public DingTalkEndpoints Endpoints(string? host = null) => _editor.Preview(Edits(new() { ClientId = "ding0", ClientSecret = "0", Host = host }), out _, out var refusal) is var will && refusal is null
        ? will.Readable?.Accounts is [var first, ..] ? first.Endpoints : DingTalkEndpoints.Default : DingTalkEndpoints.Default;

    /// <summary>Writes them, all or none. Does not ask whether they were tried.</summary>
    /// <exception cref="IOException">The file can not be written.</exception>
    public EditResult Save(ChannelAnswers answers) => Fault(answers) is { } fault ? EditResult.Refused(fault) : _editor.SetAll(Edits(answers), $"the robot {answers.Account ?? "main"} is saved");

    /// <summary>The robots that stand in the file.</summary>
    public IReadOnlyList<string> Names() => ConfigLoader.Load(source).Readable is { } config ? ChannelEdits.Written(config) : [];

    /// <summary>Takes a robot out of the file.</summary>
    /// <param name="account">Of <see cref="ChannelEdits.Written"/>.</param>
    public EditResult Remove(string account)
    {
        var config = ConfigLoader.Load(source).Readable;
        if (config is null || !ChannelEdits.Written(config).Contains(account, StringComparer.Ordinal)) return EditResult.Refused($"There is no account {account} in {source.ConfigFile()}.");
        // The last one of several would leave an empty list, which reads as one robot without keys.
        var alone = !ChannelEdits.AreNamed(config) || ChannelEdits.Written(config).Count == 1;
        return _editor.SetAll(ChannelEdits.Away(alone ? null : account), $"the robot {account} is taken out");
    }

    private IReadOnlyList<KeyEdit> Edits(ChannelAnswers answers) => ChannelEdits.Of(answers, ConfigLoader.Load(source).Readable, _editor.Has);

    private string? Fault(ChannelAnswers answers)
    {
        if (answers.IsReference) return FarAnswers.Refused;
        if (answers.Account is { } name && !ChannelEdits.AccountName().IsMatch(name)) return "An account's name is made of letters, digits, - and _.";
        if (answers.Account is null && ChannelEdits.AreNamed(ConfigLoader.Load(source).Readable)) return "There are several accounts in the configuration: name one, or a new one.";
        return null;
    }

    /// <summary>The environment goes before the file, so what is saved may not be what is used.</summary>
    private static IEnumerable<Words> Notes(ChannelAnswers answers, AccountConfig account)
    {
        if (answers.ClientId is { } given && given.Trim() != account.ClientId)
            yield return new(
                "环境变量里的密钥优先于配置文件：刚才试的是环境变量里的那一对，网关用的也是它",
                "a key pair in the environment goes before the file's: it is the one that was tried, and that the gateway will use");
    }
}
