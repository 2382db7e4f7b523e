using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Commands;

public sealed class PairingCommandTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/pairing", "/pairing approve {0}", "/pairing revoke ann")]
    [InlineData("/配对 列表", "/配对 批准 {0}", "/配对 撤销 ann")]
    public async Task An_owner_sees_who_asks_lets_them_in_and_takes_it_back(string list, string approve, string revoke)
    {
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo(), config => config with { Accounts = [config.Accounts[0] with { DmPolicy = AccessPolicy.Pairing }] });
        var code = (await rig.Rig.Reception.Pairing.AskAsync("main", "ann", "An`n", null, Ct)).Request!.Code;
        (await rig.AskAsync(list, CommandRig.Owner)).ShouldContain(code);

        await rig.SayAsync(string.Format(null, approve, code.ToLowerInvariant()), CommandRig.Owner);
        var notice = await rig.Rig.DingTalk.NextAsync();
        notice.ShouldBe(notice with { Road = Road.OpenApi, To = "ann", Text = "Your access has been approved. You can talk to me now." });
        (await rig.Rig.DingTalk.NextAsync()).Text.ShouldContain("Approved: `ann` (`An'n`)");
        rig.Rig.Reception.Pairing.Approved("main").ShouldHaveSingleItem().ApprovedBy.ShouldBe(CommandRig.Owner);

        (await rig.AskAsync(list, CommandRig.Owner)).ShouldContain("Let in:");
        var revoked = await rig.AskAsync(revoke, CommandRig.Owner);
        revoked.ShouldContain("Revoked: `ann`");
        revoked.ShouldContain("They are a stranger again");
        (await rig.AskAsync(revoke, CommandRig.Owner)).ShouldContain("no such code or id");
        rig.Rig.Reception.Pairing.IsApproved("main", "ann").ShouldBeFalse();
    }

    [Fact]
    public async Task After_a_crash_whoever_waited_still_waits_with_the_same_code_and_nobody_is_decided_about_twice()
    {
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo());
        var ann = (await rig.Rig.Reception.Pairing.AskAsync("main", "ann", "Ann", null, Ct)).Request!.Code;
        var bob = (await rig.Rig.Reception.Pairing.AskAsync("main", "bob", "Bob", null, Ct)).Request!.Code;
        await rig.Rig.RestartAsync(FakeModel.Echo());
        var list = await rig.AskAsync("/pairing", CommandRig.Owner);
        list.ShouldContain(ann);
        list.ShouldContain(bob);

        // Decided, and then the program died before the answer was stored: the command runs once more.
        await rig.Rig.Reception.Pairing.ApproveAsync(ann, "main", CommandRig.Owner, Ct);
        await rig.Rig.RestartAsync(FakeModel.Echo());
        (await rig.AskAsync($"/pairing approve {ann}", CommandRig.Owner)).ShouldContain("decided before");
        rig.Rig.Reception.Pairing.Approved("main").ShouldHaveSingleItem().Person.ShouldBe("ann");
        rig.Rig.Reception.Pairing.Pending("main").ShouldHaveSingleItem().Code.ShouldBe(bob);
    }

    [Fact]
    public async Task A_request_is_denied()
    {
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo());
        await rig.Rig.Reception.Pairing.AskAsync("main", "ann", "Ann", null, Ct);
        (await rig.AskAsync("/pairing deny ann", CommandRig.Owner)).ShouldContain("Denied: `ann`");
        (await rig.AskAsync("/pairing", CommandRig.Owner)).ShouldBe("Nobody is waiting.");
        (await rig.AskAsync("/pairing open ann", CommandRig.Owner)).ShouldStartWith("Write /pairing");
    }

    [Theory]
    [InlineData("allow_from", "allow_from")]
    [InlineData("everyone", "allow_from")]
    [InlineData("owners", "owners")]
    [InlineData("open", "dm_policy")]
    public async Task An_owner_hears_when_the_configuration_lets_in_whom_they_sent_away(string how, string key)
    {
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo(), config => config with
        {
            Owners = how == "owners" ? Accounts.Ids(CommandRig.Owner, "ann") : config.Owners,
            Accounts = [config.Accounts[0] with
            {
                DmPolicy = how == "open" ? AccessPolicy.Open : AccessPolicy.Pairing,
                AllowFrom = how switch { "allow_from" => Accounts.Ids("ann"), "everyone" => Accounts.Ids("*"), _ => Accounts.Ids() },
            }],
        });
        var code = (await rig.Rig.Reception.Pairing.AskAsync("main", "ann", "Ann", null, Ct)).Request!.Code;
        await rig.Rig.Reception.Pairing.ApproveAsync(code, "main", CommandRig.Owner, Ct);
        var revoked = await rig.AskAsync("/pairing revoke ann", CommandRig.Owner);
        revoked.ShouldContain("`ann`");
        revoked.ShouldContain($"But `{key}` in the configuration still lets them write");
    }

    [Fact]
    public async Task Nobody_else_decides_nor_an_owner_in_a_group()
    {
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo());
        var code = (await rig.Rig.Reception.Pairing.AskAsync("main", "ann", "Ann", null, Ct)).Request!.Code;
        foreach (var command in new[] { "/pairing", $"/pairing approve {code}", "/pairing revoke boss" })
        {
            (await rig.AskAsync(command)).ShouldBe("Only an owner decides who is let in.");
            (await rig.AskAsync(command, CommandRig.Owner, group: "cid-g")).ShouldContain("private chat");
        }

        rig.Rig.Reception.Pairing.Pending("main").ShouldHaveSingleItem().Code.ShouldBe(code);
    }

    [Fact]
    public async Task Who_was_heard_before_is_told_in_their_own_language()
    {
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo(), config => config with { Language = "auto" });
        await rig.AskAsync("what did I want to know again?", "ann");
        var code = (await rig.Rig.Reception.Pairing.AskAsync("main", "ann", "Ann", null, Ct)).Request!.Code;
        await rig.SayAsync($"/配对 批准 {code}", CommandRig.Owner);
        (await rig.Rig.DingTalk.NextAsync()).Text.ShouldStartWith("Your access");
        (await rig.Rig.DingTalk.NextAsync()).Text.ShouldStartWith("已批准：`ann`");
    }
}
