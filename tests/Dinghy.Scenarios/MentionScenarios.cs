namespace Dinghy.Scenarios;

/// <summary>Mentions that notify: the asker where it is configured, and people of the group whom the model calls by name.</summary>
public sealed class MentionScenarios
{
    [Fact]
    public async Task The_asker_is_notified_in_a_group_and_not_in_private()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { Config = LabOptions.Reply(reply => reply["mention_asker"] = true) });
        var answer = await lab.AskAsync("user002", "hello", Group(lab));
        answer.Extras!.AtUserIds.ShouldBe(["user002"]);
        answer.Text.ShouldStartWith("@user002 echo(");
        var alone = await lab.AskAsync("user002", "hello");
        (alone.Extras, alone.Text.Contains('@')).ShouldBe((null, false));
    }

    [Fact]
    public async Task Without_a_webhook_the_answer_goes_without_a_mention()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { Config = LabOptions.Reply(reply => reply["mention_asker"] = true) });
        lab.Faults.Set(new Fault(FaultKind.ExpireWebhook) { Times = 1 });
        await lab.SayAsync("user002", "hello", Group(lab));
        (await lab.BotMessagesAsync(1, message => message.Road == "group", "the answer"))[0].Text.ShouldStartWith("echo(");
    }

    [Fact]
    public async Task A_name_is_an_id_for_people_who_spoke_in_this_group_and_for_nobody_else()
    {
        await using var lab = await TestLab.StartAsync();
        lab.World.AddPerson("other1", "赵六");
        var nick = lab.World.People.First(person => person.StaffId == "manager75").Nick;
        await lab.AskAsync("manager75", "我在", Group(lab));
        await lab.AskAsync("other1", "我在别处");
        lab.Model.Enqueue(ModelBehaviour.Answer($"请 @{nick} 看一下，也请 @赵六 看。写信到 a@{nick}.example"));
        var answer = await lab.AskAsync("user002", "谁来看？", Group(lab));
        answer.Extras!.AtUserIds.ShouldBe(["manager75"]);
        answer.Text.ShouldStartWith("请 @manager75 看一下，也请 @赵六 看。");
    }

    [Fact]
    public async Task A_name_that_two_people_have_calls_neither()
    {
        await using var lab = await TestLab.StartAsync();
        lab.World.AddPerson("twin1", "王伟");
        lab.World.AddPerson("twin2", "王伟");
        lab.World.AddGroup("双胞胎", ["twin1", "twin2"]);
        var group = lab.World.Groups.Single(g => g.Title == "双胞胎").ConversationId;
        await lab.AskAsync("twin1", "一", group);
        await lab.AskAsync("twin2", "二", group);
        lab.Model.Enqueue(ModelBehaviour.Answer("请 @王伟 看。"));
        var answer = await lab.AskAsync("twin1", "谁？", group);
        (answer.Text, answer.Extras).ShouldBe(("请 @王伟 看。", null));
    }

    private static string Group(TestLab lab) => lab.World.Groups[0].ConversationId;
}
