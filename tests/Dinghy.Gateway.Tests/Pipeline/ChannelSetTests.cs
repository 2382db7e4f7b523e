using System.Net;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tests.Support;
using Dinghy.Gateway.Tools;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Pipeline;

/// <summary>Robots put in, changed, swapped and taken out; their sockets never come up here.</summary>
public sealed class ChannelSetTests : IAsyncDisposable
{
    private readonly TempHome _home = new();
    private readonly FakeDingTalk _dingTalk = new();
    private readonly GatewayMetrics _metrics = new();
    private readonly HttpClient _http;
    private readonly SqliteStore _store;
    private readonly MonthMeter _meter;
    private readonly ChannelSet _set;
    private readonly List<string> _made = [];
    private readonly List<string> _connected = [];

    public ChannelSetTests()
    {
        var time = new ManualTimeProvider(Said.At);
        _http = new HttpClient(_dingTalk) { Timeout = Timeout.InfiniteTimeSpan };
        _store = SqliteStore.Open(_home.Path);
        _meter = new MonthMeter([], new QuotaConfig(), _store, new LimitLog(NullLogger<LimitLog>.Instance), _metrics, time);
        var parts = new GatewayParts(_http, null, "", NullLoggerFactory.Instance, time, new Random(1), _ => { });
        _set = new ChannelSet(parts, _meter, new PipelineLog(NullLogger<PipelineLog>.Instance), channel => _made.Add(channel.Account.ClientSecret.Reveal()));
        foreach (var account in new[] { Accounts.Main, Accounts.Named("other") }) _set.Add(account, new Workspaces(new DinghyConfig { Home = _home.Path }));
        _made.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await _meter.DisposeAsync();
        await _store.DisposeAsync();
        _http.Dispose();
        _metrics.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task Other_settings_of_the_same_robot_leave_its_connection_and_reach_its_roads()
    {
        var before = _set.Find("main");
        (await ApplyAsync(Accounts.Main with { RateLimit = new() { MessagesPerMinute = 3 } }, Accounts.Named("other"))).ShouldBeEmpty();
        _set.Find("main").ShouldBe(before);
        _set.Roads["main"].Account.RateLimit.MessagesPerMinute.ShouldBe(3);
        _connected.ShouldBeEmpty();
        _made.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_robot_that_is_taken_out_keeps_its_roads_for_answers_on_their_way()
    {
        await ApplyAsync(Accounts.Main);
        _set.All.ShouldHaveSingleItem().Account.Id.ShouldBe("main");
        _set.Find("other").ShouldBeNull();
        _set.Roads.Keys.ShouldBe(["main", "other"], ignoreOrder: true);
        await _set.StoppedAsync().Within();
    }

    [Fact]
    public async Task A_robot_that_comes_is_connected()
    {
        await ApplyAsync(Accounts.Main, Accounts.Named("other"), Accounts.Named("third"));
        _connected.ShouldBe(["third"]);
        _set.Roads.Keys.ShouldContain("third");
    }

    [Fact]
    public async Task New_keys_are_tried_first_and_the_new_robot_takes_the_place_of_the_old_one()
    {
        var before = _set.Find("main");
        (await ApplyAsync(Accounts.Main with { ClientSecret = new Secret("new-secret") }, Accounts.Named("other"))).ShouldBeEmpty();
        _set.Find("main").ShouldNotBe(before);
        _set.All.Select(channel => channel.Account.Id).ShouldBe(["main", "other"]);
        _connected.ShouldBe(["main"]);
        _made.ShouldContain("new-secret");
    }

    [Theory]
    [InlineData("""{"code":"invalidClientIdOrSecret","message":"no"}""", HttpStatusCode.BadRequest, "refuses the new client id or secret")]
    [InlineData("", HttpStatusCode.ServiceUnavailable, "could not be tried")]
    public async Task Keys_that_can_not_be_used_leave_the_robot_as_it_was(string body, HttpStatusCode status, string said)
    {
        var before = _set.Find("main");
        _dingTalk.TokenAnswer = FakeDingTalk.Answer(body, status);
        var problem = (await ApplyAsync(Accounts.Main with { ClientSecret = new Secret("new-secret") }, Accounts.Named("other") with { AgentId = "7" })).ShouldHaveSingleItem();
        problem.ShouldContain(said);
        problem.ShouldNotContain("new-secret");
        _set.Find("main").ShouldBe(before);
        _connected.ShouldBeEmpty();
        _set.Find("other")!.Account.AgentId.ShouldBe("7", "one's trouble is not the other's");
    }

    /// <summary>As the gateway does: what needs no trial first, then the new keys that are good.</summary>
    private async Task<IReadOnlyList<string>> ApplyAsync(params AccountConfig[] accounts)
    {
        var next = new DinghyConfig { Home = _home.Path, Accounts = accounts };
        Use();
        var trials = await _set.TryKeysAsync(next, TestContext.Current.CancellationToken);
        foreach (var trial in trials.Where(trial => trial.Fault is null)) _set.Swap(trial.Fresh, Connect);
        if (trials.Count > 0) Use();
        return [.. trials.Select(trial => trial.Problem).OfType<string>()];

        void Use() => _set.Use(next with { Accounts = _set.WithKeysInUse(accounts) }, _ => new Doors((_, _) => default, (_, _) => default, null), Connect);
        void Connect(Channel channel) => _connected.Add(channel.Account.Id);
    }
}
