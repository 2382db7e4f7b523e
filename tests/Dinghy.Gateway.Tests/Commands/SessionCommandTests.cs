using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Tests.Commands;

/// <summary>Commands that change what the next question meets.</summary>
public sealed class SessionCommandTests
{
    [Theory]
    [InlineData("/reset")]
    [InlineData("/new")]
    [InlineData("/clear")]
    [InlineData("/重置")]
    [InlineData("／新会话")]
    public async Task A_reset_leaves_what_was_said_behind_in_this_conversation_only(string command)
    {
        var model = FakeModel.Echo();
        await using var rig = await CommandRig.StartAsync(model);
        await rig.AskAsync("one");
        await rig.AskAsync("two", "staff-2");
        (await rig.AskAsync(command)).ShouldContain("new session");
        await rig.AskAsync("three");
        await rig.AskAsync("four", "staff-2");

        for (var i = 0; i < 2; i++) await model.AskedAsync();
        (await model.AskedAsync()).Skip(1).Select(message => message.Text).ShouldBe(["three"]);
        (await model.AskedAsync()).Skip(1).Select(message => message.Text).ShouldBe(["two", "you said: two", "four"]);
        model.Calls.ShouldBe(4);
        (await rig.Rig.Store.ReadAllHistoryAsync("main/dm/staff-1", 10, default)).Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_reset_that_was_answered_before_a_restart_is_not_done_again()
    {
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo());
        await rig.AskAsync("one");
        await rig.AskAsync("/reset");
        await rig.AskAsync("two");
        await rig.Rig.PushAsync(new Said { Id = "m2", Text = "/reset" });
        await rig.Rig.RestartAsync(FakeModel.Echo());
        await rig.Rig.PushAsync(new Said { Id = "m2", Text = "/reset" });
        (await rig.SessionAsync()).Session.Number.ShouldBe(1);
        (await rig.HistoryAsync()).ShouldBe(["two", "you said: two"]);
    }

