using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Commands;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Memory;

public sealed class MemoryCommandTests
{
    private const string Group = "cid-g";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_sees_and_forgets_what_they_told()
    {
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo());
        (await rig.AskAsync("/memory")).ShouldContain("Nothing is remembered");
        await TellAsync(rig, "main/dm/staff-1", "staff-1", "Likes tea", "Has a cat", "Has a dog");
        await TellAsync(rig, "main/dm/other", "other", "secret of another");
        var shown = await rig.AskAsync("/memory");
        shown.ShouldContain("- #3 `Has a dog`\n- #2 `Has a cat`\n- #1 `Likes tea`");
        shown.ShouldNotContain("secret");
        (await rig.AskAsync("/forget #1")).ShouldContain("Forgotten: `Likes tea`");
        (await rig.AskAsync("/forget has a")).ShouldContain("name one by its number");
        (await rig.AskAsync("/忘记 Cat")).ShouldContain("`Has a cat`");
        (await rig.AskAsync("/forget 4")).ShouldContain("No such fact");
        (await rig.AskAsync("/memory")).ShouldNotContain("#1");
    }

    [Fact]
    public async Task Everything_is_forgotten_only_when_it_was_confirmed()
    {
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo());
        (await rig.AskAsync("/forget all")).ShouldContain("nothing here");
        await TellAsync(rig, "main/dm/staff-1", "staff-1", "a", "b");
        (await rig.AskAsync("/forget all")).ShouldContain("/forget all yes");
        (await rig.Rig.Store.ReadFactsAsync("main/dm/staff-1", Ct)).Count.ShouldBe(2);
        (await rig.AskAsync("/忘记 全部 确认")).ShouldContain("Forgotten: 2");
        (await rig.Rig.Store.ReadFactsAsync("main/dm/staff-1", Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task In_a_group_everybody_sees_its_facts_and_forgets_their_own_and_an_owner_all()
    {
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo());
        await TellAsync(rig, $"main/group/{Group}", "ann", "of ann", "more of ann");
        await TellAsync(rig, $"main/group/{Group}", "bob", "of bob");
        (await rig.AskAsync("/memory", "bob", Group)).ShouldContain("more of ann");
        (await rig.AskAsync("/forget 1", "bob", Group)).ShouldContain("Somebody else told this");
        (await rig.AskAsync("/forget all yes", "bob", Group)).ShouldContain("Forgotten: 1");
        (await rig.AskAsync("/forget all", CommandRig.Owner, Group)).ShouldContain("2 facts (what others told, too)");
        (await rig.AskAsync("/forget all yes", CommandRig.Owner, Group)).ShouldContain("Forgotten: 2");
        (await rig.Rig.Store.ListFactPlacesAsync(9, Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_private_chats_share_one_memory_a_person_sees_what_they_told_and_an_owner_all()
    {
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo(), config => config with
        {
            Accounts = [.. config.Accounts.Select(account => account with { Session = account.Session with { Dm = DmScope.Main } })],
        });
        await TellAsync(rig, "main/main", "ann", "of ann");
        await TellAsync(rig, "main/main", "bob", "of bob");
        (await rig.AskAsync("/memory", "bob")).ShouldNotContain("of ann");
        (await rig.AskAsync("/forget of ann", "bob")).ShouldContain("No such fact");
        (await rig.AskAsync("/memory", CommandRig.Owner)).ShouldContain("of ann");
    }

    private static async Task TellAsync(CommandRig rig, string place, string person, params string[] facts)
    {
        var at = Said.At;
        foreach (var fact in facts) await rig.Rig.Store.AddFactAsync(new Fact(0, place, fact, "main", person, person, at = at.AddSeconds(1)), 99, Ct);
    }
}
