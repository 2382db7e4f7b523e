using Dinghy.Gateway.Configuration.Editing;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Configuration;

public sealed class EditLockTests : IDisposable
{
    private readonly TempHome _home = new();

    private string FilePath => Path.Combine(_home.Path, "a.json");

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task One_at_a_time_holds_it_however_often_it_changes_hands()
    {
        var (inside, most, rounds) = (0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < 100; i++)
                {
                    using var held = EditLock.Take(FilePath);
                    var now = Interlocked.Increment(ref inside);
                    if (now > 1) Interlocked.Exchange(ref most, now);
                    Thread.Yield();
                    Interlocked.Increment(ref rounds);
                    Interlocked.Decrement(ref inside);
                }
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        (most, rounds).ShouldBe((0, 400));
        File.Exists(FilePath + ".lock").ShouldBeFalse();
    }

    [Fact]
    public void What_a_killed_editor_left_is_in_nobodys_way()
    {
        File.WriteAllText(FilePath + ".lock", "left by somebody, longer than any sign of ours could be");
        EditLock.Take(FilePath).Dispose();
        File.Exists(FilePath + ".lock").ShouldBeFalse();
    }

    [Fact]
    public async Task A_lock_whose_name_was_taken_away_and_given_to_another_is_not_held()
    {
        if (OperatingSystem.IsWindows()) return;
        var first = EditLock.Take(FilePath);
        var waiting = Task.Run(() => EditLock.Take(FilePath), TestContext.Current.CancellationToken);
        first.Dispose();
        using var second = await waiting;
        File.Exists(FilePath + ".lock").ShouldBeTrue("the holder's name leads to what it holds");
    }
}
