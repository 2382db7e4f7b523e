using System.Text.Json;

namespace Dinghy.Scenarios;

/// <summary>A model that is down costs one clear sentence, never a wrong or a double answer.</summary>
public sealed class ModelFaultScenarios
{
    private const string Half = "The first half of an answer that never got its second";

    public static TheoryData<string, string> Faults => new()
    {
        { "500", "failed:model_down" },
        { "401", "failed:model_refused" },
        { "html", "failed:model_down" },
        { "hang", "failed:model_down" },
        { "cut", "failed:model_down" },
        { "cut by reset", "failed:model_down" },
        { "silent after half", "failed:model_down" },
        { "dropped", "failed:model_down" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_model_that_fails_gives_one_sentence_in_the_persons_language_and_then_works_again(string fault, string outcome)
    {
        await using var lab = await StartAsync(fault);
        lab.Model.Otherwise = Behaviour(fault);
        var chinese = await lab.SayAsync("manager75", "你好");
        var english = await lab.SayAsync("user002", "hello");

        (await lab.OutcomeAsync(chinese)).ShouldBe(outcome);
        (await lab.OutcomeAsync(english)).ShouldBe(outcome);
        (await lab.AnswersAsync(chinese, 1)).ShouldHaveSingleItem().Text.ShouldStartWith("AI 模型");
        (await lab.AnswersAsync(english, 1)).ShouldHaveSingleItem().Text.ShouldStartWith("The AI model");

        lab.Model.Otherwise = ModelBehaviour.Echo();
        (await lab.AskAsync("user002", "again")).Text.ShouldBe("echo(2): again");
        lab.World.BotMessages().Count.ShouldBe(3);
        lab.World.BotMessages().ShouldNotContain(message => message.Text.Contains(Half));
    }

    [Theory]
    [InlineData("500")]
    [InlineData("cut")]
    [InlineData("cut by reset")]
    [InlineData("dropped")]
    public async Task A_fault_that_passes_is_retried_and_the_answer_comes_once_and_whole(string fault)
    {
        await using var lab = await StartAsync(fault);
        lab.Model.Enqueue(Behaviour(fault));
        var said = await lab.SayAsync("user002", "retry me");

        (await lab.AnswersAsync(said, 1)).ShouldHaveSingleItem().Text.ShouldBe("echo(2): retry me");
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
        lab.Model.Requests.Count.ShouldBe(2);
        lab.World.BotMessages().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_model_that_is_not_there_gives_one_sentence_and_is_used_again_when_it_is_back()
    {
        await using var lab = await StartAsync("gone");
        var port = lab.Model.BaseUrl.Port;
        await lab.Model.DisposeAsync();
        var said = await lab.SayAsync("user002", "hello");
        (await lab.OutcomeAsync(said)).ShouldBe("failed:model_down");
        (await lab.AnswersAsync(said, 1)).ShouldHaveSingleItem().Text.ShouldStartWith("The AI model");

        lab.Model = await ScriptedModelServer.StartAsync(port);
        (await lab.AskAsync("user002", "again")).Text.ShouldBe("echo(2): again");
    }

    [Fact]
    public async Task Without_a_usable_model_the_gateway_starts_says_so_and_a_person_gets_one_sentence()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { Config = config => config.Remove("models") });
        var said = await lab.SayAsync("user002", "hello");

        (await lab.OutcomeAsync(said)).ShouldBe("failed:no_model");
        (await lab.AnswersAsync(said, 1)).ShouldHaveSingleItem().Text.ShouldStartWith("No AI model is set up yet");
        var (code, json) = await lab.GetAsync("/ready");
        code.ShouldBe(503);
        using var ready = JsonDocument.Parse(json);
        ready.RootElement.GetProperty("ready").GetBoolean().ShouldBeFalse();
        ready.RootElement.GetProperty("reasons").EnumerateArray().ShouldHaveSingleItem().GetString()!.ShouldContain("no usable model");
        (await lab.GetAsync("/health")).Code.ShouldBe(200);
    }

    [Fact]
    public async Task Somebody_who_waits_long_hears_so_before_the_answer_comes()
    {
        await using var lab = await TestLab.StartAsync();
        using var gate = new SemaphoreSlim(0);
        lab.Model.Enqueue(new ModelBehaviour(async turn =>
        {
            await turn.StartStreamAsync();
            await gate.WaitAsync(turn.Stopped);
            await turn.SendTextAsync("at last");
            await turn.SendEndAsync();
        }));
        var said = await lab.SayAsync("user002", "a hard question");
        (await lab.AnswerAsync(said)).Text.ShouldStartWith("Still working on it");

        gate.Release();
        (await lab.AnswersAsync(said, 2)).Select(message => message.Text).Last().ShouldBe("at last");
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
        (await lab.AnswersAsync(said, 2)).Count.ShouldBe(2);
    }

    private static ModelBehaviour Behaviour(string fault) => fault switch
    {
        "500" => ModelBehaviour.Status(500, """{"error":{"message":"broken","type":"server_error"}}"""),
        "401" => ModelBehaviour.Status(401, """{"error":{"message":"bad key","code":"invalid_api_key"}}"""),
        "html" => ModelBehaviour.Html(),
        "hang" => ModelBehaviour.Hang(),
        "cut" => ModelBehaviour.Cut(Half),
        "cut by reset" => ModelBehaviour.Cut(Half, abort: true),
        "silent after half" => ModelBehaviour.Hang(Half),
        "dropped" => ModelBehaviour.Drop(),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "No such fault."),
    };

    /// <summary>Only a model that says nothing is waited for in vain; any other may be slow, as a busy machine makes it.</summary>
    private static Task<TestLab> StartAsync(string fault) =>
        TestLab.StartAsync(new LabOptions { Config = LabOptions.Models(models => models["timeout_seconds"] = fault is "hang" or "silent after half" ? 3 : 45) });
}
