using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>Whose memory, as the operator set it.</summary>
public sealed class SessionScopeScenarios
{
    [Fact]
    public async Task In_group_user_scope_each_person_in_each_group_has_a_memory_of_their_own()
    {
        await using var lab = await StartAsync(config => config["session"] = new JsonObject { ["group_scope"] = "group_user" });
        await TwoInAGroupAsync(lab);
        RequestOf(lab, "[安] 后来").ShouldBe(["[安] 安先说", "[安] 后来"]);
        RequestOf(lab, "[博] 后来").ShouldBe(["[博] 博先说", "[博] 后来"]);
    }

    [Fact]
    public async Task The_HTTP_mode_pages_memory_scope_user_is_a_memory_for_everybody()
    {
        await using var lab = await StartAsync(LabOptions.Channel(channel => channel["memory_scope"] = "user"));
        await TwoInAGroupAsync(lab);
        RequestOf(lab, "[安] 后来").ShouldBe(["[安] 安先说", "[安] 后来"]);
    }

    [Fact]
    public async Task In_main_scope_private_chats_share_one_memory_and_each_answer_still_goes_to_its_own_chat()
    {
        await using var lab = await StartAsync(config => config["session"] = new JsonObject { ["dm_scope"] = "main" });
        await lab.AskAsync("ann", "安私下说");
        (await lab.AskAsync("bob", "博私下问")).ConversationId.ShouldBe(lab.World.PrivateConversation("bob"));
        var group = lab.World.AddGroup("另一个", "ann").ConversationId;
        await lab.AskAsync("ann", "群里问", group);
        RequestOf(lab, "博私下问").ShouldBe(["安私下说", "博私下问"]);
        RequestOf(lab, "[安] 群里问").ShouldBe(["[安] 群里问"]);
        (await lab.AskAsync("ann", "/模型 lab/scripted-2")).Text.ShouldContain("负责人");
    }

    [Fact]
    public async Task A_queue_mode_that_there_is_not_stops_the_start_and_says_what_works()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false, Config = config => config["session"] = new JsonObject { ["queue"] = "sometimes" } });
        var (code, _, words) = await lab.CliAsync("config", "check");
        code.ShouldBe(3);
        words.ShouldContain("session.queue");
        words.ShouldContain("followup");
    }

    private static async Task<TestLab> StartAsync(Action<JsonObject> config)
    {
        var lab = await TestLab.StartAsync(new LabOptions { Config = config });
        lab.World.AddPerson("ann", "安");
        lab.World.AddPerson("bob", "博");
        return lab;
    }

    private static async Task TwoInAGroupAsync(TestLab lab)
    {
        var group = lab.World.AddGroup("组", "ann", "bob").ConversationId;
        await lab.AskAsync("ann", "安先说", group);
        await lab.AskAsync("bob", "博先说", group);
        await lab.AskAsync("ann", "后来", group);
        await lab.AskAsync("bob", "后来", group);
    }

    private static List<string> RequestOf(TestLab lab, string question) =>
        [.. lab.Model.Requests.Last(request => request.Messages[^1].Content == question).Messages.Where(message => message.Role == "user").Select(message => message.Content)];
}
