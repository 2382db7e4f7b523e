using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Tests.Routing;

public sealed class PersonDirectoryTests : IDisposable
{
    private readonly DirectoryWorld _world = new();
    private readonly StaffId _person = new("u1");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Task<(IReadOnlyList<DepartmentStep>? Steps, string? Problem)> AskAsync() => _world.Directory.DepartmentsOfAsync(_person, Ct);

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Several_ways_up_become_one_list_nearest_first() =>
        PersonDirectory.Steps([[1021, 102, 1], [1], [7, 1021, 102, 1]]).ShouldBe([new(1, 0), new(7, 0), new(1021, 0), new(102, 1)]);

    [Fact]
    public async Task A_person_is_asked_for_once_in_ten_minutes()
    {
        (await AskAsync()).Steps.ShouldBe([new(1021, 0), new(102, 1), new(1, 2)]);
        _world.Time.Advance(Ages.Fresh - TimeSpan.FromSeconds(1));
        await AskAsync();
        _world.Asked.Count.ShouldBe(1);
        _world.Time.Advance(TimeSpan.FromSeconds(2));
        await AskAsync();
        _world.Asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Many_who_ask_at_once_share_one_question()
    {
        var gate = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _world.Answer = (_, _, _) => gate.Task;
        var asking = Enumerable.Range(0, 20).Select(_ => AskAsync()).ToList();
        gate.SetResult(DirectoryWorld.InFinance);
        foreach (var one in await Task.WhenAll(asking)) one.Steps!.Count.ShouldBe(3);
        _world.Asked.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Roles_are_known_by_name_and_by_id() => (await _world.Directory.RolesOfAsync(_person, Ct)).Roles!.ShouldBe(["总监", "100"], ignoreOrder: true);

    [Fact]
    public async Task Somebody_the_directory_does_not_have_is_in_no_department_and_no_trouble()
    {
        _world.Answer = (_, _, _) => Task.FromResult("""{"errcode":33012,"errmsg":"无效的USERID"}""");
        var (steps, problem) = await AskAsync();
        steps.ShouldNotBeNull().ShouldBeEmpty();
        problem.ShouldBeNull();
        await AskAsync();
        _world.Asked.Count.ShouldBe(1);
        _world.Logged.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_missing_permission_is_told_once_with_what_to_grant_and_asked_for_again_after_five_minutes()
    {
        _world.Answer = (_, _, _) => Task.FromResult(DirectoryWorld.NoScope);
        (await AskAsync()).ShouldBe((null, "the directory does not tell departments: 60011"));
        (await _world.Directory.DepartmentsOfAsync(new("u2"), Ct)).Problem.ShouldBe("the directory does not tell departments: 60011");
        _world.Asked.Count.ShouldBe(1, "it is left alone for a while");

        _world.Time.Advance(TimeSpan.FromMinutes(5));
        await AskAsync();
        _world.Asked.Count.ShouldBe(2);
        var (level, text) = _world.Logged.ShouldHaveSingleItem();
        level.ShouldBe(LogLevel.Warning);
        text.ShouldContain("request r1");
        text.ShouldContain("grant the app qyapi_get_department_list");

        _world.Answer = (_, _, _) => Task.FromResult(DirectoryWorld.InFinance);
        _world.Time.Advance(TimeSpan.FromMinutes(5));
        (await AskAsync()).Steps!.Count.ShouldBe(3);
        _world.Logged[^1].Text.ShouldBe("Account main: the directory tells departments again");
    }

    [Fact]
    public async Task What_was_known_serves_for_a_day_while_the_directory_is_down()
    {
        await AskAsync();
        _world.Answer = (_, _, _) => Task.FromException<string>(new HttpRequestException("down"));
        _world.Time.Advance(TimeSpan.FromHours(1));
        (await AskAsync()).Steps!.Count.ShouldBe(3);
        _world.Time.Advance(TimeSpan.FromHours(23));
        var (steps, problem) = await AskAsync();
        steps.ShouldBeNull();
        problem.ShouldNotBeNull().ShouldStartWith("the directory does not tell departments: ");
    }

    [Fact]
    public async Task A_turn_waits_three_seconds_and_the_late_answer_serves_the_next()
    {
        var gate = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _world.Answer = (_, _, _) => gate.Task;
        var asking = AskAsync();
        await Waiting.Until(() => _world.Asked.Count == 1 && !asking.IsCompleted && _world.Time.ArmedTimers > 0 && _world.Time.UntilNextTimer <= Patience.OfATurn);
        _world.Time.Advance(Patience.OfATurn);
        (await asking.Within()).ShouldBe((null, "the directory does not tell departments within 3 s"));

        gate.SetResult(DirectoryWorld.InFinance);
        (await AskAsync()).Steps!.Count.ShouldBe(3);
        _world.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Ten_thousand_people_are_remembered_and_the_oldest_are_forgotten_first()
    {
        for (var number = 0; number <= OrganisationDirectory.MostPeople; number++) await _world.Directory.DepartmentsOfAsync(new($"p{number}"), Ct);
        _world.Asked.Count.ShouldBe(OrganisationDirectory.MostPeople + 1);
        await _world.Directory.DepartmentsOfAsync(new("p1"), Ct);
        _world.Asked.Count.ShouldBe(OrganisationDirectory.MostPeople + 1, "p1 is still known");
        await _world.Directory.DepartmentsOfAsync(new("p0"), Ct);
        _world.Asked.Count.ShouldBe(OrganisationDirectory.MostPeople + 2, "p0 was the oldest");
        _world.Logged.ShouldHaveSingleItem().Text.ShouldContain("10000 answers of the directory are remembered (departments of people)");
    }

    [Fact]
    public async Task Who_gives_up_waiting_ends_the_wait_and_not_the_question()
    {
        var gate = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _world.Answer = (_, _, _) => gate.Task;
        using var stop = new CancellationTokenSource();
        var gaveUp = _world.Directory.DepartmentsOfAsync(_person, stop.Token);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => gaveUp);
        gate.SetResult(DirectoryWorld.InFinance);
        (await AskAsync()).Steps!.Count.ShouldBe(3);
    }
}
