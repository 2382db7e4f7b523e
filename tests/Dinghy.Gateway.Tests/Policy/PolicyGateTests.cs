using System.Text.Json.Nodes;
using Dinghy.DingTalk;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Policy;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Policy;

public sealed class PolicyGateTests
{
    private static readonly AccountConfig s_open = Accounts.Main;

    private static string? Refusal(Said said, AccountConfig? account = null) => PolicyGate.Check(said.Inbound(account ?? s_open)).Refusal;

    [Fact]
    public void By_default_colleagues_may_talk_in_private_and_with_a_mention_in_groups()
    {
        Refusal(new Said()).ShouldBeNull();
        Refusal(Said.InGroup("hi")).ShouldBeNull();
        PolicyGate.Check(new Said().Inbound()).IsYes.ShouldBeTrue();
    }

    [Fact]
    public void The_robot_does_not_answer_itself()
    {
        Refusal(new Said { SenderId = "$:bot", Bot = "$:bot" }).ShouldBe(Reasons.OwnEcho);
        Refusal(new Said { SenderId = "$:BOT", Bot = "$:bot" }).ShouldBeNull();
        Refusal(new Said { SenderId = null, Bot = null }).ShouldBeNull();
    }

    [Fact]
    public void People_of_other_organisations_are_refused_unless_allowed()
    {
        var outsider = new Said { SenderCorp = "ding-other" };
        Refusal(outsider).ShouldBe(Reasons.External);
        Refusal(outsider, s_open with { AllowExternal = true }).ShouldBeNull();
        Refusal(outsider with { SenderCorp = null }).ShouldBeNull();
    }

    [Fact]
    public void The_configured_organisation_counts_before_the_one_the_message_claims()
    {
        var said = new Said { SenderCorp = "ding-other", BotCorp = "ding-other" };
        Refusal(said).ShouldBeNull();
        Refusal(said, s_open with { CorpId = "ding-corp" }).ShouldBe(Reasons.External);
        // Not of the robot's own organisation, either: no staff id of theirs is one there.
        Refusal(said with { SenderCorp = "ding-corp" }, s_open with { CorpId = "ding-corp" }).ShouldBe(Reasons.NoStaffId);
    }

    [Fact]
    public void A_sender_without_staff_id_is_a_stranger()
    {
        Refusal(new Said { Staff = null }).ShouldBe(Reasons.NoStaffId);
        Refusal(Said.InGroup("hi") with { Staff = null }).ShouldBe(Reasons.NoStaffId);
        Refusal(new Said { Staff = null }, s_open with { AllowExternal = true }).ShouldBeNull();
    }

    [Theory]
    [InlineData("staff-1", true)]
    [InlineData("$:LWCP_v1:$sender==", true)]
    [InlineData("*", true)]
    [InlineData("staff-", false)]
    [InlineData("staff-11", false)]
    [InlineData("STAFF-1", false)]
    [InlineData(" staff-1", false)]
    [InlineData("staff", false)]
    [InlineData("staff-*", false)]
    [InlineData("Ann", false)]
    [InlineData("cid-chat==", false)]
    public void Allow_lists_compare_whole_ids_and_never_names(string listed, bool allowed)
    {
        var account = s_open with { DmPolicy = AccessPolicy.Allowlist, AllowFrom = Accounts.Ids(listed) };
        Refusal(new Said(), account).ShouldBe(allowed ? null : Reasons.NotAllowed);
        var group = s_open with { GroupPolicy = AccessPolicy.Allowlist, GroupAllowFrom = Accounts.Ids(listed) };
        Refusal(Said.InGroup("hi"), group).ShouldBe(allowed ? null : Reasons.NotAllowed);
    }

    [Fact]
    public void An_empty_allow_list_lets_nobody_in()
    {
        Refusal(new Said(), s_open with { DmPolicy = AccessPolicy.Allowlist }).ShouldBe(Reasons.NotAllowed);
        Refusal(Said.InGroup("hi"), s_open with { GroupPolicy = AccessPolicy.Allowlist }).ShouldBe(Reasons.NotAllowed);
    }

