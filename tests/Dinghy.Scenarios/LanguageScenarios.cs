namespace Dinghy.Scenarios;

/// <summary>In which language the gateway itself speaks to a person.</summary>
public sealed class LanguageScenarios
{
    [Fact]
    public async Task It_speaks_the_language_that_a_person_writes_and_remembers_it()
    {
        await using var lab = await TestLab.StartAsync();
        lab.World.AddPerson("eva", "Eva");
        lab.World.AddPerson("li", "李");
        await lab.AskAsync("eva", "Good morning, please help me");
        await lab.AskAsync("li", "早上好");
        (await lab.AskAsync("eva", "/status")).Text.ShouldContain("Model:");
        (await lab.AskAsync("li", "/status")).Text.ShouldContain("模型：");
        await lab.StopGatewayAsync();
        await lab.StartGatewayAsync();
        (await lab.AskAsync("eva", "/status")).Text.ShouldContain("Model:");
        await lab.AskAsync("li", "ok");
        (await lab.AskAsync("li", "/status")).Text.ShouldContain("模型：");
    }

    [Fact]
    public async Task A_chosen_language_stays_whatever_is_written_until_it_is_taken_back()
    {
        await using var lab = await TestLab.StartAsync();
        lab.World.AddPerson("wang", "王");
        (await lab.AskAsync("wang", "/语言 英文")).Text.ShouldBe("From now on in English.");
        await lab.AskAsync("wang", "你好");
        await lab.StopGatewayAsync();
        await lab.StartGatewayAsync();
        (await lab.AskAsync("wang", "/状态")).Text.ShouldContain("Model:");
        await lab.AskAsync("wang", "/lang auto");
        (await lab.AskAsync("wang", "/状态")).Text.ShouldContain("模型：");
    }

    [Fact]
    public async Task A_persons_choice_stands_before_the_operators_setting()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { Config = config => config["language"] = "zh" });
        lab.World.AddPerson("eva", "Eva");
        (await lab.AskAsync("eva", "/status")).Text.ShouldContain("模型：");
        await lab.AskAsync("eva", "/lang en");
        (await lab.AskAsync("eva", "/status")).Text.ShouldContain("Model:");
    }
}
