using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Policy;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Policy;

public sealed class StandingTests
{
    private static readonly AccountConfig s_open = Accounts.Main;
    private static readonly AccountConfig s_pairing = s_open with { DmPolicy = AccessPolicy.Pairing };

    private static string? Refusal(Said said, AccountConfig account, Standing standing = default) => PolicyGate.Check(said.Inbound(account), standing).Refusal;

    [Fact]
    public void Under_pairing_a_stranger_needs_an_approval_a_place_on_the_list_or_to_be_an_owner()
    {
        Refusal(new Said(), s_pairing).ShouldBe(Reasons.NotPaired);
        Refusal(new Said(), s_pairing, new Standing(IsPaired: true)).ShouldBeNull();
        Refusal(new Said(), s_pairing, new Standing(IsOwner: true)).ShouldBeNull();
        Refusal(new Said(), s_pairing with { AllowFrom = Accounts.Ids("staff-1") }).ShouldBeNull();
        Refusal(new Said(), s_pairing with { AllowFrom = Accounts.Ids("staff-") }).ShouldBe(Reasons.NotPaired);
    }

    [Fact]
    public void An_approval_never_widens_another_policy()
    {
        var paired = new Standing(IsPaired: true);
        Refusal(new Said(), s_open with { DmPolicy = AccessPolicy.Allowlist }, paired).ShouldBe(Reasons.NotAllowed);
        Refusal(new Said(), s_open with { DmPolicy = AccessPolicy.Disabled }, paired).ShouldBe(Reasons.DirectDisabled);
        Refusal(new Said { SenderCorp = "ding-other" }, s_pairing, paired).ShouldBe(Reasons.External);
        var group = s_pairing with { GroupPolicy = AccessPolicy.Allowlist };
        Refusal(Said.InGroup("hi"), group, paired).ShouldBe(Reasons.NotAllowed);
        Refusal(Said.InGroup("hi"), group, new Standing(IsOwner: true)).ShouldBe(Reasons.NotAllowed);
    }

    [Fact]
    public void An_owner_may_write_privately_unless_nobody_may()
    {
        var owner = new Standing(IsOwner: true);
        Refusal(new Said(), s_open with { DmPolicy = AccessPolicy.Allowlist }, owner).ShouldBeNull();
        Refusal(new Said(), s_open with { DmPolicy = AccessPolicy.Disabled }, owner).ShouldBe(Reasons.DirectDisabled);
    }

    [Fact]
    public void Our_own_robots_do_not_talk_to_each_other() => Refusal(new Said(), s_open, new Standing(IsRobot: true)).ShouldBe(Reasons.OtherRobot);

    [Theory]
    [InlineData(0, 0, 99, 999, null)]
    [InlineData(3, 0, 2, 999, null)]
    [InlineData(3, 0, 3, 3, Reasons.TooFast)]
    [InlineData(0, 10, 99, 9, null)]
    [InlineData(3, 10, 3, 10, Reasons.DailyLimit)]
    public void A_persons_limits_count_what_was_accepted_before(int perMinute, int perDay, int minute, int day, string? refusal)
    {
        var account = s_open with { PersonLimits = new() { PerMinute = perMinute, PerDay = perDay } };
        Refusal(new Said(), account, new Standing(SaidThisMinute: minute, SaidToday: day)).ShouldBe(refusal);
        Refusal(Said.InGroup("hi"), account, new Standing(SaidThisMinute: minute, SaidToday: day)).ShouldBe(refusal);
        Refusal(new Said(), account, new Standing(IsOwner: true, SaidThisMinute: minute, SaidToday: day)).ShouldBeNull();
    }

    [Fact]
    public void What_is_refused_for_another_reason_is_not_a_matter_of_limits()
    {
        var account = s_open with { PersonLimits = new() { PerMinute = 1 }, DmPolicy = AccessPolicy.Disabled };
        Refusal(new Said(), account, new Standing(SaidThisMinute: 5)).ShouldBe(Reasons.DirectDisabled);
    }
}
