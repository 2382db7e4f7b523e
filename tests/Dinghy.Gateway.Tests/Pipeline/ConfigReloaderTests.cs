using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Files;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Pipeline;

/// <summary>A changed file becomes the running configuration, or changes nothing.</summary>
public sealed class ConfigReloaderTests : IAsyncLifetime
{
    private const string Before = """{ "channels": { "dingtalk": { "client_id": "ding-one", "client_secret": "s1", "dm_policy": "allowlist", "allow_from": ["a"] } } }""";

    private readonly TempHome _home = new();
    private readonly FakeDingTalk _dingTalk = new();
    private readonly GatewayMetrics _metrics = new();
    private readonly HttpClient _http;
    private readonly ManualTimeProvider _time = new(Said.At);
    private SqliteStore _store = null!;
    private GatewayHost _host = null!;
    private ConfigReloader _reloader = null!;

    public ConfigReloaderTests() => _http = new HttpClient(_dingTalk) { Timeout = Timeout.InfiniteTimeSpan };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string File => Path.Join(_home.Path, "config.json");

    private AccountConfig Account => _host.Config.Accounts.ShouldHaveSingleItem();

    public async ValueTask InitializeAsync()
    {
        Write(Before);
        var watched = new WatchedConfig(new ConfigSource { Home = _home.Path, Environment = _ => null, VariableNames = [] });
        watched.Take(ConfigLoader.Load(watched.Source).Config!);
        _store = SqliteStore.Open(_home.Path);
        var parts = new GatewayParts(_http, null, "no model", NullLoggerFactory.Instance, _time, new Random(1), _ => { });
        _host = await GatewayHost.StartAsync(watched.Written!, _store, _metrics, parts, Ct);
        _reloader = new ConfigReloader(_host, watched, _ => parts, NullLogger<ConfigReloader>.Instance, _time);
        // While it came up, somebody edited: see the first test.
        Write(Before.Replace("\"a\"", "\"b\""));
        _reloader.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _reloader.DisposeAsync();
        await _host.DisposeAsync();
        await _store.DisposeAsync();
        _http.Dispose();
        _metrics.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task An_edit_while_the_gateway_came_up_is_not_missed()
    {
        await TicksUntil(() => _host.LastReload is not null);
        Account.AllowFrom.ShouldBe(["b"]);
    }

    [Fact]
    public async Task A_change_is_taken_when_it_looks_the_same_twice()
    {
        Write(Before.Replace("allowlist", "disabled"));
        await TicksUntil(() => Account.DmPolicy == AccessPolicy.Disabled);
        _host.LastReload!.Ok.ShouldBeTrue();
        Account.DmPolicy.ShouldBe(AccessPolicy.Disabled);
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("channels.yaml")]
    public async Task A_file_that_has_gone_is_a_fault_until_it_is_back(string name)
    {
        if (name != "config.json") await WithChannelsFileAsync();
        var file = Path.Join(_home.Path, name);
        var (text, policy) = (await System.IO.File.ReadAllTextAsync(file, Ct), Account.DmPolicy);
        System.IO.File.Delete(file);
        var report = await _reloader.ReloadAsync(Ct);
        report.Ok.ShouldBeFalse();
        report.Faults.ShouldHaveSingleItem().ShouldContain(name);
        Account.DmPolicy.ShouldBe(policy);

        await System.IO.File.WriteAllTextAsync(file, text, Ct);
        (await _reloader.ReloadAsync(Ct)).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task A_file_that_is_not_asked_for_any_more_may_go()
    {
        await System.IO.File.WriteAllTextAsync(Path.Join(_home.Path, "more.json"), """{ "dm_policy": "disabled" }""", Ct);
        Write("""{ "channels": { "dingtalk": { "$include": "more.json", "client_id": "ding-one", "client_secret": "s1" } } }""");
        (await _reloader.ReloadAsync(Ct)).Ok.ShouldBeTrue();
        Account.DmPolicy.ShouldBe(AccessPolicy.Disabled);

        Write(Before);
        System.IO.File.Delete(Path.Join(_home.Path, "more.json"));
        (await _reloader.ReloadAsync(Ct)).Ok.ShouldBeTrue();
        Account.DmPolicy.ShouldBe(AccessPolicy.Allowlist);
    }

    [Fact]
    public async Task Who_asked_may_go_away_and_it_is_taken_all_the_same()
    {
        var (asked, answer) = (NewSource(), NewSource());
        _dingTalk.TokenAnswer = async ct =>
        {
            asked.TrySetResult();
            await answer.Task.WaitAsync(ct);
            return await FakeDingTalk.Answer("""{"accessToken":"token-2","expireIn":7200}""")(ct);
        };
        Write(Before.Replace("ding-one", "ding-two").Replace("allowlist", "disabled"));
        using var leaves = new CancellationTokenSource();
        var asking = _reloader.ReloadAsync(leaves.Token);
        await asked.Task.Within();
        Account.DmPolicy.ShouldBe(AccessPolicy.Disabled, "what needs no trial holds already");
        Account.ClientId.ShouldBe("ding-one");

        await leaves.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => asking);
        answer.SetResult();
        await Waiting.Until(() => _host.LastReload is not null);
        Account.ClientId.ShouldBe("ding-two");
    }

    [Fact]
    public async Task Refused_keys_are_given_up_and_untried_ones_are_tried_again()
    {
        var trials = 0;
        _dingTalk.TokenAnswer = ct =>
        {
            Interlocked.Increment(ref trials);
            return FakeDingTalk.Answer("""{"code":"invalidClientIdOrSecret","message":"no"}""", System.Net.HttpStatusCode.BadRequest)(ct);
        };
        Write(Before.Replace("ding-one", "ding-two"));
        (await _reloader.ReloadAsync(Ct)).Problems.ShouldHaveSingleItem().ShouldContain("refuses");
        for (var tick = 0; tick < 400; tick++) _time.Advance(TimeSpan.FromSeconds(1));
        Volatile.Read(ref trials).ShouldBe(1);

        _dingTalk.TokenAnswer = FakeDingTalk.Status(System.Net.HttpStatusCode.ServiceUnavailable);
        (await _reloader.ReloadAsync(Ct)).Problems.ShouldHaveSingleItem().ShouldContain("tried again");
        Account.ClientId.ShouldBe("ding-one");
        _dingTalk.TokenAnswer = null;
        await TicksUntil(() => Account.ClientId == "ding-two");
    }

    private async Task WithChannelsFileAsync()
    {
        await System.IO.File.WriteAllTextAsync(Path.Join(_home.Path, "channels.yaml"), """
            channels:
              - type: dingtalk
                client_id: ding-one
                client_secret: s1
                dm_policy: disabled
            """, Ct);
        Write("{}");
        (await _reloader.ReloadAsync(Ct)).Ok.ShouldBeTrue();
        Account.DmPolicy.ShouldBe(AccessPolicy.Disabled);
    }

    private void Write(string text) => System.IO.File.WriteAllText(File, text);

    private Task TicksUntil(Func<bool> condition) => Waiting.Until(() =>
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return condition();
    });

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