    [Fact]
    public void Private_and_group_policies_do_not_touch_each_other()
    {
        var noDirect = s_open with { DmPolicy = AccessPolicy.Disabled };
        Refusal(new Said(), noDirect).ShouldBe(Reasons.DirectDisabled);
        Refusal(Said.InGroup("hi"), noDirect).ShouldBeNull();
        var noGroups = s_open with { GroupPolicy = AccessPolicy.Disabled };
        Refusal(new Said(), noGroups).ShouldBeNull();
        Refusal(Said.InGroup("hi"), noGroups).ShouldBe(Reasons.GroupDisabled);
        var list = s_open with { DmPolicy = AccessPolicy.Allowlist, AllowFrom = Accounts.Ids("someone"), GroupPolicy = AccessPolicy.Allowlist, GroupAllowFrom = Accounts.Ids("staff-1") };
        Refusal(new Said(), list).ShouldBe(Reasons.NotAllowed);
        Refusal(Said.InGroup("hi"), list).ShouldBeNull();
    }

    [Theory]
    [InlineData(true, true, "", null)]                       // a mention always answers
    [InlineData(true, false, "/", null)]
    [InlineData(false, true, "", Reasons.NotMentioned)]
    [InlineData(false, true, "/", Reasons.NotMentioned)]     // mention_only comes before prefixes
    [InlineData(false, false, "", null)]                     // no rule left: answer
    [InlineData(false, false, "/", Reasons.NoPrefix)]
    [InlineData(false, false, "hi", null)]
    [InlineData(false, false, "HI", Reasons.NoPrefix)]       // literal and case-sensitive
    [InlineData(false, false, "/|hi", null)]                 // any of several
    public void Groups_answer_in_PicoClaws_order(bool mentioned, bool mentionOnly, string prefixes, string? refusal)
    {
        var trigger = new GroupTriggerConfig { MentionOnly = mentionOnly, Prefixes = prefixes.Split('|', StringSplitOptions.RemoveEmptyEntries) };
        Refusal(Said.InGroup("hi there", mentioned), s_open with { GroupTrigger = trigger }).ShouldBe(refusal);
    }

    [Fact]
    public void A_prefix_counts_at_the_beginning_only_and_a_picture_has_none()
    {
        var account = s_open with { GroupTrigger = new() { MentionOnly = false, Prefixes = ["/ask"] } };
        Refusal(Said.InGroup("  /ask me", mentioned: false), account).ShouldBeNull();
        Refusal(Said.InGroup("please /ask me", mentioned: false), account).ShouldBe(Reasons.NoPrefix);
        Refusal(Said.InGroup("", mentioned: false) with { Type = "picture", Text = null, Content = new JsonObject { ["downloadCode"] = "c" } }, account).ShouldBe(Reasons.NoPrefix);
    }

    [Theory]
    [InlineData("https://oapi.dingtalk.com/robot/sendBySession?session=1", true)]
    [InlineData("https://api.dingtalk.com/x", true)]
    [InlineData("https://OAPI.DINGTALK.COM/x", true)]
    [InlineData("https://oapi.dingtalk.com:443/x", true)]
    [InlineData("http://oapi.dingtalk.com/x", false)]
    [InlineData("https://oapi.dingtalk.com:8443/x", false)]
    [InlineData("https://evil-dingtalk.com/x", false)]
    [InlineData("https://dingtalk.com.evil.io/x", false)]
    [InlineData("https://oapi.dingtalk.com.evil.io/x", false)]
    [InlineData("https://oapi.dingtalk.com@evil.io/x", false)]
    [InlineData("https://user:pw@oapi.dingtalk.com/x", false)]
    [InlineData("https://evil.io/oapi.dingtalk.com", false)]
    [InlineData("https://evil.io/?.dingtalk.com", false)]
    [InlineData("https://evil.io#.dingtalk.com", false)]
    [InlineData("https://evil.io\\.dingtalk.com", false)]
    [InlineData("https://oapi.dingtalk.com%2eevil.io/x", false)]
    [InlineData("https://oapi。dingtalk。com。evil.io/x", false)]
    [InlineData("https://127.0.0.1/x", false)]
    [InlineData("http://169.254.169.254/latest", false)]
    public void An_answer_goes_to_DingTalk_or_nowhere(string webhook, bool trusted)
    {
        var inbound = new Said { Webhook = webhook }.Inbound();
        if (trusted) PolicyGate.Check(inbound).IsYes.ShouldBeTrue();
        else if (inbound.Message.Webhook is not null) PolicyGate.Check(inbound).Refusal.ShouldBe(Reasons.ForeignWebhook);
    }

