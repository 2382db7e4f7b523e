using System.Collections.Concurrent;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Pipeline;

public sealed class GatewayHostTests : IDisposable
{
    private readonly TempHome _home = new();
    private readonly ManualTimeProvider _time = new(Said.At);
    private readonly WatchedTime _watched;
    private readonly FakeDingTalk _dingTalk = new();
    private readonly GatewayMetrics _metrics = new();
    private readonly ConcurrentQueue<string> _announced = new();
    private readonly HttpClient _http;

    public GatewayHostTests()
    {
        _watched = new WatchedTime(_time);
        _http = new HttpClient(_dingTalk) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        _metrics.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task It_runs_without_DingTalk_and_says_why_it_is_not_ready()
    {
        await using var store = SqliteStore.Open(_home.Path);
        await using (var host = await StartAsync(store, model: null, Accounts.Main))
        {
            await Waiting.Until(async () => (await host.StatusAsync(Ct)).Channels[0].LastError is not null);
            var status = await host.StatusAsync(Ct);
            status.NotReady.Count.ShouldBe(2);
            status.NotReady[0].ShouldStartWith("channel main is not connected");
            status.NotReady[1].ShouldBe("no usable model: the model's note");
            status.StartedAt.ShouldBe(Said.At);
            _announced.ShouldBe(["Starting DingTalk channel (Stream Mode)..."]);
        }
    }

    [Fact]
    public async Task Several_accounts_are_announced_by_name()
    {
        await using var store = SqliteStore.Open(_home.Path);
        await using var host = await StartAsync(store, FakeModel.Echo(), Accounts.Named("one"), Accounts.Named("two"));
        _announced.ShouldBe(["Starting DingTalk channel (Stream Mode)... [one]", "Starting DingTalk channel (Stream Mode)... [two]"]);
    }

    [Fact]
    public async Task Without_any_account_it_runs_and_is_not_ready()
    {
        await using var store = SqliteStore.Open(_home.Path);
        await using var host = await StartAsync(store, FakeModel.Echo());
        (await host.StatusAsync(Ct)).NotReady.ShouldBe(["no DingTalk channel is configured"]);
    }

    [Fact]
    public async Task What_the_last_run_left_is_answered_before_any_socket_is_there()
    {
        await using var store = SqliteStore.Open(_home.Path);
        await store.AddTurnAsync(new Said().NewTurn(), null, Ct);
        await using var host = await StartAsync(store, FakeModel.Echo(), Accounts.Main);
        (await _dingTalk.NextAsync()).Text.ShouldBe("you said: hello");
        await Waiting.Until(async () => (await host.StatusAsync(Ct)).Store.OpenTurns == 0);
    }

    [Fact]
    public async Task A_stop_while_the_model_thinks_parks_the_turn_within_its_patience()
    {
        await using var store = SqliteStore.Open(_home.Path);
        await store.AddTurnAsync(new Said().NewTurn(), null, Ct);
        var model = new FakeModel(FakeModel.Waiting(new TaskCompletionSource().Task));
        var host = await StartAsync(store, model, Accounts.Main);
        await model.AskedAsync();
        var began = _time.GetUtcNow();
        var stopping = host.DisposeAsync().AsTask();
        await _watched.OneShotOf(TimeSpan.FromSeconds(5)).Within();
        _time.Advance(TimeSpan.FromSeconds(5));
        await stopping.Within();
        (_time.GetUtcNow() - began).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        _dingTalk.All.ShouldBeEmpty();
        (await store.ResumeTurnsAsync(Ct)).ShouldHaveSingleItem().Resumes.ShouldBe(2);
    }

    [Fact]
    public async Task A_store_that_fails_at_the_start_leaves_nothing_running()
    {
        await using var store = new FlakyStore(SqliteStore.Open(_home.Path));
        var late = Said.At.AddHours(25);
        await store.AddTurnAsync(new Said { Id = "fresh" }.NewTurn(at: late), null, Ct);
        await store.AddTurnAsync(new Said { Id = "old", Staff = "staff-2" }.NewTurn(conversation: "main/dm/staff-2"), null, Ct);
        _time.Advance(TimeSpan.FromHours(25));
        (store.Failing, store.Failures) = (nameof(IReplyStore.AddReplyAsync), int.MaxValue);
        var asked = new TaskCompletionSource();
        var model = new FakeModel(FakeModel.Waiting(asked.Task, "late"));

        await Should.ThrowAsync<StoreException>(() => StartAsync(store, model, Accounts.Main).Within());
        store.Failures = 0;
        asked.SetResult();
        _time.ArmedTimers.ShouldBe(0);
        _dingTalk.All.ShouldBeEmpty();
        (await store.ResumeTurnsAsync(Ct)).Count.ShouldBe(2);
    }

    private Task<GatewayHost> StartAsync(IGatewayStore store, IChatClient? model, params AccountConfig[] accounts) => GatewayHost.StartAsync(
        new DinghyConfig { Home = _home.Path, Accounts = accounts }, store, _metrics,
        new GatewayParts(_http, model, "the model's note", NullLoggerFactory.Instance, _watched, new Random(1), _announced.Enqueue), Ct);

    /// <summary>The manual clock, telling who waits for how long: the socket's own timers tick beside the one that is meant.</summary>
    private sealed class WatchedTime(ManualTimeProvider inner) : TimeProvider
    {
        private readonly ConcurrentDictionary<TimeSpan, TaskCompletionSource> _seen = new();

        public override long TimestampFrequency => inner.TimestampFrequency;

        public Task OneShotOf(TimeSpan due) => Seen(due).Task;

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

        public override long GetTimestamp() => inner.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = inner.CreateTimer(callback, state, dueTime, period);
            if (period == Timeout.InfiniteTimeSpan) Seen(dueTime).TrySetResult();
            return timer;
        }

        private TaskCompletionSource Seen(TimeSpan due) => _seen.GetOrAdd(due, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
    }
}
