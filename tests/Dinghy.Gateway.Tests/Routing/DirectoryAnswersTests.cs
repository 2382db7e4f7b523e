using Dinghy.DingTalk;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Routing;

public sealed class DirectoryAnswersTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly List<int> _asked = [];
    private DingTalkFault? _fault;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_have_a_bound_and_say_so_once_when_it_is_reached()
    {
        var full = 0;
        var answers = new DirectoryAnswers<int, string>(2, _time, AskAsync, () => full++);
        foreach (var key in new[] { 1, 2, 3, 2, 3, 1 }) await answers.GetAsync(key, Ct);
        _asked.ShouldBe([1, 2, 3, 1], "1 was the oldest and is asked for again");
        full.ShouldBe(1);
    }

    [Fact]
    public async Task An_old_answer_stands_in_for_a_day_while_DingTalk_gives_none()
    {
        var answers = new DirectoryAnswers<int, string>(2, _time, AskAsync);
        await answers.GetAsync(1, Ct);
        _time.Advance(Ages.Fresh);
        _fault = DingTalkFault.Busy;
        (await answers.GetAsync(1, Ct)).ShouldBe("1");
        await Should.ThrowAsync<DingTalkApiException>(() => answers.FreshAsync(1, Ct));
        await Should.ThrowAsync<DingTalkApiException>(() => answers.GetAsync(2, Ct));
        _time.Advance(Ages.Usable - Ages.Fresh);
        await Should.ThrowAsync<DingTalkApiException>(() => answers.GetAsync(1, Ct));
    }

    [Fact]
    public async Task A_permission_that_was_taken_away_is_not_covered_up()
    {
        var answers = new DirectoryAnswers<int, string>(2, _time, AskAsync);
        await answers.GetAsync(1, Ct);
        _time.Advance(Ages.Fresh);
        _fault = DingTalkFault.Permission;
        await Should.ThrowAsync<DingTalkApiException>(() => answers.GetAsync(1, Ct));
    }

    [Fact]
    public async Task What_is_forgotten_while_it_is_asked_for_is_asked_for_anew_and_nothing_else_is()
    {
        var gates = new Dictionary<int, TaskCompletionSource<string>> { [1] = new(), [2] = new() };
        var answers = new DirectoryAnswers<int, string>(9, _time, (key, ct) =>
        {
            lock (_asked) _asked.Add(key);
            return gates[key].Task;
        });
        var (one, two) = (answers.GetAsync(1, Ct), answers.GetAsync(2, Ct));
        await Waiting.Until(() => Count == 2);
        answers.Forget([1]);
        var first = gates[1];
        gates[1] = new();
        first.SetResult("old");
        await Waiting.Until(() => Count == 3);
        gates[1].SetResult("new");
        gates[2].SetResult("two");
        (await one).ShouldBe("new");
        (await two).ShouldBe("two");
        _asked.Order().ShouldBe([1, 1, 2]);
        (await answers.GetAsync(1, Ct)).ShouldBe("new");
        Count.ShouldBe(3, "both are remembered");
    }

    [Fact]
    public async Task A_directory_that_changes_all_the_time_is_not_asked_for_ever_and_its_answer_is_not_kept()
    {
        DirectoryAnswers<int, string> answers = null!;
        answers = new(9, _time, (key, ct) =>
        {
            answers.Forget();
            return AskAsync(key, ct);
        });
        (await answers.GetAsync(1, Ct)).ShouldBe("1");
        Count.ShouldBe(4);
        answers.Known(1).ShouldBeNull();
    }

    private int Count { get { lock (_asked) return _asked.Count; } }

    private Task<string> AskAsync(int key, CancellationToken ct)
    {
        lock (_asked) _asked.Add(key);
        return _fault is { } fault ? Task.FromException<string>(new DingTalkApiException(fault, "x", "x")) : Task.FromResult($"{key}");
    }
}
