using Dinghy.Gateway.Access;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Outbox;

/// <summary>Answers whose account is another robot by the time they go.</summary>
public sealed class OutboxRobotTests : IAsyncDisposable
{
    private static readonly Said s_asked = new() { Robot = "robot-of-a", BotCorp = "corp-a", SenderCorp = "corp-a", Webhook = null };

    private readonly OutboxRig _rig = new(knowsRobots: true);

    private RobotBook Book => _rig.Robots!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task An_answer_never_goes_to_the_namesake_in_the_organisation_that_the_account_is_of_now()
    {
        await StartAsync();
        await Book.KeepOfAsync(_rig.Account, Heard("corp-b"), Ct);
        (await _rig.DeliverAsync(await _rig.TurnAsync(s_asked), "private")).ShouldBe(TurnOutcome.Failed(Reasons.RobotChanged));
        _rig.DingTalk.All.ShouldBeEmpty();
        (await _rig.CountAsync()).DeadReplies.ShouldBe(1);
    }

    [Fact]
    public async Task The_conversations_own_webhook_stays_a_road()
    {
        await StartAsync();
        await Book.KeepOfAsync(_rig.Account, Heard("corp-b"), Ct);
        (await _rig.DeliverAsync(await _rig.TurnAsync(s_asked with { Webhook = new Said().Webhook }), "private")).ShouldBe(TurnOutcome.Answered);
        _rig.DingTalk.All.ShouldHaveSingleItem().Road.ShouldBe(Road.Webhook);
    }

    [Theory]
    [InlineData("corp-a", "answered")]
    [InlineData("corp-b", "failed:robot_changed")]
    public async Task An_answer_waits_until_it_is_known_which_organisation_the_new_robot_is_of(string corp, string outcome)
    {
        await StartAsync();
        (await _rig.DeliverAsync(await _rig.TurnAsync(s_asked), "private")).ShouldBeNull();
        _rig.DingTalk.All.ShouldBeEmpty();
        await Book.KeepOfAsync(_rig.Account, Heard(corp), Ct);
        await _rig.Time.AdvanceWhenArmed(TimeSpan.FromMinutes(1));
        (await _rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { [outcome] = 1 });
        _rig.DingTalk.All.Count.ShouldBe(corp == "corp-a" ? 1 : 0);
    }

    /// <summary>The account was robot-of-a until now.</summary>
    private async Task StartAsync()
    {
        await _rig.StartAsync();
        await Book.KeepOfAsync(_rig.Account with { ClientId = "robot-of-a", RobotCode = "robot-of-a" }, Heard("corp-a"), Ct);
    }

    private static DingTalk.Messages.RobotMessage Heard(string corp) => new Said { BotCorp = corp }.Message();
}
