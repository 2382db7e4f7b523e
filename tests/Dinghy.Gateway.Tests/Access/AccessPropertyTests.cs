using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Policy;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Access;

/// <summary>Worlds made by chance: robots with any policies, people whose ids hardly differ, and what must hold in all of them.</summary>
public sealed class AccessPropertyTests
{
    private static readonly string[] s_ids = ["staff-1", "Staff-1", "STAFF-1", "staff-11", "staff-", "staff-10", "xstaff-1", "staff-1x", "staff_1", "sta\u0301ff-1"];
    private static readonly string[] s_groups = ["cid-group==", "cid-group=", "CID-group==", "cid-group==x", "cid-grou"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task No_answer_leaves_for_another_conversation_and_who_is_refused_moves_nothing(int seed)
    {
        var chance = new Random(seed);
        AccountConfig[] accounts = [.. ((string[])["main", "main2", "mai"]).Select(id => Robot(id, chance))];
        var model = FakeModel.Echo();
        await using var rig = new PipelineRig(model, accounts: accounts);
        await rig.StartAsync();
        var messages = Enumerable.Range(0, 120).Select(i => (Account: accounts[chance.Next(accounts.Length)], Said: Message(i, chance))).ToList();
        foreach (var (account, said) in messages) (await rig.PushAsync(account.Id, said)).Code.ShouldBe(200);
        await rig.OutcomesAsync();
        await rig.DoorstepAsync();

        var accepted = messages.Where(message => MayTalk(message.Account, message.Said)).Select(message => message.Said).ToList();
        model.Calls.ShouldBe(accepted.Count);
        accepted.Count.ShouldBeInRange(1, messages.Count - 1, "a world in which all or none may talk shows nothing");
        rig.DingTalk.All.ShouldAllBe(sent => sent.Road == Road.Webhook && messages.Any(message => sent.To == $"?session={message.Said.Id}-"));
        var disk = rig.DiskBytes();
        foreach (var (_, said) in messages)
        {
            var answers = rig.DingTalk.All.Where(sent => sent.Text.Contains($"w-{said.Id}-", StringComparison.Ordinal)).ToList();
            answers.ShouldAllBe(sent => sent.To == $"?session={said.Id}-", "the answer took its own message's address");
            answers.Count.ShouldBe(accepted.Contains(said) ? 1 : 0);
            disk.Contains($"session={said.Id}-", StringComparison.Ordinal).ShouldBe(accepted.Contains(said), "the address of a refused message is nowhere");
            disk.Contains($"w-{said.Id}-", StringComparison.Ordinal).ShouldBe(accepted.Contains(said), "nor are its words");
        }
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public void Whole_ids_decide_whatever_else_is_on_the_lists(int seed)
    {
        var chance = new Random(seed);
        for (var i = 0; i < 20_000; i++)
        {
            var (account, said) = (Robot("main", chance), Message(i, chance));
            PolicyGate.Check(said.Inbound(account)).IsYes.ShouldBe(MayTalk(account, said), $"{account} {said}");
        }
    }

    /// <summary>The rules once more, as plainly as can be: what the docs promise.</summary>
    private static bool MayTalk(AccountConfig account, Said said)
    {
        if (said.SenderCorp != said.BotCorp || said.Staff is null) return false;
        if (!said.Group)
            return account.DmPolicy == AccessPolicy.Open || (account.DmPolicy != AccessPolicy.Disabled && account.AllowFrom.Any(id => string.Equals(id, said.Staff, StringComparison.Ordinal)));
        var own = account.Groups.FirstOrDefault(group => string.Equals(group.Key, said.Conversation, StringComparison.Ordinal)).Value;
        if (own is { Enabled: false }) return false;
        var policy = own?.Policy ?? account.GroupPolicy;
        var list = own?.AllowFrom ?? account.GroupAllowFrom;
        if (policy == AccessPolicy.Disabled || (policy == AccessPolicy.Allowlist && !list.Any(id => string.Equals(id, said.Staff, StringComparison.Ordinal)))) return false;
        return said.Mentioned || !(own?.MentionOnly ?? account.GroupTrigger.MentionOnly);
    }

    private static AccountConfig Robot(string id, Random chance) => Accounts.Named(id) with
    {
        DmPolicy = Pick(chance, AccessPolicy.Open, AccessPolicy.Allowlist, AccessPolicy.Pairing, AccessPolicy.Disabled),
        AllowFrom = SomeIds(chance),
        GroupPolicy = Pick(chance, AccessPolicy.Open, AccessPolicy.Allowlist, AccessPolicy.Allowlist, AccessPolicy.Disabled),
        GroupAllowFrom = SomeIds(chance),
        GroupTrigger = new() { MentionOnly = chance.Next(2) == 0 },
        Groups = s_groups.Where(_ => chance.Next(3) == 0).ToDictionary(cid => cid, _ => Group(chance), StringComparer.Ordinal),
        RefusalText = chance.Next(2) == 0 ? Wording.BuiltIn : Wording.Off,
        Welcome = chance.Next(2) == 0 ? Wording.BuiltIn : Wording.Off,
    };

    private static GroupConfig Group(Random chance) => new()
    {
        Enabled = chance.Next(4) != 0,
        Policy = chance.Next(2) == 0 ? null : Pick(chance, AccessPolicy.Open, AccessPolicy.Allowlist, AccessPolicy.Disabled),
        AllowFrom = chance.Next(2) == 0 ? null : SomeIds(chance),
        MentionOnly = Pick<bool?>(chance, null, true, false),
    };

    private static Said Message(int number, Random chance)
    {
        var group = chance.Next(2) == 0;
        return new Said
        {
            Id = $"m{number}",
            Text = $"w-m{number}-",
            Group = group,
            Mentioned = group && chance.Next(3) != 0,
            Conversation = group ? s_groups[chance.Next(s_groups.Length)] : $"cid-private-{chance.Next(3)}",
            Staff = chance.Next(12) == 0 ? null : s_ids[chance.Next(s_ids.Length)],
            SenderId = $"$:LWCP_v1:${chance.Next(1_000)}",
            SenderCorp = chance.Next(12) == 0 ? "ding-corp2" : "ding-corp",
            Webhook = $"https://oapi.dingtalk.com/robot/sendBySession?session=m{number}-",
        };
    }

    private static IReadOnlySet<string> SomeIds(Random chance) => Accounts.Ids([.. s_ids.Where(_ => chance.Next(4) == 0)]);

    private static T Pick<T>(Random chance, params ReadOnlySpan<T> values) => values[chance.Next(values.Length)];
}
