using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Pipeline;

public sealed class HousekeepingTests
{
    [Fact]
    public async Task Old_turns_leave_at_the_start_already_since_a_nightly_restart_would_outrun_the_day()
    {
        var ct = TestContext.Current.CancellationToken;
        var time = new ManualTimeProvider(Said.At);
        using var home = new TempHome();
        await using var store = SqliteStore.Open(home.Path);
        await store.AddRefusedAsync(new RefusedTurn("main", new("old"), Said.At.AddDays(-31), TurnOutcome.Ignored(Reasons.NotAllowed)), ct);
        await store.AddRefusedAsync(new RefusedTurn("main", new("new"), Said.At.AddDays(-29), TurnOutcome.Ignored(Reasons.NotAllowed)), ct);
        await using var housekeeping = new Housekeeping(store, new PipelineLog(NullLogger<PipelineLog>.Instance), time);
        housekeeping.Start();
        await Waiting.Until(async () => (await store.CountAsync(ct)).Outcomes.Values.Sum() == 1);
    }
}