    [Theory]
    [InlineData("http://127.0.0.1:18081/robot/x", true)]
    [InlineData("http://127.0.0.1:18082/robot/x", false)]
    [InlineData("https://127.0.0.1:18081/robot/x", false)]
    [InlineData("http://a@127.0.0.1:18081/robot/x", false)]
    [InlineData("http://127.0.0.1.nip.io:18081/robot/x", false)]
    public void The_operators_own_endpoint_is_trusted_to_its_scheme_host_and_port(string webhook, bool trusted)
    {
        var account = s_open with { Endpoints = new DingTalkEndpoints(new Uri("http://127.0.0.1:18081/base"), new Uri("http://127.0.0.1:18081")) };
        Refusal(new Said { Webhook = webhook }, account).ShouldBe(trusted ? null : Reasons.ForeignWebhook);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not a url")]
    [InlineData("ftp://oapi.dingtalk.com/x")]
    [InlineData("javascript:alert(1)")]
    public void Without_a_usable_webhook_the_OpenAPI_answers(string? webhook)
    {
        var inbound = new Said { Webhook = webhook }.Inbound();
        inbound.Message.Webhook.ShouldBeNull();
        PolicyGate.Check(inbound).IsYes.ShouldBeTrue();
    }

    [Fact]
    public void A_message_withheld_for_the_monthly_quota_is_recorded_as_that() =>
        Refusal(new Said { Text = null, ErrorCode = "20001" }).ShouldBe(Reasons.OverQuota);

    [Theory]
    [InlineData("", false)]
    [InlineData("  \n\t\u3000", false)]
    [InlineData(" ", true)]
    [InlineData("@Bot ", true)]
    [InlineData(" \n ", true)]
    public void A_text_that_says_nothing_is_refused(string text, bool group) =>
        Refusal(group ? Said.InGroup(text) : new Said { Text = text }).ShouldBe(Reasons.EmptyText);

    [Fact]
    public void A_prefix_alone_says_nothing() =>
        Refusal(Said.InGroup("/ask ", mentioned: false), s_open with { GroupTrigger = new() { MentionOnly = false, Prefixes = ["/ask"] } }).ShouldBe(Reasons.EmptyText);

    [Fact]
    public void A_kind_without_text_is_accepted_so_that_the_person_can_be_told() =>
        Refusal(new Said { Type = "picture", Text = null, Content = new JsonObject { ["downloadCode"] = "c" } }).ShouldBeNull();

    [Fact]
    public void The_first_refusal_stands_in_the_order_of_the_rules()
    {
        var everything = Said.InGroup("", mentioned: false) with { SenderId = "x", Bot = "x", SenderCorp = "ding-other", Staff = null, Webhook = "https://evil.io", ErrorCode = "20001" };
        var account = s_open with { GroupPolicy = AccessPolicy.Disabled };
        Refusal(everything, account).ShouldBe(Reasons.OwnEcho);
        Refusal(everything = everything with { Bot = "y" }, account).ShouldBe(Reasons.ForeignWebhook);
        Refusal(everything = everything with { Webhook = null }, account).ShouldBe(Reasons.External);
        Refusal(everything = everything with { SenderCorp = null }, account).ShouldBe(Reasons.NoStaffId);
        Refusal(everything = everything with { Staff = "s" }, account).ShouldBe(Reasons.GroupDisabled);
        Refusal(everything, account = account with { GroupPolicy = AccessPolicy.Allowlist }).ShouldBe(Reasons.NotAllowed);
        Refusal(everything, account = account with { GroupPolicy = AccessPolicy.Open }).ShouldBe(Reasons.NotMentioned);
        Refusal(everything, account = account with { GroupTrigger = new() { MentionOnly = false, Prefixes = ["/"] } }).ShouldBe(Reasons.NoPrefix);
        Refusal(everything, account = account with { GroupTrigger = new() { MentionOnly = false } }).ShouldBe(Reasons.OverQuota);
        Refusal(everything = everything with { ErrorCode = null }, account).ShouldBe(Reasons.EmptyText);
        Refusal(everything with { Text = "hi" }, account).ShouldBeNull();
    }
}
