using System.Text;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Editing;
using Dinghy.Gateway.Configuration.Files;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Pipeline;

/// <summary>What a reload takes, tells and keeps; nothing is connected.</summary>
public sealed class ReloadReportTests : IAsyncDisposable
{
    private readonly TempHome _home = new();
    private readonly ManualTimeProvider _time = new(Said.At);
    private readonly FakeDingTalk _dingTalk = new();
    private readonly GatewayMetrics _metrics = new();
    private readonly HttpClient _http;
    private readonly Heard _log = new();
    private SqliteStore? _store;
    private GatewayHost? _host;
    private ConfigReloader? _reloader;
    private volatile Func<string> _text = () => Config("");

    public ReloadReportTests() => _http = new HttpClient(_dingTalk) { Timeout = Timeout.InfiniteTimeSpan };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string ConfigFile => Path.Combine(_home.Path, "config.json");

    public async ValueTask DisposeAsync()
    {
        if (_reloader is not null) await _reloader.DisposeAsync();
        if (_host is not null) await _host.DisposeAsync();
        if (_store is not null) await _store.DisposeAsync();
        _http.Dispose();
        _metrics.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task Limits_of_the_month_and_of_files_follow_without_a_restart()
    {
        var (host, reloader) = await StartAsync();
        host.Quota[0].Calls.Limit.ShouldBe(5_000);
        _text = () => Config(""" "quota": { "monthly_calls": 70, "api_per_second": 3 }, "attachments": { "max_mb": 1 } """);
        var report = await reloader.ReloadAsync(Ct);
        report.ShouldBe(report with { Ok = true });
        report.NeedsRestart.ShouldBeEmpty();
        host.Quota[0].Calls.Limit.ShouldBe(70);
        host.Config.Attachments.MaxBytes.ShouldBe(1024 * 1024);
    }

    [Fact]
    public async Task A_change_is_taken_once_it_has_settled_and_once_only()
    {
        var (host, _) = await StartAsync();
        var looks = 0;
        // Somebody writes the file piece by piece: for a while it says something else at every look, and is no JSON.
        _text = () => Interlocked.Increment(ref looks) is var look && look < 8 ? $"{{ \"half\": {look}" : Config(""" "language": "en" """);
        await Waiting.Until(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return host.LastReload is not null;
        });
        (host.LastReload!.Ok, host.Config.Language).ShouldBe((true, "en"));
        var seen = Volatile.Read(ref looks);
        await Waiting.Until(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return Volatile.Read(ref looks) > seen + 5;
        });
        _log.Of(2805).ShouldBe(1);
        _log.Of(2803).ShouldBe(0);
    }

    [Fact]
    public async Task A_reload_names_the_keys_that_changed_and_never_what_stands_there()
    {
        var (_, reloader) = await StartAsync();
        (await reloader.ReloadAsync(Ct)).Changed.ShouldBeEmpty();
        _text = () => Config(""" "language": "en", "owners": ["boss-one"] """).Replace("top-secret", "other-secret", StringComparison.Ordinal);
        (await reloader.ReloadAsync(Ct)).Changed.ShouldBe(["channels.dingtalk.client_secret", "language", "owners"]);
        _log.Words(2805).ShouldEndWith("Changed: channels.dingtalk.client_secret, language, owners");
        _text = () => Config(""" "language": "elvish" """);
        (await reloader.ReloadAsync(Ct)).Changed.ShouldBeEmpty();
        _text = () => Config(""" "language": "en" """);
        (await reloader.ReloadAsync(Ct)).Changed.ShouldBe(["channels.dingtalk.client_secret", "owners"], "against what holds, not against what was refused");
    }

    [Fact]
    public async Task A_bad_edit_is_told_and_changes_nothing_and_the_next_good_one_holds()
    {
        var (host, reloader) = await StartAsync();
        _text = () => Config(""" "language": "elvish", "quota": { "monthly_calls": -1 } """);
        var report = await reloader.ReloadAsync(Ct);
        (report.Ok, report.Faults.Count).ShouldBe((false, 2));
        (host.Config.Language, host.Quota[0].Calls.Limit).ShouldBe(("auto", 5_000));
        host.LastReload.ShouldBe(report);

        _text = () => Config(""" "language": "zh" """);
        (await reloader.ReloadAsync(Ct)).Ok.ShouldBeTrue();
        host.Config.Language.ShouldBe("zh");
    }

    [Fact]
    public async Task What_only_a_restart_can_change_is_named_and_stays()
    {
        var (host, reloader) = await StartAsync();
        _text = () => Config(""" "gateway": { "host": "::1", "port": 18999 } """);
        (await reloader.ReloadAsync(Ct)).NeedsRestart.ShouldBe(["gateway.host", "gateway.port"]);
        (host.Config.Gateway.Host, host.Config.Gateway.Port).ShouldBe(("127.0.0.1", 18790));
        _text = () => Config("");
        (await reloader.ReloadAsync(Ct)).NeedsRestart.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_secret_that_DingTalk_refuses_leaves_that_account_as_it_was_and_takes_the_rest()
    {
        var (host, reloader) = await StartAsync();
        _dingTalk.TokenAnswer = FakeDingTalk.Answer("""{"code":"invalidClientIdOrSecret","message":"no"}""", System.Net.HttpStatusCode.BadRequest);
        _text = () => Config(""" "language": "en" """).Replace("top-secret", "wrong-secret", StringComparison.Ordinal);
        var report = await reloader.ReloadAsync(Ct);
        report.Ok.ShouldBeTrue();
        var problem = report.Problems.ShouldHaveSingleItem();
        problem.ShouldContain("refuses the new client id or secret");
        problem.ShouldNotContain("wrong-secret");
        (host.Config.Language, host.Config.Accounts[0].ClientSecret.Reveal()).ShouldBe(("en", "top-secret"));
    }

    [Fact]
    public async Task A_configuration_that_held_is_kept_to_go_back_to_and_one_with_faults_is_not()
    {
        await File.WriteAllTextAsync(ConfigFile, Config(""), Ct);
        _text = () => File.ReadAllText(ConfigFile);
        var (_, reloader) = await StartAsync();
        foreach (var more in new[] { """ "language": "en" """, """ "language": "elvish" """, """ "language": "zh" """ })
        {
            await File.WriteAllTextAsync(ConfigFile, Config(more), Ct);
            await reloader.ReloadAsync(Ct);
        }

        new ConfigHistory(_home.Path, _time).List(ConfigFile).Select(version => File.ReadAllText(version.File))
            .ShouldBe([Config(""" "language": "zh" """), Config(""" "language": "en" """), Config("")]);
    }

    private static string Config(string more) =>
        $$"""{ "channels": { "dingtalk": { "client_id": "ding-app", "client_secret": "top-secret" } }{{(more.Length == 0 ? "" : "," + more)}} }""";

    private async Task<(GatewayHost Host, ConfigReloader Reloader)> StartAsync()
    {
        var source = new ConfigSource
        {
            Home = _home.Path,
            Environment = _ => null,
            VariableNames = [],
            ReadFile = (path, limit) => path == ConfigFile && Encoding.UTF8.GetBytes(limit == 0 ? "{" : _text()) is var bytes
                ? bytes[..Math.Min(bytes.Length, limit + 1)] : throw new FileNotFoundException(path),
        };
        var watched = new WatchedConfig(source);
        var config = ConfigLoader.Load(watched.Source).Config.ShouldNotBeNull();
        watched.Take(config);
        _store = SqliteStore.Open(_home.Path);
        var parts = new GatewayParts(_http, FakeModel.Echo(), "lab/fake-1", NullLoggerFactory.Instance, _time, new Random(1), _ => { });
        _host = await GatewayHost.StartAsync(config, _store, _metrics, parts, Ct);
        _reloader = new ConfigReloader(_host, watched, _ => parts, _log, _time);
        _reloader.Start();
        return (_host, _reloader);
    }

    private sealed class Heard : ILogger<ConfigReloader>
    {
        private readonly List<int> _events = [];
        private readonly Dictionary<int, string> _words = [];

        public string Words(int id) { lock (_events) return _words[id]; }

        public int Of(int id) { lock (_events) return _events.Count(one => one == id); }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_events)
            {
                _events.Add(eventId.Id);
                _words[eventId.Id] = formatter(state, exception);
            }
        }
    }
}