    [Theory]
    [InlineData("/export", "nothing to export")]
    [InlineData("/compact", "too little")]
    [InlineData("/new", "new session")]
    [InlineData("/重置", "new session")]
    public async Task Where_all_private_chats_share_one_memory_only_an_owner_exports_or_ends_it(string command, string done)
    {
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo(), config => config with { Accounts = [Accounts.Main with { Session = new(DmScope.Main, GroupScope.Group) }] });
        (await rig.AskAsync(command)).ShouldContain("only an owner");
        (await rig.AskAsync(command, group: "cid-g")).ShouldContain(done);
        (await rig.AskAsync(command, CommandRig.Owner)).ShouldContain(done);
    }

    [Theory]
    [InlineData("/export")]
    [InlineData("/compact")]
    [InlineData("/reset")]
    [InlineData("/model default")]
    [InlineData("/forget last")]
    public async Task Where_memory_is_shared_and_nobody_is_owner_the_answer_says_what_to_do(string command)
    {
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo(), config => Shared(config, Accounts.Main));
        var told = await rig.AskAsync(command);
        told.ShouldContain("There is no owner yet");
        told.ShouldContain("`staff-1`");
    }

    [Theory]
    [InlineData("allowlist", true)]
    [InlineData("allowlist and another", false)]
    [InlineData("pairing", true)]
    [InlineData("open", false)]
    public async Task Whoever_alone_may_write_privately_has_the_shared_memory_to_themselves(string who, bool alone)
    {
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo(), config => Shared(config, Accounts.Main with
        {
            DmPolicy = who == "open" ? AccessPolicy.Open : who == "pairing" ? AccessPolicy.Pairing : AccessPolicy.Allowlist,
            AllowFrom = Accounts.Ids(who.EndsWith("another", StringComparison.Ordinal) ? ["staff-1", "staff-2"] : ["staff-1"]),
        }));
        await rig.AskAsync("one");
        (await rig.AskAsync("/reset")).ShouldContain(alone ? "new session" : "only an owner");
        (await rig.SessionAsync("main/main")).Session.Number.ShouldBe(alone ? 1 : 0);
    }

    [Fact]
    public async Task A_turn_of_the_shared_memory_stays_one_whatever_the_configuration_says_by_then()
    {
        // It was accepted while all private chats shared one memory; the program that answers it was started with another configuration.
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo());
        await rig.Rig.Store.ImportHistoryAsync("main/main", [new HistoryEntry("main/main", HistoryRole.Person, "somebody's secret", Said.At)], default);
        await rig.Rig.Store.AddTurnAsync(new Said { Id = "old", Text = "/export", Staff = "staff-1" }.NewTurn(conversation: "main/main"), null, default);
        await rig.Rig.RestartAsync(FakeModel.Echo());
        (await rig.Rig.DingTalk.NextAsync()).Text.ShouldContain("only an owner");
    }

    [Fact]
    public async Task Somebody_who_was_let_in_by_pairing_ends_being_alone()
    {
        await using var rig = await CommandRig.StartAsync(
            FakeModel.Echo(), config => Shared(config, Accounts.Main with { DmPolicy = AccessPolicy.Pairing, AllowFrom = Accounts.Ids("staff-1") }));
        var request = (await rig.Rig.Reception.Pairing.AskAsync("main", "staff-2", "Two", null, default)).Request!;
        await rig.Rig.Reception.Pairing.ApproveAsync(request.Code, "main", "console", default);
        (await rig.AskAsync("/reset")).ShouldContain("only an owner");
    }

    [Fact]
    public async Task A_question_that_went_astray_behind_a_reset_resets_nothing()
    {
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo());
        await rig.AskAsync("one");
        (await rig.AskAsync("/reset my password please")).ShouldContain("nothing was reset");
        (await rig.HistoryAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Commands_and_their_answers_are_not_remembered()
    {
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo());
        foreach (var command in new[] { "/status", "/help", "/whoami", "/usage", "/queue", "/models", "/model", "/think", "/trace", "/export", "/nosuch", "/btw what?" }) await rig.AskAsync(command);
        (await rig.HistoryAsync()).ShouldBeEmpty();
        (await rig.Rig.OutcomesAsync()).Keys.ShouldBe(["answered"]);
    }

    [Fact]
    public async Task A_model_is_set_for_ones_own_private_chat_and_stays_set()
    {
        var (usual, other) = (FakeModel.Echo(), FakeModel.Saying("from the other"));
        await using var rig = await CommandRig.StartAsync(usual, models: Shelf(("lab/other", other)));
        (await rig.AskAsync("/model")).ShouldContain("lab/fake-1");
        (await rig.AskAsync("/model lab/other")).ShouldContain("lab/other");
        (await rig.AskAsync("hi")).ShouldBe("from the other");
        (await rig.AskAsync("hi", "staff-2")).ShouldBe("you said: hi");
        await rig.Rig.RestartAsync(usual);
        (await rig.AskAsync("hi")).ShouldBe("from the other");
        (await rig.AskAsync("/status")).ShouldContain("lab/other");
        (await rig.AskAsync("/model default")).ShouldContain("lab/fake-1");
        (await rig.AskAsync("hi")).ShouldBe("you said: hi");
    }

    [Fact]
    public async Task A_model_by_its_number_and_one_that_is_not_there()
    {
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo(), models: Shelf(("lab/other", FakeModel.Saying("other"))));
        (await rig.AskAsync("/model 2")).ShouldContain("lab/other");
        (await rig.AskAsync("/model 3")).ShouldContain("no such number");
        var stranger = await rig.AskAsync("/model lab/typo");
        stranger.ShouldContain("no such model");
        stranger.ShouldNotContain("OPERATOR");
        (await rig.AskAsync("/model lab/typo", CommandRig.Owner)).ShouldContain("OPERATOR");
        (await rig.AskAsync("/models")).ShouldContain("lab/other");
        (await rig.SessionAsync()).Session.Model.ShouldBe("lab/other");
    }

    [Fact]
    public async Task A_chosen_model_that_is_in_no_list_is_listed_where_it_was_chosen()
    {
        var shelf = new ModelShelf(name => new ModelReady(FakeModel.Echo(), name, ""), ["lab/other"]);
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo(), models: shelf);
        (await rig.AskAsync("/models")).ShouldNotContain("lab/new");
        await rig.AskAsync("/model lab/new");
        (await rig.AskAsync("/models")).ShouldContain("- `lab/new` (now)");
        (await rig.AskAsync("/models", "staff-2")).ShouldNotContain("lab/new");
    }

    [Fact]
    public async Task A_groups_model_is_its_owners_to_set()
    {
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo(), models: Shelf(("lab/other", FakeModel.Saying("from the other"))));
        (await rig.AskAsync("/model lab/other", "staff-1", "cid-g")).ShouldContain("only an owner");
        (await rig.AskAsync("hi", "staff-1", "cid-g")).ShouldStartWith("you said");
        (await rig.AskAsync("/model lab/other", CommandRig.Owner, "cid-g")).ShouldContain("lab/other");
        (await rig.AskAsync("hi", "staff-1", "cid-g")).ShouldBe("from the other");
    }

    [Fact]
    public async Task Thinking_is_told_to_a_model_that_can_be_told_and_to_no_other()
    {
        var other = FakeModel.Saying("thought");
        var shelf = new ModelShelf(name => new ModelReady(other, name, "") { ThinkingLevels = ["off", "high"] }, ["lab/other"]);
        await using var rig = await CommandRig.StartAsync(null, models: shelf);
        (await rig.AskAsync("/think high")).ShouldContain("nothing was changed");
        await rig.AskAsync("/model lab/other");
        (await rig.AskAsync("/think medium")).ShouldContain("takes only off, high");
        (await rig.AskAsync("/思考 高")).ShouldContain("high");
        await rig.AskAsync("hi");
        other.Options.ShouldHaveSingleItem().ShouldNotBeNull().Reasoning!.Effort.ShouldBe(ReasoningEffort.High);
        (await rig.AskAsync("/think default")).ShouldContain("default");
        (await rig.SessionAsync()).Session.Thinking.ShouldBeNull();
    }

    [Fact]
    public async Task A_summary_takes_the_place_of_what_was_said_and_survives_the_limit_of_entries()
    {
        var summariser = new FakeModel((messages, _) => Words(messages[0].Text.Contains("You keep the memory", StringComparison.Ordinal) ? $"SUMMARY of {messages[1].Text.Length}" : $"you said: {messages[^1].Text}"));
        await using var rig = await CommandRig.StartAsync(summariser);
        await rig.AskAsync(new string('x', 600));
        (await rig.AskAsync("/compact")).ShouldContain("SUMMARY of");
        (await rig.HistoryAsync()).Count.ShouldBe(2);
        for (var i = 0; i < 25; i++) await rig.AskAsync($"q{i}");
        for (var i = 0; i < 26; i++) await summariser.AskedAsync();
        var last = await summariser.AskedAsync();
        last[1].Text.ShouldStartWith("[Summary of this conversation so far]\nSUMMARY of");
        (await rig.ExportAsync()).ShouldContain("SUMMARY of");
        (await rig.Rig.Store.ReadAllHistoryAsync("main/dm/staff-1", 100, default)).Count.ShouldBe(52);
    }

    [Theory]
    [InlineData("")]
    [InlineData("fault")]
    public async Task A_summary_that_can_not_be_used_changes_nothing(string answer)
    {
        var model = new FakeModel(FakeModel.Whole(new string('x', 600)), answer.Length > 0 ? FakeModel.Breaking(ModelFault.Unreachable) : FakeModel.Whole("  "));
        await using var rig = await CommandRig.StartAsync(model);
        await rig.AskAsync("one");
        (await rig.AskAsync("/compact")).ShouldContain("stays as it is");
        (await rig.SessionAsync()).Session.ShouldBe(Session.First);
        (await rig.HistoryAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_last_exchange_can_be_forgotten()
    {
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo());
        await rig.AskAsync("one");
        await rig.AskAsync("two");
        await rig.AskAsync("/forget last");
        (await rig.HistoryAsync()).ShouldBe(["one", "you said: one"]);
        await rig.AskAsync("one", "staff-1", "cid-g");
        (await rig.AskAsync("/forget last", "staff-1", "cid-g")).ShouldContain("only an owner");
        (await rig.HistoryAsync("main/group/cid-g")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Earlier_sessions_are_exported_to_an_owner_only()
    {
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo());
        foreach (var staff in new[] { "staff-1", CommandRig.Owner })
        {
            await rig.AskAsync("first words", staff);
            await rig.AskAsync("/new", staff);
            await rig.AskAsync("second words", staff);
            var export = await rig.ExportAsync(staff: staff);
            export.ShouldContain("second words");
            export.ShouldNotContain("first words");
        }

        (await rig.AskAsync("/export all")).ShouldContain("Only an owner");
        (await rig.ExportAsync("/export all", CommandRig.Owner)).ShouldContain("first words");
    }

    private static DinghyConfig Shared(DinghyConfig config, AccountConfig account) =>
        config with { Owners = Accounts.Ids(), Accounts = [account with { Session = new(DmScope.Main, GroupScope.Group) }] };

    private static ModelShelf Shelf(params (string Name, IChatClient Client)[] models) => new(
        name => models.FirstOrDefault(model => model.Name == name) is { Client: { } client } ? new ModelReady(client, name, "") : new ModelUnusable(ModelUnusable.UnknownProvider, "OPERATOR words"),
        ["lab/fake-1", .. models.Select(model => model.Name)]);

    private static async IAsyncEnumerable<AIContent> Words(string words)
    {
        await Task.Yield();
        yield return new TextContent(words);
    }
}
