using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Policy;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Policy;

public sealed class GroupRulesTests
{
    private static readonly AccountConfig s_open = Accounts.Main;

    private static string? Refusal(Said said, AccountConfig account) => PolicyGate.Check(said.Inbound(account)).Refusal;

    private static AccountConfig With(GroupConfig group, string id = "cid-group==", AccountConfig? account = null) =>
        (account ?? s_open) with { Groups = new Dictionary<string, GroupConfig>(StringComparer.Ordinal) { [id] = group } };

    [Fact]
    public void Listing_one_group_never_closes_the_others()
    {
        var account = With(new GroupConfig { AllowFrom = Accounts.Ids("boss"), Policy = AccessPolicy.Allowlist });
        Refusal(Said.InGroup("hi"), account).ShouldBe(Reasons.NotAllowed);
        Refusal(Said.InGroup("hi") with { Conversation = "cid-other==" }, account).ShouldBeNull();
        Refusal(new Said(), account).ShouldBeNull();
    }

    [Theory]
    [InlineData("cid-group==", true)]
    [InlineData("cid-group=", false)]
    [InlineData("CID-GROUP==", false)]
    [InlineData("cid-group", false)]
    [InlineData("cid-group==x", false)]
    [InlineData("*", true)]
    public void A_group_is_named_by_its_whole_id_or_meant_by_the_star(string id, bool meant) =>
        Refusal(Said.InGroup("hi"), With(new GroupConfig { Enabled = false }, id)).ShouldBe(meant ? Reasons.GroupDisabled : null);

    [Fact]
    public void A_named_group_is_not_what_the_star_means()
    {
        var account = s_open with
        {
            Groups = new Dictionary<string, GroupConfig>(StringComparer.Ordinal) { ["*"] = new() { Enabled = false }, ["cid-group=="] = new() },
        };
        Refusal(Said.InGroup("hi"), account).ShouldBeNull();
        Refusal(Said.InGroup("hi") with { Conversation = "cid-other==" }, account).ShouldBe(Reasons.GroupDisabled);
    }

    [Fact]
    public void A_groups_own_policy_and_list_stand_before_the_robots()
    {
        var closed = s_open with { GroupPolicy = AccessPolicy.Disabled };
        Refusal(Said.InGroup("hi"), With(new GroupConfig { Policy = AccessPolicy.Open }, account: closed)).ShouldBeNull();
        var listed = s_open with { GroupPolicy = AccessPolicy.Allowlist, GroupAllowFrom = Accounts.Ids("staff-1") };
        Refusal(Said.InGroup("hi"), With(new GroupConfig(), account: listed)).ShouldBeNull();
        Refusal(Said.InGroup("hi"), With(new GroupConfig { AllowFrom = Accounts.Ids() }, account: listed)).ShouldBe(Reasons.NotAllowed);
        Refusal(Said.InGroup("hi"), With(new GroupConfig { Policy = AccessPolicy.Disabled }, account: listed)).ShouldBe(Reasons.GroupDisabled);
    }

    [Fact]
    public void A_groups_own_trigger_stands_before_the_robots()
    {
        Refusal(Said.InGroup("hi", mentioned: false), With(new GroupConfig { MentionOnly = false })).ShouldBeNull();
        var prefixed = With(new GroupConfig { Prefixes = ["/ai "] });
        Refusal(Said.InGroup("hi", mentioned: false), prefixed).ShouldBe(Reasons.NoPrefix);
        Refusal(Said.InGroup("/ai hi", mentioned: false), prefixed).ShouldBeNull();
        Question.TextOf(Said.InGroup("/ai hi", mentioned: false).Message(), prefixed).ShouldBe("hi");
        Question.TextOf((Said.InGroup("/ai hi", mentioned: false) with { Conversation = "cid-other==" }).Message(), prefixed).ShouldBe("/ai hi");
        Refusal(Said.InGroup("/ai hi", mentioned: false), With(new GroupConfig { MentionOnly = true, Prefixes = ["/ai "] })).ShouldBe(Reasons.NotMentioned);
    }
}
