namespace Dinghy.Scenarios;

/// <summary>Who hears what: private and group chats, memory, mentions.</summary>
public sealed class ConversationScenarios(SharedLab shared) : IClassFixture<SharedLab>
{
    private TestLab Lab => shared.Lab;

    [Fact]
    public async Task A_private_answer_appears_in_that_private_chat_and_the_chat_remembers()
    {
        Lab.World.AddPerson("private1", "王五");
        var first = await Lab.AskAsync("private1", "我叫王五");
        var second = await Lab.AskAsync("private1", "我叫什么？");

        first.ConversationId.ShouldBe(Lab.World.PrivateConversation("private1"));
        second.ConversationId.ShouldBe(first.ConversationId);
        RequestOf("我叫什么？").Select(m => m.Content).Skip(1).ShouldBe(["我叫王五", first.Text, "我叫什么？"]);
    }

    [Fact]
    public async Task Nothing_of_one_person_is_in_any_request_for_another()
    {
        Lab.World.AddPerson("alice", "Alice");
        Lab.World.AddPerson("bob", "Bob");
        for (var round = 1; round <= 3; round++)
        {
            var alice = await Lab.SayAsync("alice", $"ALICE-SECRET-{round}");
            var bob = await Lab.SayAsync("bob", $"bob-plain-{round}");
            (await Lab.AnswerAsync(alice)).Text.ShouldNotContain("bob");
            (await Lab.AnswerAsync(bob)).Text.ShouldNotContain("ALICE");
        }

        var requests = Lab.Model.Requests.Select(r => string.Join('\n', r.Messages.Select(m => m.Content))).ToList();
        requests.Count(r => r.Contains("bob-plain")).ShouldBe(3);
        requests.ShouldNotContain(r => r.Contains("bob-plain") && r.Contains("ALICE-SECRET"));
        RequestOf("bob-plain-3").Count.ShouldBe(6, "bob's own two rounds are remembered");
    }

    [Fact]
    public async Task A_group_shares_its_memory_with_names_and_two_groups_stay_apart()
    {
        Lab.World.AddPerson("g1", "赵一");
        Lab.World.AddPerson("g2", "钱二");
        var red = Lab.World.AddGroup("红组", "g1", "g2").ConversationId;
        var blue = Lab.World.AddGroup("蓝组", "g1").ConversationId;

        (await Lab.AskAsync("g1", "红色计划", red)).ConversationId.ShouldBe(red);
        (await Lab.AskAsync("g2", "谁说过什么", red)).ConversationId.ShouldBe(red);
        (await Lab.AskAsync("g1", "蓝组提问", blue)).ConversationId.ShouldBe(blue);
        (await Lab.AskAsync("g1", "私下提问")).ConversationId.ShouldBe(Lab.World.PrivateConversation("g1"));

        var shared = RequestOf("[钱二] 谁说过什么").Select(m => m.Content).ToList();
        shared.ShouldContain("[赵一] 红色计划");
        RequestOf("[赵一] 蓝组提问").ShouldNotContain(m => m.Content.Contains("红色计划"));
        RequestOf("私下提问").ShouldNotContain(m => m.Content.Contains("红色计划") || m.Content.Contains("蓝组提问"));
    }

    [Theory]
    [InlineData("def f():\n    return 1\n\n\tx = 2")]
    [InlineData("第一行\r\n  第二行\n\n    第四行 ")]
    [InlineData("一行")]
    public async Task A_mention_is_stripped_and_line_breaks_and_indents_stay(string text)
    {
        Lab.World.AddPerson("coder", "码农");
        var group = Lab.World.Groups.FirstOrDefault(g => g.Title == "代码组")?.ConversationId ?? Lab.World.AddGroup("代码组", "coder").ConversationId;
        await Lab.AskAsync("coder", text, group);

        Lab.Model.Requests[^1].Messages[^1].ShouldBe(new ModelMessage("user", $"[码农] {text}"));
    }

    [Fact]
    public async Task A_private_text_reaches_the_model_character_by_character()
    {
        const string text = "  indented\n\n```cs\n\tvar x = \"引号\\\";\n```\n末尾 😀👨‍👩‍👧 @someone";
        Lab.World.AddPerson("exact", "Exact");
        await Lab.AskAsync("exact", text);

        Lab.Model.Requests[^1].Messages[^1].Content.ShouldBe(text);
    }

    private IReadOnlyList<ModelMessage> RequestOf(string question) => Lab.Model.Requests.Last(r => r.Messages[^1].Content == question).Messages;
}
