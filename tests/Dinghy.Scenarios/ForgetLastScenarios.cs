namespace Dinghy.Scenarios;

/// <summary>A person takes something back. DingTalk tells a robot nothing of a recall; this is what they have instead.</summary>
public sealed class ForgetLastScenarios(SharedLab shared) : IClassFixture<SharedLab>
{
    [Theory]
    [InlineData("/forget last", "out of my memory")]
    [InlineData("/忘记 上一条", "从记忆里去掉")]
    public async Task The_last_exchange_leaves_the_memory_and_nothing_else_does(string words, string answer)
    {
        var lab = shared.Lab;
        var who = $"forgetter{words.Length}";
        lab.World.AddPerson(who, "健忘者");
        var kept = await lab.AskAsync(who, "记住蓝色");
        await lab.AskAsync(who, "SECRET-PASSWORD");
        (await lab.AskAsync(who, words)).Text.ShouldContain(answer);

        await lab.AskAsync(who, "你还记得什么？");
        lab.Model.Requests[^1].Messages.Select(message => message.Content).Skip(1).ShouldBe(["记住蓝色", kept.Text, "你还记得什么？"]);
    }
}
